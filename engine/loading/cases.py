"""Reads worked examples: those beside rules and derived facts, and files of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from ..model.facts import NUMBERS, Fact, FactType
from ..model.outcome import Outcome
from ..model.rule import Case, Rule, RuleBook
from ..model.values import Known
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Node, Scalar, Sequence, to_plain
from ..text.read import read_source
from ..text.suggest import did_you_mean
from ..text.yaml_text import load_yaml
from .dictionary import FactEntry
from .literals import CALLED, parse_datetime
from .packs import Document, FileKind
from .reading import maps_at, parse_day, text_at
from .scope import Scope

_OUTCOMES = tuple(outcome.value for outcome in Outcome)
_UNKNOWN = Outcome.UNKNOWN.value


def read_cases(
    documents: Iterable[Document],
    facts: Iterable[FactEntry],
    rules: Mapping[str, Rule],
    scope: Scope,
) -> tuple[Case, ...]:
    """Return the cases of all rules and derived facts, in the order of the files."""
    cases: list[Case] = []
    for entry in facts:
        if entry.node.entry("derive") is not None:
            for node in maps_at(entry.node, "cases"):
                cases.extend(_read_case(node, entry.fact.name, entry.fact, scope))
    for document in documents:
        if document.kind is not FileKind.PROGRAM:
            continue
        for rule in maps_at(document.root, "rules"):
            id = text_at(rule, "id")
            for node in maps_at(rule, "cases"):
                if id is not None:
                    read = _read_case(node, id, None, scope)
                    cases.extend(read if id in rules else ())
    return tuple(cases)


def load_cases(
    path: str | os.PathLike[str], book: RuleBook, diagnostics: Diagnostics
) -> tuple[Case, ...]:
    """Return the cases of a file: a list of `{rule, given, expect}`.

    `rule` is the id of a rule, a statement that a rule or derived fact carries, or the name of a
    derived fact. A case's `subject` is the rule's id or the fact's name; its `name` is what the
    file says.

    Args:
        path: The file behind `--cases`.
        book: The rules that are tested.
        diagnostics: Where problems are reported; unknown facts are warnings, since other checks
            than ours may have written the file.
    """
    source = read_source(path, diagnostics)
    root = load_yaml(source, diagnostics) if source is not None else None
    if root is None:
        return ()
    if not isinstance(root, Sequence):
        diagnostics.error(
            "SKU-R002",
            "a file of cases is a list",
            span=root.span,
            help="write `- {rule: ID, given: {…}, expect: pass}` for each",
        )
        return ()
    subjects = subjects_of(book)
    cases: list[Case] = []
    unknown: dict[str, list[Scalar]] = {}
    for item in root.items:
        case = _read_outer_case(item, book, subjects, unknown, diagnostics)
        if case is not None:
            cases.append(case)
    for name, places in unknown.items():
        diagnostics.error(
            "SKU-R015",
            f"unknown rule `{name}`",
            span=places[0].span,
            help=did_you_mean(name, subjects),
            count=len(places),
        )
    return tuple(cases)


def subjects_of(book: RuleBook) -> dict[str, str]:
    """Map every id that a case may name to the rule id or the derived fact it stands for."""
    subjects: dict[str, str] = {name: name for name in book.dictionary.derivations}
    for fact in book.dictionary.facts.values():
        if fact.statement is not None:
            subjects.setdefault(fact.statement, fact.name)
    for rule in book.rules.values():
        for statement in rule.statements:
            subjects.setdefault(statement, rule.id)
    return subjects | {id: id for id in book.rules}


def _read_outer_case(
    node: Node,
    book: RuleBook,
    subjects: Mapping[str, str],
    unknown: dict[str, list[Scalar]],
    diagnostics: Diagnostics,
) -> Case | None:
    known = ("rule", "given", "expect", "name")
    if not isinstance(node, MappingNode):
        diagnostics.error(
            "SKU-R002",
            "a case is a map",
            span=node.span,
            help="write `{rule: ID, given: {…}, expect: pass}`",
        )
        return None
    for key in known[:3]:
        if node.entry(key) is None:
            diagnostics.error(
                "SKU-R003", f"`{key}` is missing", span=node.span, help=f"add `{key}: …`"
            )
            return None
    for entry in node.entries:
        if entry.key not in known:
            diagnostics.error(
                "SKU-R001",
                f"unknown key `{entry.key}`",
                span=entry.key_span,
                help=did_you_mean(entry.key, known),
            )
    rule = node.get("rule")
    assert rule is not None
    if not isinstance(rule, Scalar) or not rule.raw:
        diagnostics.error("SKU-R015", "`rule` needs the id of a rule", span=rule.span)
        return None
    written = rule.raw
    subject = subjects.get(written)
    if subject is None:
        unknown.setdefault(written, []).append(rule)
        return None
    fact = None if subject in book.rules else book.dictionary.facts[subject]
    scope = Scope(book.dictionary, {}, diagnostics)
    found = _read_case(node, subject, fact, scope, name=written, strict=False)
    return found[0] if found else None


def _read_case(
    node: MappingNode,
    subject: str,
    fact: Fact | None,
    scope: Scope,
    *,
    name: str | None = None,
    strict: bool = True,
) -> list[Case]:
    """Return the case in a list, or an empty list when it could not be read."""
    given, expect = node.get("given"), node.get("expect")
    if not isinstance(given, MappingNode) or expect is None:
        return []
    values: dict[str, object] = {}
    for entry in given.entries:
        if entry.key not in scope.dictionary.facts:
            report = scope.diagnostics.error if strict else scope.diagnostics.warning
            report(
                "SKU-R011",
                f"unknown fact `{entry.key}`",
                span=entry.key_span,
                help=did_you_mean(entry.key, scope.dictionary.facts)
                or "correct the name, or define it under `facts`",
            )
            continue
        if strict:
            _check_given(entry.value, scope.dictionary.facts[entry.key], scope.diagnostics)
        values[entry.key] = to_plain(entry.value, "decimal")
    expected = _read_expected(expect, fact, scope.diagnostics)
    if expected is None:
        return []
    label = name or text_at(node, "name")
    return [Case(subject, MappingProxyType(values), expected, node.span, node, label)]


def _check_given(node: Node, fact: Fact, diagnostics: Diagnostics) -> None:
    """Report a given value that the fact could not have; numbers stand without their units."""
    if isinstance(node, Scalar) and node.value is None:
        return
    right = True
    help: str | None = None
    if fact.type in (FactType.LIST, FactType.TABLE):
        one_row = fact.type is FactType.TABLE and isinstance(node, MappingNode)
        right = isinstance(node, Sequence) or one_row
        help = "write a list, such as `[]`"
    elif not isinstance(node, Scalar):
        right, help = False, "write one value"
    elif fact.type in NUMBERS:
        right = isinstance(node.value, Decimal) or _has_unit(node.raw, fact)
        help = "write a number"
    elif fact.type is FactType.BOOLEAN:
        right, help = isinstance(node.value, bool), "write `true` or `false`"
    elif fact.type is FactType.DATE:
        right, help = parse_day(node.raw) is not None, "write year-month-day"
    elif fact.type is FactType.DATETIME:
        right = parse_datetime(node.raw) is not None or parse_day(node.raw) is not None
        help = "write a day and a time, such as `2026-03-01T09:30`"
    elif fact.type is FactType.ENUM and fact.values:
        right = node.raw in fact.values
        if not right:
            help = did_you_mean(node.raw, fact.values) or "values: " + ", ".join(
                f"`{value}`" for value in fact.values
            )
    if not right:
        shown = node.raw if isinstance(node, Scalar) else "this"
        diagnostics.error(
            "SKU-R062",
            f"`{fact.name}` is {CALLED[fact.type]}, but `{shown}` is not",
            span=node.span,
            help=help,
        )


def _has_unit(text: str, fact: Fact) -> bool:
    """Tell whether a text is a number with the unit of the fact's type."""
    number, _, unit = text.rpartition(" ")
    if fact.type is FactType.PERCENT and text.endswith("%"):
        number, unit = text[:-1], ""
    digits = number.strip().removeprefix("-").replace(".", "", 1)
    currency = fact.type is FactType.MONEY and len(unit) == 3 and unit.isupper()
    return digits.isdigit() and (currency or (fact.type is FactType.PERCENT and not unit))


def _read_expected(node: Node, fact: Fact | None, diagnostics: Diagnostics) -> str | Known | None:
    if fact is not None:
        return _read_expected_value(node, fact, diagnostics)
    if isinstance(node, Scalar) and node.raw in _OUTCOMES:
        return node.raw
    written = node.raw if isinstance(node, Scalar) else ""
    known = ", ".join(f"`{each}`" for each in _OUTCOMES)
    diagnostics.error(
        "SKU-R062",
        f"`{written or node.span.text}` is not an outcome",
        span=node.span,
        help=did_you_mean(written, _OUTCOMES) or f"outcomes: {known}",
    )
    return None


def _read_expected_value(node: Node, fact: Fact, diagnostics: Diagnostics) -> str | Known | None:
    if isinstance(node, Scalar):
        if node.raw == _UNKNOWN or node.value is None:
            return _UNKNOWN
        value: Known | None = None
        if fact.type is FactType.DATE:
            value = parse_day(node.raw)
        elif fact.type is FactType.DATETIME:
            value = parse_datetime(node.raw) or parse_day(node.raw)
        elif (fact.type in NUMBERS and isinstance(node.value, Decimal)) or (
            fact.type is FactType.BOOLEAN and isinstance(node.value, bool)
        ):
            value = node.value
        elif fact.type in (FactType.TEXT, FactType.ENUM):
            value = node.raw
        if value is not None:
            return value
    elif isinstance(node, Sequence) and fact.type is FactType.LIST:
        plain = to_plain(node, "decimal")
        return tuple(plain) if isinstance(plain, list) else None  # type: ignore[arg-type]
    diagnostics.error(
        "SKU-R062",
        f"`{fact.name}` is {CALLED[fact.type]}, but `{node.span.text}` is expected here",
        span=node.span,
        help="write a value of the fact's type, or `unknown`",
    )
    return None
