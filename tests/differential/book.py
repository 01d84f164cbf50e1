"""Generated packs: a fixed dictionary, and derived facts, parameters and rules by chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .flow import Raw, flow

TITLE = "{en: Made up, zh: 虚构}"
SOURCE = '{document: made-up.txt, section: "1", checked: 2026-03-01}'
NUMBERS = ("integer", "decimal")


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact of the dictionary; `more` holds further keys of its entry."""

    name: str
    entity: str
    type: str
    unit: str = ""
    more: str = ""
    values: tuple[str, ...] = ()


ENTITIES = """entities:
  context: {title: T, key: []}
  application: {title: T, key: [application_id], sees: [context]}
  store: {title: T, key: [store_id], sees: [application]}
  sku: {title: T, key: [sku_id], sees: [store, application], item: true}
  sku_market: {title: T, key: [sku_id, market], sees: [sku]}
""".replace("T,", f"{TITLE},")

SEES = {
    "application": ("application", "context"),
    "store": ("store", "application", "context"),
    "sku": ("sku", "store", "application", "context"),
    "sku_market": ("sku_market", "sku", "store", "application", "context"),
}
KINDS = ("A", "B", "C")

FACTS = (
    Stated("as_of", "context", "datetime"),
    Stated("application_id", "application", "text"),
    Stated("program_applied", "application", "enum", values=("OUTLET", "QRP")),
    Stated("applied_on", "application", "date"),
    Stated("quota", "application", "integer"),
    Stated("store_id", "store", "text"),
    Stated("shop_name", "store", "text"),
    Stated("rating", "store", "decimal"),
    Stated("dispute", "store", "percent", more="may_be_below_one: true"),
    Stated("opened", "store", "datetime"),
    Stated("fee", "store", "money", "USD"),
    Stated("frozen", "store", "boolean"),
    Stated("usd_per_cny", "store", "decimal", "USD per CNY"),
    Stated("sku_id", "sku", "text"),
    Stated("code", "sku", "text"),
    Stated("stock", "sku", "integer", "pieces"),
    Stated("weight", "sku", "decimal"),
    Stated("cost", "sku", "money", "CNY", more="currency_in: cost_currency"),
    Stated("cost_currency", "sku", "text"),
    Stated("discount", "sku", "percent", more="may_be_below_one: true"),
    Stated("launched", "sku", "date"),
    Stated("active", "sku", "boolean"),
    Stated("kind", "sku", "enum", values=KINDS),
    Stated("tags", "sku", "list", more="of: text"),
    Stated("sizes", "sku", "list", more="of: decimal"),
    Stated("market", "sku_market", "text"),
    Stated("price", "sku_market", "money", "USD", more="currency_in: price_currency"),
    Stated("low_price", "sku_market", "money", "USD"),
    Stated("price_currency", "sku_market", "text"),
    Stated("listed", "sku_market", "datetime"),
    Stated("shelved", "sku_market", "date"),
    Stated("visible", "sku_market", "boolean"),
    Stated("sold", "sku_market", "integer", "pieces"),
)
KEYS = ("application_id", "store_id", "sku_id", "market")

#: Literals as YAML writes them; few of each, so that values meet them.
LITERALS = {
    "integer": ("0", "1", "3", "50", "-2", "30"),
    "decimal": ("0", "0.7", "1.5", "8.4", "-1", "12", "0.000000000001", "99999999999999999999"),
    "money": ("0", "8.40", "12", "8.41", "50.00", "7"),
    "percent": ("0%", "5%", "0.5%", "70%", "12.5%", "100%"),
    "date": ("2026-02-28", "2026-03-01", "2026-11-22", "2024-02-29", "9999-12-31"),
    "datetime": ("2026-03-01T00:00", "2026-11-22T08:30:00", "2026-02-28T23:59:59"),
    "text": ('"CASE-1"', '"ES"', '"x"', '"USD"', '"Ａ"', '"it\'s"'),
    "boolean": ("true", "false"),
}
PATTERNS = ("[A-Z]+-[0-9]+", "E.*", "x?", "[^A]{2}", "(CASE|ES)(-1)?", r"\.?")
ORDERS = ("at_least", "at_most", "more_than", "less_than")
MOMENT_ORDERS = ("before", "on_or_before", "after", "on_or_after")


@dataclass(slots=True)
class Book:
    """What was generated so far."""

    random: Random
    facts: list[Stated] = field(default_factory=lambda: list(FACTS))
    derivations: dict[str, object] = field(default_factory=dict)
    parameters: dict[str, tuple[str, str, list[object]]] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)

    def visible(self, entity: str, *types: str, unit: str | None = None) -> list[Stated]:
        """List the facts of some types that rules for an entity may read."""
        return [
            each
            for each in self.facts
            if each.entity in SEES[entity]
            and each.type in types
            and (unit is None or each.unit == unit)
        ]

    def text(self) -> str:
        """Write the whole pack as one file of a program."""
        lines = ["program: made/up", f"title: {TITLE}"]
        if self.parameters:
            lines.append("parameters:")
        for name, (_, _, values) in self.parameters.items():
            lines.append(f"  {name}: {{title: {TITLE}, values: {flow(values)}, source: {SOURCE}}}")
        if self.derivations:
            lines.append("facts:")
        for each in self.facts:
            if each.name in self.derivations:
                lines.append(f"  {each.name}: {_entry(each, self.derivations[each.name])}")
        return "\n".join([*lines, "rules:", *self.rules]) + "\n"


def dictionary() -> str:
    """Write the fixed dictionary."""
    facts = "".join(f"  {each.name}: {_entry(each)}\n" for each in FACTS)
    return f"{ENTITIES}facts:\n{facts}"


def _entry(fact: Stated, derive: object = None) -> str:
    parts = [f"entity: {fact.entity}", f"type: {fact.type}", f"title: {TITLE}"]
    if fact.unit:
        parts.append(f"unit: {fact.unit}")
    if fact.values:
        parts.append(f"values: [{', '.join(fact.values)}]")
    if fact.more:
        parts.append(fact.more)
    if derive is not None:
        parts.append(f"derive: {flow(derive)}")
    return "{" + ", ".join(parts) + "}"


def generate(random: Random) -> Book:
    """Generate a pack."""
    from .formulas import add_derived

    book = Book(random)
    for index in range(random.randint(1, 2)):
        _add_parameter(book, index)
    for index in range(random.randint(1, 4)):
        add_derived(book, index)
    for index in range(random.randint(3, 5)):
        book.rules.append(_rule(book, index))
    return book


def _add_parameter(book: Book, index: int) -> None:
    random = book.random
    kind = random.choice(["percent", "money", "integer"])
    unit = "USD" if kind == "money" else ""

    def literal() -> Raw:
        text = random.choice(LITERALS[kind])
        return Raw(f"{text} {unit}" if unit else text)

    values: list[object] = [{"value": literal()}, {"from": Raw("2026-01-01"), "value": literal()}]
    values.append({"from": Raw("2027-01-01"), "value": literal()})
    markets = random.sample(["ES", "US", "DE"], random.randint(0, 2))
    values += [
        {"from": Raw("2025-06-01"), "when": {"market": each}, "value": literal()}
        for each in markets
    ]
    if not markets and random.random() < 0.3:
        values = [{"when": {"kind": Raw("A")}, "value": literal()}]
    name = f"limit_{index}"
    needs = "sku_market" if markets else "sku" if len(values) == 1 else ""
    book.parameters[name] = (kind, needs, values)


def _rule(book: Book, index: int) -> str:
    from .conditions import clauses, condition

    random = book.random
    entity = random.choice(["sku_market", "sku_market", "sku", "sku", "store", "application"])
    require, settable = clauses(book, entity)
    lines = [
        f"  - id: GEN-{index}",
        f"    title: {TITLE}",
        f"    for: {entity}",
        f"    kind: {random.choice(['eligibility', 'eligibility', 'eligibility', 'advice'])}",
        f"    severity: {random.choice(['error', 'error', 'warning'])}",
        f"    source: {SOURCE}",
    ]
    if random.random() < 0.5:
        lines.append(f"    when: {flow(condition(book, entity, random.randint(0, 1)))}")
    lines.append(f"    require: {flow(require)}")
    if settable:
        say = '{en: "Set it to {target}.", zh: "改为 {target}。"}'
        lines.append(f"    fix: [{{set: {random.choice(settable)}, say: {say}}}]")
    if index and random.random() < 0.3:
        lines.append(f"    follows_from: [GEN-{random.randrange(index)}]")
    return "\n".join(lines)
