"""What the words before a date call it: 发布时间, 更新时间, 活动时间."""

import re

from etl.transform.dates.clock import Label

PUBLISHED = (
    "发布时间", "发布日期", "发布于", "发布", "发表时间", "发表日期", "发表于", "发表", "刊发时间", "刊登日期", "刊出日期", "登载时间", "发稿时间", "发文时间", "发文日期",
    "公布时间", "公布日期", "公开日期", "出版日期", "出版时间", "出刊日期", "印发日期", "成文日期", "上传时间", "上传日期", "录入时间", "添加时间", "创建时间", "创建于",
    "公开日", "揭载日", "配信", "입력", "기사입력", "등록", "승인", "게재", "송고", "작성일",
    "published", "publish date", "publication date", "posted", "post date", "created",
)  # fmt: skip
"""Words for the day of publication, in the spelling of `fold`."""

UPDATED = (
    "更新时间", "更新日期", "更新于", "更新", "修改时间", "修改日期", "最后更新", "最后修改", "编辑于", "更新日", "수정", "최종수정", "업데이트",
    "updated", "last updated", "update", "modified", "last modified",
)  # fmt: skip
"""Words for a later change."""

BARE = ("时间", "日期", "日时", "date", "time", "날짜", "일시")
"""Words for publication where they stand alone; behind another word they are some other day (活动时间, 截止日期)."""

_MEANINGS: tuple[tuple[Label, tuple[str, ...]], ...] = (("published", BARE + PUBLISHED), ("updated", UPDATED))
_KINDS = {word: label for label, words in _MEANINGS for word in words}
_WORD = rf"(?P<before>[\w-])?(?P<label>{'|'.join(sorted(map(re.escape, _KINDS), key=len, reverse=True))})(?: (?:on|at))?[ :]{{0,3}}"
_AT_START = re.compile(_WORD, re.IGNORECASE)
_AT_END = re.compile(_WORD + r"\Z", re.IGNORECASE)
_BEFORE_NUL = re.compile(_WORD + r"(?=\0)", re.IGNORECASE)
LONGEST_LABEL = 24
"""Characters, with what may stand behind the word."""


def label_at_start(folded: str, start: int, end: int) -> int:
    """Where a text goes on behind its label; `start` if it has none."""
    label = _AT_START.match(folded, start, end)
    return label.end() if label and not label["before"] else start


def label_before(folded: str, place: int) -> Label | None:
    """What the words right before a place call what follows.

    >>> label_before("活动时间:2023-09-10", 5), label_before("发布时间:2023-09-08", 5)
    ('other', 'published')
    """
    label = _AT_END.search(folded, max(0, place - LONGEST_LABEL), place)
    if label is None:
        return None
    return "other" if label["before"] and label["label"].lower() in BARE else _KINDS[label["label"].lower()]


def without_labels(folded: str) -> str:
    r"""Drop the labels of dates, in whose places stands a NUL.

    >>> without_labels("입력 \0 수정 \0")
    '\x00 \x00'
    """
    return _BEFORE_NUL.sub(lambda label: label["before"] or "", folded)
