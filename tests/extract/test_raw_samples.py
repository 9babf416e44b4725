"""The sample documents in `raw/`: one for each shape, each read as what it is."""

from pathlib import Path
from typing import TypeAlias

import pytest

from etl.exceptions import Rejected
from etl.extract import extract
from etl.models import RawDocument

RAW = Path(__file__).resolve().parents[2] / "raw"

Sample: TypeAlias = tuple[str, str | None, str | None, str | None, int, list[str]]

SAMPLES: tuple[Sample, ...] = (
    # name, format, encoding, declared encoding, articles, reasons of the rejections
    ("agency-mirror.md", "front_matter", "utf-8", None, 1, []),
    ("atom.xml", "feed", "utf-8", "utf-8", 2, []),
    ("broken-front-matter.md", "front_matter", "utf-8", None, 1, []),
    ("broken-image.html", None, None, None, 0, ["binary"]),
    ("capture-pinyin.txt", "capture", "utf-8", None, 1, []),
    ("capture-sidebar.txt", "capture", "utf-8", None, 1, []),
    ("capture.txt", "capture", "utf-8", None, 1, []),
    ("empty.txt", None, None, None, 0, ["empty"]),
    ("export.jsonl", "json_lines", "utf-8", None, 4, ["malformed"]),
    ("feed-mirror.md", "front_matter", "utf-8", None, 1, []),
    ("fragment.html", "html_fragment", "utf-8", None, 1, []),
    ("hexo-post.md", "front_matter", "utf-8", None, 1, []),
    ("hugo-post.md", "front_matter", "utf-8", None, 1, []),
    ("page-big5.html", "html_page", "big5hkscs", "big5", 1, []),
    ("page-modern.html", "html_page", "utf-8", "utf-8", 1, []),
    ("page-old.html", "html_page", "gb18030", "gb2312", 1, []),
    ("page-wrong-charset.html", "html_page", "gb18030", "utf-8", 1, []),
    ("plain-utf16.txt", "plain_text", "utf-16-le", None, 1, []),
    ("plain.txt", "plain_text", "utf-8", None, 1, []),
    ("rss.xml", "feed", "utf-8", "UTF-8", 3, []),
)


def read(name: str) -> tuple[str | None, str | None, str | None, int, list[str]]:
    """A sample's format, encoding, declared encoding, number of articles and reasons of its rejections."""
    try:
        document = extract(RawDocument(uri=name, content=(RAW / name).read_bytes()))
    except Rejected as rejected:
        return None, None, None, 0, [rejected.reason]
    outcomes = list(document.articles)
    reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, Rejected)]
    assert document.decoded is not None
    return document.format, document.decoded.encoding, document.decoded.declared, len(outcomes) - len(reasons), reasons


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample[0])
def test_samples_are_read_as_what_they_are(sample: Sample) -> None:
    """Format, encoding and outcomes of each sample are the ones it was written to show."""
    name, *expected = sample

    assert list(read(name)) == expected


def test_every_sample_is_listed() -> None:
    """No file lies in `raw/` without a line here."""
    assert [path.name for path in sorted(RAW.iterdir())] == [sample[0] for sample in SAMPLES]
