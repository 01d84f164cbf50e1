"""`skulint schema`, as its callers see it."""

from __future__ import annotations

import json

import pytest

from skulint.engine.resources import schemas_dir

from .running import run, run_outside

NAMES = sorted(path.name.removesuffix(".schema.json") for path in schemas_dir().iterdir())


def test_rules_by_default() -> None:
    result = run_outside("schema")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (schemas_dir() / "rules.schema.json").read_text(encoding="utf-8")


def test_list() -> None:
    assert "report" in NAMES
    assert run("schema", "--list").stdout.splitlines() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_can_be_printed(name: str) -> None:
    result = run("schema", name)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["$schema"].startswith("http://json-schema.org/draft-07/")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("ruls", "did you mean `rules`?"), ("xyzzy", f"use one of {', '.join(NAMES)}")],
)
def test_unknown_names(name: str, hint: str) -> None:
    result = run("schema", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"there is no schema `{name}`; {hint}" in result.stderr
