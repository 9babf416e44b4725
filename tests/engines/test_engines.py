"""Every engine is the same map."""

import gc
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import suppress

import pytest

from etl.engines import ENGINES, Engine, Limits
from etl.engines.garbage import YOUNG_OBJECTS, collecting_seldom
from etl.engines.processes import AHEAD
from etl.stopping import Stop


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.NAME)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Run a test with each engine."""
    found: Engine = request.param
    if found.NAME == "ray" and os.environ.get("ETL_TEST_RAY") != "1":
        pytest.skip("takes minutes and 200 MB: make ray")
    return found


def test_every_item_is_mapped_once(engine: Engine) -> None:
    """Each item gives one result, in any order."""
    with engine.start(2, Limits(), tuple, Stop()) as apply:
        results = [result for result in apply(abs, range(-400, 0)) if isinstance(result, int)]

    assert sorted(results) == list(range(1, 401))


def test_nothing_to_do_is_done(engine: Engine) -> None:
    """No items give no results, and no process."""
    with engine.start(2, Limits(), tuple, Stop()) as apply:
        assert list(apply(abs, [])) == []
        assert not multiprocessing.active_children()


def test_what_goes_wrong_while_items_are_listed_is_raised(engine: Engine) -> None:
    """Items are listed by whoever asks for results: that a folder is gone, or the database, ends the map."""

    def items() -> Iterator[int]:
        yield from range(10)
        raise LookupError

    with pytest.raises(LookupError), engine.start(2, Limits(), tuple, Stop()) as apply:
        list(apply(abs, items()))


def test_items_are_asked_for_as_there_is_room(engine: Engine) -> None:
    """When the first result comes, no more than the window has been asked for."""
    asked = 0

    def items() -> Iterator[int]:
        nonlocal asked
        for item in range(10_000):
            asked += 1
            yield item

    with engine.start(2, Limits(), tuple, Stop()) as apply:
        results = apply(abs, items())
        for _ in range(2):
            next(results)

        assert asked <= 1 + 2 * AHEAD


def test_results_end_when_a_stop_is_asked_for(engine: Engine) -> None:
    """What is done by then is given, little is begun, and nobody waits for the rest."""
    stop = Stop()
    given = 0

    with engine.start(2, Limits(), tuple, stop) as apply:
        for _ in apply(abs, range(10_000)):
            given += 1
            if given == 10:
                stop.asked_by = "a test"

    assert 10 <= given <= 1 + 2 * AHEAD


def test_cycles_are_collected_as_often_as_before_when_it_is_over() -> None:
    """A program that embeds a run finds its collector as it was, even after a failure."""
    before = gc.get_threshold()

    with suppress(ValueError), collecting_seldom():
        while_reading = gc.get_threshold()
        raise ValueError

    assert while_reading[0] == YOUNG_OBJECTS > before[0]
    assert gc.get_threshold() == before
