"""What happens in a run, one event for each thing that happened: constant names, facts as fields.

    RunBegan  BatchCommitted  DocumentRejected  RunEnded

Whoever listens (a log, metrics, traces) is told after the fact: what an event says is committed. Texts of documents are not
told, but a document's name and the detail of a rejection may quote them: whoever prints those escapes them.

Contains no business logic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

Level: TypeAlias = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class RunBegan:
    """A run has its line in the diary.

    Attributes:
        run_id: its number there.
        engine: what parses the documents.
        workers: how many processes parse.
        version: the program's.
    """

    name: ClassVar[str] = "run_began"
    level: ClassVar[Level] = "info"
    run_id: int
    engine: str
    workers: int
    version: str


@dataclass(frozen=True, slots=True)
class BatchCommitted:
    """Documents are in the database, and counted.

    Attributes:
        run_id: by which run.
        loaded, updated, unchanged, rejected: what became of them.
        articles, paragraphs: written with them.
        seconds: what the database took, monotonic.
    """

    name: ClassVar[str] = "batch_committed"
    level: ClassVar[Level] = "info"
    run_id: int
    loaded: int
    updated: int
    unchanged: int
    rejected: int
    articles: int
    paragraphs: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DocumentRejected:
    """A document, or a part of it, gives no article.

    Attributes:
        run_id: of the run that found so.
        uri: the document's name: hostile text.
        reason: a word of the closed list.
        detail: one line for people: hostile text.
    """

    name: ClassVar[str] = "document_rejected"
    level: ClassVar[Level] = "warning"
    run_id: int
    uri: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run is over.

    Attributes:
        run_id: its number; None: it never began, because another run holds the database, say.
        status: succeeded, failed or locked.
        seconds: how long it took, monotonic.
        seen, loaded, updated, unchanged, rejected, articles, paragraphs: what its line in the diary counts.
        error: why it failed, in one line; may quote addresses, whose passwords whoever prints it hides.
    """

    name: ClassVar[str] = "run_ended"
    run_id: int | None
    status: Literal["succeeded", "failed", "locked"]
    seconds: float
    seen: int = 0
    loaded: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    articles: int = 0
    paragraphs: int = 0
    error: str | None = None

    @property
    def level(self) -> Level:
        """Failing is an error; finding the database taken is not."""
        return "error" if self.status == "failed" else "info"


RunEvent: TypeAlias = RunBegan | BatchCommitted | DocumentRejected | RunEnded

Listener: TypeAlias = Callable[[RunEvent], None]


def nobody(_event: RunEvent) -> None:
    """Listen to nothing."""
