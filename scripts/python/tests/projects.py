"""Projects and runs as Alluvium leaves them on disk."""

from __future__ import annotations

import hashlib
import json
import tempfile
import unittest
from pathlib import Path
from typing import Any


def manifest(project: Path, **changed: Any) -> Path:
    """A project of two raw tables and two models, with its manifest."""
    project.mkdir(parents=True, exist_ok=True)
    files = {
        "project.conf": "project = shop\n",
        "curated/orders.sql": "select * from raw.orders\n",
        "aggregate/counts.sql": "select count(*) as n from curated.orders\n",
    }
    for name, text in files.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text)
    warehouse = changed.get("warehouse", str(project / "warehouse"))
    content = {
        "schema_version": 1,
        "project": "shop",
        "environment": None,
        "warehouse": warehouse,
        "settings": {},
        "open": False,
        "run_options": ["at", "env", "events", "key", "project", "set", "skip-code", "wait"],
        "sources": [{"name": "db", "type": "postgres", "connections": 3}, {"name": "web", "type": "files", "connections": None}],
        "tables": [
            table("raw.orders", warehouse, source="db"),
            table("raw.customers", warehouse, source="db"),
            table("curated.orders", warehouse, reads=["raw.orders"], strategy="apply"),
            table("aggregate.counts", warehouse, reads=["curated.orders"], strategy="auto"),
        ],
        "model_folders": ["raw", "bronze", "curated", "silver", "aggregate", "gold"],
        "files": [{"path": name, "sha256": hashlib.sha256(text.encode()).hexdigest()} for name, text in sorted(files.items())],
        **changed,
    }
    file = project / "manifest.json"
    file.write_text(json.dumps(content))
    return file


def table(name: str, warehouse: str, source: str | None = None, reads: list[str] | None = None, strategy: str | None = None) -> dict[str, Any]:
    layer, short = name.split(".")
    return {
        "table": name,
        "layer": layer,
        "name": short,
        "source": source,
        "strategy": strategy,
        "reads": reads or [],
        "location": f"{warehouse}/{layer}/{short}",
        "hash": "0" * 64,
    }


class State:
    """What runs leave in a warehouse."""

    def __init__(self, project: Path):
        self.folder = project / "warehouse" / "_alluvium" / "shop"

    def begin(self, key: str, attempt: int, run: int) -> None:
        self.write(f"keys/key={key.replace(':', '~')}/{attempt}.json", {"key": key, "run": run})
        (self.folder / "runs" / str(run)).mkdir(parents=True, exist_ok=True)

    def events(self, run: int, number: int, *events: dict[str, Any]) -> None:
        self.write(f"runs/{run}/events/{number}.json", {"schema_version": 1, "run_id": run, "events": list(events)})

    def end(self, run: int, status: int, *steps: dict[str, Any]) -> None:
        self.write(f"runs/{run}/run_results.json", {"schema_version": 1, "run_id": run, "exit_status": status, "steps": list(steps)})

    def write(self, path: str, content: dict[str, Any]) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))


def step(name: str, outcome: str, detail: str = "", kind: str | None = None) -> dict[str, Any]:
    problems = [{"code": "ALV-3107", "message": "no right", "kind": kind}] if kind else []
    return {"table": name, "outcome": outcome, "detail": detail, "problems": problems}


def ended(name: str, outcome: str, **more: Any) -> dict[str, Any]:
    return {"event": "ended", "at": "2026-11-03T00:00:00Z", "table": name, "step": step(name, outcome, **more)}


def started(name: str) -> dict[str, Any]:
    return {"event": "started", "at": "2026-11-03T00:00:00Z", "table": name}


class ProjectCase(unittest.TestCase):
    """A case with a project that has a manifest, and with the state of its runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.project = Path(folder.name) / "shop"
        manifest(self.project)
        self.state = State(self.project)
