"""A new rule as its author answered for it, and the file it becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from skulint.engine.conditions.operators import OPERATORS, Arity
from skulint.engine.model.facts import NUMBERS, Fact, FactType
from skulint.engine.reporters.json_writer import compact

from .editor import MODELINE

if TYPE_CHECKING:
    from skulint.engine.model.rule import RuleBook
    from skulint.engine.text.diagnostics import Diagnostics

#: What stands in YAML without quotes, and is read there as it is meant.
_PLAIN = re.compile(r"[^\W_][\w.%+/ -]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers; `program_title` is None where the program is known already."""

    id: str
    program: str
    program_title: tuple[str, str] | None
    title: tuple[str, str]
    entity: str
    kind: str
    severity: str
    requirement: str
    fact: Fact
    operator: str
    document: str
    section: str
    checked: date


def requirement(fact: Fact, operator: str, limit: str) -> str:
    """Write `fact: {operator: limit}`; several limits stand between commas."""
    arity = OPERATORS[operator].arity
    if arity is Arity.FLAG:
        value = "true"
    elif limit.startswith(("{", "[")):
        value = limit
    elif arity in (Arity.LIST, Arity.PAIR):
        value = f"[{', '.join(_scalar(each, fact) for each in limit.split(','))}]"
    else:
        value = _scalar(limit, fact)
    return f"{fact.name}: {{{operator}: {value}}}"


def _scalar(text: str, fact: Fact) -> str:
    text = text.strip()
    if fact.type is FactType.TEXT or fact.of is FactType.TEXT or not _PLAIN.fullmatch(text):
        return compact(text)
    return text


def check_requirement(text: str, entity: str, book: RuleBook, diagnostics: Diagnostics) -> None:
    """Report what is wrong with a requirement, as the loader of a pack would."""
    from skulint.engine.loading.conditions import read_clauses
    from skulint.engine.loading.parameters import shape_of_literal
    from skulint.engine.loading.scope import Scope
    from skulint.engine.model.nodes import Literal
    from skulint.engine.text.source import Source
    from skulint.engine.text.yaml_text import load_yaml

    root = load_yaml(Source("require", text), diagnostics)
    if root is None:
        return
    shapes = {
        name: shape_of_literal(value)
        for name, each in book.parameters.items()
        if isinstance(value := each.values[0].value, Literal)
    }
    read_clauses(root, Scope(book.dictionary, shapes, diagnostics, entity))


def operators_for(fact: Fact) -> Sequence[str]:
    """List the comparisons that suit a fact, those with a limit first."""
    return [name for name, each in OPERATORS.items() if fact.type in each.accepts]


def hint(fact: Fact, operator: str) -> str:
    """Show how a limit of a fact is written."""
    arity = OPERATORS[operator].arity
    one, other = _samples(fact)
    if arity is Arity.PAIR:
        return f"{one}, {other}"
    return f"{one}, {other}" if arity is Arity.LIST else one


def _samples(fact: Fact) -> tuple[str, str]:
    kind = fact.of if fact.type is FactType.LIST and fact.of is not None else fact.type
    if fact.values:
        return fact.values[0], fact.values[-1]
    match kind:
        case FactType.MONEY:
            return f"5 {fact.unit or 'USD'}", f"50 {fact.unit or 'USD'}"
        case FactType.PERCENT:
            return "70%", "95%"
        case FactType.BOOLEAN:
            return "true", "false"
        case FactType.DATE | FactType.DATETIME:
            return "2026-03-01", "2026-12-31"
        case FactType.TEXT:
            return "WORD", "OTHER"
        case _:
            return "10", "50"


def draft_text(draft: Draft) -> str:
    """Write the file, still without cases."""
    lines = [MODELINE, f"program: {draft.program}"]
    if draft.program_title is not None:
        lines.append(f"title: {_translated(draft.program_title)}")
    lines += [
        "rules:",
        f"  - id: {draft.id}",
        f"    title: {_translated(draft.title)}",
        f"    for: {draft.entity}",
        f"    kind: {draft.kind}",
        f"    severity: {draft.severity}",
        "    require:",
        f"      {draft.requirement}",
        *_fix(draft),
        f"    source: {{document: {compact(draft.document)}, section: {compact(draft.section)},"
        f" checked: {draft.checked.isoformat()}}}",
    ]
    return "\n".join(lines) + "\n"


def _fix(draft: Draft) -> list[str]:
    """Say what to do where a target can be computed; otherwise the author says it."""
    if draft.fact.type not in NUMBERS or OPERATORS[draft.operator].edge is None:
        return []
    en, zh = draft.fact.title["en"], draft.fact.title["zh"]
    texts = f"Bring {en} to {{target}} ({{change}}).", f"将{zh}调整到 {{target}}（{{change}}）。"
    return ["    fix:", f"      - set: {draft.fact.name}", f"        say: {_translated(texts)}"]


def _translated(texts: tuple[str, str]) -> str:
    return f"{{en: {compact(texts[0])}, zh: {compact(texts[1])}}}"
