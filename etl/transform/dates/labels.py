"""What the words before a date call it: 发布时间, 更新时间, 活动时间."""

import re

from etl.transform.dates.clock import Label

_ACTS = (
    "发布", "发表", "刊发", "刊登", "刊出", "登载", "发稿", "发文", "公布", "公开", "出版", "出刊", "上传", "录入", "添加", "创建", "发帖", "投稿", "推送", "首发", "上网",
    "発行", "発表", "登録", "作成", "掲載", "揭载", "公開", "配信", "撰写",
)  # fmt: skip
PUBLISHED = (
    *(f"{act}{kind}" for act in _ACTS for kind in ("时间", "日期", "日时", "日", "于")), "发布", "生成日期", "发表", "配信",
    "입력", "기사입력", "최초입력", "등록", "승인", "게재", "송고", "발행", "작성일", "게시일", "등록일", "발행일", "입력일", "게재일",
    "published", "publish date", "publication date", "posted", "post date", "created",
)  # fmt: skip
"""Words for the day of publication, in the spelling of `fold`."""

UPDATED = (
    "更新时间", "更新日期", "更新于", "更新", "修改时间", "修改日期", "最后更新", "最后修改", "编辑于", "更新日", "更新日时", "수정", "최종수정", "수정일", "업데이트",
    "成文日期", "成文时间", "印发日期", "印发时间",
    "updated", "last updated", "update", "modified", "last modified",
)  # fmt: skip
"""Words for a later change, and for the day on which an office wrote what it published later: believed where no other day is named."""

BARE = ("时间", "日期", "日时", "date", "time", "날짜", "일시")
"""Words for publication where they stand alone; behind another word they are some other day (活动时间, 截止日期)."""

OTHER = (
    "今天是", "今日是", "现在是", "有效期至", "有效期到", "有效期", "截止", "截至", "截止至", "행사일", "마감일", "시행일", "출시일", "개최일",
    "event date", "expiry date", "due date", "closing date", "start date", "end date",
)  # fmt: skip
"""Words for some other day: the visitor's, an event's, a deadline's."""

NAMED_DAY = re.compile(r"[\u3400-\u9fff]{2}日 ?:[ :]{0,2}\Z")
"""Any other day that has a name in Japan: 開催日, 発売日."""

_MEANINGS: tuple[tuple[Label, tuple[str, ...]], ...] = (
    ("published", BARE + PUBLISHED),
    ("updated", UPDATED),
    ("other", OTHER),
)
_KINDS = {word: label for label, words in _MEANINGS for word in words}
_WORD = rf"(?P<before>[\w-])?(?P<label>{'|'.join(sorted(map(re.escape, _KINDS), key=len, reverse=True))})(?: (?:on|at))?[ :]{{0,3}}"
_AT_START = re.compile(_WORD, re.IGNORECASE)
_AT_END = re.compile(_WORD + r"\Z", re.IGNORECASE)
_BEFORE_NUL = re.compile(_WORD + r"(?=\0)", re.IGNORECASE)
LONGEST_LABEL = 24
"""Characters, with what may stand behind the word."""


def label_at_start(folded: str, start: int, end: int) -> int:
    """Where a text goes on behind its label; `start` if it has none, or one of some other day."""
    label = _AT_START.match(folded, start, end)
    return label.end() if label and not label["before"] and _KINDS[label["label"].lower()] != "other" else start


def label_before(folded: str, place: int) -> Label | None:
    """What the words right before a place call what follows.

    >>> label_before("活动时间:2023-09-10", 5), label_before("发布时间:2023-09-08", 5)
    ('other', 'published')
    """
    start = max(0, place - LONGEST_LABEL)
    label = _AT_END.search(folded, start, place)
    if label is None:
        return "other" if NAMED_DAY.search(folded, start, place) else None
    return "other" if label["before"] and label["label"].lower() in BARE else _KINDS[label["label"].lower()]


def without_labels(folded: str) -> str:
    r"""Drop the labels of dates, in whose places stands a NUL.

    >>> without_labels("입력 \0 수정 \0")
    '\x00 \x00'
    """
    return _BEFORE_NUL.sub(lambda label: label["before"] or "", folded)
