"""Reports made by hand, as a check of a small shop and of a large one would give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from skulint.engine.model.chain import Chain, Concluded, Link, LinkKind
from skulint.engine.model.conclusion import State
from skulint.engine.model.facts import FactType
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.report import (
    Evidence,
    Finding,
    FixStep,
    Input,
    MissingFact,
    MissingRank,
    OutcomeRow,
    Passed,
    Place,
    Quantity,
    Readiness,
    Report,
    RuleInfo,
    RuleSummary,
    Subject,
)
from skulint.engine.model.rule import Kind, Pack, Reference, Severity
from skulint.engine.model.values import Absent, Bounded, Exact, Value
from skulint.engine.text.diagnostics import Diagnostic, Level, Related
from skulint.engine.text.source import Source

OUTLET = {"en": "AliExpress Outlet", "zh": "速卖通 Outlet 频道"}
SOURCE = Reference("outlet-handbook.pdf", "3.2", date(2026, 3, 1))
SHA = "0f" * 32

LINE = 'RED-42,"Cup, red [new]",120,7.90,9.99'
ZH_LINE = 'RED-42,"红色陶瓷杯[新款]",120,7.90,9.99'


def words(en: str, zh: str) -> Mapping[str, str]:
    return {"en": en, "zh": zh}


def exact(value: object) -> Exact:
    return Exact(Decimal(value) if isinstance(value, str | int) else value)  # type: ignore[arg-type]


def money(value: str | Value, unit: str = "USD") -> Quantity:
    return Quantity(exact(value) if isinstance(value, str) else value, FactType.MONEY, unit)


def pieces(value: int | Value) -> Quantity:
    return Quantity(exact(value) if isinstance(value, int) else value, FactType.INTEGER, "pieces")


def percent(value: str) -> Quantity:
    return Quantity(exact(value), FactType.PERCENT)


def number(value: str) -> Quantity:
    return Quantity(exact(value), FactType.DECIMAL)


def rule(
    rule_id: str,
    title: Mapping[str, str],
    entity: str = "sku",
    severity: Severity = Severity.ERROR,
    program: str = "aliexpress/outlet",
    source: Reference = SOURCE,
) -> RuleInfo:
    return RuleInfo(
        rule_id,
        program,
        title,
        entity,
        severity,
        Kind.ELIGIBILITY,
        source,
        Place(f"rules/{program}/rules.yaml", 41, 5),
    )


PRICE = rule(
    "AE-OUTLET-002", words("Price within the Outlet ceiling", "Outlet 价格上限"), "sku_market"
)
STOCK = rule("AE-OUTLET-003", words("Enough pieces in stock", "库存数量充足"))
RATING = rule("AE-OUTLET-004", words("Item rating high enough", "商品评分达标"))
REVIEWS = rule(
    "AE-OUTLET-005", words("No severe reviews", "没有严重差评"), severity=Severity.WARNING
)
LEVEL = rule("AE-STORE-005", words("Store at level Lv.2", "店铺达到 Lv.2 等级"), "store")
EPR = rule("AE-OUTLET-009", words("EPR number filed", "已备案 EPR 号"), "sku_market")

LOW = MissingFact(
    "lowest_price_30d",
    words("lowest price of the last 30 days", "近 30 天最低价"),
    "sku_market",
    words("the price history export, or order reports", "价格记录导出文件，或订单报表"),
)
DSR = MissingFact(
    "item_dsr",
    words("item rating (DSR)", "商品 DSR 评分"),
    "sku",
    words("Store > Product diagnosis > Export", "店铺 > 商品诊断 > 导出"),
)

PRICE_PLACE = Place("products.csv", 17, 29, 17, 33, None, "Variant Price", LINE)


def price_finding(
    key: str = "RED-42/US", place: Place | None = PRICE_PLACE, sku: str = "RED-42"
) -> Finding:
    target = money("6.99")
    return Finding(
        rule=PRICE,
        outcome=Outcome.FAIL,
        subject=Subject("sku_market", key, {"sku": sku, "store": "S1"}),
        clause=words(
            "Outlet price at most 70% of the lowest price of the last 30 days",
            "Outlet 价格至多为近 30 天最低价的 70%",
        ),
        message=words("the Outlet price is above the ceiling", "Outlet 价格高于上限"),
        actual=money("7.90"),
        limit=money("6.993"),
        limit_from=words("70% of the lowest price of the last 30 days", "近 30 天最低价的 70%"),
        limit_of=money("9.99"),
        missing=(),
        fixes=(
            FixStep(
                words(
                    "Lower the price to 6.99 USD or less (-0.91 USD, -11.5%).",
                    "将价格降至 6.99 USD 或以下（-0.91 USD，-11.5%）。",
                ),
                "outlet_price",
                target,
                money("-0.91"),
                words("Products > Manage products", "商品 > 商品管理"),
                place,
            ),
            FixStep(
                words(
                    "Make the change on 2026-11-23 or later: it would be the 4th in 7 days.",
                    "请在 2026-11-23 或之后修改：否则将是 7 天内第 4 次改价。",
                ),
            ),
        ),
        evidence=(
            Evidence(
                "outlet_price",
                words("Outlet price", "Outlet 价格"),
                FactType.MONEY,
                "USD",
                exact("7.90"),
                place,
            ),
            Evidence(
                "lowest_price_30d",
                words("lowest price of the last 30 days", "近 30 天最低价"),
                FactType.MONEY,
                "USD",
                exact("9.99"),
                Place("history.csv", 812, 9, 812, 13, None, "price"),
                derived=True,
            ),
        ),
        place=place,
        fingerprint="a1b2c3d4",
    )


def stock_finding(key: str = "BLUE-7") -> Finding:
    place = Place("仓库.xlsx", label="库存!D42", heading="可用库存")
    return Finding(
        rule=STOCK,
        outcome=Outcome.FAIL,
        subject=Subject("sku", key, {"store": "S1"}, "Blue bowl [/sale]"),
        clause=words("stock at least 50 pieces", "库存至少 50 件"),
        message=words("there are too few pieces in stock", "库存不足"),
        actual=pieces(38),
        limit=pieces(50),
        limit_from=None,
        missing=(),
        fixes=(
            FixStep(
                words("Add 12 pieces or more.", "至少增加 12 件。"),
                "stock_qty",
                pieces(50),
                pieces(12),
            ),
        ),
        evidence=(
            Evidence(
                "stock_qty", words("stock", "库存"), FactType.INTEGER, "pieces", exact(38), place
            ),
        ),
        place=place,
        fingerprint="b2c3",
    )


def rating_unknown(key: str = "RED-42") -> Finding:
    return Finding(
        rule=RATING,
        outcome=Outcome.UNKNOWN,
        subject=Subject("sku", key, {"store": "S1"}),
        clause=words("item rating at least 4.0", "商品评分至少 4.0"),
        message=words("no file gives the item rating", "没有文件提供商品评分"),
        actual=Quantity(Absent(frozenset({"item_dsr"})), FactType.DECIMAL),
        limit=number("4.0"),
        limit_from=None,
        missing=(DSR,),
        fixes=(),
        evidence=(),
        place=None,
        fingerprint="c3d4",
    )


def sold_unknown(key: str = "RED-42") -> Finding:
    return replace(
        rating_unknown(key),
        rule=REVIEWS,
        clause=words("severe reviews at most 600", "严重差评至多 600"),
        message=words("the count is known only in part", "数量只知道一部分"),
        actual=Quantity(Bounded(Decimal(500), None), FactType.INTEGER, "reviews"),
        limit=Quantity(exact(600), FactType.INTEGER, "reviews"),
        fingerprint="d4e5",
    )


def level_finding() -> Finding:
    place = Place("stores.csv", 2, 4, 2, 6, None, "fulfilment", "S1,93.1,4.7")
    return Finding(
        rule=LEVEL,
        outcome=Outcome.FAIL,
        subject=Subject("store", "S1"),
        clause=words("order fulfilment at least 95%", "订单履约率至少 95%"),
        message=words("the store is below level Lv.2", "店铺未达到 Lv.2"),
        actual=percent("93.1"),
        limit=percent("95"),
        limit_from=None,
        missing=(),
        fixes=(
            FixStep(
                words("Raise order fulfilment to 95% or more.", "将订单履约率提高到 95% 或以上。"),
                "fulfilment_pct",
                percent("95"),
                percent("1.9"),
            ),
        ),
        evidence=(),
        place=place,
        fingerprint="e5f6",
    )


def summary(
    info: RuleInfo,
    passed: int = 0,
    failed: int = 0,
    unknown: int = 0,
    other: int = 0,
    **more: object,
) -> RuleSummary:
    counts = {
        Outcome.PASS: passed,
        Outcome.FAIL: failed,
        Outcome.UNKNOWN: unknown,
        Outcome.NOT_APPLICABLE: other,
    }
    shown = more.pop("shown", min(failed + unknown, 10))
    return RuleSummary(info, counts, shown, **more)  # type: ignore[arg-type]


def report(**changes: object) -> Report:
    """Return an empty report with these fields set and its counts added up."""
    base = Report(
        version="0.1.0",
        as_of=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
        programs=("aliexpress/outlet",),
        packs=(Pack("skulint", "2026.11", SHA, "rules"),),
        inputs=(),
        counts={},
        subjects={},
        rules=(),
        readiness=(),
        findings=(),
        missing=(),
        diagnostics=(),
        entities={
            "sku": words("SKU", "SKU"),
            "sku_market": words("listing", "站点商品"),
            "store": words("store", "店铺"),
        },
    )
    built = replace(base, **changes)  # type: ignore[arg-type]
    if "counts" in changes:
        return built
    counts = {
        outcome: sum(item.counts.get(outcome, 0) for item in built.rules) for outcome in Outcome
    }
    return replace(built, counts=counts)


PRODUCTS = Input("products.csv", SHA, 50, "sku", "csv", "utf-8", 14, None, ("Vendor", "Tags"))


def one_sku() -> Report:
    return report(
        inputs=(PRODUCTS,),
        subjects={"sku": 1, "sku_market": 1, "store": 1},
        rules=(
            summary(PRICE, failed=1, clears=0),
            summary(STOCK, passed=1),
            summary(RATING, unknown=1),
            summary(EPR, other=1),
        ),
        readiness=(Readiness("aliexpress/outlet", OUTLET, 0, 0, 1, 0),),
        findings=(rating_unknown(), price_finding()),
        missing=(MissingRank(DSR, 1, 1, 1, entities=(DSR.entity,)),),
        single=Subject("sku", "RED-42", {"store": "S1"}),
        passed=(
            Passed(
                STOCK,
                Outcome.PASS,
                Subject("sku", "RED-42"),
                words("stock at least 50 pieces", "库存至少 50 件"),
                pieces(120),
                pieces(50),
            ),
            Passed(
                EPR,
                Outcome.NOT_APPLICABLE,
                Subject("sku_market", "RED-42/US"),
                words("only for markets DE or FR", "仅适用于 DE 或 FR 站点"),
                None,
                None,
            ),
        ),
        exit_code=1,
    )


def fifty_skus() -> Report:
    bad = Source("products.csv", "sku,price\nRED-1,abc\n")
    return report(
        inputs=(
            PRODUCTS,
            Input(
                "amazon/fba.txt",
                SHA,
                48,
                "sku",
                "tsv",
                "cp1252",
                0,
                words("3 titles contain lost characters", "3 个标题含有丢失的字符"),
            ),
            Input("stores.csv", SHA, 2, "store", "csv", "utf-8"),
        ),
        subjects={"sku": 50, "sku_market": 50, "store": 2},
        rules=(
            summary(
                PRICE,
                33,
                14,
                3,
                clears=8,
                shown=10,
                gap_low=money("-1.40"),
                gap_high=money("-0.10"),
                example="RED-42/US",
                fact="outlet_price",
            ),
            summary(STOCK, 42, 8, clears=1, gap_low=pieces(4), gap_high=pieces(38), shown=8),
            summary(REVIEWS, 45, 3, 2, shown=5),
            summary(LEVEL, 1, 1, holds_back=5, gap_low=percent("1.9"), gap_high=percent("1.9")),
            summary(RATING, 47, 0, 3, clears=3, shown=3),
        ),
        readiness=(Readiness("aliexpress/outlet", OUTLET, 31, 9, 7, 3),),
        findings=(
            level_finding(),
            *(price_finding(f"RED-{number}/US", sku=f"RED-{number}") for number in range(42, 52)),
            *(stock_finding(f"BLUE-{number}") for number in range(7, 15)),
            *(rating_unknown(f"RED-{number}") for number in (1, 2, 3)),
            *(sold_unknown(f"RED-{number}") for number in (4, 5)),
        ),
        missing=(
            MissingRank(DSR, 5, 3, 3, entities=(DSR.entity,)),
            MissingRank(LOW, 3, 3, 3, entities=(LOW.entity,)),
        ),
        diagnostics=(
            Diagnostic(
                "SKU-F020",
                "`abc` is not an amount of money",
                bad.span(16, 19),
                None,
                "write digits, such as `9.90`",
                Level.WARNING,
                (Related("the column is read as money here", bad.span(4, 9)),),
                3,
            ),
        ),
        not_in_force=("AE-OUTLET-014",),
        exit_code=1,
    )


def million_skus() -> Report:
    rules = tuple(
        summary(
            rule(
                f"AMZ-AGE-{number:03}",
                words(f"Stock younger than {number} days", f"库龄少于 {number} 天"),
                severity=Severity.ERROR if number % 3 else Severity.WARNING,
                program="amazon/outlet",
            ),
            passed=1_000_000 - 40_112 + number,
            failed=40_112 - number,
            clears=1_000 * number,
            shown=10,
            gap_low=pieces(-90),
            gap_high=pieces(-1),
            example=f"B016ZT{number:04}",
        )
        for number in range(1, 13)
    )
    return report(
        programs=("aliexpress/outlet", "amazon/outlet"),
        inputs=tuple(
            Input(f"warehouse/part-{number:02}.parquet", SHA, 83_333, "sku", "parquet")
            for number in range(12)
        ),
        subjects={"sku": 1_000_000},
        rules=(*rules, summary(RATING, 999_500, 0, 500, clears=500, example="B0")),
        readiness=(
            Readiness("aliexpress/outlet", OUTLET, 999_500, 0, 0, 500),
            Readiness(
                "amazon/outlet",
                words("Amazon Outlet", "亚马逊 Outlet"),
                871_204,
                60_118,
                45_670,
                23_008,
            ),
        ),
        findings=tuple(
            replace(
                stock_finding(f"B016ZT{number:04}"),
                rule=item.rule,
                place=Place(f"warehouse/part-{number:02}.parquet", label=f"row {number:,}"),
                evidence=(),
            )
            for number, item in enumerate(rules)
        ),
        missing=(MissingRank(DSR, 500, 500, 500, entities=(DSR.entity,)),),
        exit_code=1,
    )


def nothing_checked() -> Report:
    return report(
        inputs=(Input("notes.csv", SHA, 0, "row", "csv", "gb18030", 4),),
        not_in_force=tuple(f"AE-OUTLET-{number:03}" for number in range(20, 31)),
        exit_code=3,
    )


def unknown_only() -> Report:
    return report(
        inputs=(PRODUCTS,),
        subjects={"sku": 50, "sku_market": 50, "store": 1},
        rules=(summary(RATING, 0, 0, 50, clears=50), summary(REVIEWS, 0, 0, 2)),
        readiness=(Readiness("aliexpress/outlet", OUTLET, 0, 0, 0, 50),),
        findings=(rating_unknown("RED-1"), sold_unknown("RED-1")),
        missing=(MissingRank(DSR, 52, 50, 50, entities=(DSR.entity,)),),
        exit_code=4,
    )


def outlet_blocked() -> Concluded:
    """Outlet blocked for one of three SKUs, for what its store lacks."""
    fact = words("Order fulfilment rate in 90 days", "近 90 天订单履约率")
    level = Link(
        LinkKind.RULE,
        "AE-STORE-002",
        State.BLOCKED,
        words("The fulfilment rate is 93.1%; Lv.2 asks for 95%.", "履约率为 93.1%。"),
        fact=fact,
        actual=percent("93.1"),
        limit=percent("95"),
    )
    store = Link(
        LinkKind.CONCLUSION,
        "store-level-2",
        State.BLOCKED,
        words("Store level Lv.2 not reached", "店铺等级未达 Lv.2"),
        (level,),
    )
    lacking = Link(
        LinkKind.FACTS,
        "outlet:1",
        State.UNDECIDED,
        words("Product DSR at least 4", "商品 DSR 不低于 4"),
        missing=(DSR,),
        subject=Subject("sku_market", "RED-43/DE"),
    )
    outlet = words("Outlet blocked", "不能报 Outlet")
    doubt = words("Outlet: can't tell", "Outlet：无法判断")
    return Concluded(
        id="outlet-admission",
        program="aliexpress/outlet",
        title=OUTLET,
        entity="sku",
        counts={State.HOLDS: 0, State.BLOCKED: 2, State.UNDECIDED: 1},
        chains=(
            Chain(
                State.BLOCKED,
                2,
                Subject("sku", "RED-42"),
                Link(LinkKind.CONCLUSION, "outlet-admission", State.BLOCKED, outlet, (store,)),
            ),
            Chain(
                State.UNDECIDED,
                1,
                Subject("sku", "RED-43"),
                Link(LinkKind.CONCLUSION, "outlet-admission", State.UNDECIDED, doubt, (lacking,)),
            ),
        ),
        next_step={State.BLOCKED: words("Mend the store first.", "先解决店铺问题。")},
        irreversible=words("A label stays.", "标签无法撤下。"),
        follows_from=("store-level-2",),
    )


def all_outcomes() -> Report:
    return replace(
        one_sku(),
        outcomes=(
            OutcomeRow("AE-OUTLET-002", "sku_market", "RED-42/US", Outcome.FAIL),
            OutcomeRow("AE-OUTLET-003", "sku", "RED-42", Outcome.PASS),
            OutcomeRow("AE-OUTLET-009", "sku_market", "RED-42/US", Outcome.NOT_APPLICABLE),
        ),
        conclusions=(outlet_blocked(),),
    )


def all_clear() -> Report:
    return report(
        inputs=(PRODUCTS,),
        subjects={"sku": 50},
        rules=(summary(STOCK, 50), summary(REVIEWS, 48, 2, shown=0)),
        readiness=(Readiness("aliexpress/outlet", OUTLET, 50, 0, 0, 0),),
    )


REPORTS = {
    "one-sku": one_sku,
    "fifty-skus": fifty_skus,
    "million-skus": million_skus,
    "nothing-checked": nothing_checked,
    "unknown-only": unknown_only,
    "all-clear": all_clear,
}
