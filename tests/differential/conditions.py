"""Conditions by chance, each fact with an operator and operand of its type."""

from __future__ import annotations

from typing import Any

from .book import KINDS, LITERALS, MOMENT_ORDERS, ORDERS, PATTERNS, Book, Stated
from .flow import Raw

_TESTED = ("integer", "decimal", "money", "percent", "date", "datetime", "text", "boolean", "enum")


def clauses(book: Book, entity: str) -> tuple[dict[str, object], list[str]]:
    """Give a `require` map, and the facts a fix may set."""
    require = condition(book, entity, book.random.choice([0, 0, 1, 1, 2]))
    derived = book.derivations
    settable = [
        name
        for name, test in require.items()
        if name not in derived
        and isinstance(test, dict)
        and set(test) & {"at_least", "at_most"}
        and isinstance(name, str)
    ]
    return require, settable


def condition(book: Book, entity: str, depth: int) -> dict[str, object]:
    """Give a map of tests and groups."""
    random = book.random
    made: dict[str, object] = {}
    for _ in range(random.choice([1, 1, 1, 1, 2, 2, 3])):
        roll = random.random()
        if depth and roll < 0.2:
            made["any_of"] = [
                condition(book, entity, depth - 1) for _ in range(random.randint(1, 3))
            ]
        elif depth and roll < 0.3:
            made["all_of"] = [
                condition(book, entity, depth - 1) for _ in range(random.randint(1, 2))
            ]
        elif depth and roll < 0.42:
            made["not"] = condition(book, entity, depth - 1)
        else:
            _add_test(book, entity, made)
    return made


def _add_test(book: Book, entity: str, made: dict[str, object]) -> None:
    random = book.random
    types = (*_TESTED, "list") if random.random() < 0.15 else _TESTED
    facts = book.visible(entity, *types)
    nearer = [each for each in facts if each.entity == entity or each.name in book.derivations]
    fact = random.choice(nearer if nearer and random.random() < 0.7 else facts)
    made[fact.name] = test_of(book, entity, fact)


def test_of(book: Book, entity: str, fact: Stated) -> object:
    """Give what stands behind a fact."""
    random = book.random
    if random.random() < 0.06:
        return {random.choice(["is_present", "is_missing"]): True}
    if fact.type == "list":
        return _list_test(book, fact)
    if fact.type in ("integer", "decimal", "money", "percent"):
        return _ordered(book, entity, fact, ORDERS, 0.75)
    if fact.type in ("date", "datetime"):
        return _ordered(book, entity, fact, MOMENT_ORDERS, 0.8)
    if fact.type == "text" and random.random() < 0.25:
        return {"matches": random.choice(PATTERNS)}
    return _equality(book, entity, fact)


def _ordered(
    book: Book, entity: str, fact: Stated, orders: tuple[str, ...], ordered: float
) -> object:
    random = book.random
    roll = random.random()
    if roll > ordered:
        return _equality(book, entity, fact)
    if roll < 0.12:
        low, high = sorted(random.sample(LITERALS[fact.type], 2), key=_size)
        return {"within": [_literal(fact, low), _literal(fact, high)]}
    if roll < 0.22:
        first, second = random.sample(orders, 2)
        return {
            first: operand(book, entity, fact),
            second: operand(book, entity, fact),
        }
    return {random.choice(orders): operand(book, entity, fact)}


def _size(literal: str) -> Any:
    if literal[:1].isdigit() and "-" in literal:
        return literal
    return float(literal.rstrip("%"))


def _equality(book: Book, entity: str, fact: Stated) -> object:
    random = book.random
    if random.random() < 0.3:
        return operand(book, entity, fact)
    if random.random() < 0.5:
        return {random.choice(["is", "is_not"]): operand(book, entity, fact)}
    items = [operand(book, entity, fact) for _ in range(random.randint(1, 3))]
    return {random.choice(["one_of", "none_of"]): items}


def _list_test(book: Book, fact: Stated) -> object:
    random = book.random
    pool = ["CE", "EN71", "x"] if fact.name == "tags" else [Raw("1.5"), Raw("3"), Raw("0")]
    operator = random.choice(["contains", "contains_all", "contains_any", "contains_none", "is"])
    if operator == "contains":
        return {"contains": random.choice(pool)}
    return {operator: random.sample(pool, random.randint(1, 2))}


def _literal(fact: Stated, text: str) -> Raw:
    return Raw(f"{text} {fact.unit}" if fact.type == "money" else text)


def operand(book: Book, entity: str, fact: Stated) -> object:
    """Give a literal, a fact, a share or a parameter that the fact may be compared with."""
    random = book.random
    unit = fact.unit if fact.type == "money" else None
    alike = ("integer", "decimal") if fact.type in ("integer", "decimal") else (fact.type,)
    roll = random.random()
    others = [each for each in book.visible(entity, *alike, unit=unit) if each.name != fact.name]
    if roll < 0.25 and others and fact.type != "enum":
        return {"fact": Raw(random.choice(others).name)}
    numeric = fact.type in ("integer", "decimal", "money")
    if roll < 0.45 and numeric and others:
        share = random.choice(["70%", "100%", "33.3%", "-5%", "0.01%", "0%"])
        return Raw(f"{share} of {random.choice(others).name}")
    if roll < 0.65:
        found = _parameter(book, entity, fact, others if numeric else [])
        if found is not None:
            return found
    if fact.type == "enum":
        return Raw(random.choice(fact.values or KINDS))
    return _literal(fact, random.choice(LITERALS[fact.type]))


def _parameter(
    book: Book, entity: str, fact: Stated, others: list[Stated]
) -> dict[str, object] | None:
    from .book import SEES

    for name, (kind, needs, _) in book.parameters.items():
        if needs and needs not in SEES[entity]:
            continue
        same = kind == fact.type or (kind == "integer" and fact.type == "decimal")
        if same and (kind != "money" or fact.unit == "USD"):
            return {"parameter": Raw(name)}
        if kind == "percent" and others:
            return {"parameter": Raw(name), "of": Raw(book.random.choice(others).name)}
    return None
