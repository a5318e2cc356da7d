import re
import subprocess
import sys
import time
import unittest

from alluvium.launch import Call, Deploy, Ending, Local, Running, SubmitScript, ending, key


class KeyTest(unittest.TestCase):
    def test_plain_names_stay_as_they_are(self):
        self.assertEqual(key("shop", "manual__2026-11-03", "run"), "shop.manual__2026-11-03.run")

    def test_whatever_the_names_the_key_is_one_that_run_takes(self):
        for names in [("shop", "scheduled__2026-11-03T00:00:00+00:00", "run"), ("ü" * 300,), ("a b",), ("a" * 250, "b")]:
            self.assertTrue(re.fullmatch(r"[A-Za-z0-9._:-]{1,200}", key(*names)), names)
            self.assertEqual(key(*names), key(*names))

    def test_other_names_have_another_key(self):
        names = [("a+b",), ("a-b",), ("a b",), ("a.b", "c"), ("a", "b.c"), ("a", "b", "c"), ("a" * 250,), ("a" * 251,)]
        self.assertEqual(len({key(*each) for each in names}), len(names))


class EndingTest(unittest.TestCase):
    def test_each_status_means_what_the_commands_say(self):
        said = {status: ending(status)[0] for status in (0, 1, 2, 3, 4, 75, 99, 130, 143, -15, -9, 64)}
        again = {4, 75, 130, 143, -15, -9}
        self.assertEqual({s for s, how in said.items() if how is Ending.TRY_AGAIN}, again)
        self.assertEqual({s for s, how in said.items() if how is Ending.FAILED}, {1, 2, 3, 64})
        self.assertEqual((said[0], said[99]), (Ending.DONE, Ending.NOTHING_TO_DO))


class CallTest(unittest.TestCase):
    def test_the_launcher_names_project_environment_and_key(self):
        local = Local("scripts/alluvium")
        self.assertEqual(
            str(local.run("jobs/shop", "prod", "k", ["--at", "2026-11-03"])),
            "scripts/alluvium run --project jobs/shop --env prod --key k --at 2026-11-03",
        )
        self.assertEqual(str(local.status("jobs/shop", None, "k")), "scripts/alluvium status --project jobs/shop --key k --json")

    def test_a_script_gets_what_its_head_asks_for(self):
        script = SubmitScript("submit-yarn.sh", "s3a://b/a.jar", {"SPARK_HOME": "/opt/spark", "SPARK_OPTIONS": "--queue etl"})
        call = script.run("s3a://b/shop", "prod", "k", ["--skip-code"])
        self.assertEqual(str(call), "submit-yarn.sh s3a://b/a.jar s3a://b/shop k --skip-code")
        self.assertEqual(call.environment["PROJECT_ENV"], "prod")
        self.assertEqual(
            str(script.status("s3a://b/shop", "prod", "k")),
            "/opt/spark/bin/spark-submit --queue etl --master 'local[1]' --class io.alluvium.Main s3a://b/a.jar"
            " status --project s3a://b/shop --env prod --key k --json",
        )


    def test_a_run_of_emr_is_submitted_and_followed(self):
        deploy = Deploy("emr", "scripts/alluvium")
        self.assertEqual(
            str(deploy.run("jobs/shop", "prod", "k", ["--at", "2026-11-03", "--skip-code"])),
            "scripts/alluvium deploy --target emr --submit --project jobs/shop --env prod --key k"
            " -- --at 2026-11-03 --skip-code",
        )
        self.assertEqual(str(deploy.status("jobs/shop", None, "k")), "scripts/alluvium status --project jobs/shop --key k --json")


class RunningTest(unittest.TestCase):
    def test_lines_are_handed_on_and_the_status_is_the_processs_own(self):
        said = []
        call = Call(("sh", "-c", "echo one; echo $WORD >&2; exit 75"), {"WORD": "two"})
        self.assertEqual(Running(call).wait(said.append), 75)
        self.assertEqual(said, ["one", "two"])

    def test_stopping_ends_what_the_process_started_too(self):
        call = Call((sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '60.125'])"))
        running = Running(call)
        deadline = time.monotonic() + 10
        while not self.sleeping() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertTrue(self.sleeping())
        running.stop()
        time.sleep(0.2)
        self.assertFalse(self.sleeping())
        self.assertEqual(running.wait(print), -15)

    @staticmethod
    def sleeping():
        return subprocess.run(["pgrep", "-f", "sleep 60.125"], capture_output=True).returncode == 0


if __name__ == "__main__":
    unittest.main()
