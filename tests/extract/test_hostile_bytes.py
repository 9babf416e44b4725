"""Bytes written, or broken, so that a reader takes for ever."""

import pytest

from etl.exceptions import Rejected
from etl.extract.encodings import decode

HOSTILE = (
    "渔港清晨复航，渔船依次出港，鱼价".encode("gb18030")[:-1]
    + b"[" * 40
    + "回落，海面".encode("gb18030")[1:]
    + b"\xff",
    "鱼价".encode("gb18030")[:-1] + b"[" * 60 + "落。".encode("gb18030")[1:-1],
    "冰库开始进货".encode()[1:] + b"letters" * 12 + "渔船".encode()[:-1] + b"\xff",
    b"\xb1\xb1a" * 200 + b"\x80\xff",
)


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bytes_are_decided_about(content: bytes) -> None:
    """Whatever the bytes, a reading or a rejection is found within the patience of the test runner."""
    try:
        decoded = decode(content)
    except Rejected:
        return

    assert decoded.text
