"""The schema of rule files with the names of a rule book in it, for completion in editors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..model.facts import Dictionary, Fact, FactType, Translated
from ..model.rule import Parameter, RuleBook
from ..resources import schemas_dir

#: Values an editor offers where a fact has one of few.
_BOOLEANS = (True, False)
_ANY = ["string", "number", "boolean", "array", "object", "null"]


def editor_schema(book: RuleBook) -> dict[str, Any]:
    """Return the schema of rule files that offers the facts, parameters and ids of a book.

    The names are offered, not demanded: a file may define new ones.
    """
    text = (schemas_dir() / "rules.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    parts = schema["definitions"]
    dictionary = book.dictionary
    facts = [dictionary.facts[name] for name in sorted(dictionary.facts)]
    parts["condition"]["properties"].update({fact.name: _compared(fact) for fact in facts})
    parts["case"]["properties"]["given"]["properties"] = {
        fact.name: _stated(fact) for fact in facts
    }
    names = [fact.name for fact in facts]
    _offer(parts["reach"]["properties"]["fact"], names)
    _offer(parts["reach"]["properties"]["of"], names)
    _offer(parts["reach"]["properties"]["parameter"], sorted(book.parameters))
    _offer(parts["fact"]["properties"]["entity"], sorted(dictionary.entities))
    rule = parts["rule"]["properties"]
    _offer(rule["for"], sorted(dictionary.entities))
    _offer(rule["follows_from"]["items"], sorted(book.rules))
    _offer(rule["fix"]["items"]["properties"]["set"], names)
    program = parts["programFile"]["properties"]
    _offer(program["program"], sorted(book.programs))
    _offer(program["needs"]["items"], sorted(book.programs))
    parts["reach"]["properties"]["parameter"]["description"] += _listed(book.parameters)
    _describe_entities(rule["for"], dictionary)
    _mark_down(schema)
    return schema


def _compared(fact: Fact) -> dict[str, Any]:
    """Return what may stand behind a fact in a condition, its own values first."""
    found: list[dict[str, Any]] = []
    values = _values(fact)
    if values:
        found.append({"enum": values})
    found += [
        {"type": ["string", "number", "boolean", "array"]},
        {"$ref": "#/definitions/reach"},
        {"$ref": "#/definitions/test"},
    ]
    return {"description": _about(fact), "anyOf": found}


def _stated(fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {"description": _about(fact)}
    _offer(found, _values(fact))
    return found


def _values(fact: Fact) -> list[Any]:
    if fact.type is FactType.BOOLEAN:
        return [*_BOOLEANS]
    return [*fact.values] if fact.type is FactType.ENUM else []


def _about(fact: Fact) -> str:
    """Say what a fact is, where a seller finds it, and how it is written."""
    kind = f"{fact.type.value} in {fact.unit}" if fact.unit else fact.type.value
    parts = [f"{_both(fact.title)} ({kind} of each {fact.entity})"]
    parts += [_both(text) for text in (fact.meaning, fact.found_in) if text]
    if fact.type is FactType.ENUM:
        parts.append(" | ".join(fact.values))
    return "\n\n".join(parts)


def _both(text: Translated) -> str:
    return " / ".join(dict.fromkeys(text.values()))


def _offer(schema: dict[str, Any], names: Iterable[Any]) -> None:
    """Let an editor offer names without calling others wrong."""
    offered = list(names)
    if offered:
        # As `examples` they would all stand in the hover text.
        schema["anyOf"] = [{"enum": offered}, {"type": schema.pop("type", _ANY)}]


def _mark_down(part: Any) -> None:
    """Repeat texts with marks where editors look for such."""
    if isinstance(part, dict):
        text = part.get("description")
        if isinstance(text, str) and "`" in text:
            part["markdownDescription"] = text
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _mark_down(each)


def _listed(parameters: Mapping[str, Parameter]) -> str:
    lines = [f"- `{name}`: {_both(parameters[name].title)}" for name in sorted(parameters)]
    return "".join(f"\n{line}" for line in lines)


def _describe_entities(schema: dict[str, Any], dictionary: Dictionary) -> None:
    schema["description"] += "".join(
        f"\n- `{name}`: {_both(dictionary.entities[name].title)}"
        for name in sorted(dictionary.entities)
    )
