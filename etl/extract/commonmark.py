"""CommonMark as posts in Chinese use it, and short ways past its rules for lines that hold no mark at all."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict


@cache
def parser() -> "MarkdownIt":
    """The grammar, with short ways to what it says of lines without marks."""
    made = grammar()
    made.block.ruler.before("table", "plain_lines", _plain_lines)
    made.core.ruler.at("inline", _inline)
    made.inline.terminator_re = STOPS
    return made


def grammar() -> "MarkdownIt":
    """CommonMark with tables, without indented code: in Chinese text an indent opens a paragraph."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
    made.inline.ruler.at("emphasis", _emphasis)
    made.add_render_rule("softbreak", _softbreak)
    return made


MARK = re.compile(r"[\\`*_~!\[\]<&\0]| \n|\n[ \t]")
"""With what every inline rule of ours begins, but for a bare line end: an escape, code, emphasis, a picture, a link, a tag, an entity."""

STOPS = re.compile(r"[\n\\`*_~!\[\]<&]")
"""Where text ends for a rule to be tried."""


def _plain_lines(
    state: "StateBlock",
    start: int,
    end: int,  # noqa: ARG001 - the signature is markdown-it's
    silent: bool,  # noqa: FBT001 - the same
) -> bool:
    """Read a paragraph of which no line begins with a mark, up to an empty line: whatever the rules are, it is nothing else."""
    from markdown_it.common.utils import mdTrim

    if silent:
        return False
    following = start
    while following < state.lineMax and not state.isEmpty(following):
        first = state.src[state.bMarks[following] + state.tShift[following]]
        if first.isdigit() or (first.isascii() and not first.isalpha()):
            return False
        following += 1
    state.line = following
    state.push("paragraph_open", "p", 1).map = [start, following]
    inline = state.push("inline", "", 0)
    inline.content = mdTrim(state.getLines(start, following, state.blkIndent, keepLastLF=False))
    inline.map = [start, following]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _inline(state: "StateCore") -> None:
    """Read what stands in the blocks; what holds no mark but line ends is its own text."""
    from markdown_it.token import Token

    for token in state.tokens:
        if token.type != "inline":
            continue
        if MARK.search(token.content):
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
            continue
        first, *lines = token.content.split("\n")
        token.children = [Token("text", "", 0, content=first)] if first else []
        for line in lines:
            token.children += (Token("softbreak", "br", 0), Token("text", "", 0, content=line))


def _emphasis(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - the signature is markdown-it's
    """Read `*` and `_` as CommonMark does, but let `*` open and close beside Chinese characters and their punctuation.

    CommonMark asks for a space or a punctuation mark outside where the inside begins or ends with one. Chinese has no such
    spaces: `**时间：**三月` would keep its stars.
    """
    from markdown_it.rules_inline.state_inline import Delimiter

    start = state.pos
    marker = state.src[start]
    if silent or marker not in "*_":
        return False
    run = state.scanDelims(start, marker == "*")
    before, after = state.src[start - 1 : start], state.src[start + run.length : start + run.length + 1]
    wide = marker == "*" and (_is_wide(before) or _is_wide(after))
    for _ in range(run.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=run.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=run.can_open or (wide and bool(after.strip())),
                close=run.can_close or (wide and bool(before.strip())),
            )
        )
    state.pos += run.length
    return True


def _softbreak(
    renderer: "RendererHTML",  # noqa: ARG001 - the signature is markdown-it's
    tokens: "Sequence[Token]",
    index: int,
    options: "OptionsDict",  # noqa: ARG001 - the same
    env: "EnvType",  # noqa: ARG001 - the same
) -> str:
    """Read a line end inside a paragraph: after a full stop it parts two, between Chinese characters it is nothing.

    Hexo breaks every line, Jekyll and Hugo none, and none of them says so in the file.
    """
    near = slice(max(index - NEIGHBOURS, 0), index), slice(index + 1, index + 1 + NEIGHBOURS)
    before = "".join(token.content for token in tokens[near[0]]).rstrip()[-1:]
    after = "".join(token.content for token in tokens[near[1]]).lstrip()[:1]
    if before and before in SENTENCE_ENDS:
        return "<br>\n"
    return "" if _is_wide(before) and _is_wide(after) else "\n"


NEIGHBOURS = 4
"""So many tokens beside a line end are looked at: words may stand behind the end of a link or of bold type."""

SENTENCE_ENDS = "。！？!?：:；;…”」』）)"
"""A line that ends so is a paragraph of its own."""


def _is_wide(character: str) -> bool:
    return "\u2e80" <= character <= "\uffef" or character in "“”‘’…—"
