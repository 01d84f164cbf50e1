"""Checks the shape of a document against the JSON schema and says what is wrong in plain words.

Conditions are left out here: their loader knows the facts, so its messages help more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from ..resources import schemas_dir
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Node, Scalar, Sequence, key_span_at, span_at, to_plain
from ..text.source import Span
from ..text.suggest import did_you_mean, nearest
from .quick_shape import surely_fits

if TYPE_CHECKING:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import ValidationError

#: Definitions whose content has a loader with better messages of its own.
_CHECKED_ELSEWHERE = ("condition",)
#: What the words under a key are, where it is not the key's name.
_WORD_KINDS = {"of": "type"}
_KINDS = {
    "object": "a map",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
}


def check_shape(
    root: Node, definition: str, diagnostics: Diagnostics, schema: str = "rules"
) -> None:
    """Report every place where a document departs from its definition in a schema."""
    plain = to_plain(root)
    if surely_fits(plain, {"$ref": f"#/definitions/{definition}"}, _shapes(schema)):
        return
    for error in _validator(definition, schema).iter_errors(plain):
        _report(error, root, diagnostics)


@cache
def _shapes(schema: str) -> Mapping[str, Any]:
    path = schemas_dir() / f"{schema}.schema.json"
    definitions = json.loads(path.read_text(encoding="utf-8"))["definitions"]
    return {**definitions, **dict.fromkeys(_CHECKED_ELSEWHERE, True)}


@cache
def _validator(definition: str, schema: str) -> Draft7Validator:
    # Imported late: it takes a noticeable part of a second, and is needed for mistakes alone.
    from jsonschema import Draft7Validator

    return Draft7Validator({"$ref": f"#/definitions/{definition}", "definitions": _shapes(schema)})


def _report(error: ValidationError, root: Node, diagnostics: Diagnostics) -> None:
    path = list(error.absolute_path)
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    node = _node_at(root, path)
    match error.validator:
        case "additionalProperties":
            _report_unknown_keys(node, schema, diagnostics)
        case "required":
            _report_missing(error, root, path, schema, diagnostics)
        case "type":
            _report_type(error, node, schema, diagnostics)
        case "enum":
            _report_word(node, path, error.validator_value, diagnostics)
        case "pattern":
            _report_name(error, node, path, schema, diagnostics)
        case "minItems" | "minLength" | "minProperties":
            span = key_span_at(root, path) if path else node.span
            diagnostics.error(
                "SKU-R002", f"{_called(path)} is empty", span=span, help=_help_of(schema)
            )
        case "uniqueItems":
            _report_repeat(node, diagnostics)
        case _:
            diagnostics.error(
                "SKU-R002", f"{_called(path)} has a value that is not allowed", span=node.span,
                help=_help_of(schema),
            )  # fmt: skip


def _report_unknown_keys(node: Node, schema: Mapping[str, Any], diagnostics: Diagnostics) -> None:
    if not isinstance(node, MappingNode):
        return
    known = tuple(schema.get("properties", {}))
    for entry in node.entries:
        if entry.key in known:
            continue
        # Keys already there are no candidates: nobody means to write them twice.
        free = tuple(key for key in known if node.entry(key) is None)
        diagnostics.error(
            "SKU-R001",
            f"unknown key `{entry.key}`",
            span=entry.key_span,
            help=did_you_mean(entry.key, free) or f"known keys: {_listed(known)}",
        )


def _report_missing(
    error: ValidationError,
    root: Node,
    path: list[str | int],
    schema: Mapping[str, Any],
    diagnostics: Diagnostics,
) -> None:
    node = _node_at(root, path)
    if not isinstance(node, MappingNode):
        return
    properties: Mapping[str, Any] = schema.get("properties", {})
    # jsonschema words the error and does not name the key in a field of its own.
    required: Any = error.validator_value
    missing = next(key for key in required if error.message.startswith(f"{key!r} is"))
    if any(_is_slip(entry.key, missing, node, properties) for entry in node.entries):
        return  # the unknown key was reported with this very suggestion
    translation = set(properties) == {"en", "zh"}
    place = _heading_span(root, path, node)
    if translation:
        language = {"en": "English", "zh": "Chinese"}[missing]
        diagnostics.error(
            "SKU-R005",
            f"the {language} text of {_called(path)} is missing",
            span=place,
            help=f"add `{missing}: …`",
        )
        return
    described = properties.get(missing, {}).get("description") or _described_ref(
        properties.get(missing, {})
    )
    diagnostics.error(
        "SKU-R003",
        f"`{missing}` is missing",
        span=place,
        help=f"add `{missing}: …`" + (f" ({described})" if described else ""),
    )


def _is_slip(key: str, missing: str, node: MappingNode, properties: Mapping[str, Any]) -> bool:
    if key in properties:
        return False
    return nearest(key, [name for name in properties if node.entry(name) is None]) == missing


def _report_type(
    error: ValidationError, node: Node, schema: Mapping[str, Any], diagnostics: Diagnostics
) -> None:
    value: Any = error.validator_value
    wanted = [value] if isinstance(value, str) else list(value)
    help = _help_of(schema)
    if isinstance(node, Scalar) and "string" in wanted and node.raw:
        help = f'put it in quotes: `"{node.raw}"`'
    elif set(schema.get("properties", {})) == {"en", "zh"}:
        help = "write it in both languages: `{en: …, zh: …}`"
    elif wanted == ["array"] and isinstance(node, Scalar) and node.raw:
        help = f"write `[{node.raw}]`"
    diagnostics.error(
        "SKU-R002",
        f"expected {' or '.join(_KINDS[kind] for kind in wanted)}, found {_found(node)}",
        span=node.span,
        help=help,
    )


def _report_word(node: Node, path: list[str | int], words: Any, diagnostics: Diagnostics) -> None:
    written = node.raw if isinstance(node, Scalar) else None
    name = f"`{written}`" if written else _found(node)
    suggestion = did_you_mean(written, words) if written else None
    diagnostics.error(
        "SKU-R004",
        f"{name} is not a {_WORD_KINDS.get(str(path[-1]), path[-1])}",
        span=node.span,
        help=f"{suggestion} known: {_listed(words)}" if suggestion else f"known: {_listed(words)}",
    )


def _report_name(
    error: ValidationError,
    node: Node,
    path: list[str | int],
    schema: Mapping[str, Any],
    diagnostics: Diagnostics,
) -> None:
    span, what = node.span, path[-1] if path else "name"
    if isinstance(node, MappingNode):
        # `propertyNames` points at the map and holds the key as its instance.
        entry = node.entry(str(error.instance))
        span, what = entry.key_span if entry else node.span, "name"
    diagnostics.error(
        "SKU-R007",
        f"`{error.instance}` is not a well-formed {what}",
        span=span,
        help=_help_of(schema),
    )


def _report_repeat(node: Node, diagnostics: Diagnostics) -> None:
    seen: set[str] = set()
    for item in node.items if isinstance(node, Sequence) else ():
        written = item.raw if isinstance(item, Scalar) else item.span.text
        if written in seen:
            diagnostics.error("SKU-R002", f"`{written}` stands twice in the list", span=item.span)
        seen.add(written)


def _node_at(root: Node, path: list[str | int]) -> Node:
    node = root
    for step in path:
        child: Node | None = None
        if isinstance(node, MappingNode) and isinstance(step, str):
            child = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int):
            child = node.items[step]
        if child is None:
            break
        node = child
    return node


def _heading_span(root: Node, path: list[str | int], node: MappingNode) -> Span:
    """Return the place that names a map: its key, or its first entry when it is a list item."""
    if path and isinstance(path[-1], str):
        return key_span_at(root, path)
    if not node.entries:
        return span_at(root, path)
    first = node.entries[0]
    return first.value.span if isinstance(first.value, Scalar) else first.key_span


def _called(path: list[str | int]) -> str:
    """Name what stands at a path, as its author sees it."""
    keys = [step for step in path if isinstance(step, str)]
    return f"`{keys[-1]}`" if keys else "the file"


def _found(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a map"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, str):
        return f"the text `{node.raw}`"
    return f"`{node.raw}`" if isinstance(node.value, bool) else f"the number `{node.raw}`"


def _listed(names: object) -> str:
    items: Iterator[str] = iter(names)  # type: ignore[call-overload]
    return ", ".join(f"`{name}`" for name in items)


def _help_of(schema: Mapping[str, Any]) -> str | None:
    return schema.get("description")


def _described_ref(schema: Mapping[str, Any]) -> str | None:
    name = schema.get("$ref", "").rpartition("/")[2]
    if not name:
        return None
    definition: Any = _definitions().get(name)
    return definition.get("description") if isinstance(definition, dict) else None


@cache
def _definitions() -> dict[str, Any]:
    path = schemas_dir() / "rules.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["definitions"]
    return found
