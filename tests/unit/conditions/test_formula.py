"""The formula parser: trees, exact places, and the law that printing and parsing are inverse."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skulint.engine.conditions.formula import MAX_DEPTH, MAX_TOKENS, SIGNS, parse_formula
from skulint.engine.conditions.functions import FUNCTIONS
from skulint.engine.conditions.walk import walk
from skulint.engine.model.facts import FactType
from skulint.engine.model.nodes import Call, Expression, FactRef, Literal
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.source import Source

STRENGTH = {"add": 1, "subtract": 1, "multiply": 2, "divide": 2}


def parse(text: str) -> Expression:
    diagnostics = Diagnostics()
    tree = parse_formula(text, None, diagnostics)
    assert tree is not None, [item.message for item in diagnostics]
    return tree


def number(text: str, kind: FactType = FactType.INTEGER, unit: str | None = None) -> Literal:
    return Literal(Decimal(text), kind, unit)


A, B, C = FactRef("a"), FactRef("b"), FactRef("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("5", number("5")),
        ("0.50", number("0.50", FactType.DECIMAL)),
        ("70%", number("70", FactType.PERCENT)),
        ("0.5 %", number("0.5", FactType.PERCENT)),
        ("0.85 USD", number("0.85", FactType.MONEY, "USD")),
        ("-5", number("-5")),
        ("-a", Call("negate", (A,))),
        ("a - -b", Call("subtract", (A, Call("negate", (B,))))),
        ("a + b * c", Call("add", (A, Call("multiply", (B, C))))),
        ("(a + b) * c", Call("multiply", (Call("add", (A, B)), C))),
        ("a - b - c", Call("subtract", (Call("subtract", (A, B)), C))),
        ("a / b / c", Call("divide", (Call("divide", (A, B)), C))),
        ("-a * b", Call("multiply", (Call("negate", (A,)), B))),
        ("min(a, b, c)", Call("min", (A, B, C))),
        ("round(70% * a, 2)", Call("round", (Call("multiply", (number("70", FactType.PERCENT), A)), number("2")))),  # noqa: E501
        ("add_days(a, 15)", Call("add_days", (A, number("15")))),
        (" ( ( a ) ) ", A),
    ],
)  # fmt: skip
def test_trees(text: str, tree: Expression) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "message", "underlined"),
    [
        ("", "formula is empty", ""),
        ("a +", "formula ends after `+`", "+"),
        ("a b", "a sign is missing between `a` and `b`", "b"),
        ("(a + b", "this bracket is never closed", "("),
        ("a + b)", "this bracket closes none", ")"),
        ("round(a, 2", "this bracket is never closed", "("),
        ("a, b", "a comma stands outside a function", ","),
        ("1,000 * a", "a comma stands outside a function", ","),
        ("70% of a", "`of` is not known in formulas", "of"),
        ("a * * b", "`*` stands where a fact or a number is expected", "*"),
        ("a ** 2", "`**` is not known in formulas", "**"),
        ("a // 2", "`//` is not known in formulas", "//"),
        ("a >= 5", "`>=` is not known in formulas", ">="),
        ("a × b", "`×` is not known in formulas", "×"),
        ("max（a, b）", "`（` is not known in formulas", "（"),
        ("a and b", "`and` is not known in formulas", "and"),
        ("a[1]", "`[` is not known in formulas", "["),
        ("$5 + a", "`$` is not known in formulas", "$"),
        ("'x'", "a formula holds no text", "'x'"),
        ("floor()", "`floor` takes 1 or 2 values, not 0", "floor"),
        ("min()", "`min` takes 1 or more values, not 0", "min"),
        ("roud(a)", "unknown function `roud`", "roud"),
        ("multiply(a, b)", "`multiply` is written `*`", "multiply"),
    ],
)
def test_errors_underline_the_cause(text: str, message: str, underlined: str) -> None:
    source = Source("f.yaml", f"formula: {text}\n")
    diagnostics = Diagnostics()
    tree = parse_formula(text, source.span(9, 9 + len(text)), diagnostics)
    (item,) = diagnostics
    assert tree is None
    assert item.message == message
    assert item.span is not None
    assert item.span.text == underlined


def test_places_of_all_parts_are_exact() -> None:
    text = "min(a, 2 * b) - 70%"
    source = Source("f.yaml", f"  formula: '{text}'\n")
    tree = parse_formula(text, source.span(11, 13 + len(text)), Diagnostics())
    assert tree is not None
    spans = [node.span.text for node in walk(tree) if node.span is not None]
    assert spans == [text, "min(a, 2 * b)", "a", "2 * b", "2", "b", "70%"]


@pytest.mark.parametrize("text", ["(" * 100_000, "-" * 5_000 + "a", "min(" * 5_000])
def test_deep_nesting_is_refused(text: str) -> None:
    diagnostics = Diagnostics()
    assert parse_formula(text, None, diagnostics) is None
    assert [item.code for item in diagnostics] == ["SKU-R040"]


def test_length_is_limited() -> None:
    diagnostics = Diagnostics()
    assert parse_formula("+".join("a" * MAX_TOKENS), None, diagnostics) is None
    assert "more than" in next(iter(diagnostics)).message


def _literals() -> st.SearchStrategy[Expression]:
    digits = st.decimals(0, 10**6, places=2, allow_nan=False)
    return st.one_of(
        st.integers(-999, 999).map(lambda each: number(str(each))),
        digits.map(lambda each: Literal(each, FactType.DECIMAL)),
        digits.map(lambda each: Literal(each, FactType.PERCENT)),
        digits.map(lambda each: Literal(each, FactType.MONEY, "USD")),
        st.sampled_from(["a", "price", "lowest_price_30d"]).map(FactRef),
    )


def _calls(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def call(name: str) -> st.SearchStrategy[Expression]:
        function = FUNCTIONS[name]
        most = 2 if name in STRENGTH else function.maximum or function.minimum + 2
        return st.lists(parts, min_size=function.minimum, max_size=most).map(
            lambda arguments: Call(name, tuple(arguments))
        )

    # A sign before a number is read as part of the number, so negate stays before other things.
    named = st.sampled_from(sorted(set(FUNCTIONS) - {"negate"})).flatmap(call)
    inner = parts.filter(lambda part: not isinstance(part, Literal))
    return named | inner.map(lambda part: Call("negate", (part,)))


def show(node: Expression) -> str:
    """Print a tree with a bracket around every calculation."""
    match node:
        case Literal():
            unit = {FactType.PERCENT: "%", FactType.MONEY: " USD"}.get(node.type, "")
            return f"{node.value}{unit}"
        case FactRef():
            return node.name
        case Call("negate", (value,)):
            return f"(-{show(value)})"
        case Call() if node.function in SIGNS:
            left, right = node.arguments
            return f"({show(left)} {SIGNS[node.function]} {show(right)})"
        case Call():
            return f"{node.function}({', '.join(map(show, node.arguments))})"
    raise AssertionError(node)


def show_sparsely(node: Expression, outer: int = 0) -> str:
    """Print a tree with no more brackets than it needs."""
    if not isinstance(node, Call):
        return show(node)
    if node.function == "negate":
        return f"-{show_sparsely(node.arguments[0], 3)}"
    if node.function not in STRENGTH:
        return f"{node.function}({', '.join(map(show_sparsely, node.arguments))})"
    strength = STRENGTH[node.function]
    left, right = node.arguments
    text = (
        f"{show_sparsely(left, strength)} {SIGNS[node.function]} "
        f"{show_sparsely(right, strength + 1)}"
    )
    return f"({text})" if strength < outer else text


@given(st.recursive(_literals(), _calls, max_leaves=12))
def test_parse_of_printed_formula_is_the_formula(tree: Expression) -> None:
    assert parse(show(tree)) == tree
    assert parse(show_sparsely(tree)) == tree


@given(st.text(alphabet="ab1 .,%+-*/()USDmin\n'\"{}<=", max_size=40))
def test_any_text_is_read_or_explained(text: str) -> None:
    diagnostics = Diagnostics()
    tree = parse_formula(text, None, diagnostics)
    assert (tree is None) == diagnostics.has_errors


def test_depth_within_the_limit_is_read() -> None:
    depth = MAX_DEPTH
    assert parse("(" * depth + "a" + ")" * depth) == A
