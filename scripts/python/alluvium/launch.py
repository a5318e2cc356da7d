"""How runs are started: by the launcher of this machine, or by the scripts that submit to a cluster."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

_LONGEST_KEY = 200


class Ending(Enum):
    """What an exit status of ``alluvium run`` means to a scheduler."""

    DONE = "done"
    NOTHING_TO_DO = "nothing to do"
    TRY_AGAIN = "try again"
    FAILED = "failed"


_MEANINGS = {
    0: (Ending.DONE, "ok"),
    1: (Ending.FAILED, "finished with failed steps"),
    2: (Ending.FAILED, "usage or configuration; nothing was started"),
    3: (Ending.FAILED, "an expectation does not hold"),
    4: (Ending.TRY_AGAIN, "another run of the project is at work"),
    75: (Ending.TRY_AGAIN, "a source or the storage is unreachable"),
    99: (Ending.NOTHING_TO_DO, "nothing to do"),
    130: (Ending.TRY_AGAIN, "stopped"),
    137: (Ending.TRY_AGAIN, "killed, by the system where memory gave out"),
    143: (Ending.TRY_AGAIN, "stopped"),
}


def ending(status: int) -> tuple[Ending, str]:
    """What an exit status means, and in words. A negative one is the signal that ended the process."""
    if status < 0:
        status = 128 - status
    return _MEANINGS.get(status, (Ending.FAILED, f"exit status {status}"))


def key(*parts: str) -> str:
    """A run's key made of names, the same for the same names; never that of other names."""
    text = ".".join(parts)
    plain = re.sub(r"[^A-Za-z0-9._:-]", "-", text)
    if plain == text and len(text) <= _LONGEST_KEY and not any("." in part for part in parts):
        return text
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    return f"{plain[: _LONGEST_KEY - 13]}.{digest}"


@dataclass(frozen=True)
class Call:
    """A command and what its environment has beside this process's."""

    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def __str__(self) -> str:
        return shlex.join(self.command)


class Launcher(Protocol):
    """Says how a run is started, and how its status is asked for. Any other way is a class with these two methods."""

    def run(self, project: str, environment: str | None, key: str, options: Sequence[str]) -> Call: ...

    def status(self, project: str, environment: str | None, key: str) -> Call: ...


@dataclass(frozen=True)
class Local:
    """Runs on this machine, by ``bin/alluvium``."""

    command: str = "alluvium"
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, project: str, environment: str | None, key: str, options: Sequence[str]) -> Call:
        return self._call("run", project, environment, key, options)

    def status(self, project: str, environment: str | None, key: str) -> Call:
        return self._call("status", project, environment, key, ["--json"])

    def _call(self, word: str, project: str, environment: str | None, key: str, options: Sequence[str]) -> Call:
        named = ["--env", environment] if environment else []
        return Call((self.command, word, "--project", project, *named, "--key", key, *options), self.environment)


@dataclass(frozen=True)
class SubmitScript:
    """Runs on a cluster, by ``scripts/submit-standalone.sh``, ``submit-yarn.sh`` or ``submit-k8s.sh``.

    ``environment`` has what the script asks for: ``SPARK_HOME``, ``MASTER``, ``SPARK_OPTIONS``. The status is asked for by
    ``spark-submit`` on this machine.
    """

    script: str
    job_jar: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, project: str, environment: str | None, key: str, options: Sequence[str]) -> Call:
        env = {**self.environment, **({"PROJECT_ENV": environment} if environment else {})}
        return Call((self.script, self.job_jar, project, key, *options), env)

    def status(self, project: str, environment: str | None, key: str) -> Call:
        spark_home = self.environment.get("SPARK_HOME", os.environ.get("SPARK_HOME", ""))
        submit = os.path.join(spark_home, "bin", "spark-submit") if spark_home else "spark-submit"
        options = shlex.split(self.environment.get("SPARK_OPTIONS", ""))
        named = ["--env", environment] if environment else []
        command = [submit, *options, "--master", "local[1]", "--class", "io.alluvium.Main", self.job_jar]
        return Call((*command, "status", "--project", project, *named, "--key", key, "--json"), self.environment)


@dataclass(frozen=True)
class Deploy:
    """Runs on EMR or EMR Serverless, by ``alluvium deploy --submit``, which ends with the run's own exit status.

    ``target`` is ``emr`` or ``emr-serverless``; the project says which cluster. ``command`` is this machine's launcher.
    """

    target: str
    command: str = "alluvium"
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, project: str, environment: str | None, key: str, options: Sequence[str]) -> Call:
        named = ["--env", environment] if environment else []
        words = ["deploy", "--target", self.target, "--submit", "--project", project, *named, "--key", key]
        return Call((self.command, *words, "--", *options), self.environment)

    def status(self, project: str, environment: str | None, key: str) -> Call:
        return Local(self.command, self.environment).status(project, environment, key)


class Running:
    """A call at work. Its process is the head of a group of its own, so that all of it can be stopped."""

    def __init__(self, call: Call):
        self._process = subprocess.Popen(
            call.command,
            env=call.environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )

    def wait(self, say: Callable[[str], object]) -> int:
        """Hands on each line, and gives the exit status."""
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                say(line.rstrip("\n"))
        return self._process.wait()

    def stop(self, patience: float = 15.0) -> None:
        """As Ctrl-C does, and what is left after that time by force. What was committed stays."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is not None:
                return
            try:
                os.killpg(self._process.pid, how)
                self._process.wait(patience)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
