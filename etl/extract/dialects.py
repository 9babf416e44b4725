"""What Hexo, Jekyll, Typora, VuePress and Obsidian add to Markdown, written as CommonMark has it, so that no mark is read as words."""

import re


def as_commonmark(markdown: str) -> str:
    r"""Write Markdown of any dialect as CommonMark; code between fences stays as it is.

    >>> as_commonmark("##班次\n- [x] 夜班[^1]\n\n[^1]: 零点。")
    '## 班次\n- 夜班\n\n\n零点。'
    >>> as_commonmark("```\n##班次\n```\n")
    '```\n##班次\n```\n'
    """
    if not _ANY.search(markdown):
        return markdown
    parts, position = [], 0
    for code in _FENCED.finditer(markdown):
        parts += [_mended(markdown[position : code.start()]), code.group()]
        position = code.end()
    return "".join((*parts, _mended(markdown[position:])))


_ANY = re.compile(r"^#{1,6}|\[[\[^!xX ]|::|!!!|\?\?\?|==|\{[:#.]|\[toc|\$\{toc", re.MULTILINE | re.IGNORECASE)
"""With what they begin."""

_FENCED = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:[^\n]*\n)*?(?: {0,3}(?P=fence)|[^\n]*\Z)",
    re.MULTILINE,
)

DIALECTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(?:\[toc\]|\[\[_?toc_?\]\]|@\[toc\](?:\([^()\n]*\))?|\$\{toc\})[ \t]*$", re.IGNORECASE | re.MULTILINE
        ),
        "",
    ),
    # a heading glued to its marks; `#春茶#` is a topic, and `#` alone may begin one
    (re.compile(r"^(#{2,6})(?=[^\s#][^#\n]{0,60}$)", re.MULTILINE), r"\1 "),
    # the name of a heading, and attributes of pictures and paragraphs
    (re.compile(r"^(#{1,6}[ \t](?:[^\n{]|\{(?![#.:]))*+)\{[#.:][^{}\n]{1,80}\}[ \t]*$", re.MULTILINE), r"\1"),
    (
        re.compile(
            r"^\{[:#.][^{}\n]{1,80}\}[ \t]*$|(?<=\))\{[:#.][^{}\n]{1,80}\}|\{:[^{}\n]{1,80}\}[ \t]*$", re.MULTILINE
        ),
        "",
    ),
    # tasks, done or not
    (re.compile(r"^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[ xX]\][ \t]+", re.MULTILINE), r"\1"),
    # boxes of VuePress and Docusaurus, of MkDocs, of GitHub and Obsidian: their titles are words of the article's
    (re.compile(r"^[ \t]*:{3,}[ \t]*(?:\{?[A-Za-z][\w-]*+\}?)?[ \t]*([^\n]*)$", re.MULTILINE), r"\n\1\n"),
    (re.compile(r"^[ \t]*(?:!!!|\?\?\?)\+?[ \t]+[a-z][a-z-]*+(?:[ \t]+\"([^\"\n]*)\")?[ \t]*$", re.MULTILINE), r"\1\n"),
    (re.compile(r"^([ \t]*>[ \t]*)\[![A-Za-z][\w-]*\][+-]?[ \t]*([^\n]*)$", re.MULTILINE), r"\1\2\n>"),
    # links between notes
    (re.compile(r"!\[\[[^\[\]\n]{1,200}\]\]"), ""),
    (re.compile(r"(?<![A-Za-z0-9_\]`])\[\[(?:[^\[\]|\n]{1,200}\|)?(?![\s$!-])([^\[\]|\n]{1,200})\]\](?!\()"), r"\1"),
    # a marker pen
    (re.compile(r"(?<![=\w])==(?=[^\s=])(?=[^=\n]{0,300}[\u4e00-\u9fff])([^=\n]{1,300})(?<!\s)==(?!=)"), r"\1"),
    (re.compile(r"(?<=[\u3000-\uffef])==(?=[^\s=])([^=\n]{1,300})(?<!\s)==(?!=)"), r"\1"),
)
"""What is written, and what CommonMark writes for it."""


def _mended(markdown: str) -> str:
    for written, instead in DIALECTS:
        markdown = written.sub(instead, markdown)
    if "[^" not in markdown:
        return markdown
    notes = frozenset(_NOTE.findall(markdown))
    markdown = _NOTE.sub("\n", markdown)
    return _CALL.sub(lambda found: "" if found[1] in notes or found[1].isdecimal() else found.group(), markdown)


_NOTE = re.compile(r"^\[\^([^\[\]\s]{1,40})\]:[ \t]*", re.MULTILINE)
"""A note is a paragraph where it stands; what calls it is not a word."""

_CALL = re.compile(r"\[\^([^\[\]\s]{1,40})\](?!:)")
