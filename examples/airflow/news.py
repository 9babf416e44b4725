"""News every fifteen minutes, by Apache Airflow.

Put this file into the folder of DAGs. Airflow has no skip-if-running of its own: `max_active_runs=1` queues, and the lock of `etl run`
answers 75 to whoever comes too early, which is a skip here.
"""

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG(
    "news",
    schedule="*/15 * * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,  # a run does all there is; a backlog of runs would find nothing
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
):
    run = BashOperator(
        task_id="run",
        bash_command='etl run --json --log json "${NEWS:-raw/}"',
        skip_on_exit_code=75,  # another run holds the database
        append_env=True,
        cwd=".",
    )
    fresh = BashOperator(
        task_id="fresh",
        bash_command="etl doctor --fresh 24h",
        trigger_rule="none_failed",  # also asked where the run was skipped
        append_env=True,
        cwd=".",
    )
    run >> fresh
