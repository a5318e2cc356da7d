"""What the DAG factory makes, and what tasks say to Airflow; without a scheduler."""

import datetime as dt
import importlib.util
import stat
import unittest
import warnings
from types import SimpleNamespace

import projects
from projects import ended, step

HAS_AIRFLOW = importlib.util.find_spec("airflow") is not None
if HAS_AIRFLOW:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException, TaskDeferred

    from alluvium import airflow as ours
    from alluvium.launch import Local
    from alluvium.manifest import Manifest, ManifestError

POINT = dt.datetime(2026, 11, 3, tzinfo=dt.timezone.utc)


@unittest.skipUnless(HAS_AIRFLOW, "needs Airflow 3")
class AirflowCase(projects.ProjectCase):
    def launcher(self, script):
        """A program that notes how it was called and does so."""
        program = self.project / "alluvium"
        program.write_text(f'#!/bin/sh\necho "$@" >>"{self.project}/called"\n{script}\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return Local(str(program))

    def called(self):
        file = self.project / "called"
        return file.read_text().splitlines() if file.exists() else []

    @staticmethod
    def context(run_state="running", attempt=1, logical=POINT, interval=(POINT, POINT)):
        run_id = "scheduled__2026-11-03T00:00:00+00:00"
        task_instance = SimpleNamespace(
            dag_id="shop",
            run_id=run_id,
            map_index=-1,
            try_number=attempt,
            get_task_states=lambda dag_id, task_ids, run_ids: {run_id: {task_ids[0]: run_state}},
        )
        run = SimpleNamespace(
            logical_date=logical,
            run_after=dt.datetime(2026, 11, 4, tzinfo=dt.timezone.utc),
            data_interval_start=interval[0],
            data_interval_end=interval[1],
        )
        return {"ti": task_instance, "dag_run": run}

    def key(self):
        return ours._run_key(self.context(), "run")


class FactoryTest(AirflowCase):
    def test_a_job_is_one_task_with_every_table_for_an_asset(self):
        dag = ours.dag(self.project)
        self.assertEqual((dag.dag_id, dag.max_active_runs, dag.catchup), ("shop", 1, False))
        self.assertEqual(list(dag.task_dict), ["run"])
        names = [outlet.name for outlet in dag.task_dict["run"].outlets]
        self.assertEqual(names, ["shop.raw.orders", "shop.raw.customers", "shop.curated.orders", "shop.aggregate.counts"])

    def test_tables_wait_for_what_they_read_and_the_run_for_nobody(self):
        for deferrable, kind in ((True, ours.TableOperator), (False, ours.TableSensor)):
            dag = ours.dag(self.project, shape="tables", deferrable=deferrable)
            before = {name: task.upstream_task_ids for name, task in dag.task_dict.items()}
            expected = {"curated.orders": {"raw.orders"}, "aggregate.counts": {"curated.orders"}}
            self.assertEqual(before, {name: expected.get(name, set()) for name in before})
            self.assertIsInstance(dag.task_dict["raw.orders"], kind)
            self.assertEqual([o.name for o in dag.task_dict["raw.orders"].outlets], ["shop.raw.orders"])

    def test_a_stale_manifest_is_told_or_refused(self):
        (self.project / "curated/orders.sql").write_text("select 1 as one")
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            dag = ours.dag(self.project)
        self.assertIn("stale-manifest", dag.tags)
        self.assertIn("curated/orders.sql changed", dag.doc_md)
        self.assertTrue(any("is stale (curated/orders.sql changed)" in str(each.message) for each in told))
        with self.assertRaisesRegex(ManifestError, "is stale"):
            ours.dag(self.project, stale="fail")

    def test_what_run_cannot_do_is_refused_when_the_file_is_parsed(self):
        with self.assertRaisesRegex(ManifestError, "windows are not built in this Alluvium"):
            ours.dag(self.project, windows=True)
        with self.assertRaisesRegex(ManifestError, "takes no --select=raw.orders"):
            ours.dag(self.project, options=["--select=raw.orders"])
        with self.assertRaisesRegex(ValueError, "shape is 'job' or 'tables', not 'table'"):
            ours.dag(self.project, shape="table")

    def test_pools_are_those_of_sources_with_a_budget(self):
        pools = ours.pools(Manifest.read(self.project))
        self.assertEqual({name: pool["slots"] for name, pool in pools.items()}, {"alluvium_db": 3})
        run = ours.dag(self.project, pool="alluvium_db", pool_slots=3).task_dict["run"]
        self.assertEqual((run.pool, run.pool_slots), ("alluvium_db", 3))

    def test_assets_in_a_store_are_named_as_airflow_names_them(self):
        projects.manifest(self.project, warehouse="s3a://bucket/w", environment="prod")
        manifest = Manifest.read(self.project)
        made = ours.asset(manifest, manifest.table("raw.orders"))
        self.assertEqual((made.name, made.uri), ("shop.prod.raw.orders", "s3://bucket/w/raw/orders"))


class RunTest(AirflowCase):
    def run_task(self, script, context=None, **how):
        dag = ours.dag(self.project, launcher=self.launcher(script), **how)
        dag.task_dict["run"].execute(context or self.context())

    def test_its_time_is_the_logical_date_or_when_it_was_due(self):
        self.run_task("exit 0")
        self.run_task("exit 0", self.context(logical=None), shape="tables", wait="5m", options=["--set", "vars.a=1"])
        first, second = self.called()
        named = f"run --project {self.project} --key {self.key()}"
        self.assertEqual(first, f"{named} --at 2026-11-03T00:00:00+00:00 --skip-code")
        self.assertEqual(second, f"{named} --at 2026-11-04T00:00:00+00:00 --skip-code --events --wait 5m --set vars.a=1")

    def test_the_key_is_the_same_for_each_try_and_another_for_each_run_and_task(self):
        keys = {ours._run_key(self.context(attempt=n), "run") for n in (1, 2, 3)}
        self.assertEqual(len(keys), 1)
        self.assertNotIn(ours._run_key(self.context(), "other"), keys)

    def test_an_interval_becomes_a_window_and_a_point_does_not(self):
        projects.manifest(self.project, run_options=["at", "events", "from", "skip-code", "to", "wait"])
        self.run_task("exit 0", windows=True)
        self.run_task("exit 0", self.context(interval=(POINT, POINT + dt.timedelta(days=1))), windows=True)
        first, second = self.called()
        self.assertNotIn("--from", first)
        self.assertIn("--from 2026-11-03T00:00:00+00:00 --to 2026-11-04T00:00:00+00:00", second)

    def test_exit_statuses_are_airflows_own_words(self):
        self.run_task("exit 0")
        for status, kind in ((99, AirflowSkipException), (1, AirflowFailException), (2, AirflowFailException), (3, AirflowFailException)):
            with self.assertRaises(kind):
                self.run_task(f"exit {status}")
        for status in (4, 75, 143):
            with self.assertRaises(AirflowException) as raised:
                self.run_task(f"exit {status}")
            self.assertNotIsInstance(raised.exception, AirflowFailException)
            self.assertIn(f"ended with {status}", str(raised.exception))


class TableTest(AirflowCase):
    def look(self, table="curated.orders", script="exit 1", **context):
        dag = ours.dag(self.project, shape="tables", launcher=self.launcher(script))
        return dag.task_dict[table].execute(self.context(**context))

    def begin(self, run, attempt=1):
        self.state.begin(self.key(), attempt, run)

    def test_it_waits_in_the_triggerer_until_its_step_has_ended(self):
        with self.assertRaises(TaskDeferred) as deferred:
            self.look()
        path, kwargs = deferred.exception.trigger.serialize()
        self.assertEqual(path, "alluvium.airflow.StepTrigger")
        self.assertEqual((kwargs["key"], kwargs["table"], kwargs["status"]), (self.key(), "curated.orders", None))
        self.begin(1)
        self.state.events(1, 1, ended("raw.orders", "extracted"))
        with self.assertRaises(TaskDeferred):
            self.look()
        self.look("raw.orders")
        self.state.events(1, 2, ended("curated.orders", "applied"))
        self.look()
        self.assertEqual(self.called(), [])

    def test_a_step_without_work_is_a_skipped_task(self):
        self.begin(1)
        self.state.end(1, 0, step("curated.orders", "skipped", "no input changed"))
        with self.assertRaisesRegex(AirflowSkipException, "no input changed"):
            self.look()

    def test_a_failed_step_is_waited_for_while_its_run_may_be_continued(self):
        self.begin(1)
        self.state.end(1, 75, step("curated.orders", "failed", "ALV-3001", "source"))
        for state in ("running", "up_for_retry", "queued", None):
            with self.assertRaises(TaskDeferred):
                self.look(run_state=state)
        with self.assertRaisesRegex(AirflowFailException, "run 1: curated.orders failed: ALV-3001"):
            self.look(run_state="failed")
        self.begin(2, 2)
        self.state.end(2, 0, step("curated.orders", "applied"))
        self.look(run_state="failed")

    def test_a_run_that_never_began_or_died_or_does_not_know_the_table_says_so(self):
        with self.assertRaisesRegex(AirflowFailException, "task run is failed, and began no run"):
            self.look(run_state="failed")
        self.begin(1)
        with self.assertRaisesRegex(AirflowFailException, "its process died. Clear run"):
            self.look(run_state="failed")
        self.state.end(1, 0, step("raw.orders", "extracted"))
        with self.assertRaisesRegex(AirflowFailException, "has no step of curated.orders.*stale"):
            self.look(run_state="success")

    def test_cleared_alone_it_continues_the_run_and_is_judged_by_its_own_table(self):
        self.begin(1)
        self.state.end(1, 1, step("curated.orders", "failed", "ALV-3107", "data"))
        with self.assertRaises(AirflowFailException):
            self.look(run_state="failed", attempt=2)
        state = self.state.folder
        results = '{"exit_status": 1, "steps": [{"table": "curated.orders", "outcome": "applied", "detail": "", "problems": []}]}'
        script = f"""
        echo '{{"run": 2}}' >"{state}/keys/key={self.key().replace(':', '~')}/2.json"
        mkdir -p "{state}/runs/2"; echo '{results}' >"{state}/runs/2/run_results.json"; exit 1
        """
        self.look(run_state="failed", attempt=2, script=script)
        self.assertEqual(len(self.called()), 2)
        self.assertIn(f"--key {self.key()} --at 2026-11-03T00:00:00+00:00 --skip-code --events", self.called()[0])


if __name__ == "__main__":
    unittest.main()
