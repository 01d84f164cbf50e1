from decimal import Decimal
from typing import Any

import pytest

from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.nodes import Mapping, Node, key_span_at, span_at, to_plain
from skulint.engine.text.source import Source
from skulint.engine.text.yaml_text import load_yaml

TEXT = """\
rules:
  - id: R1
    min: 4.10
    count: 12
    on: true
    none: ~
"""


@pytest.fixture
def tree(diagnostics: Diagnostics) -> Node:
    node = load_yaml(Source("f", TEXT), diagnostics)
    assert node is not None
    return node


def test_to_plain(tree: Node) -> None:
    plain: Any = to_plain(tree)
    want = {"id": "R1", "min": 4.1, "count": 12, "on": True, "none": None}
    assert plain == {"rules": [want]}
    types = [type(value) for value in plain["rules"][0].values()]
    assert types == [str, float, int, bool, type(None)]


def test_to_plain_with_exact_numbers(tree: Node) -> None:
    plain: Any = to_plain(tree, numbers="decimal")
    rule = plain["rules"][0]
    assert (str(rule["min"]), str(rule["count"])) == ("4.10", "12")
    assert isinstance(rule["count"], Decimal)


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), TEXT.rstrip(), TEXT.rstrip()),
        (("rules", 0, "id"), "R1", "id"),
        (("rules", 0, "min"), "4.10", "min"),
        (("rules", 0, "nothing"), TEXT.rstrip()[11:], TEXT.rstrip()[11:]),
        (("rules", 7), TEXT.rstrip()[9:], "rules"),
        (("rules", "x"), TEXT.rstrip()[9:], "rules"),
        (("rules", 0), TEXT.rstrip()[11:], TEXT.rstrip()[11:]),
        (("rules", 0, "id", "deeper"), "R1", "id"),
    ],
)
def test_places_by_path(tree: Node, path: tuple[str | int, ...], value: str, key: str) -> None:
    assert span_at(tree, path).text == value
    assert key_span_at(tree, path).text == key


def test_mapping_access(tree: Node) -> None:
    assert isinstance(tree, Mapping)
    assert tree.keys() == ("rules",)
    assert tree.get("rules") is tree.entries[0].value
    assert tree.get("x") is None
    assert tree.entry("rules") is tree.entries[0]
    assert tree.entry("x") is None
