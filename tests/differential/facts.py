"""Files of facts by chance: several layouts, with blanks, odd cells, ranges and conflicts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from io import StringIO
from random import Random

from .book import FACTS, KEYS, Stated
from .flow import Raw, flow

_BY_ENTITY = {
    entity: [each for each in FACTS if each.entity == entity and each.name not in KEYS]
    for entity in ("application", "store", "sku", "sku_market")
}
_CELLS: dict[str, tuple[str, ...]] = {
    "integer": ("0", "1", "2", "3", "49", "50", "51", "-2", "30", "3.0", "5000000000"),
    "decimal": (
        "0", "0.7", "1.5", "1.50", "8.4", "8.40", "-1", "12", "3", "0.000000000001", "-7.25",
        "123456789.123456789", "99999999999999999999", "12345678901234567890.123456789012", "1e3",
    ),
    "money": (
        "0", "8.40", "8.41", "8.39", "12", "12.00", "5.88", "50", "7", "16.5", "999999999.99",
    ),
    "percent": ("0", "5", "0.5", "0.51", "70", "12.5", "100", "5%"),
    "date": (
        "2026-02-28", "2026-03-01", "2026-11-22", "2024-02-29", "2026-11-21", "2026/3/1",
        "9999-12-31",
    ),
    "datetime": (
        "2026-03-01T00:00:00", "2026-11-22T08:30:00", "2026-02-28T23:59:59.999999",
        "2026-11-22", "2026-03-01 00:00", "2026-03-01T00:00:00Z",
    ),
    "text": ("CASE-1", "ES", "x", "Ａ", "it's", "USD", "a; b", '"q"'),
    "boolean": ("true", "false", "yes", "no", "TRUE", "0"),
    "enum": ("OUTLET", "QRP"),
    "list": ("CE", "CE;EN71", "x|CE", "EN71"),
}  # fmt: skip
_ODD = (
    "NaN",
    "inf",
    "abc",
    "1e999",
    "12,5",
    "∞",
    "1_000",
    "2026-13-45",
    "100000000000000000000",
    "0x1F",
    "-",
)
_CURRENCIES = ("USD", "CNY", "EUR", "USD", "CNY")


class FactMaker:
    """Writes the records of one run."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._blank = random.choice([0.02, 0.1, 0.3])
        self._odd = random.choice([0.0, 0.02, 0.1])
        self._dropped = {each.name for each in FACTS if random.random() < 0.12}

    def files(self) -> dict[str, str]:
        """Give the text of every file by name."""
        layout = self._random.choice(
            [self._one_table, self._three_tables, self._document, self._mixed]
        )
        return layout()

    def _keys(self, prefix: str, most: int) -> list[str]:
        return [f"{prefix}{index}" for index in range(self._random.randint(1, most))]

    def _cell(self, fact: Stated) -> str:
        random = self._random
        if random.random() < self._blank:
            return random.choice(["", "", " "])
        if random.random() < self._odd:
            return random.choice(_ODD)
        if fact.name.endswith("currency"):
            return random.choice(_CURRENCIES)
        if fact.name == "kind":
            return random.choice(["A", "B", "C", "b"])
        if fact.name == "sizes":
            return random.choice(["1.5", "1.5;3", "0|1.50", "3", "3;x"])
        if fact.name == "usd_per_cny":
            return random.choice(["0.14", "0.1400", "0.138888888888", "0"])
        return random.choice(_CELLS[fact.type])

    def _used(self, *entities: str) -> list[Stated]:
        return [
            each
            for entity in entities
            for each in _BY_ENTITY[entity]
            if each.name not in self._dropped
        ]

    def _one_table(self) -> dict[str, str]:
        """Put all grains into one table; a store's facts repeat on each row."""
        random = self._random
        store = self._used("store", "application") if random.random() < 0.7 else []
        facts = self._used("sku", "sku_market")
        shared = [self._cell(each) for each in store]
        rows = []
        with_market = random.random() < 0.5
        for key in self._keys("K-", 30):
            own = {each.name: self._cell(each) for each in self._used("sku")}
            for market in (
                random.sample(["ES", "US", "DE"], random.randint(1, 3)) if with_market else [""]
            ):
                row = {"sku_id": key, "market": market} if with_market else {"sku_id": key}
                row |= own | {each.name: self._cell(each) for each in self._used("sku_market")}
                repeated = dict(zip([each.name for each in store], shared, strict=True))
                if store and random.random() < 0.05:
                    odd = random.choice(store)
                    repeated[odd.name] = self._cell(odd)
                rows.append(row | repeated)
        names = [
            "sku_id",
            *(["market"] if with_market else []),
            *(f.name for f in [*facts, *store]),
        ]
        files = {"sku.csv": _csv(names, rows)}
        if not store:
            files["store.yaml"] = self._yaml({"store": 1, "application": 1})
        return files

    def _three_tables(self) -> dict[str, str]:
        """Give stores, SKUs and markets a table each, with links."""
        random = self._random
        stores = self._keys("S", 3)
        linked = random.random() < 0.8
        files = {"store.csv": self._table("store_id", stores, self._used("store"))}
        skus = self._keys("K-", 30)

        def links(_: str) -> dict[str, str]:
            return {"store_id": random.choice([*stores, *stores, "S9", ""])} if linked else {}

        files["sku.csv"] = self._table("sku_id", skus, self._used("sku"), links)
        facts = self._used("sku_market")
        rows = [
            {"sku_id": key, "market": market} | {each.name: self._cell(each) for each in facts}
            for key in [*skus, "K-none"]
            for market in random.sample(["ES", "US", "DE"], random.randint(0, 3))
        ]
        if rows:
            names = ["sku_id", "market", *(each.name for each in facts)]
            files["sku_market.csv"] = _csv(names, rows)
        if random.random() < 0.5:
            files["application.yaml"] = self._yaml({"application": 1})
        return files

    def _table(
        self,
        key: str,
        keys: Sequence[str],
        facts: Sequence[Stated],
        more: Callable[[str], dict[str, str]] = lambda _: {},
    ) -> str:
        rows = [
            {key: each} | more(each) | {fact.name: self._cell(fact) for fact in facts}
            for each in keys
        ]
        return _csv(list(rows[0]), rows)

    def _document(self) -> dict[str, str]:
        """Put everything into one document, where numbers and moments may be ranges."""
        random = self._random
        counts = {"store": random.choice([1, 1, 2]), "sku": random.randint(1, 16)}
        if random.random() < 0.7:
            counts["sku_market"] = random.randint(1, 24)
        if random.random() < 0.6:
            counts["application"] = 1
        return {"facts.yaml": self._yaml(counts)}

    def _mixed(self) -> dict[str, str]:
        """Split the facts of SKUs over two files that may disagree."""
        random = self._random
        skus = self._keys("K-", 25)
        facts = self._used("sku")
        cut = random.randint(0, len(facts))
        overlap = random.randint(0, 3)
        first, second = facts[: cut + overlap], facts[cut:]
        rest = [each for each in skus if random.random() < 0.8] or skus
        files = {
            "a/sku.csv": self._table("sku_id", skus, first),
            "b/sku.csv": self._table("sku_id", rest, [*second, *self._used("sku_market")]),
        }
        files["store.yaml"] = self._yaml({"store": 1})
        return files

    def _yaml(self, counts: dict[str, int]) -> str:
        document: dict[str, object] = {}
        for entity, count in counts.items():
            document[entity] = [self._record(entity, index) for index in range(count)]
        return "\n".join(f"{name}: {flow(value)}" for name, value in document.items()) + "\n"

    def _record(self, entity: str, index: int) -> dict[str, object]:
        random = self._random
        record: dict[str, object] = {}
        if entity == "sku_market":
            record["sku_id"] = f"K-{random.randint(0, 4)}-{index}"[:3]
            record["market"] = f"M{index}"
        else:
            prefix = {"store": "S", "sku": "K-", "application": "A"}[entity]
            record[f"{entity}_id"] = f"{prefix}{index}"
        if entity == "sku" and random.random() < 0.5:
            record["store_id"] = f"S{random.randint(0, 2)}"
        for fact in self._used(entity):
            value = self._value(fact)
            if value is not None:
                record[fact.name] = value
        return record

    def _value(self, fact: Stated) -> object:
        random = self._random
        if random.random() < self._blank:
            return random.choice([None, Raw("null")])
        if fact.type == "list":
            pool = ["CE", "EN71", "x"] if fact.name == "tags" else [Raw("1.5"), Raw("3"), Raw("x")]
            return random.sample(pool, random.randint(0, 3))
        ranged = fact.type in ("integer", "decimal", "money", "percent", "date", "datetime")
        if ranged and random.random() < 0.3:
            ends = [self._end(fact) for _ in range(2)]
            if random.random() < 0.8:
                ends.sort(key=lambda end: end if "-" in end[1:] else float(end))
            both = {"at_least": Raw(ends[0]), "at_most": Raw(ends[1])}
            return {
                key: both[key] for key in random.choice([["at_least"], ["at_most"], list(both)])
            }
        cell = self._cell(fact)
        return (
            Raw(cell)
            if fact.type in ("integer", "decimal", "money", "percent") and _plain(cell)
            else cell
        )

    def _end(self, fact: Stated) -> str:
        cells = [each for each in _CELLS[fact.type] if not each.endswith("%") and "/" not in each]
        if fact.type == "datetime":
            cells = cells[:3]
        return self._random.choice(cells)


def _plain(cell: str) -> bool:
    return cell.replace(".", "").replace("-", "").isdigit()


def _csv(names: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
