"""`skulint verify`: repeat the check of an evidence file and compare the reports."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

import skulint
from skulint.engine.text.safe_text import sanitise

from ..evidence import Evidence, EvidenceError, report_bytes
from ..terminal import default_language, print_diagnostics, tolerate_narrow_encodings


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Repeat the check of FILE, made with `check --evidence`, on the files it names."""
    tolerate_narrow_encodings()
    try:
        evidence = Evidence(file)
        changed = list(_changed_inputs(evidence.manifest))
        found = [] if changed else list(_differences(evidence))
    except EvidenceError as error:
        raise click.UsageError(f"cannot verify `{file}`: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise click.UsageError(
            f"cannot verify `{file}`: its manifest is damaged ({type(error).__name__})"
        ) from None
    version = str(evidence.manifest.get("skulint"))
    if version != skulint.__version__:
        click.echo(
            f"note: checked with skulint {sanitise(version, 50)}, verified with "
            f"{skulint.__version__}"
        )
    for line in (*changed, *found):
        click.echo(f"  {line}")
    if changed or found:
        click.echo("exit 1: not the same")
        sys.exit(1)
    digest = hashlib.sha256(evidence.report).hexdigest()
    click.echo(f"exit 0: the same report, sha256 {digest}")


def _changed_inputs(manifest: dict[str, Any]) -> Iterator[str]:
    for item in manifest["inputs"]:
        path = Path(item["path"])
        if any(each.is_file() for each in path.parents):
            # A file in an archive: the repeated report says whether it is the same.
            continue
        name = sanitise(str(path), 300)
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            yield f"{name}: {error.strerror}"
            continue
        if digest != item["sha256"]:
            yield f"{name}: is not the file that was checked"


def _differences(evidence: Evidence) -> Iterator[str]:
    """Yield what is not as it was, by the parts of the report."""
    from skulint.engine.checking.check import check
    from skulint.engine.text.diagnostics import Diagnostics

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        evidence.unpack(folder)
        options, called = evidence.options(folder)
        diagnostics = Diagnostics()
        report = check(options, skulint.__version__, diagnostics)
        if report is None:
            print_diagnostics(diagnostics.sorted(), default_language())
            yield "the check cannot be repeated"
            return
        text = report_bytes(report).decode()
    for path, original in called.items():
        text = text.replace(json.dumps(path)[1:-1], json.dumps(original, ensure_ascii=False)[1:-1])
    before, now = json.loads(evidence.report), json.loads(text)
    for part in sorted({*before, *now} - {"skulint"}):
        if before.get(part) != now.get(part):
            yield f"`{part}` differs"
