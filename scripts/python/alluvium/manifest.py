"""What a project declares: ``manifest.json``, as ``alluvium manifest`` writes it. Reading one starts no JVM."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA_VERSION = 1


class ManifestError(ValueError):
    """A manifest that is missing, stale or no manifest; says what to do."""


@dataclass(frozen=True)
class Table:
    """One table: ``name`` with its layer, what it ``reads``, the ``source`` of a raw one, the ``strategy`` of a model."""

    name: str
    layer: str
    source: str | None
    strategy: str | None
    description: str | None
    reads: tuple[str, ...]
    location: str


@dataclass(frozen=True)
class Manifest:
    """The content of one ``manifest.json``. ``project_folder`` is what ``--project`` takes."""

    path: Path
    project: str
    environment: str | None
    warehouse: str
    project_folder: str
    run_options: frozenset[str]
    open: bool
    sources: dict[str, int | None]
    tables: tuple[Table, ...]
    files: dict[str, str]
    model_folders: tuple[str, ...]
    settings: dict[str, str]

    @staticmethod
    def read(path: str | os.PathLike[str]) -> Manifest:
        """Reads a manifest, or that of a project's folder."""
        file = Path(path).absolute()
        if file.is_dir():
            file = file / "manifest.json"
        try:
            content = json.loads(file.read_bytes())
        except FileNotFoundError:
            raise ManifestError(f"there is no {file}; write it: alluvium manifest --project {file.parent}") from None
        except ValueError as e:
            raise ManifestError(f"{file} is no JSON ({e}); write it anew: alluvium manifest") from None
        version = content.get("schema_version") if isinstance(content, dict) else None
        if not isinstance(version, int) or version > SCHEMA_VERSION:
            raise ManifestError(f"{file} has schema version {version}, this package reads {SCHEMA_VERSION}: install the newer one")
        try:
            return _manifest(file, content)
        except (KeyError, TypeError, AttributeError) as e:
            raise ManifestError(f"{file} is no manifest ({e!r}); write it anew: alluvium manifest") from None

    @property
    def is_local(self) -> bool:
        """Whether the warehouse is a folder, so that its files can be read without a JVM."""
        return self.warehouse.startswith("/")

    def table(self, name: str) -> Table:
        for table in self.tables:
            if table.name == name:
                return table
        raise ManifestError(f"{self.path} has no table {name}")

    def not_set(self, options: Sequence[str]) -> list[str]:
        """Settings that the manifest was written with and that these options of a command do not have."""
        given = dict(value.split("=", 1) for name, value in zip(options, options[1:]) if name == "--set" and "=" in value)
        given.update(option[6:].split("=", 1) for option in options if option.startswith("--set=") and "=" in option[6:])
        digests = {name: hashlib.sha256(value.encode()).hexdigest() for name, value in given.items()}
        return [name for name, digest in self.settings.items() if not digests.get(name, "").startswith(digest)]

    def changes(self) -> list[str]:
        """What the project's files say otherwise than when the manifest was written; none where it is fresh.

        Files are compared by their digests. A project in a store, which cannot be looked at from here, has none.
        """
        if "://" in self.project_folder:
            return []
        changes = []
        for name, expected in self.files.items():
            try:
                with open(os.path.join(self.project_folder, name), "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
            except FileNotFoundError:
                changes.append(f"{name} removed")
                continue
            if digest != expected:
                changes.append(f"{name} changed")
        for folder in self.model_folders:
            try:
                names = os.listdir(os.path.join(self.project_folder, folder))
            except (FileNotFoundError, NotADirectoryError):
                continue
            models = (n for n in sorted(names) if n.lower().endswith(".sql") and not n.startswith("."))
            changes.extend(f"{folder}/{n} added" for n in models if f"{folder}/{n}" not in self.files)
        return changes


def _manifest(file: Path, content: dict[str, Any]) -> Manifest:
    return Manifest(
        path=file,
        project=content["project"],
        environment=content["environment"],
        warehouse=content["warehouse"],
        project_folder=content.get("folder", str(file.parent)),
        run_options=frozenset(content["run_options"]),
        open=content["open"],
        sources={source["name"]: source["connections"] for source in content["sources"]},
        tables=tuple(
            Table(
                name=table["table"],
                layer=table["layer"],
                source=table["source"],
                strategy=table["strategy"],
                description=table.get("description"),
                reads=tuple(table["reads"]),
                location=table["location"],
            )
            for table in content["tables"]
        ),
        files={entry["path"]: entry["sha256"] for entry in content["files"]},
        model_folders=tuple(content["model_folders"]),
        settings=dict(content["settings"]),
    )
