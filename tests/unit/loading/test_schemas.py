"""The schemas that editors use: valid themselves, in step with the registry, at one with us."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from skulint.engine.conditions.operators import OPERATORS
from skulint.engine.loading.conditions import GROUPS
from skulint.engine.model.facts import FactType
from skulint.engine.model.rule import Kind, Severity
from skulint.engine.resources import rules_dir, schemas_dir
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.nodes import Mapping, to_plain
from skulint.engine.text.read import read_source
from skulint.engine.text.yaml_text import load_yaml

NAMES = ("rules", "pack", "facts", "program", "export", "parameters", "waivers", "config")
FILES = sorted(rules_dir().rglob("*.yaml"))


def schema(name: str) -> dict[str, Any]:
    path = schemas_dir() / f"{name}.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


DEFINITIONS = schema("rules")["definitions"]


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_draft_07(name: str) -> None:
    assert schema(name)["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema(name))


@pytest.mark.parametrize("name", NAMES)
def test_references_lead_somewhere(name: str) -> None:
    for target in re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema(name))):
        file, _, definition = target.partition("#/definitions/")
        assert file in ("", "rules.schema.json")
        assert definition in (DEFINITIONS if file else schema(name)["definitions"])


def test_operators_are_those_of_the_registry() -> None:
    assert set(DEFINITIONS["test"]["properties"]) == set(OPERATORS)
    assert set(DEFINITIONS["condition"]["properties"]) == set(GROUPS)


def test_words_are_those_of_the_model() -> None:
    rule = DEFINITIONS["rule"]["properties"]
    assert rule["kind"]["enum"] == [word.value for word in Kind]
    assert rule["severity"]["enum"] == [word.value for word in Severity]
    assert DEFINITIONS["type"]["enum"] == [word.value for word in FactType]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(rules_dir()).as_posix())
def test_shipped_rules_satisfy_the_schema_that_editors_use(path: Path) -> None:
    diagnostics = Diagnostics()
    source = read_source(path, diagnostics)
    assert source is not None
    root = load_yaml(source, diagnostics)
    assert isinstance(root, Mapping)
    errors = [
        error.message for error in Draft7Validator(schema("rules")).iter_errors(to_plain(root))
    ]
    assert errors == []
