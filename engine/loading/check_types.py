"""Works out the type and unit of expressions, and whether two sides may be compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from ..conditions.formula import SIGNS
from ..conditions.functions import FUNCTIONS
from ..conditions.functions.arithmetic import MOST_PLACES, TO_PLACES
from ..conditions.units import exchanged, rate_of
from ..conditions.walk import change_expression
from ..model.facts import MOMENTS, NUMBERS, WORDS, FactType
from ..model.nodes import (
    Aggregate,
    Call,
    Choose,
    ColumnRef,
    Expression,
    FactRef,
    Holds,
    Literal,
    ParameterRef,
)
from .literals import CALLED, is_currency, is_number
from .scope import Scope, Shape, shape_of

#: What gives the shape of a fact or parameter; None for an unknown one.
ShapeOf = Callable[[FactRef | ParameterRef | ColumnRef], "Shape | None"]

_PRODUCTS = frozenset({"multiply", "divide"})


def settle_percents(node: Expression, lookup: ShapeOf) -> Expression:
    """Turn percents into fractions wherever a share is taken: 70% becomes 0.70.

    A percent keeps its hundred only beside another percent: `discount + 5%`.
    """
    return change_expression(node, lambda each: settle_call(each, lookup))


def settle_call(node: Expression, lookup: ShapeOf) -> Expression:
    """Settle the percents directly inside one call; anything else stays as it is."""
    if not isinstance(node, Call):
        return node
    beside_percent = node.function not in _PRODUCTS and any(
        _plain_kind(each, lookup) is FactType.PERCENT and not _is_written(each)
        for each in node.arguments
    )
    if beside_percent:
        return node
    return replace(node, arguments=tuple(as_fraction(each) for each in node.arguments))


def as_fraction(node: Expression) -> Expression:
    """Turn a percent that was written down into the share it stands for."""
    if isinstance(node, Literal) and node.type is FactType.PERCENT:
        assert isinstance(node.value, Decimal)
        return replace(node, value=node.value.scaleb(-2), type=FactType.DECIMAL)
    if isinstance(node, Choose) and _is_written(node):
        return replace(
            node,
            cases=tuple((when, as_fraction(value)) for when, value in node.cases),
            otherwise=None if node.otherwise is None else as_fraction(node.otherwise),
        )
    return node


def type_of(node: Expression, scope: Scope) -> Shape | None:
    """Return the type and unit of an expression, and report what does not fit inside it."""
    match node:
        case Literal():
            return Shape(node.type, node.unit)
        case FactRef():
            fact = scope.find_fact(node.name, node.span)
            return shape_of(fact) if fact else None
        case ParameterRef():
            return scope.find_parameter(node.name, node.span)
        case Call():
            return _type_of_call(node, scope)
        case Holds():
            return Shape(FactType.BOOLEAN)
        case Choose():
            return _type_of_choice(node, scope)
        case ColumnRef():
            return None if scope.rows is None else scope.rows.shape(node)
        case Aggregate():
            return None


def why_unlike(left: Shape, right: Shape) -> tuple[str, str, str | None] | None:
    """Say what two sides are that cannot be compared: code, words, help; None when they can."""
    a, b = left.type, right.type
    if a is FactType.MONEY and b is FactType.MONEY:
        return _why_units(left, right)
    if a is FactType.LIST and b is FactType.LIST and left.of and right.of:
        items = why_unlike(Shape(left.of, left.unit), Shape(right.of, right.unit))
        return None if items is None else (items[0], f"has items of another type: {items[1]}", None)
    if a is b or (is_number(a) and is_number(b)) or (a in WORDS and b in WORDS):
        return None
    if {a, b} <= NUMBERS:
        help = None
        if FactType.PERCENT in (a, b):
            help = "a percent is compared with a percent"
        elif FactType.MONEY in (a, b):
            help = "money is compared with money"
        return "SKU-R029", _unlike(CALLED[a], CALLED[b]), help
    help = "both sides have to be of one type" if {a, b} <= MOMENTS else None
    return "SKU-R029", _unlike(CALLED[a], CALLED[b]), help


def suits(target: Shape, given: Shape) -> bool:
    """Tell whether a formula of one shape may define a fact of another."""
    if target.type is FactType.MONEY and given.type is FactType.MONEY:
        return _why_units(target, given) is None
    if target.type is FactType.INTEGER:
        return is_number(given.type)
    if target.type in NUMBERS:
        return given.type in NUMBERS
    if target.type in WORDS:
        return given.type in WORDS
    if target.type is FactType.LIST and given.type is FactType.LIST and given.of is not None:
        return suits(Shape(target.of or FactType.TEXT, target.unit), Shape(given.of, given.unit))
    return target.type is given.type


def _is_written(node: Expression) -> bool:
    """Tell whether a percent is a literal, or a choice among literals, rather than a fact."""
    if isinstance(node, Choose):
        values = [value for _, value in node.cases]
        values += [node.otherwise] if node.otherwise is not None else []
        return all(_is_written(value) for value in values)
    return isinstance(node, (Literal, ParameterRef))


def _plain_kind(node: Expression, lookup: ShapeOf) -> FactType | None:
    """Return the type of an expression without reporting anything."""
    if isinstance(node, Literal):
        return node.type
    if isinstance(node, (FactRef, ParameterRef, ColumnRef)):
        shape = lookup(node)
        return shape.type if shape else None
    if isinstance(node, Call):
        kinds = [_plain_kind(each, lookup) for each in node.arguments]
        function = FUNCTIONS.get(node.function)
        known = tuple(kind for kind in kinds if kind is not None)
        return function.type_of(known) if function and len(known) == len(kinds) else None
    if isinstance(node, Choose) and node.cases:
        return _plain_kind(node.cases[0][1], lookup)
    return None


def _type_of_call(node: Call, scope: Scope) -> Shape | None:
    shapes = [type_of(each, scope) for each in node.arguments]
    known = [shape for shape in shapes if shape is not None]
    function = FUNCTIONS.get(node.function)
    if function is None or len(known) < len(shapes):
        return None
    kind = function.type_of(tuple(shape.type for shape in known))
    if kind is None:
        kinds = " and ".join(CALLED[shape.type] for shape in known)
        scope.diagnostics.error(
            "SKU-R043",
            f"`{SIGNS.get(node.function, node.function)}` does not fit {kinds}",
            span=node.span,
            help=_help_for(node.function, known) or f"it gives {function.summary}",
        )
        return None
    if node.function in TO_PLACES and not _has_written_places(node):
        scope.diagnostics.error(
            "SKU-R043",
            f"`{node.function}` takes its places as a whole number from 0 to {MOST_PLACES}",
            span=node.arguments[-1].span,
            help=f"write them out, as in `{node.function}(price, 2)`",
        )
        return None
    if kind is not FactType.MONEY:
        return Shape(kind)
    return _money_of(node, known, scope)


def _has_written_places(node: Call) -> bool:
    places = node.arguments[1] if len(node.arguments) > 1 else None
    if places is None:
        return True
    number = places.value if isinstance(places, Literal) else None
    return isinstance(number, Decimal) and 0 <= number <= MOST_PLACES


def _money_of(node: Call, shapes: list[Shape], scope: Scope) -> Shape | None:
    """Return the currency of a calculation with money, rates included."""
    units = {shape.unit for shape in shapes if shape.type is FactType.MONEY and shape.unit}
    if len(units) > 1:
        first, second = sorted(units)
        scope.diagnostics.error(
            "SKU-R025",
            f"{first} and {second} are mixed in one calculation",
            span=node.span,
            help=f"multiply by a rate: a fact with the unit `{first} per {second}`",
        )
        return None
    unit = next(iter(units), None)
    for shape in shapes:
        if unit is not None:
            unit = exchanged(unit, rate_of(shape.unit), node.function)
    return Shape(FactType.MONEY, unit)


def _type_of_choice(node: Choose, scope: Scope) -> Shape | None:
    values = [value for _, value in node.cases]
    values += [node.otherwise] if node.otherwise is not None else []
    shapes = [shape for value in values if (shape := type_of(value, scope)) is not None]
    if len(shapes) < len(values):
        return None
    first = shapes[0]
    for value, shape in zip(values, shapes, strict=True):
        if shape.type is first.type or (shape.type in WORDS and first.type in WORDS):
            continue
        if shape.type in NUMBERS and first.type in NUMBERS:
            first = first if first.type in (FactType.MONEY, FactType.PERCENT) else shape
            continue
        scope.diagnostics.error(
            "SKU-R044",
            f"the cases give {CALLED[first.type]} and {CALLED[shape.type]}",
            span=value.span,
            help="all cases of a fact have one type",
        )
        return None
    return first


def _why_units(left: Shape, right: Shape) -> tuple[str, str, str | None] | None:
    if is_currency(left.unit) and is_currency(right.unit) and left.unit != right.unit:
        words = _unlike(f"in {left.unit}", right.unit)
        return "SKU-R025", words, "bring both to one currency with a rate, in a derived fact"
    return None


def _unlike(left: str, right: str | None) -> str:
    return f"is {left}, which cannot be compared with {right}"


def _help_for(function: str, shapes: list[Shape]) -> str | None:
    kinds = {shape.type for shape in shapes}
    if function == "subtract" and kinds <= MOMENTS:
        return "write `days_between(earlier, later)`"
    if function in ("add", "subtract") and kinds & MOMENTS:
        return "write `add_days(date, days)`"
    if function == "multiply" and kinds == {FactType.MONEY}:
        return "one of the two has to be a plain number"
    if FactType.LIST in kinds or FactType.TABLE in kinds:
        return "write `count_of(list)` for the number of its items"
    return None
