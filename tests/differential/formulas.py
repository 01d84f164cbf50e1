"""Derived facts by chance: formulas of a wanted type, conditions and choices."""

from __future__ import annotations

from .book import LITERALS, SEES, Book, Stated
from .conditions import condition
from .flow import Raw

_TYPES = (
    "decimal", "decimal", "integer", "money", "money", "percent", "date", "datetime", "boolean",
    "text", "enum",
)  # fmt: skip


def add_derived(book: Book, index: int) -> None:
    """Add a derived fact that may read those added before it."""
    random = book.random
    entity = random.choice(["sku_market", "sku_market", "sku", "store"])
    kind = random.choice(_TYPES)
    unit = random.choice(["USD", "CNY"]) if kind == "money" else ""
    fact = Stated(
        f"derived_{index}", entity, kind, unit, values=("A", "B") if kind == "enum" else ()
    )
    derive = _derivation(book, fact)
    if random.random() < 0.2:
        derive["only_when"] = condition(book, entity, 1)
    book.facts.append(fact)
    book.derivations[fact.name] = derive


def _derivation(book: Book, fact: Stated) -> dict[str, object]:
    random = book.random
    if fact.type == "boolean" and random.random() < 0.8:
        return {"holds": condition(book, fact.entity, 1)}
    if fact.type in ("text", "enum", "boolean") or random.random() < 0.25:
        cases: list[object] = [
            {"when": condition(book, fact.entity, 1), "value": _value(book, fact)}
            for _ in range(random.randint(1, 2))
        ]
        if random.random() < 0.6:
            cases.append({"otherwise": _value(book, fact)})
        return {"choose": cases}
    return {"formula": formula(book, fact, random.randint(1, 3))}


def _value(book: Book, fact: Stated) -> object:
    random = book.random
    if fact.type == "enum":
        return {"text": Raw(random.choice(fact.values))}
    if fact.type == "text":
        return {"text": random.choice(["ES", "x", "CASE-1"])}
    if fact.type == "boolean":
        return Raw(random.choice(["true", "false"]))
    return formula(book, fact, random.randint(0, 1))


def formula(book: Book, fact: Stated, depth: int) -> str:
    """Give a formula of the fact's type."""
    maker = _Maker(book, fact.entity)
    if fact.type == "money":
        return maker.money(fact.unit, depth)
    if fact.type == "percent":
        return maker.percent()
    if fact.type == "date":
        return maker.moment("date", depth)
    if fact.type == "datetime":
        return maker.moment("datetime", depth)
    return maker.number(depth)


class _Maker:
    """Writes formulas over the facts an entity sees."""

    def __init__(self, book: Book, entity: str) -> None:
        self._book, self._entity, self._random = book, entity, book.random

    def _fact(self, *types: str, unit: str | None = None) -> str:
        found = self._book.visible(self._entity, *types, unit=unit)
        near = [each for each in found if each.entity == self._entity]
        chosen = near if near and self._random.random() < 0.7 else found
        return self._random.choice(chosen).name if chosen else "as_of"

    def number(self, depth: int) -> str:
        random = self._random
        roll = random.random()
        if depth == 0 or roll < 0.1:
            if roll < 0.75:
                return self._fact("integer", "decimal")
            return random.choice(LITERALS["decimal"][:6])
        if roll < 0.45:
            sign = random.choice(["+", "-", "*", "/", "/"])
            return f"({self.number(depth - 1)} {sign} {self.number(depth - 1)})"
        if roll < 0.55:
            unit = random.choice(["USD", "CNY"])
            return f"({self.money(unit, depth - 1)} / {self.money(unit, depth - 1)})"
        if roll < 0.65:
            return f"{random.choice(['70%', '12.5%'])} * {self.number(depth - 1)}"
        if roll < 0.85:
            return self._shaped(self.number, depth)
        if roll < 0.9 and "sku" in SEES[self._entity]:
            return f"count_of({random.choice(['tags', 'sizes'])})"
        function = random.choice(["days_between", "hours_between"])
        return f"{function}({self._any_moment(depth - 1)}, {self._any_moment(depth - 1)})"

    def _shaped(self, make: object, depth: int) -> str:
        random = self._random
        assert callable(make)
        function = random.choice(["min", "max", "abs", "round", "floor", "ceil", "-"])
        inner = make(depth - 1)
        if function in ("min", "max"):
            return f"{function}({inner}, {make(depth - 1)})"
        if function in ("round", "floor", "ceil") and random.random() < 0.7:
            return f"{function}({inner}, {random.choice([0, 1, 2, 9])})"
        return f"-({inner})" if function == "-" else f"{function}({inner})"

    def money(self, unit: str, depth: int) -> str:
        random = self._random
        roll = random.random()
        has = self._book.visible(self._entity, "money", unit=unit)
        if depth == 0 or roll < 0.15 or not has:
            if roll < 0.8 and has:
                return self._fact("money", unit=unit)
            return f"{random.choice(LITERALS['money'])} {unit}"
        if roll < 0.4:
            sign = random.choice(["+", "-"])
            return f"({self.money(unit, depth - 1)} {sign} {self.money(unit, depth - 1)})"
        if roll < 0.65:
            sign = random.choice(["*", "/"])
            number = self.number(depth - 1)
            # Beside an amount the rate would change the currency.
            number = f"(0 + {number})" if number == "usd_per_cny" else number
            return f"({self.money(unit, depth - 1)} {sign} {number})"
        other = {"USD": "CNY", "CNY": "USD"}[unit]
        if roll < 0.8:
            sign = "*" if unit == "USD" else "/"
            return f"({self.money(other, depth - 1)} {sign} usd_per_cny)"
        return self._shaped(lambda inner: self.money(unit, inner), depth)

    def percent(self) -> str:
        random = self._random
        fact = self._fact("percent")
        return random.choice(
            [fact, f"{fact} + 5%", f"{fact} - {self._fact('percent')}", f"max({fact}, 12.5%)"]
        )

    def moment(self, kind: str, depth: int) -> str:
        random = self._random
        if depth == 0 or random.random() < 0.15:
            return self._fact(kind)
        if kind == "date" and random.random() < 0.2:
            return f"day_of({self._any_moment(0)})"
        function = random.choice(["add_days", "add_workdays", "add_months", "add_years"])
        count = random.choice(["1", "-1", "3", "12", "30", "365", "0", "100000000"])
        if random.random() < 0.5:
            count = self._fact("integer")
        return f"{function}({self.moment(kind, depth - 1)}, {count})"

    def _any_moment(self, depth: int) -> str:
        return self.moment(self._random.choice(["date", "datetime"]), max(depth, 0))
