"""`skulint init`: look at a repository and write what a check needs there."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import click

from skulint.engine.text.safe_text import sanitise
from skulint.engine.text.suggest import did_you_mean

from ..config import NAME, find_config
from ..output import write_whole
from ..terminal import tolerate_narrow_encodings

_ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".json", ".ndjson", ".jsonl", ".yaml", ".yml")
_BINARY = (".parquet", ".pq", ".xlsx", ".xlsm", ".xls")
#: Larger files are data all the same, but reading all of them to find out takes too long.
_BYTES = 50_000_000
_FILES = 2_000

_HOOK = """\
repos:
  - repo: local
    hooks:
      - id: skulint
        name: skulint check
        entry: skulint check
        language: system
        pass_filenames: false
        require_serial: true
        files: \\.(csv|tsv|tab|txt|json|ndjson|jsonl|ya?ml|parquet|pq|xls|xlsx|xlsm)$
"""
_WORKFLOW = """\
name: skulint
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: pip install --quiet skulint
      - run: skulint check --format github --format github-summary
"""
_GITLAB = """\
skulint:
  image: python:3.13-slim
  before_script:
    - pip install --quiet skulint
  script:
    - >-
      skulint check --format gitlab=gl-code-quality-report.json --format junit=skulint.xml
      --format html=skulint.html
  artifacts:
    when: always
    paths:
      - skulint.html
    reports:
      codequality: gl-code-quality-report.json
      junit: skulint.xml
"""


@click.command("init")
@click.option("--program", metavar="ID", help="The program to apply to; asked for nowhere else.")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
def command(program: str | None, dry_run: bool) -> None:
    """Write skulint.yaml, a hook and a workflow, each only where there is none yet."""
    tolerate_narrow_encodings()
    folder = Path.cwd()
    programs, found = _look(folder)
    if program is not None and program not in programs:
        hint = did_you_mean(program, programs) or f"use one of {', '.join(sorted(programs))}"
        raise click.UsageError(f"there is no program `{program}`; {hint}")
    for file, entity in found.items():
        click.echo(f"  {sanitise(file)}: {entity}")
    if not found:
        click.echo("  no file here looks like a catalogue; name yours in skulint.yaml", err=True)
    wanted = {NAME: _config(program, sorted(programs), found)}
    if (folder / ".git").exists():
        wanted[".pre-commit-config.yaml"] = _HOOK
    if (folder / ".github").is_dir() or "github" in _remote(folder):
        wanted[".github/workflows/skulint.yml"] = _WORKFLOW
    if (folder / ".gitlab-ci.yml").exists() or "gitlab" in _remote(folder):
        wanted[".gitlab-ci.yml"] = _GITLAB
    for name, text in wanted.items():
        _write(folder, name, text, dry_run)


def _look(folder: Path) -> tuple[Mapping[str, str], dict[str, str]]:
    """Return the programs to apply to, and what each file here was taken for."""
    from skulint.engine.loading import kept_rulebook
    from skulint.engine.readers import read_inputs
    from skulint.engine.resources import rules_dir
    from skulint.engine.text.diagnostics import Diagnostics

    book = kept_rulebook([rules_dir()], Diagnostics())
    programs = {each.id: each.id for each in book.programs.values() if each.applied_as is not None}
    found: dict[str, str] = {}
    for file in _candidates(folder):
        problems = Diagnostics()
        tables = read_inputs(
            [file], dictionary=book.dictionary, diagnostics=problems, exports=book.exports
        )
        entities = [
            table.entity for table in tables if any(column.fact for column in table.columns)
        ]
        if entities and not problems.has_errors:
            found[file] = ", ".join(dict.fromkeys(entities))
    return programs, found


def _candidates(folder: Path) -> list[str]:
    """Return the files that may hold facts: those git knows, or else those in the folder."""
    names = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    if not any(names):
        names = [each.name for each in folder.iterdir() if each.is_file()]
    return sorted(
        name
        for name in names[:_FILES]
        if name.lower().endswith((*_ENDINGS, *_BINARY))
        and not any(part.startswith(".") for part in Path(name).parts)
        and name != NAME
        and (folder / name).is_file()
        and (folder / name).stat().st_size <= _BYTES
    )


def _remote(folder: Path) -> str:
    return _git(folder, "remote", "--verbose")


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="surrogateescape",
        )
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _config(program: str | None, programs: list[str], found: Mapping[str, str]) -> str:
    from skulint.engine.reporters.json_writer import compact

    lines = ["# Options of `skulint check`; `skulint schema config` prints all of them."]
    chosen = program or (programs[0] if len(programs) == 1 else None)
    if chosen:
        lines.append(f"program: [{chosen}]")
    else:
        lines.append(f"program: []  # one of {', '.join(programs)}")
    lines.append("files:" if found else "files: []  # such as [catalog.csv, store.yaml]")
    # JSON's quotes are YAML's too, whatever stands in the name of a file.
    lines += [f"  - {compact(file)}" for file in found]
    lines.append("fail-on: error")
    return "\n".join(lines) + "\n"


def _write(folder: Path, name: str, text: str, dry_run: bool) -> None:
    path = folder / name
    if path.exists() or (name == NAME and find_config(folder) is not None):
        click.echo(f"kept {name}, which is there already; it could hold:" if name != NAME else (
            "kept the configuration there is already"
        ))  # fmt: skip
        if name != NAME:
            click.echo("".join(f"    {line}\n" for line in text.splitlines()), nl=False)
        return
    if dry_run:
        click.echo(f"would write {name}:")
        click.echo("".join(f"    {line}\n" for line in text.splitlines()), nl=False)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())
    click.echo(f"wrote {name}")
