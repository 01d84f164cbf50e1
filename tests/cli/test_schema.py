"""`skulint schema`, as its callers see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from skulint.engine.resources import rules_dir, schemas_dir
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.nodes import to_plain
from skulint.engine.text.read import read_source
from skulint.engine.text.yaml_text import load_yaml

from .running import run, run_outside

NAMES = sorted(path.name.removesuffix(".schema.json") for path in schemas_dir().iterdir())


def test_rules_by_default() -> None:
    result = run_outside("schema")
    assert (result.exit_code, result.stderr) == (0, "")
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


def test_with_the_facts_of_a_pack(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(
        "facts:\n  my_fact:\n    entity: sku\n    type: boolean\n    title: {en: Mine, zh: 我的}\n",
        encoding="utf-8",
    )
    result = run("schema", "rules", "--with-facts", "--rules", tmp_path)
    assert result.exit_code == 0, result.stderr
    schema = json.loads(result.stdout)
    Draft7Validator.check_schema(schema)
    offered = schema["definitions"]["condition"]["properties"]
    assert {"any_of", "all_of", "not", "my_fact", "stock_qty", "outlet_price"} <= set(offered)
    assert offered["my_fact"]["description"] == "Mine / 我的 (boolean of each sku)"
    # What is offered is not demanded: rules that are right for us are right for an editor.
    validator = Draft7Validator(schema)
    files = sorted(rules_dir().rglob("*.yaml"))[::9]
    assert len(files) > 10
    for path in files:
        source = read_source(path, Diagnostics())
        assert source is not None
        root = load_yaml(source, Diagnostics())
        assert root is not None
        document = json.loads(json.dumps(to_plain(root), default=float))
        assert list(validator.iter_errors(document)) == [], path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "--with-facts"), "`--with-facts` is for the schema `rules`"),
        (("--rules", "x"), "`--rules` goes with `--with-facts`"),
        (("--with-facts", "--rules", "nowhere"), "no folder `nowhere`"),
    ],
)
def test_what_does_not_go_together(arguments: tuple[str, ...], said: str) -> None:
    result = run("schema", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
