"""How long Airflow's DAG processor is at a DAG file of 500 tables, beside an empty DAG file: in milliseconds.

Needs Airflow 3 in this environment. Ends with 1 where the difference of the fastest of ROUNDS is more than LIMIT_MS: whatever
else the machine does can only add to them. Medians are said too, and CPU time.

    AIRFLOW_HOME=… python parse_time.py [TABLES]
"""

from __future__ import annotations

import gc
import logging
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import projects

LIMIT_MS = 300
ROUNDS = 9

EMPTY = """
from airflow.sdk import DAG
with DAG(dag_id="empty"):
    pass
"""
TABLES = """
from alluvium.airflow import dag
tables = dag({manifest!r}, shape={shape!r}, schedule="@daily")
"""


def project(folder: Path, tables: int) -> Path:
    """A project of so many tables, a file for each of the models, which are half of them."""
    import hashlib

    warehouse = str(folder / "warehouse")
    raw = [projects.table(f"raw.table_{i}", warehouse, source="db") for i in range(tables // 2)]
    models = [
        projects.table(f"curated.table_{i}", warehouse, reads=[f"raw.table_{i}"], strategy="apply") for i in range(tables - len(raw))
    ]
    files = [{"path": "project.conf", "sha256": hashlib.sha256(b"project = shop\n").hexdigest()}]
    (folder / "curated").mkdir(parents=True)
    for model in models:
        text = f"/*--- strategy = apply ---*/\nselect * from {model['reads'][0]}\n".encode() * 20
        (folder / f"curated/{model['name']}.sql").write_bytes(text)
        files.append({"path": f"curated/{model['name']}.sql", "sha256": hashlib.sha256(text).hexdigest()})
    manifest = projects.manifest(folder, tables=raw + models, files=files)
    (folder / "curated/orders.sql").unlink()
    (folder / "aggregate/counts.sql").unlink()
    return manifest


def parsed(file: Path, expected: int) -> tuple[float, float]:
    """Milliseconds, of the clock and of the CPU, in a process of its own, forked as the DAG processor forks one, serialized DAGs included."""
    from airflow.dag_processing.processor import DagFileParseRequest, _parse_file

    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        request = DagFileParseRequest(file=str(file), bundle_path=file.parent, bundle_name="dags", callback_requests=[])
        begun, worked = time.perf_counter(), time.process_time()
        result = _parse_file(request, logging.getLogger("parse"))
        took = (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000
        found = sum(len(made.data["dag"]["tasks"]) for made in result.serialized_dags)
        fine = not result.import_errors and found == expected
        os.write(write, f"{took[0]} {took[1]}".encode() if fine else f"bad {found} {result.import_errors}".encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    if text.startswith("bad"):
        raise SystemExit(f"{file.name}: {text}")
    clock, cpu = text.split()
    return float(clock), float(cpu)


def main() -> int:
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    import airflow.dag_processing.processor  # noqa: F401 - as in the DAG processor, before it forks
    import airflow.sdk  # noqa: F401

    # As the DAG processor does, so that its children do not go through all that it has.
    gc.freeze()
    with tempfile.TemporaryDirectory() as place:
        manifest = project(Path(place) / "shop", tables)
        files = {"empty": (EMPTY, 0)}
        for shape, expected in (("job", 1), ("tables", tables + 1)):
            files[shape] = (TABLES.format(manifest=str(manifest), shape=shape), expected)
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in files}
        for name, (text, _) in files.items():
            (Path(place) / f"{name}.py").write_text(text)
        for _ in range(ROUNDS):
            for name, (_, expected) in files.items():
                took[name].append(parsed(Path(place) / f"{name}.py", expected))
    over = {}
    for name, times in took.items():
        clock, cpu = ([each[i] for each in times] for i in (0, 1))
        empty, empty_cpu = ([each[i] for each in took["empty"]] for i in (0, 1))
        over[name] = min(clock) - min(empty)
        print(
            f"{name:7} fastest {min(clock):4.0f} ms, {over[name]:+4.0f} over an empty file; median {statistics.median(clock):4.0f} ms, "
            f"{statistics.median(clock) - statistics.median(empty):+4.0f}; CPU {statistics.median(cpu) - statistics.median(empty_cpu):+4.0f}"
        )
    return int(any(more > LIMIT_MS for more in over.values()))


if __name__ == "__main__":
    sys.exit(main())
