"""Numbers as people write them: read where a column tells how, and otherwise named and left."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from skulint.engine.loading import load_rulebook
from skulint.engine.model.rule import RuleBook
from skulint.engine.readers import read_inputs
from skulint.engine.resources import rules_dir
from skulint.engine.store.build import build_store, open_database
from skulint.engine.text.diagnostics import Diagnostic, Diagnostics

FACTS = ["price", "stock_qty", "currency", "item_dsr", "outlet_price", "sell_through_7d_pct"]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    diagnostics = Diagnostics()
    found = load_rulebook([rules_dir()], diagnostics)
    assert not diagnostics.has_errors
    return found


class Facts:
    """The facts of a file, by name, in the order of its records."""

    def __init__(self, book: RuleBook, path: Path) -> None:
        diagnostics = Diagnostics()
        raws = read_inputs(
            [path], dictionary=book.dictionary, diagnostics=diagnostics, exports=book.exports
        )
        connection = open_database()
        store = build_store(raws, FACTS, book.dictionary, connection, diagnostics)
        stored = next(each for each in store.entities.values() if not each.assumed)
        cursor = connection.execute(f'SELECT * FROM "{stored.relation}" ORDER BY _row')
        names = [each[0] for each in cursor.description]
        columns = list(zip(*cursor.fetchall(), strict=True))
        self.columns: dict[str, Sequence[Any]] = dict(zip(names, columns, strict=True))
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics.freeze()

    def of(self, name: str) -> list[str | None]:
        values = self.columns.get(name)
        return [] if values is None else [plain(each) for each in values]

    @property
    def said(self) -> list[tuple[str, int]]:
        lines = [each.span.line if each.span else 0 for each in self.diagnostics]
        return [(each.code, line) for each, line in zip(self.diagnostics, lines, strict=True)]


def plain(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if value is None else str(value)


def facts(book: RuleBook, folder: Path, heading: str, cells: Sequence[str]) -> Facts:
    path = folder / "x.csv"
    rows = (f"A{number}\t{cell}" for number, cell in enumerate(cells))
    path.write_text(f"sku_id\t{heading}\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return Facts(book, path)


AMOUNTS: dict[str, tuple[list[str], list[str | None], list[tuple[str, int]]]] = {
    "points": (
        ["1,234.50", "12.50", "99", "$5", "-3", "1,000,000"],
        ["1234.5", "12.5", "99", "5", "-3", "1000000"],
        [],
    ),
    "commas": (
        ["1.234,50", "12,50", "1.234", "7", "1 234,5", "0,125"],
        ["1234.5", "12.5", "1234", "7", "1234.5", "0.125"],
        [],
    ),
    "apostrophes": (["1'234.50", "1’234’567"], ["1234.5", "1234567"], []),
    "either": (["1,234", "2,345"], [None, None], [("SKU-F032", 2), ("SKU-F032", 3)]),
    "settled by another cell": (["1,234", "2,345.10"], ["1234", "2345.1"], []),
    "settled the other way": (["1,234", "2345,1"], ["1.234", "2345.1"], []),
    "as many of either kind": (
        ["1,234.50", "12,50", "1,234", "7"],
        [None, None, None, "7"],
        [("SKU-F032", 2), ("SKU-F032", 3), ("SKU-F032", 4)],
    ),
    "one of the other kind": (
        ["1,234.50", "12,50", "1,234", "7", "3.5"],
        ["1234.5", None, None, "7", "3.5"],
        [("SKU-F032", 3), ("SKU-F032", 4)],
    ),
    "one of the other kind among commas": (
        ["1.234,50", "12.50", "1.234", "7", "3,5"],
        ["1234.5", None, None, "7", "3.5"],
        [("SKU-F032", 3), ("SKU-F032", 4)],
    ),
    "nothing": (["N/A", "–", "-", "5", "无"], [None, None, None, "5", None], []),
    "no numbers": (["abc", "NaN", "5", "inf"], [None, None, "5", None], [
        ("SKU-F020", 2), ("SKU-F020", 3), ("SKU-F020", 5),
    ]),
    "a sign of several currencies": (["¥99", "5"], [None, "5"], [("SKU-F033", 2)]),
    "some without a currency": (
        ["105.29 EUR", "7 USD", "8"],
        ["105.29", "7", None],
        [("SKU-F033", 4)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AMOUNTS)
def test_amounts(book: RuleBook, tmp_path: Path, name: str) -> None:
    cells, values, said = AMOUNTS[name]
    found = facts(book, tmp_path, "price", cells)
    assert found.of("price") == values
    assert found.said == said


@pytest.mark.parametrize(
    ("cells", "amounts", "codes"),
    [
        (["105.29 USD", "7USD"], ["105.29", "7"], ["USD", "USD"]),
        (["US $12.00", "€12.50", "R$ 3"], ["12", "12.5", "3"], ["USD", "EUR", "BRL"]),
        (["12,50 €", "1.000,00 €"], ["12.5", "1000"], ["EUR", "EUR"]),
        (["99元", "CN¥5", "RMB 7.5"], ["99", "5", "7.5"], ["CNY", "CNY", "CNY"]),
        (["1,000円", "950円", "1,250円"], [None, "950", None], ["JPY", "JPY", "JPY"]),
        (["100 KRW", "100kr"], ["100", None], ["KRW", None]),
    ],
)
def test_currencies_in_cells(
    book: RuleBook,
    tmp_path: Path,
    cells: list[str],
    amounts: list[str | None],
    codes: list[str | None],
) -> None:
    found = facts(book, tmp_path, "price", cells)
    assert found.of("price") == amounts
    assert found.of("currency") == codes


def test_currency_in_the_heading(book: RuleBook, tmp_path: Path) -> None:
    found = facts(book, tmp_path, "Price (EUR)", ["5", "6"])
    assert (found.of("price"), found.of("currency")) == (["5", "6"], ["EUR", "EUR"])
    found = facts(book, tmp_path, "Price (USD)", ["5", "6"])
    assert (found.of("price"), found.of("currency")) == (["5", "6"], ["USD", "USD"])
    found = facts(book, tmp_path, "Price (CNY)", ["¥5", "6"])
    assert (found.of("price"), found.of("currency")) == (["5", "6"], ["CNY", "CNY"])
    found = facts(book, tmp_path, "Price (EUR)", ["5", "6 USD"])
    assert (found.of("price"), found.said) == (["5", None], [("SKU-F033", 3)])


def test_currency_in_a_column_of_its_own(book: RuleBook, tmp_path: Path) -> None:
    found = facts(book, tmp_path, "price\tcurrency", ["4 EUR\tEUR", "5 USD\tEUR", "¥6\tJPY"])
    assert found.of("price") == ["4", None, "6"]
    assert found.of("currency") == ["EUR", "EUR", "JPY"]
    assert found.said == [("SKU-F033", 3)]


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        (["1,000+ sold", "100+ sold", "5 sold", "100K+ sold", "≥ 50", "<= 7", "10-20", "3",
          "1.2万+", "20-10"],
         ["1000", "100", "5", "100000", "50", None, "10", "3", "12000", None],
         [None, None, "5", None, None, "7", "20", "3", None, None]),
        (["1,234", "5"], ["1234", "5"], []),
        (["50,000", "5"], [None, "5"], []),
        (["50,000", "1,234"], ["50000", "1234"], []),
        (["120件", "5 pcs", "1.5", "2K"], ["120", "5", None, None], []),
    ],
)  # fmt: skip
def test_counts_and_ranges(
    book: RuleBook,
    tmp_path: Path,
    cells: list[str],
    low: list[str | None],
    high: list[str | None],
) -> None:
    found = facts(book, tmp_path, "stock", cells)
    assert found.of("stock_qty") == low
    assert found.of("stock_qty__high") == high


def test_stars(book: RuleBook, tmp_path: Path) -> None:
    found = facts(book, tmp_path, "DSR", ["4.4★", "N/A", "4.5 stars", "4,6"])
    assert found.of("item_dsr") == ["4.4", None, "4.5", None]
    assert found.said == [("SKU-F032", 5)]


def test_percentages(book: RuleBook, tmp_path: Path) -> None:
    found = facts(book, tmp_path, "7天售罄率", ["63,8 %", "50％", "7"])
    assert found.of("sell_through_7d_pct") == ["63.8", "50", "7"]


def test_what_is_said_of_a_doubtful_cell(book: RuleBook, tmp_path: Path) -> None:
    found = facts(book, tmp_path, "price", ["1,234"])
    (only,) = found.diagnostics
    assert only.message == "`1,234` may be 1234 or 1.234, so `price` counts as missing here"
    assert only.help is not None
    assert "write it as `1234` or as `1.2340`" in only.help


@pytest.mark.parametrize(
    ("cells", "doubted"),
    [
        (["12,50", "9.99"], {"12,50": "12.50", "9.99": "9.99"}),
        (["12,50", "9.99", "1.25"], {"12,50": "12.50"}),
        (["12,50", "3,10", "9.99"], {"9.99": "9.99"}),
    ],
)
def test_two_decimal_signs_in_one_column(
    book: RuleBook, tmp_path: Path, cells: list[str], doubted: dict[str, str]
) -> None:
    found = facts(book, tmp_path, "price", [f'"{each}"' for each in cells])
    assert {each.code for each in found.diagnostics} == {"SKU-F032"}
    for each, (cell, mended) in zip(found.diagnostics, doubted.items(), strict=True):
        assert each.message.startswith(f"`{cell}` has another decimal sign than other cells")
        assert f"such as `{mended}`" in (each.help or "")
    read = found.of("price")
    assert [value is None for value in read] == [cell in doubted for cell in cells]


def test_a_bound_decides_where_it_can(book: RuleBook, tmp_path: Path) -> None:
    from datetime import datetime

    from skulint.engine.checking.check import check
    from skulint.engine.checking.options import CheckOptions

    path = tmp_path / "x.csv"
    path.write_text("sku_id,stock\nA,100+ sold\nB,40+ sold\nC,<40\n", encoding="utf-8")
    report = check(
        CheckOptions((path,), datetime(2026, 11, 22), rules=("AE-OUTLET-003",), all_outcomes=True),
        "test",
        Diagnostics(),
    )
    assert report is not None
    assert report.outcomes is not None
    outcomes = {each.key: each.outcome.value for each in report.outcomes}
    assert outcomes == {"A": "pass", "B": "unknown", "C": "fail"}
