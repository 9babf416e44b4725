"""Files of records for tests, of any length."""

import csv
import gzip
import io
import json
import tarfile
import zipfile

import pytest

from etl.extract import parts


def cut_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a file of two kilobytes for a large one, which is cut after each."""
    monkeypatch.setattr(parts, "LARGE_BYTES", 2000)
    monkeypatch.setattr(parts, "PART_BYTES", 1000)
    monkeypatch.setattr(parts, "HEAD_BYTES", 1000)


def json_lines(count: int, start: int = 0) -> bytes:
    """Write records as JSON Lines, every tenth of them broken."""
    lines = (
        json.dumps({"title": f"第{n}班渡船", "content": f"今日第{n}班渡船准点开出，乘客{n}人。"}, ensure_ascii=False)
        if n % 10 != 9
        else '{"title": '
        for n in range(start, start + count)
    )
    return "".join(f"{line}\n" for line in lines).encode()


def table(count: int, encoding: str = "gb18030") -> bytes:
    """Write records as a table, with quotes and line ends in its cells."""
    file = io.StringIO()
    rows = ((f"第{n}班渡船", f'船长说：“{n}”\n今日准点开出，乘客{n}人。\n\n"平安"。') for n in range(count))
    csv.writer(file).writerows([("标题", "正文"), *rows])
    return file.getvalue().encode(encoding)


def json_list(count: int, **layout: int) -> bytes:
    """Write records as one list, with brackets, commas and quotes in their texts."""
    records = (
        {"title": f"第{n}班渡船", "content": f'今日第{n}班]渡船}},{{"准点"[开出\\，乘客{n}人。', "tags": ["船", f"{n}"]}
        for n in range(count)
    )
    return json.dumps(list(records), ensure_ascii=False, **layout).encode()  # type: ignore[arg-type]  # an indent


def doc_records(count: int) -> bytes:
    """Write records in angle brackets, in GBK."""
    records = (
        f"<doc>\n<url>http://ferry.example/{n}</url>\n<contenttitle>第{n}班渡船</contenttitle>\n"
        f"<content>今日第{n}班渡船 & 渔船准点开出，乘客{n}人。</content>\n</doc>\n"
        for n in range(count)
    )
    return "".join(records).encode("gbk")


def packed(name: str, content: bytes) -> bytes:
    """Pack a file as its name says."""
    buffer = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("早报/news.jsonl", content)
    elif name.endswith(".tar.gz"):
        with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
            header = tarfile.TarInfo("news.jsonl")
            header.size = len(content)
            tar.addfile(header, io.BytesIO(content))
    else:
        buffer.write(gzip.compress(content))
    return buffer.getvalue()
