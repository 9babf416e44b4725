"""Parse documents gone wrong by chance, and tell which of them find a bug: `python scripts/fuzz.py 100000 [--first N] [--seed S]`.

Each mutant is parsed by a worker under limits of 5 seconds and 1 GiB. One that raises, crashes, takes longer, or gives what no
database could hold, is a finding; the number of a mutant is all it takes to make it again from the same samples and cases (`--show N`
writes it to stdout); findings are written to a folder, too. What was found so far is told every 5,000 mutants, so that a run that is
ended has said something.
"""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from heapq import nlargest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from etl.engines import MIB, Limits, Lost, processes  # noqa: E402 - found through the line above
from etl.process import warm_up  # noqa: E402
from etl.stopping import Stop  # noqa: E402
from tests.hostile.mutations import mutant  # noqa: E402
from tests.hostile.verdicts import check_mutant  # noqa: E402

LIMITS = Limits(seconds=5, memory_bytes=1024 * MIB)
TOLD_EVERY = 5_000
NAMED = 5
"""So many of the slowest are named."""


@dataclass(slots=True)
class Tally:
    """What came of the mutants so far.

    Attributes:
        seed: of which seed they are.
        folder: where findings are written.
        done: how many were parsed.
        findings: how many of them are bugs.
        verdicts: how often there was an article, or a reason.
        slowest: CPU seconds and number of those that took longest.
    """

    seed: int
    folder: Path
    done: int = 0
    findings: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int]] = field(default_factory=list)

    def add(self, result: tuple[int, float, tuple[str, ...]] | Lost[int]) -> None:
        """Count a mutant; write down one that is a finding."""
        self.done += 1
        if isinstance(result, Lost):
            self.findings += 1
            name, content = mutant(self.seed, result.item)
            self.folder.mkdir(exist_ok=True)
            (self.folder / f"{self.seed}-{result.item}-{name}").write_bytes(content)
            print(f"finding: seed {self.seed}, number {result.item}: {result.cause}: {result.detail}", flush=True)
            return
        number, seconds, found = result
        self.verdicts.update(set(found))
        self.slowest = nlargest(NAMED, [*self.slowest, (seconds, number)])

    def tell(self) -> None:
        """Print it."""
        print(f"{self.done} mutants of seed {self.seed}: {self.findings} findings")
        print("  slowest:", ", ".join(f"{seconds:.2f} s (number {number})" for seconds, number in self.slowest))
        verdicts = ", ".join(f"{reason} {times}" for reason, times in self.verdicts.most_common())
        print("  verdicts:", verdicts, flush=True)


def main() -> int:
    """Count what came of the mutants; 1 if any of them is a finding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first mutant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--save", type=Path, default=Path("fuzz-findings"), help="where findings are written")
    parser.add_argument("--show", type=int, help="write this mutant to stdout, and do nothing else")
    options = parser.parse_args()
    if options.show is not None:
        sys.stdout.buffer.write(mutant(options.seed, options.show)[1])
        return 0
    tally = Tally(options.seed, options.save)
    with processes.start(options.workers, LIMITS, warm_up, Stop()) as apply:
        for result in apply(partial(check_mutant, options.seed), range(options.first, options.first + options.count)):
            tally.add(result)
            if tally.done % TOLD_EVERY == 0:
                tally.tell()
    tally.tell()
    return int(tally.findings > 0)


if __name__ == "__main__":
    sys.exit(main())
