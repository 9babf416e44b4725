"""`etl show`: the whole story of one document."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.cli import options
from etl.cli.terminal import console_on_stdout, print_json, printable
from etl.exceptions import UsageError
from etl.models import (
    Article,
    ColumnName,
    Field,
    Origin,
    Outcome,
    ProcessedDocument,
    PublishedDate,
    Rejection,
    TargetScript,
    Task,
)

if TYPE_CHECKING:
    from etl.load.set_aside import AsideRecord


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story.

    Attributes:
        label: what it is about, a word or two; empty if the line goes on with what the one above is about.
        value: what was found.
        note: where it comes from, or why.
    """

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...]


@click.command("show", epilog="Example: etl show raw/morning-market.html")
@click.argument("path")
@options.column_names
@options.script
@options.as_json("one JSON object for each article or rejection, one a line,")
@click.option(
    "--database",
    metavar="URL",
    callback=lambda _context, _option, url: url and options.with_password(url),
    help="Tell, too, what of the document stands aside in this database, because it recurs in other articles of its site.",
)
@click.option(
    "--html",
    "as_html",
    is_flag=True,
    help="Print a page that shows what was printed beside what was kept. Needs: pip install 'etl[report]'.",
)
def command(
    path: str,
    *,
    names: tuple[ColumnName, ...],
    script: TargetScript,
    as_json: bool,
    database: str | None,
    as_html: bool,
) -> None:
    """Take one document through every stage and tell what happened to it; of an archive, each of its documents.

    Prints what was detected, kept, dropped and why, repaired and normalised, with the evidence for each field. Writes
    nothing and needs no database; one that is named tells what left the paragraphs after the load. With --html: etl show raw/morning-market.html --html > story.html
    """
    from etl.process import process

    if as_html:
        _print_page(_tasks(path, names), names, script)
        return
    for task in _tasks(path, names):
        document = process(task, names=names, script=script)
        aside = iter(_aside(database, document) if database else ())
        if as_json:
            for outcome in document.outcomes:
                stands_aside = [asdict(each) for each in next(aside, ())] if isinstance(outcome, Article) else []
                print_json(_record(outcome) | ({"set_aside": stands_aside} if database else {}))
            continue
        _print(_document(document.origin))
        for number, outcome in enumerate(document.outcomes, start=1):
            position = f" {number} of {len(document.outcomes)}" if len(document.outcomes) > 1 else ""
            for section in _outcome(outcome, position):
                _print(section)
            lines = (
                tuple(Line(each.reason, each.text) for each in next(aside, ())) if isinstance(outcome, Article) else ()
            )
            if lines:
                _print(Section(f"Stands aside in the database: {len(lines)}", lines))


def _tasks(path: str, names: tuple[ColumnName, ...]) -> Iterator[Task]:
    """Find the document, or the documents in an archive, or the one member that `archive.zip!/its name` means."""
    from etl.extract import expand
    from etl.extract.archives import SEPARATOR
    from etl.extract.discover import discover

    file, separator, member = path.partition(SEPARATOR)
    is_member = bool(separator) and not Path(path).exists()
    refs = list(islice(discover([file if is_member else path]), 2))
    if len(refs) != 1:
        raise UsageError(f"{path} is not one document: `etl show` takes a file, `etl run` takes folders and patterns")
    if not is_member:
        yield from expand(refs[0], names)
        return
    uri = f"{refs[0].uri}{SEPARATOR}{member}"
    tasks = [task for task in expand(refs[0], names) if task.uri == uri or task.uri.startswith(f"{uri}{SEPARATOR}")]
    if not tasks:
        raise UsageError(f"there is no {member} in {file}: `etl show {file}` shows what is")
    yield from tasks


def _aside(url: str, document: ProcessedDocument) -> "Iterator[list[AsideRecord]]":
    """Find what stands aside of each article of a document."""
    from etl.load import migrate
    from etl.load.database import open_database
    from etl.load.set_aside import aside_of

    with open_database(url) as opened:
        migrate.require_current(opened)
        with opened.reading() as connection:
            found = aside_of(connection, document.origin.uri)
    count = sum(isinstance(outcome, Article) for outcome in document.outcomes)
    return ([each for each in found if each.article == number] for number in range(1, count + 1))


def _print_page(tasks: Iterator[Task], names: tuple[ColumnName, ...], script: TargetScript) -> None:
    from etl.report.story import page, story

    click.echo(page(tuple(story(task, names, script) for task in tasks)))


def _record(outcome: Outcome) -> dict[str, object]:
    match outcome:
        case Article():
            return {"outcome": "article", **asdict(outcome), "text": outcome.text}
        case Rejection():
            return {"outcome": "rejection", **asdict(outcome)}


# ------------------------------------------------------------------------------------------------ the story


def _document(origin: Origin) -> Section:
    lines = [Line("size", f"{origin.size_bytes:,} bytes", f"sha256 {origin.sha256}")]
    if origin.encoding:
        declared = f"the document says {origin.declared_encoding}" if origin.declared_encoding else "it declares none"
        lines.append(Line("encoding", origin.encoding, f"by {origin.encoding_evidence}; {declared}"))
    if origin.damage:
        lines.append(
            Line("damage", f"{origin.damage:,} bytes could not be decoded", "each shows as \N{REPLACEMENT CHARACTER}")
        )
    if origin.format:
        lines.append(Line("format", origin.format))
    return Section(origin.uri, tuple(lines))


def _outcome(outcome: Outcome, position: str) -> Iterator[Section]:
    match outcome:
        case Rejection():
            yield Section(f"Rejected{position}", (Line(outcome.reason, outcome.detail),))
        case Article():
            yield Section(f"Article{position}", tuple(_fields(outcome)))
            yield Section(f"Paragraphs kept: {len(outcome.paragraphs)}", tuple(_paragraphs(outcome)))
            if outcome.dropped:
                dropped = tuple(Line(block.reason, block.text) for block in outcome.dropped)
                yield Section(f"Blocks dropped: {len(dropped)}", dropped)
            if outcome.repairs:
                yield Section(f"Repairs: {len(outcome.repairs)}", tuple(_repairs(outcome)))


def _fields(article: Article) -> Iterator[Line]:
    yield _field(article, "title", "title", article.title)
    yield _field(article, "published", "published", _published(article.published))
    yield _field(article, "source", "source", article.source)
    yield _field(article, "via", "via", article.via)
    yield _field(article, "author", "author", article.author)
    yield _field(article, "editor", "editor", article.editor)
    yield _field(article, "url", "url", article.url)
    yield _field(article, "tags", "tag", ", ".join(article.tags))
    yield _field(article, "image", "image", article.image_url)
    yield _field(article, "language", "language", article.language)
    yield Line("script", article.script or "-", "as printed")


def _field(article: Article, label: str, field: Field, value: str | None) -> Line:
    said = [statement for statement in article.evidence if statement.field == field]
    note = "; ".join(
        statement.place if statement.value == value else f"{statement.place}: {statement.value}" for statement in said
    )
    return Line(label, value or "-", note)


def _published(published: PublishedDate | None) -> str | None:
    if published is None:
        return None
    when = published.instant.isoformat(" ") if published.instant else published.local_date.isoformat()
    return f"{when}, to the {published.precision}, as {published.form}"


def _paragraphs(article: Article) -> Iterator[Line]:
    for number, paragraph in enumerate(article.paragraphs, start=1):
        yield Line(f"{number} {paragraph.kind}", paragraph.text)
        if paragraph.original is not None:
            yield Line("  printed", paragraph.original)


def _repairs(article: Article) -> Iterator[Line]:
    for repair in article.repairs:
        where = f"paragraph {repair.paragraph_position}" if repair.paragraph_position else ""
        sure = "" if repair.score is None else f"{100 * repair.score:.0f} % sure"
        yield Line(repair.rule, f"{repair.before} -> {repair.after}", ", ".join(filter(None, (where, sure))))


# ------------------------------------------------------------------------------------------------ its two looks


def _print(section: Section) -> None:
    console = console_on_stdout()
    lines = [Line(line.label, printable(line.value), printable(line.note)) for line in section.lines]
    width = max((len(line.label) for line in lines), default=0)
    if not console.is_terminal:
        _print_plain(printable(section.heading), lines, width)
        return

    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", min_width=width, no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        value = Text.assemble(line.value, "  " if line.note else "", (line.note, "dim"))
        grid.add_row(line.label, value)
    console.print(Text(printable(section.heading), style="bold"))
    console.print(grid)
    console.print()


def _print_plain(heading: str, lines: Sequence[Line], width: int) -> None:
    click.echo(heading)
    for line in lines:
        note = f"  ({line.note})" if line.note else ""
        click.echo(f"  {line.label:<{width}}  {line.value}{note}")
    click.echo()
