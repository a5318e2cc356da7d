"""Airflow 3: a DAG of a project, made from ``manifest.json`` alone.

``dag`` makes a whole one, ``tasks`` only the tasks, inside a DAG of your own. Two shapes: ``job`` is one task, which runs the
project; ``tables`` has beside it a task for each table, which waits for that table's step.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, Asset, BaseOperator, BaseSensorOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.triggers.base import BaseTrigger, TriggerEvent

from alluvium.launch import Call, Ending, Launcher, Local, Running, ending, key
from alluvium.manifest import Manifest, ManifestError, Table
from alluvium.runs import Run, runs_of

__all__ = ["dag", "tasks", "asset", "pools", "RunOperator", "TableOperator", "TableSensor"]

_OVER = frozenset({"success", "failed", "skipped", "upstream_failed", "removed"})


@dataclass(frozen=True)
class Job:
    """What is run and how: a project by its manifest, a launcher, and options of ``alluvium run``."""

    manifest: Manifest
    launcher: Launcher = field(default_factory=Local)
    options: tuple[str, ...] = ()
    windows: bool = False
    wait: str | None = None

    def __post_init__(self) -> None:
        options = self.manifest.run_options
        if self.windows and not {"from", "to"} <= options:
            raise ManifestError("windows are not built in this Alluvium: its run takes no --from and --to. Leave windows=True out")
        unknown = [o for o in self.options if o.startswith("--") and o[2:].split("=")[0] not in options]
        if unknown:
            raise ManifestError(f"run of this Alluvium takes no {', '.join(unknown)}; it takes --{', --'.join(sorted(options))}")

        missing = self.manifest.not_set(self.options)
        if missing:
            raise ManifestError(f"{self.manifest.path} was written with --set {missing[0]}=…, which options have not, or otherwise")

    def arguments(self, context: Mapping[str, Any], events: bool) -> list[str]:
        """The options of one run: its logical time, its window where the interval is one, and what was given."""
        run = context["dag_run"]
        at = run.logical_date or run.run_after
        arguments = ["--at", at.isoformat(), "--skip-code"]
        start, end = run.data_interval_start, run.data_interval_end
        if self.windows and start is not None and end is not None and start != end:
            arguments += ["--from", start.isoformat(), "--to", end.isoformat()]
        if events:
            arguments.append("--events")
        if self.wait:
            arguments += ["--wait", self.wait]
        return [*arguments, *self.options]

    def call(self, key: str, arguments: Sequence[str]) -> Call:
        return self.launcher.run(self.manifest.project_folder, self.manifest.environment, key, arguments)

    def status(self, key: str) -> Call:
        return self.launcher.status(self.manifest.project_folder, self.manifest.environment, key)


def _run_key(context: Mapping[str, Any], task_id: str) -> str:
    """Without the number of the try: a task that is tried again continues its run."""
    ti = context["ti"]
    more = [str(ti.map_index)] if ti.map_index is not None and ti.map_index >= 0 else []
    return key(ti.dag_id, ti.run_id, task_id, *more)


class RunOperator(BaseOperator):
    """Makes the run of a project under a key, or follows or continues it, and ends as it ends."""

    ui_color = "#dbeaf5"

    def __init__(self, *, job: Job, events: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self.events = events
        self._running: Running | None = None

    def execute(self, context: Any) -> None:
        _warn_of_changes(self.job.manifest, self.log.warning)
        named = _run_key(context, self.task_id)
        conclude(self.job.call(named, self.job.arguments(context, self.events)), self)

    def begin(self, call: Call) -> Running:
        self._running = Running(call)
        return self._running

    def on_kill(self) -> None:
        if self._running is not None:
            self._running.stop()


def conclude(call: Call, task: RunOperator | _Step) -> None:
    """Makes a run, and says to Airflow what its exit status means.

    :raises AirflowSkipException: where there was nothing to do
    :raises AirflowFailException: where another try would end no better
    :raises AirflowException: where it may
    """
    task.log.info("%s", call)
    status = task.begin(call).wait(task.log.info)
    how, words = ending(status)
    if how is Ending.DONE:
        return
    if how is Ending.NOTHING_TO_DO:
        raise AirflowSkipException(words)
    kind = AirflowException if how is Ending.TRY_AGAIN else AirflowFailException
    raise kind(f"alluvium run ended with {status}: {words}")


@dataclass(frozen=True)
class Waiting:
    """For what run a table's task waits, how long and how."""

    job: Job
    run_task_id: str
    every: float
    timeout: timedelta


class _Step:
    """What both kinds of tables' tasks do; Airflow tells them apart by how they wait."""

    table: str
    waiting: Waiting
    log: Any
    _running: Running | None = None

    def ended_well(self, context: Any) -> bool:
        """Whether the step has ended well; False where it is worth waiting.

        :raises AirflowSkipException: where it had nothing to do
        :raises AirflowFailException: where waiting is no use
        """
        ti = context["ti"]
        job, task = self.waiting.job, self.waiting.run_task_id
        named = _run_key(context, task)
        # Asked first: what its task has made is there once it is over.
        state = _task_state(ti.get_task_states(dag_id=ti.dag_id, task_ids=[task], run_ids=[ti.run_id]))
        run = self._look(named)
        if self._is_done(run):
            return True
        if state not in _OVER:
            if run is not None and _is_lost(run, self.table, state):
                raise AirflowFailException(f"run {run.number}: {run.steps[self.table]}")
            return False
        if ti.try_number > 1:
            self.log.info("the run ended without %s: continuing it", self.table)
            try:
                conclude(job.call(named, job.arguments(context, True)), self)
            except AirflowException as e:
                # Whatever became of the others, this task is that of one table.
                self.log.info("%s", e)
            run = self._look(named)
            if self._is_done(run):
                return True
        raise AirflowFailException(_why_not(run, self.table, task, state))

    def _look(self, named: str) -> Run | None:
        job = self.waiting.job
        status = None if job.manifest.is_local else job.status(named)
        return runs_of(job.manifest, status, self.waiting.every).look(named)

    def _is_done(self, run: Run | None) -> bool:
        step = run.steps.get(self.table) if run else None
        if run is None or step is None or not step.is_done:
            return False
        self.log.info("run %s: %s", run.number, step)
        if step.is_skipped:
            raise AirflowSkipException(str(step))
        return True

    def begin(self, call: Call) -> Running:
        self._running = Running(call)
        return self._running

    def on_kill(self) -> None:
        if self._running is not None:
            self._running.stop()


class TableOperator(_Step, BaseOperator):
    """Waits for the step of one table in the run that another task makes, without a worker meanwhile.

    Succeeds as soon as the step has ended well, is skipped where it had nothing to do, and fails with the step, once the
    run's own task cannot mend it any more. Tried again after that, or cleared alone, it continues the run itself.
    """

    ui_color = "#e3f3e6"

    def __init__(self, *, table: str, waiting: Waiting, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table = table
        self.waiting = waiting

    def execute(self, context: Any) -> None:
        self.resumed(context)

    def resumed(self, context: Any, event: Any = None) -> None:
        if event and event.get("error"):
            self.log.warning("waiting was broken off: %s", event["error"])
        if self.ended_well(context):
            return
        job = self.waiting.job
        named = _run_key(context, self.waiting.run_task_id)
        status = None if job.manifest.is_local else job.status(named)
        trigger = StepTrigger(
            manifest=str(job.manifest.path),
            key=named,
            table=self.table,
            status=None if status is None else [list(status.command), dict(status.environment)],
            dag_id=context["ti"].dag_id,
            run_id=context["ti"].run_id,
            run_task_id=self.waiting.run_task_id,
            every=self.waiting.every,
        )
        self.defer(trigger=trigger, method_name="resumed", timeout=self.waiting.timeout)


class TableSensor(_Step, BaseSensorOperator):
    """The same for an Airflow without a triggerer: gives its worker back between two looks."""

    ui_color = TableOperator.ui_color

    def __init__(self, *, table: str, waiting: Waiting, **kwargs: Any) -> None:
        super().__init__(
            mode="reschedule", poke_interval=waiting.every, timeout=waiting.timeout.total_seconds(), **kwargs
        )
        self.table = table
        self.waiting = waiting

    def poke(self, context: Any) -> bool:
        return self.ended_well(context)


def _task_state(states: Mapping[str, Mapping[str, Any]]) -> str | None:
    found = [state for run in states.values() for state in run.values()]
    return str(getattr(found[0], "value", found[0])) if found and found[0] is not None else None


def _is_lost(run: Run | None, table: str, state: str | None) -> bool:
    """Whether a run at work has failed at the table in a way that its task will not try again."""
    if run is None or run.at_work is not True or run.has_ended or state != "running":
        return False
    step = run.steps.get(table)
    return step is not None and not step.is_done and not step.retryable


def _why_not(run: Run | None, table: str, task: str, state: str | None) -> str:
    if run is None:
        return f"task {task} is {state}, and began no run"
    if table in run.steps:
        return f"run {run.number}: {run.steps[table]}"
    if not run.has_ended:
        return f"run {run.number} came to no end: its process died. Clear {task}: it continues the run"
    return f"run {run.number} ended with {run.exit_status} and has no step of {table}: look at the log of {task}; is the manifest stale?"


class StepTrigger(BaseTrigger):
    """Waits for a table's step without a worker: until it has ended, or the run's task is over."""

    def __init__(
        self,
        manifest: str,
        key: str,
        table: str,
        status: list[Any] | None,
        dag_id: str,
        run_id: str,
        run_task_id: str,
        every: float,
    ) -> None:
        super().__init__()
        self.kwargs = {
            "manifest": manifest,
            "key": key,
            "table": table,
            "status": status,
            "dag_id": dag_id,
            "run_id": run_id,
            "run_task_id": run_task_id,
            "every": every,
        }

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return "alluvium.airflow.StepTrigger", self.kwargs

    async def run(self) -> AsyncIterator[TriggerEvent]:
        try:
            # The task has just looked; and Airflow has to notice that it waits before it may go on.
            await asyncio.sleep(self.kwargs["every"])
            while not await self._is_worth_a_look():
                await asyncio.sleep(self.kwargs["every"])
            yield TriggerEvent({})
        except Exception as e:  # noqa: BLE001 - the task looks for itself, and says what is wrong
            yield TriggerEvent({"error": str(e)})

    async def _is_worth_a_look(self) -> bool:
        from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
        from asgiref.sync import sync_to_async

        asked = self.kwargs
        states = await sync_to_async(RuntimeTaskInstance.get_task_states)(
            dag_id=asked["dag_id"], task_ids=[asked["run_task_id"]], run_ids=[asked["run_id"]]
        )
        state = _task_state(states)
        if state in _OVER:
            return True
        run = await asyncio.to_thread(self._look)
        step = run.steps.get(asked["table"]) if run else None
        return (step is not None and step.is_done) or _is_lost(run, asked["table"], state)

    def _look(self) -> Run | None:
        status = self.kwargs["status"]
        call = None if status is None else Call(tuple(status[0]), status[1])
        return runs_of(_manifest(self.kwargs["manifest"]), call, self.kwargs["every"]).look(self.kwargs["key"])


_manifests: dict[str, tuple[int, Manifest]] = {}


def _manifest(path: str) -> Manifest:
    """One of many triggers of a process reads it, as long as it stays the same."""
    import os

    changed = os.stat(path).st_mtime_ns
    known = _manifests.get(path)
    if known is None or known[0] != changed:
        known = _manifests[path] = (changed, Manifest.read(path))
    return known[1]


def asset(manifest: Manifest, table: Table) -> Asset:
    """The asset of a table, for ``schedule=[...]`` of other DAGs; named by project, environment and table."""
    owner = f"{manifest.project}.{manifest.environment}" if manifest.environment else manifest.project
    location = table.location
    if location.startswith("/"):
        location = "file://" + location
    return Asset(name=f"{owner}.{table.name}", uri=location.replace("s3a://", "s3://", 1))


def pools(manifest: Manifest) -> dict[str, dict[str, Any]]:
    """A pool for each source with a budget of connections, as ``airflow pools import`` reads it."""
    return {
        f"alluvium_{name}": {"slots": slots, "description": f"connections to {name}", "include_deferred": False}
        for name, slots in manifest.sources.items()
        if slots is not None
    }


def tasks(
    manifest: Manifest,
    *,
    shape: str = "job",
    launcher: Launcher | None = None,
    task_id: str = "run",
    options: Sequence[str] = (),
    windows: bool = False,
    wait: str | None = None,
    pool: str | None = None,
    pool_slots: int | None = None,
    deferrable: bool = True,
    poke_interval: float | None = None,
    timeout: timedelta = timedelta(days=1),
    retries: int = 3,
    retry_delay: timedelta = timedelta(minutes=2),
    **more: Any,
) -> RunOperator:
    """The tasks of a project, in the DAG at hand.

    :param shape: ``job`` or ``tables``
    :param launcher: how a run is started; by default ``alluvium`` of this machine
    :param options: more options of ``alluvium run``
    :param windows: whether an interval of data becomes ``--from`` and ``--to``; points never do
    :param wait: how long to wait for another run of the project
    :param pool: of the task that runs; see ``pools``
    :param poke_interval: how often waiting tasks look, in seconds: by default 10 in the triggerer, otherwise 60, less than which
        makes Airflow fail tasks that are rescheduled
    :param retries: of the task that runs, for what another try may mend
    :param more: arguments of the operator that runs
    :return: the task that runs
    """
    if shape not in ("job", "tables"):
        raise ValueError(f"shape is 'job' or 'tables', not {shape!r}")
    job = Job(manifest, launcher or Local(), tuple(options), windows, wait)
    by_table = shape == "tables"
    pooled = {} if pool is None else {"pool": pool, "pool_slots": pool_slots or 1}
    run = RunOperator(
        task_id=task_id,
        job=job,
        events=by_table,
        retries=retries,
        retry_delay=retry_delay,
        outlets=[] if by_table else [asset(manifest, table) for table in manifest.tables],
        **pooled,
        **more,
    )
    if by_table:
        _table_tasks(job, run, deferrable=deferrable, poke_interval=poke_interval, timeout=timeout)
    return run


def _table_tasks(job: Job, run: RunOperator, deferrable: bool, poke_interval: float | None, timeout: timedelta) -> None:
    kind = TableOperator if deferrable else TableSensor
    # Airflow takes a task that comes back within seconds of its reschedule for one that was lost.
    every = poke_interval or (10 if deferrable else 60)
    waiting = Waiting(job, run.task_id, every, timeout)
    steps: dict[str, Any] = {}
    for table in job.manifest.tables:
        steps[table.name] = step = kind(
            task_id=table.name,
            table=table.name,
            waiting=waiting,
            retries=0,
            trigger_rule="none_failed",
            outlets=[asset(job.manifest, table)],
            doc=table.description,
        )
        before = [steps[name] for name in table.reads if name in steps]
        if before:
            step.set_upstream(before)


def dag(
    manifest: str | Manifest,
    *,
    dag_id: str | None = None,
    project: str | None = None,
    stale: str = "warn",
    tags: Sequence[str] = (),
    shape: str = "job",
    launcher: Launcher | None = None,
    options: Sequence[str] = (),
    windows: bool = False,
    wait: str | None = None,
    pool: str | None = None,
    pool_slots: int | None = None,
    deferrable: bool = True,
    poke_interval: float | None = None,
    timeout: timedelta = timedelta(days=1),
    retries: int = 3,
    retry_delay: timedelta = timedelta(minutes=2),
    **arguments: Any,
) -> DAG:
    """A DAG of a project: by default one run at a time, without runs for the time before it was switched on.

    :param manifest: the file, or the folder of the project that it lies in
    :param dag_id: by default the project's name, and the environment's
    :param project: what ``--project`` takes, where the manifest does not say it
    :param stale: what a manifest does that is older than the project's files: ``warn`` puts it into the DAG's tags and
        documentation, ``fail`` refuses the DAG
    :param arguments: of ``DAG``: ``schedule``, ``start_date`` and so on
    """
    declared = manifest if isinstance(manifest, Manifest) else Manifest.read(manifest)
    if project is not None:
        declared = _replaced(declared, project)
    tags, doc = list(tags), ""
    changes = declared.changes()
    if changes:
        doc = _stale(declared, changes)
        if stale == "fail":
            raise ManifestError(doc)
        warnings.warn(doc, stacklevel=2)
        tags.append("stale-manifest")
    arguments.setdefault("max_active_runs", 1)
    arguments.setdefault("catchup", False)
    arguments.setdefault("doc_md", doc or None)
    name = dag_id or "_".join([declared.project, *([declared.environment] if declared.environment else [])])
    made = DAG(dag_id=name, tags=tags, **arguments)
    with made:
        tasks(
            declared,
            shape=shape,
            launcher=launcher,
            options=options,
            windows=windows,
            wait=wait,
            pool=pool,
            pool_slots=pool_slots,
            deferrable=deferrable,
            poke_interval=poke_interval,
            timeout=timeout,
            retries=retries,
            retry_delay=retry_delay,
        )
    return made


def _replaced(manifest: Manifest, project: str) -> Manifest:
    import dataclasses

    return dataclasses.replace(manifest, project_folder=project)


def _stale(manifest: Manifest, changes: Sequence[str]) -> str:
    return (
        f"{manifest.path} is stale ({', '.join(changes[:5])}{', …' if len(changes) > 5 else ''}): "
        f"alluvium manifest --project {manifest.project_folder}"
    )


def _warn_of_changes(manifest: Manifest, say: Any) -> None:
    changes = manifest.changes()
    if changes:
        say(_stale(manifest, changes))
