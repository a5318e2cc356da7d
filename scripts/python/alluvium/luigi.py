"""Luigi: a task for a project's run and one for each table, complete where the warehouse says so."""

from __future__ import annotations

from collections.abc import Sequence

import luigi

from alluvium.launch import Ending, Launcher, Local, Running, ending, key
from alluvium.manifest import Manifest
from alluvium.runs import Run, runs_of

__all__ = ["AlluviumRun", "AlluviumTable", "AlluviumTables", "RunTarget", "StepTarget"]


class _KeyTarget(luigi.Target):
    def __init__(self, task: _Keyed):
        self._task = task

    def look(self) -> Run | None:
        return self._task.look()


class RunTarget(_KeyTarget):
    """Exists where the run of a key has ended well."""

    def exists(self) -> bool:
        run = self.look()
        return run is not None and run.has_ended and ending(run.exit_status)[0] in (Ending.DONE, Ending.NOTHING_TO_DO)


class StepTarget(_KeyTarget):
    """Exists where the step of a table has ended well in the run of a key."""

    def __init__(self, task: _Keyed, table: str):
        super().__init__(task)
        self._table = table

    def exists(self) -> bool:
        run = self.look()
        step = run.steps.get(self._table) if run else None
        return step is not None and step.is_done


class _Keyed(luigi.Task):
    """Of one project at one logical time, whose key is made of both.

    Subclasses say how a run is started by ``launcher``; ``options`` are more options of ``alluvium run``.
    """

    manifest = luigi.Parameter(description="manifest.json, or the folder of the project")
    at = luigi.Parameter(description="the logical time, in UTC: 2026-11-03 or 2026-11-03T06:00")
    name = luigi.Parameter(default="luigi", description="what the run's key begins with", significant=True)
    launcher: Launcher = Local()
    options: Sequence[str] = ()

    # The newest run that this process has made under a key: another would end as it did.
    _made: dict[str, int] = {}

    @property
    def declared(self) -> Manifest:
        return Manifest.read(self.manifest)

    @property
    def key(self) -> str:
        return key(self.name, self.at)

    @property
    def resources(self) -> dict[str, int]:
        """One task of a project at a time: a run does all that is to be done."""
        return {f"alluvium_{self.declared.project}": 1}

    def look(self) -> Run | None:
        manifest = self.declared
        status = None
        if not manifest.is_local:
            status = self.launcher.status(manifest.project_folder, manifest.environment, self.key)
        return runs_of(manifest, status, 2.0).look(self.key)

    def made(self) -> Run | None:
        """Makes the run, or continues it, unless this process did so before; gives what it left."""
        found = self.look()
        if self.complete() or (found and self._made.get(self.key) == found.number):
            return found
        manifest = self.declared
        arguments = ["--at", self.at, "--skip-code", "--events", *self.options]
        call = self.launcher.run(manifest.project_folder, manifest.environment, self.key, arguments)
        running = Running(call)
        try:
            self._status = running.wait(lambda line: print(line, flush=True))
        finally:
            running.stop()
        found = self.look()
        if found:
            self._made[self.key] = found.number
        return found


class AlluviumRun(_Keyed):
    """The run of a project."""

    def output(self) -> RunTarget:
        return RunTarget(self)

    def run(self) -> None:
        made = self.made()
        if not self.complete():
            status = made.exit_status if made and made.has_ended else getattr(self, "_status", 1)
            raise RuntimeError(f"alluvium run ended with {status}: {ending(status)[1]}")


class AlluviumTable(_Keyed):
    """One table, after those that it reads."""

    table = luigi.Parameter(description="for example curated.orders")

    def requires(self) -> list[AlluviumTable]:
        return [self.clone(table=name) for name in self.declared.table(self.table).reads]

    def output(self) -> StepTarget:
        return StepTarget(self, self.table)

    def run(self) -> None:
        made = self.made()
        if not self.complete():
            step = made.steps.get(self.table) if made else None
            raise RuntimeError(str(step) if step else f"the run has no step of {self.table}; is the manifest stale?")


class AlluviumTables(_Keyed, luigi.WrapperTask):
    """All tables of a project."""

    table_task: type[AlluviumTable] = AlluviumTable

    def requires(self) -> list[AlluviumTable]:
        return [
            self.table_task(manifest=self.manifest, at=self.at, name=self.name, table=table.name)
            for table in self.declared.tables
        ]
