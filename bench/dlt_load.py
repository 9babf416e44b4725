"""What `bench.kills` has dlt do: `python bench/dlt_load.py FOLDER URL HOME append|merge`, in an environment with bench/dlt.txt.

The JSON Lines of a folder become the rows of `news.articles`. Called again, it loads what an earlier call left half done; if
nothing was left, it begins anew where HOME is new, and otherwise does nothing. Small files and four workers, as for a load of
some size: the default puts so few rows into one file, which hides what happens between two.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ |= {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
    "NORMALIZE__DATA_WRITER__FILE_MAX_ITEMS": "50",
    "LOAD__WORKERS": "4",
}

import dlt


def main(folder: str, url: str, home: str, disposition: Any) -> None:  # noqa: ANN401 - dlt's own word for it is a literal
    """Load."""

    def records() -> Iterator[list[Any]]:
        for file in sorted(Path(folder).glob("*.jsonl")):
            yield [json.loads(line) | {"file": file.name} for line in file.read_text("utf-8").splitlines()]

    is_new = not Path(home, "articles").exists()
    pipeline = dlt.pipeline("articles", home, destination=dlt.destinations.postgres(url), dataset_name="news")
    if is_new or pipeline.has_pending_data:
        key = "id" if disposition == "merge" else None
        pipeline.run(dlt.resource(records, name="articles", write_disposition=disposition, primary_key=key))


if __name__ == "__main__":
    main(*sys.argv[1:])
