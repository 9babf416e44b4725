"""Excel workbooks: each sheet with a header is a table of articles, read by the same rules as one in CSV."""

import csv
import datetime as dt
import io
import warnings
from collections.abc import Iterator, Sequence

from etl.exceptions import NeedsExtra, NotAnArticle, Rejected
from etl.extract.formats import table
from etl.extract.hints import Hints
from etl.extract.office.packages import BROKEN, check_package, told
from etl.models import ParsedArticle

NAME = "xlsx"
SIGNATURE = b"PK\3\4"

ABOVE_THE_HEADER = 5
"""So many rows may stand above a table's header: the title of the sheet, who exported it."""


def parse(content: bytes, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
    """Read the rows of every sheet, each as one article."""
    check_package(content, "xl/workbook.xml")
    tables = [text for rows in _sheets(content) if (text := _table(rows, hints)) is not None]
    if not tables:
        raise NotAnArticle("no sheet has a column of titles or texts by a name that is known: name it with --map")
    for text in tables:
        yield from table.parse(text, hints)


def _sheets(content: bytes) -> list[list[list[str]]]:
    """Read every sheet's rows."""
    try:
        import openpyxl
    except ImportError as error:
        raise NeedsExtra("it is an Excel workbook: pip install 'etl[office]' to have it read") from error
    sheets = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that it does not know, which nobody reads here
            for sheet in openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets:
                sheet.reset_dimensions()  # as stated they may be a million empty rows
                sheets.append([[_words(cell) for cell in row] for row in sheet.iter_rows(values_only=True)])
    except BROKEN as error:
        raise told(error) from error
    return sheets


def _table(rows: Sequence[Sequence[str]], hints: Hints) -> str | None:
    """Write the rows from the header on as CSV; None if there is no header."""
    for first in range(min(ABOVE_THE_HEADER + 1, len(rows))):
        width = max((position for position, cell in enumerate(rows[first], 1) if cell), default=0)
        if table.recognises(_csv([rows[first][:width]]), hints):
            return _csv(
                [
                    (*row[:width], *[""] * (width - len(row)))
                    for row in rows[first:]
                    if any(cell for cell in row[:width])
                ]
            )
    return None


def _csv(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter="\t").writerows(rows)
    return file.getvalue()


def _words(cell: object) -> str:
    """What a cell shows: a day without the midnight that stands for one, a whole number without a fraction."""
    match cell:
        case None:
            return ""
        case dt.datetime() if cell.time() == dt.time.min:
            return cell.date().isoformat()
        case dt.datetime():
            return cell.isoformat(" ", "seconds")
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)
