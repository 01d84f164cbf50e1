"""Reads how derived facts follow from others, and finds facts that follow from themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..conditions.aggregates import AGGREGATES
from ..conditions.formula import parse_formula
from ..conditions.walk import facts_in
from ..model.facts import Fact, FactType
from ..model.nodes import Choose, Condition, Expression, Holds
from ..text.diagnostics import Diagnostics, Related
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Node as TextNode
from ..text.nodes import Scalar
from .aggregates import read_aggregate
from .check_types import as_fraction, settle_percents, suits, type_of
from .conditions import read_condition
from .dictionary import FactEntry
from .literals import CALLED, read_literal
from .reading import maps_at
from .row_formulas import shape_in, with_names
from .scope import Scope, Shape, shape_of

_WAYS = ("formula", "holds", "choose", *AGGREGATES)


def read_derivations(entries: Iterable[FactEntry], scope: Scope) -> dict[str, Expression]:
    """Return the expression of every derived fact that could be read."""
    found: dict[str, Expression] = {}
    for entry in entries:
        derive = entry.node.entry("derive")
        if derive is None:
            _refuse_cases(entry, scope.diagnostics)
        elif isinstance(derive.value, MappingNode):
            expression = _read_derivation(entry.fact, derive.value, _within(scope, entry.fact))
            if expression is not None:
                found[entry.fact.name] = expression
    return found


def report_cycles(
    facts: Mapping[str, Fact], derivations: Mapping[str, Expression], diagnostics: Diagnostics
) -> None:
    """Report each circle of derived facts once, with the place of every fact on it."""
    done: set[str] = set()
    for start in derivations:
        path: list[str] = []
        for circle in _circles(start, path, done, derivations):
            first = circle[0]
            diagnostics.error(
                "SKU-R060",
                f"`{first}` derives from itself: {' → '.join((*circle, first))}",
                span=facts[first].span,
                help="take one of them out of the circle",
                related=[
                    Related(f"reads `{following}`", facts[name].span)
                    for name, following in zip(circle, (*circle[1:], first), strict=True)
                ],
            )


def _circles(
    name: str, path: list[str], done: set[str], derivations: Mapping[str, Expression]
) -> Iterator[tuple[str, ...]]:
    if name in path:
        yield tuple(path[path.index(name) :])
        return
    if name in done or name not in derivations:
        return
    path.append(name)
    for needed in facts_in(derivations[name]):
        yield from _circles(needed, path, done, derivations)
    path.pop()
    done.add(name)


def _within(scope: Scope, fact: Fact) -> Scope:
    return Scope(scope.dictionary, scope.parameters, scope.diagnostics, fact.entity)


def _refuse_cases(entry: FactEntry, diagnostics: Diagnostics) -> None:
    for key in ("cases", "statement"):
        found = entry.node.entry(key)
        if found is not None:
            diagnostics.error(
                "SKU-R061",
                f"`{entry.fact.name}` has `{key}` but no `derive`",
                span=found.key_span,
                help="add `derive`, or remove it",
            )


def _read_derivation(fact: Fact, node: MappingNode, scope: Scope) -> Expression | None:
    ways = [key for key in _WAYS if node.entry(key) is not None]
    if len(ways) != 1:
        scope.diagnostics.error(
            "SKU-R002",
            f"`{fact.name}` is derived in {len(ways) or 'no'} ways",
            span=node.entries[0].key_span if node.entries else node.span,
            help=f"give one of {', '.join(f'`{each}`' for each in _WAYS)}",
        )
        return None
    value = node.get(ways[0])
    assert value is not None
    expression: Expression | None
    if ways[0] == "formula":
        expression = _read_value(value, fact, scope)
    elif ways[0] == "holds":
        expression = _read_holds(value, fact, scope)
    elif ways[0] in AGGREGATES:
        found = read_aggregate(node, ways[0], scope)
        expression = None if found is None else _fitting(found[0], found[1], fact, scope)
    else:
        expression = _read_choice(node, fact, scope)
    only_when = node.get("only_when")
    if only_when is None:
        return expression
    condition = read_condition(only_when, scope)
    if expression is None or condition is None:
        return None
    return Choose(((condition, expression),), None, node.span)


def _read_holds(node: TextNode, fact: Fact, scope: Scope) -> Expression | None:
    condition = read_condition(node, scope)
    if fact.type is not FactType.BOOLEAN:
        scope.diagnostics.error(
            "SKU-R044",
            f"`{fact.name}` is {CALLED[fact.type]}, but `holds` gives true or false",
            span=node.span,
            help="make the fact a boolean, or use `formula` or `choose`",
        )
        return None
    return None if condition is None else Holds(condition, node.span)


def _read_choice(node: MappingNode, fact: Fact, scope: Scope) -> Expression | None:
    cases: list[tuple[Condition, Expression]] = []
    otherwise: Expression | None = None
    complete = True
    items = maps_at(node, "choose")
    for index, item in enumerate(items):
        when, value, last = item.get("when"), item.get("value"), item.get("otherwise")
        if last is not None and when is None and value is None:
            if index + 1 < len(items):
                scope.diagnostics.error(
                    "SKU-R002",
                    "`otherwise` stands before other cases",
                    span=item.span,
                    help="move it to the end",
                )
            otherwise = _read_value(last, fact, scope)
            complete = complete and otherwise is not None
        elif when is not None and value is not None and last is None:
            condition = read_condition(when, scope)
            expression = _read_value(value, fact, scope)
            if condition is None or expression is None:
                complete = False
            else:
                cases.append((condition, expression))
        else:
            complete = False
            scope.diagnostics.error(
                "SKU-R002",
                "a case has `when` and `value`, the last one `otherwise` alone",
                span=item.span,
                help="write `{when: {…}, value: …}` or `{otherwise: …}`",
            )
    if not complete:
        return None
    if not cases:
        scope.diagnostics.error(
            "SKU-R002",
            "no case has a condition",
            span=node.span,
            help="use `formula` for a value that always holds",
        )
        return None
    return Choose(tuple(cases), otherwise, node.span)


def _read_value(node: TextNode, fact: Fact, scope: Scope) -> Expression | None:
    """Read a formula, a boolean, or `{text: WORD}`."""
    if isinstance(node, MappingNode):
        text = node.get("text")
        if isinstance(text, Scalar) and len(node.entries) == 1:
            return _suited(read_literal(text, _worded(fact), fact.name, scope), fact, scope)
        scope.diagnostics.error(
            "SKU-R002",
            "expected a formula or a text",
            span=node.span,
            help="write `value: price * 2` or `value: {text: WORD}`",
        )
        return None
    if not isinstance(node, Scalar):
        return None
    if isinstance(node.value, bool) or (fact.type is FactType.DATE and _is_literal(node)):
        return _suited(read_literal(node, shape_of(fact), fact.name, scope), fact, scope)
    if node.raw in fact.values:
        scope.diagnostics.error(
            "SKU-R027",
            f"`{node.raw}` is read as the name of a fact here",
            span=node.span,
            help=f"write `{{text: {node.raw}}}`",
        )
        return None
    tree = parse_formula(node.raw, node.span, scope.diagnostics)
    if tree is None:
        return None
    tree = with_names(tree, scope)
    tree = settle_percents(tree, lambda each: shape_in(each, scope))
    if fact.type is not FactType.PERCENT:
        tree = as_fraction(tree)
    return _suited(tree, fact, scope)


def _is_literal(node: Scalar) -> bool:
    return node.raw[:4].isdigit() and node.raw[4:5] == "-"


def _worded(fact: Fact) -> Shape:
    return shape_of(fact) if fact.type is FactType.ENUM else Shape(FactType.TEXT)


def _suited(expression: Expression | None, fact: Fact, scope: Scope) -> Expression | None:
    """Return the expression if its type is the fact's, else report the difference."""
    if expression is None:
        return None
    given = type_of(expression, scope)
    return None if given is None else _fitting(expression, given, fact, scope)


def _fitting(expression: Expression, given: Shape, fact: Fact, scope: Scope) -> Expression | None:
    target = shape_of(fact)
    if suits(target, given):
        return expression
    if target.type is given.type:
        message = f"`{fact.name}` is in {target.unit}, but this gives {given.unit}"
        code, help = (
            "SKU-R025",
            f"multiply by a rate with the unit `{target.unit} per {given.unit}`",
        )
    else:
        message = f"`{fact.name}` is {CALLED[target.type]}, but this gives {CALLED[given.type]}"
        code, help = "SKU-R044", "change the type of the fact, or the formula"
    scope.diagnostics.error(code, message, span=expression.span, help=help)
    return None
