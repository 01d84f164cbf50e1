"""The file of `--evidence`: what led to a report, so that others can repeat it.

Of the inputs it holds hashes alone, since a catalogue is a seller's own; rules, parameters,
waivers and the baseline are in it, and so is the report. The same check gives the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from skulint.engine.checking.options import CheckOptions, FailOn
from skulint.engine.model.report import Report
from skulint.engine.model.since import Earlier
from skulint.engine.reporters import REPORTERS, Options

from .since import Recipe, recipe_document, recipe_from

SCHEMA = "skulint-evidence-1"
_MANIFEST = "manifest.json"
_REPORT = "report.json"
#: A zip entry has a time; the oldest there is says that it means nothing.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: More than any rules hold; a small file may unpack to far more.
_BYTES = 200_000_000


class EvidenceError(Exception):
    """A file that is no evidence, with the reason."""


def evidence_zip(options: CheckOptions, report: Report, recipe: Recipe | None = None) -> bytes:
    """Return the bytes of an evidence file."""
    packed = dict(_packed(options))
    snapshots = {str(path) for _, path in options.snapshots}
    manifest = {
        "schema": SCHEMA,
        "skulint": report.version,
        "rules": [
            {"name": pack.name, "version": pack.version, "sha256": pack.sha256}
            for pack in report.packs
        ],
        "inputs": [
            {"path": item.path, "sha256": item.sha256}
            for item in {item.path: item for item in report.inputs}.values()
            # A commit's copy is no file; its name is the hash of what it holds and more.
            if item.copy_of is None or not options.git_history or item.path in snapshots
        ],
        "options": _options(options),
        "since": None if recipe is None else recipe_document(recipe),
    }
    packed[_MANIFEST] = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    packed[_REPORT] = report_bytes(report)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(packed):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, packed[name])
    return made.getvalue()


def report_bytes(report: Report) -> bytes:
    """Return the JSON report."""
    text = io.StringIO()
    REPORTERS["json"].write(report, text, Options())
    return text.getvalue().encode()


def _single_files(options: CheckOptions) -> dict[str, Path | None]:
    return {
        "parameters": options.parameters,
        "waivers": options.waivers,
        "baseline": options.baseline,
        "mapping": options.mapping,
    }


def _packed(options: CheckOptions) -> Iterator[tuple[str, bytes]]:
    """Yield the files that decided, by where they lie in the zip."""
    for number, pack in enumerate(options.packs):
        files = [pack] if pack.is_file() else sorted(pack.rglob("*"))
        for file in files:
            if file.is_file() and file.suffix in (".yaml", ".yml"):
                # A pack without a name of its own is called after its folder.
                within = PurePosixPath() if file == pack else PurePosixPath(file.relative_to(pack))
                place = PurePosixPath("rules", str(number), pack.resolve().name) / within
                yield str(place), file.read_bytes()
    for name, single in _single_files(options).items():
        if single is not None:
            yield f"{name}/{single.name}", single.read_bytes()


def _options(options: CheckOptions) -> dict[str, Any]:
    found: dict[str, Any] = {
        "files": [str(file) for file in options.files],
        "entity_of": {str(file): entity for file, entity in options.entity_of.items()},
        "as_of": options.as_of.isoformat(),
        "programs": list(options.programs),
        "rules": list(options.rules),
        "packs": [{"path": str(pack), "name": pack.resolve().name} for pack in options.packs],
        "engine": options.engine,
        "fail_on": options.fail_on.value,
        "allow_unknown": options.allow_unknown,
        "exit_zero": options.exit_zero,
        "all_outcomes": options.all_outcomes,
        "show_facts": options.show_facts,
        "keep": options.keep,
        "subject": options.subject,
        "encoding": options.encoding,
        "currency": options.currency,
        "expected_rows": _plain_counts(options.expected_rows),
        "snapshots": [[moment.isoformat(), str(path)] for moment, path in options.snapshots],
        "git_history": options.git_history,
    }
    for name, single in _single_files(options).items():
        found[name] = str(single) if single is not None else None
    return found


def _plain_counts(expected: int | Mapping[str, int] | None) -> Any:
    return dict(expected) if isinstance(expected, Mapping) else expected


class Evidence:
    """An evidence file that was read: its manifest and report, and a way to its other files."""

    def __init__(self, path: Path) -> None:
        """Read the file, or raise EvidenceError."""
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _BYTES:
                    raise EvidenceError("it would unpack to more than 200 MB")
                self._files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
            self.manifest: dict[str, Any] = json.loads(self._files[_MANIFEST])
            self.report = self._files[_REPORT]
            schema = self.manifest["schema"]
        except OSError as error:
            raise EvidenceError(error.strerror or str(error)) from None
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, RuntimeError) as error:
            raise EvidenceError(f"it is no evidence file ({type(error).__name__})") from None
        if schema != SCHEMA:
            raise EvidenceError(f"it is of another kind, `{schema}`")

    def unpack(self, folder: Path) -> None:
        """Write the files that decided below a folder."""
        for name, content in self._files.items():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
                raise EvidenceError(f"it holds a file of a forbidden name, `{name}`")
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)

    def options(self, folder: Path) -> tuple[CheckOptions, dict[str, str]]:
        """Return the options of the check with the unpacked files, and what those were called."""
        given = self.manifest["options"]
        called: dict[str, str] = {}
        packs = []
        for number, pack in enumerate(given["packs"]):
            path = folder / "rules" / str(number) / pack["name"]
            called[str(path)] = pack["path"]
            packs.append(path)
        singles: dict[str, Path | None] = {}
        for name in ("parameters", "waivers", "baseline", "mapping"):
            singles[name] = None
            if given[name] is not None:
                path = folder / name / Path(given[name]).name
                called[str(path)] = given[name]
                singles[name] = path
        options = CheckOptions(
            files=tuple(given["files"]),
            as_of=datetime.fromisoformat(given["as_of"]),
            entity_of=dict(given["entity_of"]),
            programs=tuple(given["programs"]),
            rules=tuple(given["rules"]),
            packs=tuple(packs),
            engine=given["engine"],
            fail_on=FailOn(given["fail_on"]),
            allow_unknown=given["allow_unknown"],
            exit_zero=given["exit_zero"],
            all_outcomes=given["all_outcomes"],
            show_facts=given["show_facts"],
            keep=given["keep"],
            subject=given["subject"],
            earlier=self._earlier(folder),
            parameters=singles["parameters"],
            waivers=singles["waivers"],
            baseline=singles["baseline"],
            mapping=singles["mapping"],
            encoding=given["encoding"],
            currency=given["currency"],
            expected_rows=given["expected_rows"],
            snapshots=tuple(
                (datetime.fromisoformat(moment), Path(path)) for moment, path in given["snapshots"]
            ),
            git_history=given["git_history"],
        )
        return options, called

    def _earlier(self, folder: Path) -> Earlier | None:
        document = self.manifest.get("since")
        return None if document is None else recipe_from(document).lay_out(folder / "earlier")
