"""How the run of a key goes: read from the warehouse where that is a folder, otherwise asked of ``alluvium status``."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from alluvium.launch import Call
from alluvium.manifest import Manifest

_DONE = frozenset({"extracted", "full", "applied", "appended", "filled", "incremental", "checked", "described", "exported"})
_RETRYABLE = frozenset({"source", "resources", "busy"})


class RunsError(RuntimeError):
    """What runs left cannot be read."""


@dataclass(frozen=True)
class Step:
    """What became of one table: its outcome, in the words of ``run_results.json``, and why."""

    table: str
    outcome: str
    detail: str
    problems: tuple[str, ...] = ()
    retryable: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the table is as the run should leave it."""
        return self.outcome in _DONE or self.is_skipped

    @property
    def is_skipped(self) -> bool:
        return self.outcome == "skipped"

    def __str__(self) -> str:
        return ": ".join([f"{self.table} {self.outcome}", *([self.detail] if self.detail else []), *self.problems])


@dataclass(frozen=True)
class Run:
    """The newest run of a key. ``exit_status`` is that of one that has ended; ``at_work`` is None where nobody knows."""

    number: int
    exit_status: int | None
    at_work: bool | None
    steps: Mapping[str, Step] = field(default_factory=dict)

    @property
    def has_ended(self) -> bool:
        return self.exit_status is not None


class Runs(Protocol):
    """Where the run of a key is looked for."""

    def look(self, key: str) -> Run | None:
        """The newest run of the key; None where none was begun."""


def runs_of(manifest: Manifest, status: Call | None, max_age: float = 5.0) -> Runs:
    """The cheapest way to look: by files, or by the command ``status``, whose last word is taken for so many seconds."""
    if manifest.is_local:
        return WarehouseFolder(Path(manifest.warehouse), manifest.project)
    if status is None:
        raise RunsError(f"{manifest.warehouse} is no folder of this machine: name a launcher, which asks for the status")
    return StatusCommand(status, max_age)


class WarehouseFolder:
    """Reads what runs left under ``<warehouse>/_alluvium/<project>``; takes no lock and writes nothing."""

    def __init__(self, warehouse: Path, project: str):
        self._state = warehouse / "_alluvium" / project

    def look(self, key: str) -> Run | None:
        folder = self._state / "keys" / ("key=" + key.replace(":", "~"))
        newest = _last(folder)
        if newest == 0:
            return None
        number = int(_json(folder / f"{newest}.json")["run"])
        run = self._state / "runs" / str(number)
        # Asked in this order: who has ended by then has left its results.
        at_work = _is_locked(self._state / "state" / "lease")
        results = run / "run_results.json"
        if results.exists():
            content = _json(results)
            return Run(number, int(content["exit_status"]), False, _by_table(content["steps"]))
        return Run(number, None, at_work, _by_table(self._ended(run / "events")))

    @staticmethod
    def _ended(events: Path) -> list[dict[str, Any]]:
        ended = []
        for number in range(1, _last(events) + 1):
            try:
                told = _json(events / f"{number}.json")["events"]
            except FileNotFoundError:
                continue
            ended.extend(event["step"] for event in told if event["event"] == "ended")
        return ended


class StatusCommand:
    """Asks ``alluvium status --key K --json``; who asks again within ``max_age`` seconds hears the same."""

    _answers: dict[tuple[str, ...], tuple[float, Run | None]] = {}
    _locks: dict[tuple[str, ...], threading.Lock] = {}
    _guard = threading.Lock()

    def __init__(self, call: Call, max_age: float):
        self._call = call
        self._max_age = max_age

    def look(self, key: str) -> Run | None:
        command = self._call.command
        with self._guard:
            lock = self._locks.setdefault(command, threading.Lock())
        with lock:
            known = self._answers.get(command)
            if known is None or time.monotonic() - known[0] > self._max_age:
                found = self._asked()
                known = self._answers[command] = (time.monotonic(), found)
            return known[1]

    def _asked(self) -> Run | None:
        asked = subprocess.run(
            self._call.command, env=self._call.environ(), stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        try:
            answer = json.loads(asked.stdout)
        except ValueError:
            raise RunsError(f"{self._call} ended with {asked.returncode}: {asked.stderr.strip()[-500:]}") from None
        if "run_id" not in answer:
            messages = [problem.get("message", "") for problem in answer.get("problems", [])]
            if any(message.startswith("no run has the key") for message in messages):
                return None
            raise RunsError(f"{self._call} ended with {asked.returncode}: {'; '.join(messages)}")
        state = answer.get("state")
        status = None if state in ("at work", "died") else int(answer["exit_status"])
        return Run(int(answer["run_id"]), status, state == "at work", _by_table(answer.get("steps", [])))


def _by_table(steps: list[dict[str, Any]]) -> dict[str, Step]:
    return {
        step["table"]: Step(
            step["table"],
            step["outcome"],
            step["detail"],
            tuple(f"{problem['code']}: {problem['message']}" for problem in step["problems"]),
            bool(step["problems"]) and all(problem.get("kind") in _RETRYABLE for problem in step["problems"]),
        )
        for step in steps
    }


def _last(folder: Path) -> int:
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return 0
    return max((int(name[:-5]) for name in names if re.fullmatch(r"[1-9][0-9]{0,8}\.json", name)), default=0)


def _json(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_bytes())
    except ValueError as e:
        raise RunsError(f"{file} is no JSON: {e}") from None
    if content.get("schema_version", 1) > 1:
        raise RunsError(f"{file} is of a newer Alluvium: install its package")
    return content


def _is_locked(lease: Path) -> bool | None:
    """Whether some process holds the lease; asked without taking it, so that no run is kept from it."""
    if sys.platform != "linux":
        return None
    import fcntl

    try:
        with open(lease, "rb") as file:
            asked = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
            return struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK
    except FileNotFoundError:
        return False
    except OSError:
        return None
