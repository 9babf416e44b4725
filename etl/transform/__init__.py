"""From what a file says to what we believe. Pure: no disk, network, clock, environment, settings or logging.

    body --content, fragments, captures, plain--> blocks --normalise--> blocks --locate, credits, boilerplate--> kept, dropped
    statements + what the blocks say --metadata--> fields

A block that is dropped keeps its place and its reason until the end, so that `etl show` can tell.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from etl.exceptions import NotAnArticle
from etl.models import (
    Article,
    Capture,
    DroppedBlock,
    Fragment,
    Origin,
    Page,
    Paragraph,
    ParsedArticle,
    PlainText,
    Repair,
    Statement,
    TargetScript,
)
from etl.transform import captures
from etl.transform.blocks import Block, Reading
from etl.transform.boilerplate import drop_boilerplate
from etl.transform.captures import read_capture
from etl.transform.content import is_page_like, read_page
from etl.transform.credits import read_credits
from etl.transform.dates import Clock, zone_of
from etl.transform.fragments import read_fragment
from etl.transform.kinds import name_kinds
from etl.transform.metadata import Evidence, Fields, choose_fields, title_of
from etl.transform.mojibake import mend
from etl.transform.normalise import Normaliser, normaliser_for
from etl.transform.plain import first_lines, read_plain
from etl.transform.prompts import cut_prompts
from etl.transform.refusals import refuse_blank, refuse_page
from etl.transform.titles import first_heading, line_above

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*\d")
"""The year of a date that has one."""


def transform(
    parsed: ParsedArticle,
    origin: Origin,
    *,
    now: datetime | None = None,
    script: TargetScript = "hans",
    written_at: datetime | None = None,
) -> Article:
    """Decide what the article is; its rules read Simplified text, whatever script it is then written in.

    Raises:
        NotAnArticle: nothing of the body is an article's.
        Empty: it is a page, and shows no text at all.
    """
    parsed = _mended(parsed)
    reading = read_body(parsed)
    said = (*parsed.statements, *reading.statements)
    normaliser = normaliser_for(
        [*(statement.value for statement in said), *(block.original for block in reading.blocks)]
    )
    blocks = [
        block for block in (_normalised(block, normaliser) for block in cut_prompts(reading.blocks)) if block.text
    ]
    if isinstance(parsed.body, Capture):
        blocks = list(captures.locate(blocks))
    clock = Clock(zone_of(normaliser.language), now, _year(said, blocks), normaliser.script, written_at)

    credited = read_credits(blocks, clock)
    evidence = _evidence(parsed, reading, credited)
    title = title_of(evidence) or _untitled(parsed, credited.blocks, clock)
    judged = name_kinds(drop_boilerplate(credited.blocks, normaliser.normalise(title.value).text if title else None))

    kept = [block for block in judged if block.reason is None]
    if not kept:
        if isinstance(parsed.body, Page):
            refuse_blank(parsed.body.html, shown=(*blocks, *reading.dropped))
        raise NotAnArticle("no paragraph is left")
    if isinstance(parsed.body, Page):
        refuse_page(kept, title.value if title else None, reading.statements)
    fields = choose_fields(evidence, title, clock, origin.uri)
    if script != normaliser.target:
        normaliser = replace(normaliser, target=script)
        kept = [_normalised(block, normaliser) for block in kept]
    article = _article(kept, judged, fields, normaliser, origin, parsed.repairs)
    return replace(article, dropped=(*article.dropped, *reading.dropped)) if reading.dropped else article


def _mended(parsed: ParsedArticle) -> ParsedArticle:
    """Put text right that was read in a wrong encoding on its way to us, before anybody looks for an article in it."""
    match parsed.body:
        case Page(text) | Fragment(text) | Capture(text) | PlainText(text):
            mending = mend([text, *(statement.value for statement in parsed.statements)])
    if not mending.repairs:
        return parsed
    body, *values = mending.texts
    return ParsedArticle(
        body=type(parsed.body)(body),
        statements=tuple(
            replace(statement, value=value) for statement, value in zip(parsed.statements, values, strict=True)
        ),
        repairs=(*parsed.repairs, *mending.repairs),
    )


def _evidence(parsed: ParsedArticle, reading: Reading, credited: Reading) -> Evidence:
    """Sort what is said by whose voice it is."""
    printed: Iterator[Statement] = iter(())
    if isinstance(parsed.body, PlainText):
        printed = first_lines(credited.blocks)
    elif isinstance(parsed.body, Capture):
        printed = captures.head_statements(credited.blocks)
    return Evidence(stated=parsed.statements, page=(*reading.statements, *printed), credits=credited.statements)


def _untitled(parsed: ParsedArticle, blocks: Sequence[Block], clock: Clock) -> Statement | None:
    """The line above the story of a page that no title was found for. A post or a record without a title has none."""
    is_page = isinstance(parsed.body, Page | Fragment) and not parsed.statements
    return line_above(blocks, clock) if is_page else None


def read_body(parsed: ParsedArticle) -> Reading:
    """Take a body apart into blocks, each shape with its own reader.

    A fragment of which nothing is said, and which is full of menus, is a page that was saved without its head.
    """
    match parsed.body:
        case Page(html):
            return read_page(html)
        case Fragment(html) if not parsed.statements and is_page_like(html):
            return read_page(html)
        case Fragment(html):
            reading = read_fragment(html)
            return replace(reading, statements=(*reading.statements, *first_heading(reading.blocks)))
        case Capture(text):
            return read_capture(text)
        case PlainText(text):
            return read_plain(text)


def _normalised(block: Block, normaliser: Normaliser) -> Block:
    normalised = normaliser.normalise(block.original)
    if normalised.text == block.text and not normalised.repairs:
        return block
    return replace(block, text=normalised.text, repairs=normalised.repairs)


def _dropped(judged: Sequence[Block]) -> Iterator[DroppedBlock]:
    for block in judged:
        if block.reason is not None:
            yield DroppedBlock(block.text, block.reason, block.original if block.original != block.text else None)


def _year(said: Sequence[Statement], blocks: Sequence[Block]) -> int | None:
    """The year of a date printed without one: that of the first date that has it."""
    texts = (
        *(statement.value for statement in said if statement.field == "published"),
        *(block.text for block in blocks),
    )
    return next((int(found[1]) for text in texts if (found := YEAR.search(text))), None)


def _article(
    kept: Sequence[Block],
    judged: Sequence[Block],
    fields: Fields,
    normaliser: Normaliser,
    origin: Origin,
    repairs: tuple[Repair, ...],
) -> Article:
    """Put the article together; repairs learn the position of their paragraph."""
    named = {
        name: normaliser.normalise(value).text if value else None
        for name, value in (
            ("title", fields.title),
            ("source", fields.source),
            ("via", fields.via),
            ("author", fields.author),
            ("editor", fields.editor),
        )
    }
    return Article(
        title=named["title"],
        source=named["source"],
        via=named["via"],
        author=named["author"],
        editor=named["editor"],
        url=fields.url,
        published=fields.published,
        language=normaliser.language,
        script=normaliser.script,
        tags=tuple(normaliser.normalise(tag).text for tag in fields.tags),
        image_url=fields.image_url,
        paragraphs=tuple(
            Paragraph(block.kind, block.text, block.original if block.original != block.text else None)
            for block in kept
        ),
        origin=origin,
        repairs=(
            *repairs,
            *normaliser.document_repairs(),
            *(
                replace(repair, paragraph_position=position)
                for position, block in enumerate(kept, 1)
                for repair in block.repairs
            ),
        ),
        dropped=tuple(_dropped(judged)),
        evidence=fields.evidence,
    )
