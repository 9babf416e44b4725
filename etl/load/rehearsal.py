"""A load that writes nothing."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from sqlalchemy import Connection

from etl.load import rows
from etl.load.database import Database
from etl.load.diary import Counts
from etl.load.known import EVERY_RULE_IS_ONE, Held, Policy, held
from etl.load.loader import verdict_on_parts
from etl.load.verdicts import Judged, count, decide, is_done, judge
from etl.models import Article, ProcessedDocument, ProcessedPart

T = TypeVar("T")


@dataclass(slots=True)
class Rehearsal:
    """Counts what a load would do, and writes nothing.

    Attributes:
        database: what to compare with; None: one that holds nothing.
        policy: when the same bytes are worth another look.
        counts: what would have been done so far.
    """

    database: Database | None
    policy: Policy = EVERY_RULE_IS_ONE
    counts: Counts = field(default_factory=Counts)

    def held(self, uris: Sequence[str]) -> Held:
        """Find out what the database holds under names."""
        return self._read(lambda connection: held(connection, uris), Held({}, frozenset()))

    def pass_over(self, documents: int) -> None:
        """Count documents that need not be opened."""
        self.counts += Counts(unchanged=documents)

    def forget(self, ids: Sequence[int]) -> None:
        """Forget nothing."""

    def load(self, batch: Sequence[ProcessedDocument]) -> None:
        """Count a batch."""
        self.counts += count(self._judge([rows.storable(document) for document in batch]))

    def load_parts(self, parts: Iterator[ProcessedPart]) -> None:
        """Count a document that comes in parts."""
        storable = map(rows.storable, parts)
        first = next(storable)
        [judged] = self._judge([first])
        if is_done(judged, self.policy):
            deque(parts, maxlen=0)  # whoever gives them has to get rid of them
            self.counts += Counts(unchanged=1)
            return
        counts = Counts()
        for part in chain([first], storable):
            found = [outcome for outcome in part.outcomes if isinstance(outcome, Article)]
            counts += Counts(articles=len(found), paragraphs=sum(len(article.paragraphs) for article in found))
        self.counts += counts + verdict_on_parts(judged, counts)

    def _judge(self, batch: Sequence[ProcessedDocument]) -> list[Judged]:
        alone = [Judged(document, None, decide(None, document, self.policy)) for document in batch]
        return self._read(lambda connection: judge(connection, batch, self.policy), alone)

    def _read(self, question: Callable[[Connection], T], otherwise: T) -> T:
        if self.database is None:
            return otherwise
        with self.database.reading() as connection:
            return question(connection)
