"""What the quick test lets pass, the library lets pass as well."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from skulint.engine.loading.packs import read_packs
from skulint.engine.loading.quick_shape import surely_fits
from skulint.engine.resources import rules_dir, schemas_dir
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.nodes import to_plain

DEFINITIONS: dict[str, Any] = {
    **json.loads((schemas_dir() / "rules.schema.json").read_text(encoding="utf-8"))["definitions"],
    "condition": True,
}
PACKS = read_packs([Path(str(rules_dir()))], Diagnostics())
DOCUMENTS = [
    (document.kind.value, to_plain(document.root)) for pack in PACKS for document in pack.documents
]
WRONG: tuple[Any, ...] = (None, "", "two words", 0, -1, 1.5, True, [], ["a", "a"], {}, {"x": 1})


def fits(kind: str, document: object) -> bool:
    return surely_fits(document, {"$ref": f"#/definitions/{kind}"}, DEFINITIONS)


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    inner: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inner = enumerate(value)
    for key, each in inner:
        found += paths_of(each, (*path, key))
    return found


@pytest.mark.parametrize(("kind", "document"), DOCUMENTS)
def test_every_file_that_is_shipped_takes_the_quick_way(kind: str, document: object) -> None:
    assert fits(kind, document)


@settings(max_examples=400)
@given(st.data())
def test_nothing_wrong_takes_the_quick_way(data: st.DataObject) -> None:
    kind, whole = data.draw(st.sampled_from(DOCUMENTS))
    document: Any = copy.deepcopy(whole)
    *parents, last = data.draw(st.sampled_from(paths_of(document)))
    holder = document
    for key in parents:
        holder = holder[key]
    change = data.draw(st.sampled_from(["drop", "add", *range(len(WRONG))]))
    if change == "drop":
        del holder[last]
    elif change == "add" and isinstance(holder, dict):
        holder["unheard_of"] = 1
    elif isinstance(change, int):
        holder[last] = WRONG[change]
    schema = {"$ref": f"#/definitions/{kind}", "definitions": DEFINITIONS}
    if fits(kind, document):
        assert Draft7Validator(schema).is_valid(document)
