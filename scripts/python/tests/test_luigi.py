"""What is complete, and what a task starts; by Luigi's own local scheduler."""

import importlib.util
import stat
import unittest

import projects
from projects import ended

HAS_LUIGI = importlib.util.find_spec("luigi") is not None
if HAS_LUIGI:
    import luigi

    from alluvium.launch import Local
    from alluvium.luigi import AlluviumRun, AlluviumTable, AlluviumTables


@unittest.skipUnless(HAS_LUIGI, "needs Luigi")
class LuigiTest(projects.ProjectCase):
    def task(self, kind, **more):
        return kind(manifest=str(self.project), at="2026-11-03T00:00:00Z", **more)

    def launched(self, results):
        """Tasks whose launcher is a program that leaves these results, a run with the next number each time."""
        program = self.project / "alluvium"
        state = self.state.folder
        program.write_text(
            f"""#!/bin/sh
            echo "$@" >>"{self.project}/called"
            n=$(wc -l <"{self.project}/called")
            key="{state}/keys/key=luigi.2026-11-03T00~00~00Z"
            mkdir -p "$key" "{state}/runs/$n"
            echo "{{\\"run\\": $n}}" >"$key/$n.json"
            cat >"{state}/runs/$n/run_results.json" <<'END'
{results}
END
            """
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

        class Table(AlluviumTable):
            launcher = Local(str(program))

        class Tables(AlluviumTables):
            table_task = Table

        return Tables

    def called(self):
        file = self.project / "called"
        return file.read_text().splitlines() if file.exists() else []

    def test_a_table_is_complete_as_soon_as_its_step_has_ended_well_in_the_run_of_its_time(self):
        orders, counts = (self.task(AlluviumTable, table=name) for name in ("raw.orders", "aggregate.counts"))
        self.assertFalse(orders.complete())
        self.state.begin(orders.key, 1, 1)
        self.state.events(1, 1, ended("raw.orders", "extracted"), ended("aggregate.counts", "failed", kind="data"))
        self.assertEqual((orders.complete(), counts.complete()), (True, False))
        self.assertFalse(self.task(AlluviumRun).complete())
        other = AlluviumTable(manifest=str(self.project), at="2026-11-04", table="raw.orders")
        self.assertFalse(other.complete())

    def test_a_run_is_complete_where_it_ended_well(self):
        run = self.task(AlluviumRun)
        self.state.begin(run.key, 1, 1)
        for status, complete in ((1, False), (75, False), (99, True), (0, True)):
            self.state.end(1, status)
            self.assertEqual(run.complete(), complete, status)

    def test_all_tables_are_one_run(self):
        steps = ", ".join(
            '{"table": "%s", "outcome": "full", "detail": "", "problems": []}' % name
            for name in ("raw.orders", "raw.customers", "curated.orders", "aggregate.counts")
        )
        tables = self.launched('{"exit_status": 0, "steps": [%s]}' % steps)
        self.assertTrue(luigi.build([self.task(tables)], local_scheduler=True, log_level="CRITICAL"))
        self.assertEqual(
            self.called(),
            [f"run --project {self.project} --key {self.task(tables).key} --at 2026-11-03T00:00:00Z --skip-code --events"],
        )
        self.assertTrue(luigi.build([self.task(tables)], local_scheduler=True, log_level="CRITICAL"))
        self.assertEqual(len(self.called()), 1)

    def test_where_tables_failed_the_run_is_made_once_a_process_and_the_others_are_done(self):
        results = """{"exit_status": 1, "steps": [
            {"table": "raw.orders", "outcome": "extracted", "detail": "", "problems": []},
            {"table": "raw.customers", "outcome": "failed", "detail": "", "problems": []},
            {"table": "curated.orders", "outcome": "failed", "detail": "", "problems": []}]}"""
        tables = self.launched(results)
        self.assertFalse(luigi.build([self.task(tables)], local_scheduler=True, log_level="CRITICAL"))
        self.assertEqual(len(self.called()), 1)
        self.assertTrue(self.task(tables.table_task, table="raw.orders").complete())


if __name__ == "__main__":
    unittest.main()
