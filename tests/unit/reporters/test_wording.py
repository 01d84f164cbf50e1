from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from skulint.engine.model.facts import FactType
from skulint.engine.model.report import Quantity
from skulint.engine.model.values import Absent, Bounded, Exact, Value
from skulint.engine.wording.nouns import records, unit_word
from skulint.engine.wording.values import digits, quantity, span, translated


@pytest.mark.parametrize(
    ("value", "kind", "unit", "en", "zh"),
    [
        (Exact(Decimal("6.993")), FactType.MONEY, "USD", "6.993 USD", "6.993 USD"),
        (Exact(Decimal("7.9")), FactType.MONEY, "USD", "7.90 USD", "7.90 USD"),
        (Exact(Decimal("1234567")), FactType.MONEY, "JPY", "1,234,567 JPY", "1,234,567 JPY"),
        (Exact(Decimal("7")), FactType.MONEY, "KWD", "7.000 KWD", "7.000 KWD"),
        (Exact(Decimal("6.993000000000")), FactType.MONEY, "USD", "6.993 USD", "6.993 USD"),
        (Exact(Decimal("93.10")), FactType.PERCENT, None, "93.1%", "93.1%"),
        (Exact(Decimal("0.5")), FactType.PERCENT, None, "0.5%", "0.5%"),
        (Exact(Decimal("1200")), FactType.INTEGER, "pieces", "1,200 pieces", "1,200 件"),
        (Exact(Decimal("1")), FactType.INTEGER, "pieces", "1 piece", "1 件"),
        (Exact(Decimal("4.0")), FactType.DECIMAL, "0-5", "4", "4"),
        (Exact(Decimal("3")), FactType.INTEGER, "pallets", "3 pallets", "3 pallets"),
        (Exact(True), FactType.BOOLEAN, None, "yes", "是"),
        (Exact(False), FactType.BOOLEAN, None, "no", "否"),
        (Exact(date(2026, 11, 3)), FactType.DATE, None, "2026-11-03", "2026-11-03"),
        (
            Exact(datetime(2026, 11, 3, 8, 5, tzinfo=UTC)),
            FactType.DATETIME,
            None,
            "2026-11-03 08:05+00:00",
            "2026-11-03 08:05+00:00",
        ),
        (Exact(""), FactType.TEXT, None, "empty", "空"),
        (Exact("OUTLET"), FactType.ENUM, None, "OUTLET", "OUTLET"),
        (Exact(("DE", "FR")), FactType.LIST, None, "DE, FR", "DE, FR"),
        (Exact(()), FactType.LIST, None, "empty", "空"),
        (
            Exact(tuple("abcdefg")),
            FactType.LIST,
            None,
            "a, b, c, d, e and 2 more",
            "a, b, c, d, e 等，另有 2 项",
        ),
        (Exact(({"a": None}, {"a": None})), FactType.TABLE, None, "2 rows", "2 行"),
        (Bounded(Decimal(500), None), FactType.INTEGER, None, "at least 500", "至少 500"),
        (
            Bounded(None, Decimal("9.99")),
            FactType.MONEY,
            "USD",
            "at most 9.99 USD",
            "至多 9.99 USD",
        ),
        (Bounded(Decimal(1), Decimal(4)), FactType.INTEGER, None, "1 to 4", "1 至 4"),
        (Bounded(None, None), FactType.INTEGER, None, "not known", "未知"),
        (Absent(), FactType.MONEY, "USD", "not known", "未知"),
    ],
)
def test_quantity(value: Value, kind: FactType, unit: str | None, en: str, zh: str) -> None:
    item = Quantity(value, kind, unit)
    assert quantity(item, "en") == en
    assert quantity(item, "zh") == zh


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("12345678901234567890.123456789012", "12,345,678,901,234,567,890.123456789012"),
        ("-0.91", "-0.91"),
        ("1E+3", "1,000"),
        ("100", "100"),
    ],
)
def test_digits_are_never_rounded(text: str, want: str) -> None:
    assert digits(Decimal(text)) == want


@pytest.mark.parametrize(
    ("low", "high", "kind", "unit", "want"),
    [
        ("-1.4", "-0.1", FactType.MONEY, "USD", ("lower", "0.10 to 1.40 USD")),
        ("-0.1", "-1.4", FactType.MONEY, "USD", ("lower", "0.10 to 1.40 USD")),
        ("0.5", "0.5", FactType.MONEY, "USD", ("raise", "0.50 USD")),
        ("4", "38", FactType.INTEGER, "pieces", ("add", "4 to 38 pieces")),
        ("1.9", "2", FactType.PERCENT, None, ("raise", "1.9 to 2 percentage points")),
        ("-1", "2", FactType.INTEGER, "days", ("shift", "-1 to 2 days")),
    ],
)
def test_span(low: str, high: str, kind: FactType, unit: str | None, want: object) -> None:
    ends = (Quantity(Exact(Decimal(text)), kind, unit) for text in (low, high))
    assert span(*ends, "en") == want


def test_span_of_dates() -> None:
    ends = (Quantity(Exact(date(2026, 1, day)), FactType.DATE) for day in (2, 5))
    assert span(*ends, "en") == ("shift", "2026-01-02 to 2026-01-05")


def test_a_missing_translation_falls_back() -> None:
    assert translated({"en": "stock"}, "zh") == "stock"
    assert translated({}, "zh") == ""
    assert translated(None, "en") == ""


def test_records_are_counted() -> None:
    titles = {"bundle": {"en": "bundle", "zh": "商品组合"}}
    assert records("sku", 1, "en", titles) == "1 SKU"
    assert records("sku", 50_000, "en", titles) == "50,000 SKUs"
    assert records("sku", 50, "zh", titles) == "50 个 SKU"
    assert records("bundle", 2, "zh", titles) == "2 商品组合"
    assert records("pool", 2, "zh", {"pool": {"en": "Stock pool", "zh": "库存池"}}) == "2 个库存池"
    assert unit_word("calls per minute", 640, "zh") == "次/分钟"
    assert records("test_round", 2, "en", {}) == "2 test round"


def test_values_are_called_by_their_titles() -> None:
    titles = {"on_site": {"en": "on site", "zh": "站内清仓"}}
    for value, en, zh in (
        ("on_site", "on site", "站内清仓"),
        (("on_site", "else"), "on site, else", "站内清仓, else"),
        ("else", "else", "else"),
    ):
        item = Quantity(Exact(value), FactType.ENUM, None, titles)
        assert (quantity(item, "en"), quantity(item, "zh")) == (en, zh)
