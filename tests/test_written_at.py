"""What the age of a file says of its dates."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl.models import Article, RawRef
from etl.process import process

TEXT = "标题：雨后的集市\n发布时间：2031年9月8日\n\n　　周六清晨，城东的集市照常开张。摊主们说，雨后的青菜卖得最快，价格与上周相比没有变化。\n"


@pytest.mark.parametrize(
    ("written", "published_on"),
    [
        (datetime(2031, 9, 8, tzinfo=UTC), date(2031, 9, 8)),
        (datetime(2024, 5, 1, tzinfo=UTC), None),
        (datetime(1980, 1, 1, tzinfo=UTC), date(2031, 9, 8)),
    ],
)
def test_no_article_is_younger_than_its_file(tmp_path: Path, written: datetime, published_on: date | None) -> None:
    """A file of 2024 does not tell of 2031; one of 1980 was stamped by a packer and tells nothing."""
    path = tmp_path / "market.txt"
    path.write_text(TEXT, "utf-8")
    os.utime(path, (written.timestamp(), written.timestamp()))

    [article] = process(RawRef("market.txt", str(path))).outcomes

    assert isinstance(article, Article)
    assert (article.published.local_date if article.published else None) == published_on
