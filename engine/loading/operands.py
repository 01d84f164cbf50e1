"""Reads what stands behind an operator: a literal, a share, a fact or a parameter."""

from __future__ import annotations

import re
from decimal import Decimal

from ..conditions.operators import Arity, Operator
from ..model.facts import NUMBERS, FactType
from ..model.nodes import Call, Expression, FactRef, Literal, ParameterRef
from ..text.nodes import Mapping, Node, Scalar, Sequence
from ..text.source import Span, sub_span
from ..text.suggest import did_you_mean
from .check_types import as_fraction, type_of, why_unlike
from .literals import CALLED, read_literal
from .patterns import why_unportable
from .row_formulas import read_row_formula
from .scope import Scope, Shape, element_of

_SHARE = re.compile(r"\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(%?)\s*(?:of|的|\*)\s*([\w.]+)\s*")
#: A day alone is midnight, which is the right end only for these.
_MIDNIGHT_IS_RIGHT = frozenset({"before", "on_or_after"})


def read_operands(
    operator: Operator, node: Node, shape: Shape, name: str, scope: Scope
) -> tuple[Expression, ...] | None:
    """Return the operands of an operator on the fact `name`, or None when any was reported."""
    match operator.arity:
        case Arity.FLAG:
            return _flag(operator, node, scope)
        case Arity.PATTERN:
            return _pattern(node, name, scope)
        case Arity.PAIR:
            return _pair(node, shape, name, scope)
        case Arity.LIST if isinstance(node, Mapping) and shape.type is FactType.LIST:
            whole = _reach(node, shape, name, scope)
            return None if whole is None else (whole,)
        case Arity.LIST:
            element = element_of(shape) if shape.type is FactType.LIST else shape
            return _list(operator, node, element, name, scope)
        case Arity.ONE:
            if operator.name == "contains":
                shape = element_of(shape)
            one = read_operand(node, shape, name, scope)
            if one is None or not _has_time(operator, one, node, shape, scope):
                return None
            return (one,)


def read_operand(node: Node, shape: Shape, name: str, scope: Scope) -> Expression | None:
    """Return one operand that is compared with the fact `name`, or report why it cannot be."""
    if isinstance(node, Mapping):
        return _reach(node, shape, name, scope)
    if isinstance(node, Sequence):
        if shape.type is FactType.LIST:
            return _whole_list(node, shape, name, scope)
        scope.diagnostics.error(
            "SKU-R022",
            f"`{name}` is compared with one value, but a list stands here",
            span=node.span,
            help=f"write `{name}: {{one_of: {node.span.text}}}`"
            if "\n" not in node.span.text
            else "write `one_of` before the list",
        )
        return None
    if shape.type in (FactType.LIST, FactType.TABLE):
        scope.diagnostics.error(
            "SKU-R022",
            f"`{name}` is {CALLED[shape.type]}, but one value stands here",
            span=node.span,
            help=f"write `{{contains: {node.raw}}}`" if shape.type is FactType.LIST else None,
        )
        return None
    match = _SHARE.fullmatch(node.raw) if isinstance(node.value, str) else None
    if match and (shape.type in NUMBERS or _is_name(match[3], scope)):
        return _share(node, match, shape, name, scope)
    return read_literal(node, shape, name, scope)


def _share(
    node: Scalar, match: re.Match[str], shape: Shape, name: str, scope: Scope
) -> Expression | None:
    number, sign, fact = match[1], match[2], match[3]
    if not sign:
        value = Decimal(number)
        percent = f"{(value * 100).normalize():f}" if abs(value) < 2 else number
        scope.diagnostics.error(
            "SKU-R031",
            f"`{number}` has no percent sign",
            span=sub_span(node.span, match.start(1), match.end(1)),
            help=f"write `{percent}% of {fact}`",
        )
        return None
    literal = Literal(Decimal(number), FactType.PERCENT, None, node.span)
    place = sub_span(node.span, match.start(3), match.end(3))
    reference = _named(fact, place, scope)
    share = Call("multiply", (as_fraction(literal), reference), node.span)
    return _checked(share, shape, name, scope)


def _reach(node: Mapping, shape: Shape, name: str, scope: Scope) -> Expression | None:
    """Read `{fact: NAME}`, `{parameter: NAME}` or `{parameter: NAME, of: FACT}`."""
    if scope.rows is not None and len(node.entries) == 1:
        only = node.entries[0]
        if only.key == "column" and isinstance(only.value, Scalar):
            cell = scope.find_column(only.value.raw, only.value.span)
            return None if cell is None else _checked(cell, shape, name, scope)
        if only.key == "formula" and isinstance(only.value, Scalar):
            tree = read_row_formula(only.value, scope, keep_percent=shape.type is FactType.PERCENT)
            return None if tree is None else _checked(tree, shape, name, scope)
    known = ("fact", "parameter", "of")
    for entry in node.entries:
        if entry.key not in known:
            scope.diagnostics.error(
                "SKU-R001",
                f"unknown key `{entry.key}`",
                span=entry.key_span,
                help=did_you_mean(entry.key, known)
                or "an operand is a value, `{fact: NAME}` or `{parameter: NAME}`",
            )
            return None
        if not isinstance(entry.value, Scalar) or not entry.value.raw:
            scope.diagnostics.error(
                "SKU-R002", f"`{entry.key}` needs one name", span=entry.value.span
            )
            return None
    fact, parameter, of = (node.get(key) for key in known)
    if isinstance(fact, Scalar) and parameter is None and of is None:
        return _checked(FactRef(fact.raw, fact.span), shape, name, scope)
    if isinstance(parameter, Scalar) and fact is None:
        reference = ParameterRef(parameter.raw, parameter.span)
        if of is None:
            return _checked(reference, shape, name, scope)
        found = scope.find_parameter(parameter.raw, parameter.span)
        if found is None or not isinstance(of, Scalar):
            return None
        if found.type is not FactType.PERCENT:
            scope.diagnostics.error(
                "SKU-R031",
                f"parameter `{parameter.raw}` is {CALLED[found.type]}, not a percent",
                span=parameter.span,
                help="give its values a percent sign, such as `70%`",
            )
            return None
        share = Call("multiply", (reference, FactRef(of.raw, of.span)), node.span)
        return _checked(share, shape, name, scope)
    scope.diagnostics.error(
        "SKU-R002",
        "an operand names one fact or one parameter",
        span=node.span,
        help="write `{fact: NAME}`, `{parameter: NAME}` or `{parameter: NAME, of: FACT}`",
    )
    return None


def _is_name(name: str, scope: Scope) -> bool:
    return name in scope.dictionary.facts or (scope.rows is not None and name in scope.rows.names)


def _named(name: str, span: Span | None, scope: Scope) -> Expression:
    """Let a name mean a column where a row is looked at, else a fact."""
    if scope.rows is not None and name in scope.rows.names:
        return scope.rows.names[name]
    return FactRef(name, span)


def _checked(operand: Expression, shape: Shape, name: str, scope: Scope) -> Expression | None:
    """Return the operand if the fact may be compared with it."""
    given = type_of(operand, scope)
    if given is None:
        return None
    why = why_unlike(shape, given)
    if why is None:
        return operand
    code, reason, help = why
    scope.diagnostics.error(code, f"`{name}` {reason}", span=operand.span, help=help)
    return None


def _flag(operator: Operator, node: Node, scope: Scope) -> tuple[Expression, ...] | None:
    if isinstance(node, Scalar) and node.value is True:
        return (Literal(True, FactType.BOOLEAN, None, node.span),)
    opposite = operator.opposite
    false = isinstance(node, Scalar) and node.value is False and opposite
    scope.diagnostics.error(
        "SKU-R022",
        f"`{operator.name}` takes `true` only",
        span=node.span,
        help=f"write `{opposite}: true`" if false else f"write `{operator.name}: true`",
    )
    return None


def _pattern(node: Node, name: str, scope: Scope) -> tuple[Expression, ...] | None:
    if not isinstance(node, Scalar) or not node.raw:
        scope.diagnostics.error("SKU-R022", f"`{name}` is matched with one pattern", span=node.span)
        return None
    why = why_unportable(node.raw)
    if why is not None:
        reason, start, end, help = why
        scope.diagnostics.error("SKU-R030", reason, span=sub_span(node.span, start, end), help=help)
        return None
    return (Literal(node.raw, FactType.TEXT, None, node.span),)


def _pair(node: Node, shape: Shape, name: str, scope: Scope) -> tuple[Expression, ...] | None:
    if not isinstance(node, Sequence) or len(node.items) != 2:
        scope.diagnostics.error(
            "SKU-R022",
            "`within` takes two values",
            span=node.span,
            help="write `[low, high]`; both ends pass",
        )
        return None
    low, high = (read_operand(item, shape, name, scope) for item in node.items)
    if low is None or high is None:
        return None
    if isinstance(low, Literal) and isinstance(high, Literal):
        upside_down = low.value > high.value  # type: ignore[operator]
        if upside_down:
            first, second = (item.span.text for item in node.items)
            scope.diagnostics.error(
                "SKU-R032",
                f"`{first}` is more than `{second}`",
                span=node.span,
                help=f"write `[{second}, {first}]`",
            )
            return None
    return (low, high)


def _list(
    operator: Operator, node: Node, element: Shape, name: str, scope: Scope
) -> tuple[Expression, ...] | None:
    if not isinstance(node, Sequence):
        scope.diagnostics.error(
            "SKU-R022",
            f"`{operator.name}` takes a list",
            span=node.span,
            help=f"write `[{node.raw}]`" if isinstance(node, Scalar) else "write `[ … ]`",
        )
        return None
    if not node.items:
        scope.diagnostics.error(
            "SKU-R022", f"the list of `{operator.name}` is empty", span=node.span
        )
        return None
    items = [read_operand(item, element, name, scope) for item in node.items]
    read = tuple(item for item in items if item is not None)
    return read if len(read) == len(items) else None


def _whole_list(node: Sequence, shape: Shape, name: str, scope: Scope) -> Expression | None:
    """Read a list that is compared as a whole."""
    element = element_of(shape)
    values = []
    for item in node.items:
        if not isinstance(item, Scalar):
            scope.diagnostics.error("SKU-R022", "expected one value", span=item.span)
            return None
        literal = read_literal(item, element, name, scope)
        if literal is None:
            return None
        values.append(literal.value)
    return Literal(tuple(values), FactType.LIST, None, node.span)


def _has_time(
    operator: Operator, operand: Expression, node: Node, shape: Shape, scope: Scope
) -> bool:
    """Report a day without time where midnight would be the wrong end of it."""
    if (
        shape.type is not FactType.DATETIME
        or not isinstance(operand, Literal)
        or not isinstance(node, Scalar)
        or len(node.raw) > 10
        or operator.name in _MIDNIGHT_IS_RIGHT
    ):
        return True
    better = {"on_or_before": "before", "after": "on_or_after"}.get(operator.name)
    scope.diagnostics.error(
        "SKU-R028",
        f"`{operator.name}` compares with a time, and `{node.raw}` has none",
        span=node.span,
        help=f"add the time, such as `{node.raw}T00:00`"
        + (f", or use `{better}` with a day" if better else ""),
    )
    return False
