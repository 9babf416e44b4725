"""News every fifteen minutes, by Prefect.

python news.py          serves the schedule
python news.py once     carries it out now
"""

import json
import os
import subprocess
import sys

from prefect import flow, get_run_logger, task
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.schedules import Cron

BUSY = 75


@task
def run() -> None:
    """Ingest what is new. 75 says that another run holds the database: nothing to do, and no failure."""
    command = ["etl", "run", "--json", "--log", "json", os.environ.get("NEWS", "raw/")]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, text=True)
    if done.returncode == BUSY:
        get_run_logger().info("another run holds the database")
        return
    done.check_returncode()
    summary = json.loads(done.stdout)
    get_run_logger().info("run %s: %s seen, %s loaded", summary["run_id"], summary["seen"], summary["loaded"])


@task
def fresh() -> None:
    """Fail if nothing new arrives."""
    subprocess.run(["etl", "doctor", "--fresh", "24h"], check=True)


@flow(timeout_seconds=6 * 3600)
def news() -> None:
    """Run, then ask."""
    run()
    fresh()


if __name__ == "__main__":
    if sys.argv[1:] == ["once"]:
        news()
    else:
        news.serve(
            name="news",
            schedule=Cron("*/15 * * * *", timezone="Asia/Shanghai"),
            global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        )
