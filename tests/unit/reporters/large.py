"""A report as large as a check of a million records gives: every list at its longest."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from skulint.engine.model.outcome import Outcome
from skulint.engine.model.report import Place, Readiness, Report, Subject
from skulint.engine.model.values import Exact

from .builders import OUTLET, money, price_finding, report, rule, stock_finding, summary, words


def huge(rules: int = 60, listed: int = 1_000) -> Report:
    """Return many rules, each with as many findings listed as a check ever keeps."""
    infos = [
        rule(
            f"AE-RULE-{number:03}",
            words(f"Rule number {number} of the house", f"第 {number} 条内部规则"),
        )
        for number in range(rules)
    ]
    kinds = (stock_finding(), price_finding())
    findings = tuple(
        replace(
            kinds[number % 2],
            rule=info,
            subject=Subject(
                "sku_market",
                f"SKU-{number:03}-{item:04}/US",
                {"sku": f"SKU-{number:03}-{item:04}", "store": "S1"},
                f"A cup with a rather usual title, number {item}",
            ),
            actual=money(Exact(Decimal(700 + item) / 100)),
            place=Place(f"warehouse/part-{number:02}.csv", item + 2, 5, item + 2, 9, snippet="x"),
        )
        for number, info in enumerate(infos)
        for item in range(listed)
    )
    return report(
        subjects={"sku": 1_000_000, "sku_market": 1_000_000},
        rules=tuple(
            summary(info, 960_000, 40_000, shown=listed, clears=100 * number, example="SKU-1")
            for number, info in enumerate(infos)
        ),
        readiness=(Readiness("aliexpress/outlet", OUTLET, 871_204, 60_118, 45_670, 23_008),),
        findings=findings,
        counts={Outcome.FAIL: rules * 40_000, Outcome.PASS: rules * 960_000},
        exit_code=1,
    )
