"""The demo's project as one task, and as a task for each table."""

import os
from datetime import datetime, timedelta, timezone

from alluvium.airflow import dag
from alluvium.launch import Local

common = {
    "launcher": Local(os.environ["ALLUVIUM"]),
    "start_date": datetime(2026, 10, 1, tzinfo=timezone.utc),
    "schedule": None,
    "stale": "fail",
    "retry_delay": timedelta(seconds=5),
}

demo_job = dag(os.environ["MANIFEST"], dag_id="demo_job", **common)
demo_tables = dag(os.environ["MANIFEST"], dag_id="demo_tables", shape="tables", poke_interval=2, **common)
