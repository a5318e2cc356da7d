"""The units and the line of cron that docs/orchestrators.md shows."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs/orchestrators.md"


class RecipesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.shown = dict(re.findall(r"^`(/etc/[^`]+)`\n```\w+\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL))

    def verified(self, **changed):
        units = []
        for path, text in self.shown.items():
            if path.startswith("/etc/systemd/"):
                units.append(self.folder / Path(path).name)
                units[-1].write_text(text.replace(*changed["replaced"]) if changed else text)
        self.assertEqual(len(units), 2)
        return subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "needs systemd-analyze")
    def test_systemd_takes_both_units_and_refuses_a_wrong_word(self):
        verified = self.verified()
        said = [line for line in verified.stderr.splitlines() if "alluvium" in line]
        self.assertEqual((verified.returncode, said), (0, []), verified.stderr)
        self.assertIn("alluvium-shop", self.verified(replaced=("RestartSec", "RestartSecs")).stderr)

    def command(self, text):
        """What the shell would start, with a program in place of Alluvium that says its arguments."""
        program = self.folder / "alluvium"
        program.write_text('#!/bin/sh\necho "$@"\n')
        program.chmod(0o755)
        text = text.replace("/opt/alluvium/bin/alluvium", str(program))
        return subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=True).stdout.strip()

    def test_the_line_of_cron_names_the_day_in_key_and_time(self):
        line = self.shown["/etc/cron.d/alluvium-shop"].strip()
        fields = line.split(maxsplit=6)
        self.assertEqual(fields[:6], ["*/15", "2-5", "*", "*", "*", "alluvium"])
        # cron takes a percent sign for the end of the command, unless there is a backslash before it.
        self.assertNotRegex(line, r"[^\\]%")
        day = r"\d{4}-\d\d-\d\d"
        said = self.command(fields[6].replace("\\%", "%"))
        self.assertRegex(said, rf"^run --project /srv/projects/shop --key nightly.({day}) --at \1 --quiet$")

    def test_the_units_command_is_the_same_run(self):
        unit = self.shown["/etc/systemd/system/alluvium-shop.service"]
        command = re.search(r"^ExecStart=/bin/sh -c '(.*)'$", unit, re.MULTILINE).group(1)
        said = self.command(command.replace("$$", "$").replace("%%", "%"))
        self.assertRegex(said, r"^run --project /srv/projects/shop --key nightly.(\S+) --at \1 --wait 30m$")


if __name__ == "__main__":
    unittest.main()
