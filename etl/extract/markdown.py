"""Markdown, HTML, or both in one body, to one HTML fragment."""

import re
from collections.abc import Sequence

from etl.extract.commonmark import parser
from etl.extract.dialects import as_commonmark


def to_html(body: str) -> str:
    r"""Give the body as an HTML fragment.

    >>> to_html("第一段\n\n<p>第二段</p>")
    '<p>第一段</p>\n<p>第二段</p>'

    Marks of templates (`{% raw %}`, `{% asset_img a.jpg %}`, `{{ site.url }}`, `<!-- more -->`) are dropped, what stands
    between two of them is kept. A stretch of HTML goes through as it is; only the Markdown before and after it is rendered:
    blank lines and indents inside markup would otherwise read as code.
    """
    body = _TEMPLATE_MARKS.sub("", _LABEL.sub(lambda label: label[1].strip(), with_newlines(body)))
    start, end = _html_stretch(body)
    parts = (_render(body[:start]), body[start:end], _render(body[end:]))
    return "\n".join(part.strip("\n") for part in parts if part.strip())


def with_newlines(text: str) -> str:
    """Write every line end as one newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


_TEMPLATE_MARKS = re.compile(
    r"\{%[^{}\n]*%\}"  # Liquid and Nunjucks tags
    r"|\{\{[<%][^{}\n]*[>%]\}\}"  # Hugo's shortcodes
    r"|\{\{-?[ ]?(?:site|page|config|theme|url_for|post)\b[^{}\n]*\}\}"
    r"|<!--[ ]{0,8}more[ ]{0,8}-->"
    r"|\{/\*[^{}\n]*\*/\}"  # comments of MDX
    r"|^(?:[*+-]|1\.)[ \t][^\n]*\n\{:[ ]?toc\b[^{}\n]*\}[ \t]*$"  # where kramdown puts the table of contents
    r"|^\{:[^{}\n]*\}[ \t]*$",  # kramdown's attributes
    re.MULTILINE,
)

_LABEL = re.compile(r"\{%-?[ ]*label[ ]+\w*@([^{}\n%]*)%\}")
"""NexT's way to set words on a ground: they are the sentence's."""

BLOCK_TAGS = tuple(
    """
    address article aside audio blockquote body center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 head header hr html iframe li link main nav ol p pre script section style table tbody td tfoot
    th thead title tr ul video
    """.split()
)
"""Tags that begin a block of HTML."""

_TAGS = "|".join(sorted(BLOCK_TAGS, key=len, reverse=True))
_HTML_CHUNK = re.compile(rf"\s*(?:<(?:/?(?:{_TAGS}|br|img|span|font|strong|b|a)(?=[\s/>])|!--)|-->|&\w)", re.IGNORECASE)
_BLOCK_CHUNK = re.compile(rf"\s*<(?:/?(?:{_TAGS})(?=[\s/>])|!--)", re.IGNORECASE)
_NO_WORDS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t\u3000]*\n\s*")


def _html_stretch(body: str) -> tuple[int, int]:
    """Find the stretch from the first to the last chunk of HTML, if most of its words stand in HTML; else an empty one."""
    chunks = _chunks(body)
    blocks = [index for index, (start, end) in enumerate(chunks) if _BLOCK_CHUNK.match(body, start, end)]
    if not blocks:
        return 0, 0
    inside = chunks[blocks[0] : blocks[-1] + 1]
    words = [len(_NO_WORDS.sub("", body[start:end])) for start, end in inside]
    html = sum(count for count, (start, end) in zip(words, inside, strict=True) if _HTML_CHUNK.match(body, start, end))
    if 2 * html < sum(words):
        return 0, 0
    return inside[0][0], _end_of_html(body, *inside[-1])


def _chunks(body: str) -> Sequence[tuple[int, int]]:
    """Part the body at its blank lines."""
    edges = [0]
    for blank in _BLANK_LINE.finditer(body):
        edges += [blank.start(), blank.end()]
    edges.append(len(body))
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if body[start:end].strip()]


def _end_of_html(body: str, start: int, end: int) -> int:
    """A chunk of HTML may end in a line of Markdown, which no blank line parts from it."""
    last = max(body.rfind(">", start, end), start)
    line_end = body.find("\n", last, end)
    return end if line_end < 0 else line_end


def _render(markdown: str) -> str:
    return parser().render(as_commonmark(markdown)) if markdown.strip() else ""
