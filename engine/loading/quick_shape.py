"""Tells whether a document surely has its shape, without the library that says what is wrong.

Nearly all rule files are right, and the library takes ten times as long to find that out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

#: Tests a value against one keyword of a schema; the definitions are there for references.
_Test: TypeAlias = "Callable[[Any, Any, Mapping[str, Any], Mapping[str, Any]], bool]"

_ANNOTATIONS = frozenset({"$id", "$schema", "description", "title", "definitions"})
_TYPES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "object": (dict,),
        "array": (list,),
        "string": (str,),
        "boolean": (bool,),
        "number": (int, float, Decimal),
        "integer": (int,),
    }
)


def surely_fits(value: Any, schema: Any, definitions: Mapping[str, Any]) -> bool:
    """Tell whether a value fits a schema; False also where this cannot be told here."""
    if isinstance(schema, bool):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/definitions/")
        return name in definitions and surely_fits(value, definitions[name], definitions)
    for keyword, wanted in schema.items():
        if keyword in _ANNOTATIONS:
            continue
        test = _TESTS.get(keyword)
        if test is None or not test(value, wanted, schema, definitions):
            return False
    return True


def _type(value: Any, wanted: Any, _: Any, __: Any) -> bool:
    names = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES.get(name, ())) for name in names)


def _properties(value: Any, wanted: Any, _: Any, definitions: Any) -> bool:
    return not isinstance(value, dict) or all(
        surely_fits(value[key], each, definitions) for key, each in wanted.items() if key in value
    )


def _additional(value: Any, wanted: Any, schema: Any, definitions: Any) -> bool:
    known = schema.get("properties", {})
    return not isinstance(value, dict) or all(
        surely_fits(each, wanted, definitions) for key, each in value.items() if key not in known
    )


def _items(value: Any, wanted: Any, _: Any, definitions: Any) -> bool:
    return not isinstance(value, list) or all(
        surely_fits(each, wanted, definitions) for each in value
    )


def _unique(value: Any, wanted: Any, _: Any, __: Any) -> bool:
    if wanted is not True or not isinstance(value, list):
        return wanted is True
    return all(isinstance(each, str) for each in value) and len(set(value)) == len(value)


_TESTS: Mapping[str, _Test] = MappingProxyType(
    {
        "type": _type,
        "properties": _properties,
        "additionalProperties": _additional,
        "items": _items,
        "uniqueItems": _unique,
        "required": lambda value, wanted, _, __: (
            not isinstance(value, dict) or all(key in value for key in wanted)
        ),
        "propertyNames": lambda value, wanted, _, definitions: (
            not isinstance(value, dict)
            or all(surely_fits(key, wanted, definitions) for key in value)
        ),
        "anyOf": lambda value, wanted, _, definitions: any(
            surely_fits(value, each, definitions) for each in wanted
        ),
        "enum": lambda value, wanted, _, __: isinstance(value, str) and value in wanted,
        "const": lambda value, wanted, _, __: value is True and wanted is True,
        "pattern": lambda value, wanted, _, __: (
            not isinstance(value, str) or re.search(wanted, value) is not None
        ),
        "exclusiveMinimum": lambda value, wanted, _, __: (
            isinstance(value, bool) or not isinstance(value, (int, float)) or value > wanted
        ),
        "minLength": lambda value, wanted, _, __: (
            not isinstance(value, str) or len(value) >= wanted
        ),
        "minItems": lambda value, wanted, _, __: (
            not isinstance(value, list) or len(value) >= wanted
        ),
        "maxItems": lambda value, wanted, _, __: (
            not isinstance(value, list) or len(value) <= wanted
        ),
        "minProperties": lambda value, wanted, _, __: (
            not isinstance(value, dict) or len(value) >= wanted
        ),
    }
)
