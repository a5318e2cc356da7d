import json
import tempfile
import unittest
from pathlib import Path

import projects

from alluvium.manifest import Manifest, ManifestError


class ManifestTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.project = Path(folder.name) / "shop"

    def test_a_folder_is_the_manifest_that_lies_in_it(self):
        file = projects.manifest(self.project)
        manifest = Manifest.read(self.project)
        self.assertEqual(manifest, Manifest.read(file))
        self.assertEqual(manifest.project_folder, str(self.project))
        self.assertEqual(manifest.table("curated.orders").reads, ("raw.orders",))
        self.assertTrue(manifest.is_local)

    def test_a_fresh_one_has_no_changes(self):
        projects.manifest(self.project)
        self.assertEqual(Manifest.read(self.project).changes(), [])

    def test_what_changed_is_named_even_where_size_and_time_are_the_same(self):
        import os

        projects.manifest(self.project)
        model = self.project / "curated/orders.sql"
        before = model.stat()
        model.write_text(model.read_text().replace("raw", "RAW"))
        os.utime(model, ns=(before.st_atime_ns, before.st_mtime_ns))
        (self.project / "aggregate/counts.sql").unlink()
        (self.project / "gold").mkdir()
        (self.project / "gold/more.SQL").write_text("select 1 as one")
        (self.project / "gold/.hidden.sql").write_text("no model")
        self.assertEqual(
            sorted(Manifest.read(self.project).changes()),
            ["aggregate/counts.sql removed", "curated/orders.sql changed", "gold/more.SQL added"],
        )

    def test_settings_that_options_have_not_or_otherwise_are_named(self):
        digest = "ca978112ca1b"  # of "a"
        projects.manifest(self.project, settings={"vars.x": digest, "vars.y": digest})
        manifest = Manifest.read(self.project)
        self.assertEqual(manifest.not_set([]), ["vars.x", "vars.y"])
        self.assertEqual(manifest.not_set(["--set", "vars.x=a", "--set=vars.y=b"]), ["vars.y"])
        self.assertEqual(manifest.not_set(["--set=vars.x=a", "--wait", "5m", "--set", "vars.y=a"]), [])

    def test_a_project_in_a_store_is_not_looked_at(self):
        projects.manifest(self.project, folder="s3a://bucket/shop", warehouse="s3a://bucket/warehouse")
        manifest = Manifest.read(self.project)
        self.assertEqual(manifest.changes(), [])
        self.assertFalse(manifest.is_local)

    def test_what_is_no_manifest_is_refused_with_what_to_do(self):
        with self.assertRaisesRegex(ManifestError, "there is no .*manifest.json; write it: alluvium manifest --project"):
            Manifest.read(self.project / "manifest.json")
        file = projects.manifest(self.project)
        for text, message in [("{", "is no JSON"), ("[]", "schema version None"), ('{"schema_version": 1}', "is no manifest")]:
            file.write_text(text)
            with self.assertRaisesRegex(ManifestError, message):
                Manifest.read(file)
        file.write_text(json.dumps({"schema_version": 2}))
        with self.assertRaisesRegex(ManifestError, "schema version 2, this package reads 1"):
            Manifest.read(file)


if __name__ == "__main__":
    unittest.main()
