"""Write reports: to the terminal, or to files that are whole or not there at all."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import click

from skulint.engine.model.report import Report
from skulint.engine.reporters import REPORTERS, Options, Reporter
from skulint.engine.text.safe_text import UNSAFE

from .terminal import use_colour, width_of


@dataclass(frozen=True, slots=True)
class Output:
    """One format and where it goes: a file to write or to append to, or standard output."""

    reporter: Reporter
    path: Path | None
    append: bool = False


def plan_outputs(formats: Sequence[tuple[str, Path | None]]) -> tuple[Output, ...]:
    """Decide where each format goes; text goes to the terminal where nothing else does."""
    outputs = [_output(REPORTERS[name], path) for name, path in formats]
    shown = [each.reporter.name for each in outputs if each.path is None]
    if len(shown) > 1:
        raise click.UsageError(
            f"`{shown[0]}` and `{shown[1]}` would both go to standard output; "
            f"give one a file: `--format {shown[1]}=FILE`"
        )
    files = [each.path.resolve() for each in outputs if each.path is not None and not each.append]
    for file in files:
        if files.count(file) > 1:
            raise click.UsageError(f"two reports would be written to `{file.name}`")
    if not shown:
        outputs.append(Output(REPORTERS["text"], None))
    return tuple(outputs)


def _output(reporter: Reporter, path: Path | None) -> Output:
    if path is None and reporter.appends_to and (named := os.environ.get(reporter.appends_to)):
        return Output(reporter, Path(named), append=True)
    if path is None and reporter.binary:
        raise click.UsageError(
            f"`{reporter.name}` is no text; name a file: `--format {reporter.name}=FILE`"
        )
    return Output(reporter, path)


def write_reports(
    report: Report,
    outputs: Sequence[Output],
    lang: Literal["en", "zh"],
    verbose: bool,
    drafts: Mapping[Output, Path] | None = None,
) -> None:
    """Write the report in every format; files are put in place together, once all are whole.

    `drafts` are whole already, by the output each is for.
    """
    files = replace(options_of_files(lang), verbose=verbose)
    ready = drafts or {}
    with contextlib.ExitStack() as stack:
        written = [
            (
                ready[output]
                if output in ready
                else _draft(output.reporter, report, files, draft_beside(output.path, stack)),
                output,
            )
            for output in outputs
            if output.path is not None
        ]
        for draft, output in written:
            assert output.path is not None
            if output.append:
                _append(draft, output.path)
            else:
                _put_in_place(draft, output.path)
    # Last, since whoever reads along may stop reading.
    terminal = replace(files, color=use_colour(sys.stdout), width=width_of(sys.stdout))
    for output in outputs:
        if output.path is None and output in ready:
            _print_file(ready[output])
        elif output.path is None:
            output.reporter.write(report, sys.stdout, terminal)


def options_of_files(lang: Literal["en", "zh"]) -> Options:
    """Return how reports in files are printed: with paths as hosts of code count them."""
    folder = Path.cwd()
    return Options(lang=lang, root=_repository(folder), folder=folder)


def _print_file(path: Path) -> None:
    """Print a table; what a terminal would obey, which only JSON still has, is written in code."""
    with path.open(encoding="utf-8", newline="") as file:
        for line in file:
            text = line.rstrip("\r\n")
            sys.stdout.write(UNSAFE.sub(_in_code, text) + line[len(text) :])


def _in_code(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1] if match.start() else match[0]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is whole or not there at all."""
    with contextlib.ExitStack() as stack:
        draft = draft_beside(path, stack)
        draft.write_bytes(content)
        _put_in_place(draft, path)


def _repository(folder: Path) -> Path:
    """Return the folder of the repository, from which hosts of code count paths."""
    for each in (folder, *folder.parents):
        if (each / ".git").exists():
            return each
    return folder


def draft_beside(path: Path, stack: contextlib.ExitStack) -> Path:
    """Make an empty file in the folder of the one wanted; it is gone when the stack unwinds."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None
    os.close(handle)
    draft = Path(name)
    stack.callback(draft.unlink, missing_ok=True)
    return draft


def _draft(reporter: Reporter, report: Report, options: Options, draft: Path) -> Path:
    try:
        if reporter.binary:
            with draft.open("wb") as stream:
                reporter.write(report, stream, options)
        else:
            with draft.open("w", encoding="utf-8", errors="replace", newline="") as stream:
                reporter.write(report, stream, options)
    except OSError as error:
        raise click.UsageError(f"cannot write the {reporter.name} report: {error}") from None
    return draft


def _append(draft: Path, path: Path) -> None:
    try:
        with path.open("ab") as stream:
            stream.write(draft.read_bytes())
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        umask = os.umask(0)
        os.umask(umask)
        draft.chmod(0o666 & ~umask)
        draft.replace(path)
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None
