"""Files of office programs for tests: made by libraries that write them, or by hand, with invented news."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"

TITLE = "渡口今日增班"
PARAGRAPHS = (
    "渡口今日增开两班船，往返各一趟。乘客说，早上赶集不用再等，孩子们上学也不会迟到，摊主们更高兴。",
    "船长老周说，雨季水涨，夜里行船要点三盏灯，码头也添了救生圈和绳索，每天早晚各检查一次，不敢马虎。",
)


def pdf(*, pages: int = 1, password: str | None = None, title: str = TITLE, author: str = "林晓雨") -> bytes:
    """Print the news on pages with a head and a number, in lines of 26 characters; without pages of text, draw only."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 560), encrypt=password, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for page in range(1, pages + 1):
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(40, 540, f"江城日报  第{page}版")
        canvas.setFont("STSong-Light", 12)
        y = 500
        for paragraph in PARAGRAPHS:
            for start in range(-2, len(paragraph), 26):
                canvas.drawString(64 if start < 0 else 40, y, paragraph[max(start, 0) : start + 26])
                y -= 18
        canvas.drawString(190, 20, f"- {page} -")
        canvas.showPage()
    if not pages:
        canvas.rect(10, 10, 100, 100)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def docx(*, author: str = "林晓雨", paragraphs: Sequence[str] = PARAGRAPHS) -> bytes:
    """Write the news as Word would, with a heading and a table."""
    heading = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{TITLE}</w:t></w:r></w:p>'
    lines = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>' for cell in row)}</w:tr>"
        for row in (("班次", "时间", "船"), ("早班", "六点", "渡一号"), ("晚班", "九点", "渡二号"))
    )
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/word/document.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
            f' Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}"/>',
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{heading}{lines}<w:tbl>{rows}</w:tbl>'
            "</w:body></w:document>",
            "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
            f"<dc:title>{TITLE}</dc:title><dc:creator>{author}</dc:creator><cp:keywords>渡口，船</cp:keywords>"
            "<dcterms:created>2024-04-01T08:30:00Z</dcterms:created></cp:coreProperties>",
        }
    )


def xlsx(*rows: Sequence[object]) -> bytes:
    """Write a workbook: a sheet about something else, and one whose rows are news, below the name of the list."""
    from openpyxl import Workbook

    workbook = Workbook()
    notes = workbook.active
    assert notes is not None
    notes.append(["说明", 7])
    news = workbook.create_sheet("新闻")
    news.append(["江城新闻一览"])
    news.append(["标题", "正文", "发布时间", "来源", "编号"])
    for row in rows or (
        (TITLE, "\n".join(PARAGRAPHS), dt.datetime(2024, 4, 1, 8, 30), "江城日报", 7.0),  # noqa: DTZ001 - a cell has no zone
        ("大风停航", "今日大风，渡船停航一天。", dt.datetime(2024, 4, 2), "江城日报", 8),  # noqa: DTZ001 - the same
    ):
        news.append(list(row))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def packed(parts: dict[str, str]) -> bytes:
    """Zip parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()
