"""A page saved as plain text: layout and wording alone tell the story from what surrounds it.

    text --lines--> blocks --features--> rows --forest, choose--> the story and what stands before and after it

A forest trained on pages that were flattened (`scripts/train_captures.py`) says of each line how likely it is the article's; that a page
tells one story, in one piece, below its title, is known beforehand. Nothing is decided by one signal, and nothing depends on a site.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.models import Statement
from etl.transform.blocks import Block, Reading
from etl.transform.boilerplate import letters_of
from etl.transform.breadcrumbs import channels
from etl.transform.captures.choose import choose, closed, is_paragraph
from etl.transform.captures.dumps import without_marks
from etl.transform.captures.features import describe
from etl.transform.captures.lines import unwrapped, whole_lines
from etl.transform.captures.titles import BELOW_LINES, HEAD_LINES, is_bracketed, said_title, title_line
from etl.transform.pages.forest import load_forest
from etl.transform.plain import block_of


def read_capture(text: str) -> Reading:
    """Every line of a capture that has words."""
    return Reading(tuple(block_of(line) for line in unwrapped(whole_lines(without_marks(text)))))


def locate(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Say of each block whether it stands before the story, in it or after it, and which of those in it are not of it.

    The title above the story becomes a heading, so that what stands above it can be told from what stands below.
    """
    if not blocks:
        return ()
    rows = describe(blocks)
    forest = load_forest("lines", "etl.transform.captures")
    first, end, kept = choose(rows, forest.scores(rows))
    closing = closed(blocks, end)
    kept[end:closing] = [True] * (closing - end)
    end = closing
    title = title_line(blocks, first)
    return tuple(
        replace(
            block,
            kind="heading" if position == title else block.kind,
            region="head" if position < first else "body" if position < end else "tail",
            reason="between paragraphs" if first <= position < end and not (keep or is_paragraph(block)) else None,
        )
        for position, (block, keep) in enumerate(zip(blocks, kept, strict=True))
    )


def head_statements(blocks: Sequence[Block]) -> Iterator[Statement]:
    """The title and the channels that stand above the story; a title in brackets may stand below it."""
    head = [block for block in blocks if block.region == "head"]
    tail = [block for block in blocks if block.region == "tail"][:BELOW_LINES]
    title = next((said_title(block) for block in reversed(head) if block.kind == "heading"), None)
    if title is not None:
        yield Statement("title", title, "line above the text")
    else:
        yield from (
            Statement("title", said_title(block), "line below the text") for block in tail if is_bracketed(block)
        )
    for block in head[-HEAD_LINES:]:
        for channel in channels(block.text) or ():
            if title is None or letters_of(channel) != letters_of(title):
                yield Statement("tag", channel, "trail above the text")
