"""What must hold for whatever comes out of a document."""

import time

from etl.exceptions import reasons
from etl.load.rows import storable
from etl.models import Article, ProcessedDocument, Rejection
from etl.process import parse
from tests.hostile.mutations import mutant


def check(name: str, content: bytes) -> tuple[str, ...]:
    """Parse a document, see that every outcome is sound, and name them: `article`, or the reason of the rejection.

    Raises:
        AssertionError: an article without text, a reason nobody knows, text that no database holds, nothing at all.
    """
    outcomes = tuple(parse(content, name))
    assert outcomes, "there is no outcome"
    verdicts = tuple(outcome.reason if isinstance(outcome, Rejection) else "article" for outcome in outcomes)
    assert set(verdicts) <= {"article", *reasons()}
    for outcome in outcomes:
        if isinstance(outcome, Article):
            assert outcome.paragraphs, "an article has no paragraphs"
            assert all(paragraph.text.strip() for paragraph in outcome.paragraphs), "a paragraph is empty"
        document = storable(ProcessedDocument(outcome.origin, (outcome,)))
        assert document.outcomes == (outcome,) or isinstance(outcome, Rejection), document.outcomes
    return verdicts


def check_mutant(seed: int, number: int) -> tuple[int, float, tuple[str, ...]]:
    """Check the mutant with that number; give it, the CPU seconds it took, and what came of it."""
    name, content = mutant(seed, number)
    started = time.process_time()
    found = check(name, content)
    return number, time.process_time() - started, found
