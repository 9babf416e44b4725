"""Parse documents gone wrong by chance, and tell which of them find a bug: `python scripts/fuzz.py 100000 [--first N] [--seed S]`.

Each mutant is parsed by a worker under limits of 5 seconds and 1 GiB. One that raises, crashes, takes longer, or gives what no
database could hold, is a finding; the number of a mutant is all it takes to make it again from the same samples and cases (`--show N` writes it to stdout); findings
are written to a folder, too.
"""

import argparse
import sys
from collections import Counter
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from etl.engines import MIB, Limits, Lost, processes  # noqa: E402 - found through the line above
from etl.process import warm_up  # noqa: E402
from tests.hostile.mutations import mutant  # noqa: E402
from tests.hostile.verdicts import check_mutant  # noqa: E402

LIMITS = Limits(seconds=5, memory_bytes=1024 * MIB)


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
    verdicts: Counter[str] = Counter()
    slowest = [(0.0, 0)]
    findings = 0
    with processes.start(options.workers, LIMITS, warm_up) as apply:
        for result in apply(partial(check_mutant, options.seed), range(options.first, options.first + options.count)):
            if isinstance(result, Lost):
                findings += 1
                name, content = mutant(options.seed, result.item)
                options.save.mkdir(exist_ok=True)
                (options.save / f"{options.seed}-{result.item}-{name}").write_bytes(content)
                print(
                    f"finding: seed {options.seed}, number {result.item}: {result.cause}: {result.detail}", flush=True
                )
            else:
                number, seconds, found = result
                verdicts.update(set(found))
                slowest = sorted([*slowest, (seconds, number)], reverse=True)[:5]
    print(f"{options.count} mutants from number {options.first} of seed {options.seed}: {findings} findings")
    print("slowest:", ", ".join(f"{seconds:.2f} s (number {number})" for seconds, number in slowest))
    print("verdicts:", ", ".join(f"{reason} {times}" for reason, times in verdicts.most_common()))
    return int(findings > 0)


if __name__ == "__main__":
    sys.exit(main())
