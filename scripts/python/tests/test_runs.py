import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import projects
from projects import ended, started, step

from alluvium.launch import Call
from alluvium.manifest import Manifest
from alluvium.runs import RunsError, runs_of

HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("held", flush=True)
sys.stdin.read()
"""


class RunsTest(projects.ProjectCase):
    def setUp(self):
        super().setUp()
        self.runs = runs_of(Manifest.read(self.project), None)

    def test_a_key_that_nobody_began_has_no_run(self):
        self.assertIsNone(self.runs.look("daily"))

    def test_steps_of_a_run_at_work_are_told_by_all_its_events_in_order(self):
        self.state.begin("daily:1", 1, 7)
        self.assertEqual(self.runs.look("daily:1").steps, {})
        self.state.events(7, 1, started("raw.orders"), started("raw.customers"))
        for number in range(2, 11):
            self.state.events(7, number, ended("raw.customers", "failed", kind="source"))
        self.state.events(7, 11, ended("raw.customers", "extracted"))
        run = self.runs.look("daily:1")
        self.assertEqual((run.number, run.has_ended, list(run.steps)), (7, False, ["raw.customers"]))
        self.assertTrue(run.steps["raw.customers"].is_done)

    def test_results_stand_for_the_events_and_the_newest_run_for_those_before(self):
        self.state.begin("daily", 1, 7)
        self.state.events(7, 1, ended("raw.orders", "extracted"))
        self.state.end(7, 1, step("raw.orders", "extracted"), step("curated.orders", "failed", "ALV-3107", "data"))
        run = self.runs.look("daily")
        self.assertEqual((run.exit_status, run.at_work), (1, False))
        failed = run.steps["curated.orders"]
        self.assertFalse(failed.is_done or failed.retryable)
        self.assertEqual(str(failed), "curated.orders failed: ALV-3107: ALV-3107: no right")

        self.state.begin("daily", 2, 9)
        self.assertEqual(self.runs.look("daily").steps, {})
        self.state.end(9, 0, step("raw.orders", "skipped", "no change"), step("curated.orders", "applied"))
        run = self.runs.look("daily")
        self.assertEqual((run.number, run.exit_status), (9, 0))
        self.assertTrue(run.steps["raw.orders"].is_skipped and run.steps["raw.orders"].is_done)

    @unittest.skipUnless(sys.platform == "linux", "asks the kernel of Linux")
    def test_whether_its_process_lives_is_told_by_the_lease_which_is_not_touched(self):
        self.state.begin("daily", 1, 7)
        self.assertIs(self.runs.look("daily").at_work, False)
        lease = self.state.folder / "state/lease"
        lease.parent.mkdir()
        lease.write_bytes(b"somebody")
        self.assertIs(self.runs.look("daily").at_work, False)
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, lease], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            self.assertEqual(holder.stdout.readline(), "held\n")
            self.assertIs(self.runs.look("daily").at_work, True)
        finally:
            holder.communicate()
        self.assertIs(self.runs.look("daily").at_work, False)

    def test_what_nobody_of_ours_wrote_is_an_error(self):
        self.state.begin("daily", 1, 7)
        (self.state.folder / "runs/7/run_results.json").write_text("{")
        with self.assertRaisesRegex(RunsError, "run_results.json is no JSON"):
            self.runs.look("daily")


class StatusCommandTest(unittest.TestCase):
    """Where the warehouse is no folder, ``alluvium status`` is asked; here something that answers as it does."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        projects.manifest(self.folder / "shop", warehouse="s3a://bucket/warehouse")
        self.manifest = Manifest.read(self.folder / "shop")

    def asked(self, answer, status=0, max_age=0.0):
        (self.folder / "answer").write_text(answer)
        script = self.folder / "status.sh"
        script.write_text(f'echo asked >>"{self.folder}/asked"; cat "{self.folder}/answer"; exit {status}\n')
        return runs_of(self.manifest, Call(("sh", str(script))), max_age).look("daily")

    def test_a_run_at_work_has_the_steps_that_have_ended(self):
        run = self.asked('{"run_id": 3, "state": "at work", "steps": [{"table": "raw.orders", "outcome": "extracted",'
                         ' "detail": "", "problems": []}], "exit_status": 4}')
        self.assertEqual((run.number, run.at_work, run.has_ended), (3, True, False))
        self.assertTrue(run.steps["raw.orders"].is_done)

    def test_one_whose_process_died_is_not_at_work(self):
        run = self.asked('{"run_id": 3, "state": "died", "steps": [], "exit_status": 75}')
        self.assertEqual((run.at_work, run.has_ended), (False, False))

    def test_no_run_is_none_and_any_other_refusal_is_an_error(self):
        self.assertIsNone(self.asked('{"exit_status": 2, "problems": [{"message": "no run has the key daily"}]}', 2))
        with self.assertRaisesRegex(RunsError, "ended with 2: unknown key projct"):
            self.asked('{"exit_status": 2, "problems": [{"message": "unknown key projct"}]}', 2)
        with self.assertRaisesRegex(RunsError, "ended with 1"):
            self.asked("Exception in thread main", 1)

    def test_many_who_ask_within_the_time_are_told_by_one_call(self):
        for _ in range(5):
            self.asked('{"run_id": 3, "state": "died", "steps": [], "exit_status": 75}', max_age=60)
        self.assertEqual((self.folder / "asked").read_text(), "asked\n")

    def test_without_a_launcher_it_is_said_that_one_is_needed(self):
        with self.assertRaisesRegex(RunsError, "no folder of this machine: name a launcher"):
            runs_of(self.manifest, None)


if __name__ == "__main__":
    unittest.main()
