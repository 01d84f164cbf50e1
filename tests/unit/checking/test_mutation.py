"""Changes of rules: which are made, which the cases notice, and the cases that would."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from skulint.engine.checking.choose_cases import choose_cases
from skulint.engine.checking.coverage import Lack, find_gaps
from skulint.engine.checking.mutation import MutationResult, owners_in, run_mutation
from skulint.engine.checking.proposals import propose_all
from skulint.engine.checking.write_cases import case_text, with_cases
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.source import Source

HEAD = """\
program: aliexpress/outlet
rules:
  - id: MY-1
    title: {en: Mine, zh: 我的}
    for: sku
    kind: advice
    severity: info
    source: {document: mine.txt, section: "1", checked: 2026-03-01}
"""
AS_OF = datetime(2026, 3, 1)


#: All that the rules here read. It stands in for what is shipped, which takes seconds to load.
PACK = """\
pack: skulint-core
version: "1"
title: {en: Small, zh: 小}
"""
FACTS = """\
entities:
  application: {title: {en: Application, zh: 申请}, key: [application_id], sees: []}
  sku: {title: {en: SKU, zh: SKU}, key: [sku_id], sees: [application, context], item: true}
  context: {title: {en: This run, zh: 本次检查}, key: []}
  sku_market: {title: {en: Listing, zh: 站点商品}, key: [sku_id, market], sees: [sku]}
facts:
  application_id: {entity: application, type: text, title: {en: Application ID, zh: 申请号}}
  application_date: {entity: application, type: date, title: {en: Date, zh: 日期}}
  as_of: {entity: context, type: datetime, title: {en: Day of the check, zh: 检查日期}}
  due_at: {entity: sku, type: datetime, title: {en: Due, zh: 截止时间}}
  sku_id: {entity: sku, type: text, title: {en: SKU, zh: SKU}}
  stock_qty: {entity: sku, type: integer, unit: pieces, step: 1, title: {en: Stock, zh: 库存}}
  outlet_active: {entity: sku, type: boolean, title: {en: Active, zh: 已启用}}
  brand: {entity: sku, type: text, title: {en: Brand, zh: 品牌}}
  item_dsr: {entity: sku, type: decimal, title: {en: Product DSR, zh: 商品 DSR}}
  market: {entity: sku_market, type: text, title: {en: Market, zh: 站点}}
  price: {entity: sku_market, type: money, unit: USD, title: {en: Price, zh: 价格}}
  lowest_price_30d: {entity: sku_market, type: money, unit: USD, title: {en: Low, zh: 低价}}
  outlet_price:
    entity: sku_market
    type: money
    unit: USD
    title: {en: Outlet price, zh: Outlet 价格}
    derive: {formula: price}
"""
PROGRAM = "program: aliexpress/outlet\ntitle: {en: Outlet, zh: Outlet}\n"


@pytest.fixture(autouse=True)
def _pack(tmp_path: Path) -> None:
    for name, text in (("pack", PACK), ("facts", FACTS), ("program", PROGRAM)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")


def looked_at(folder: Path, body: str) -> tuple[MutationResult, Path]:
    file = folder / "mine.yaml"
    file.write_text(HEAD + body, encoding="utf-8")
    diagnostics = Diagnostics()
    chosen = choose_cases([str(file)], [], [], diagnostics)
    assert chosen is not None, [each.message for each in diagnostics]
    owners = owners_in(chosen.book, chosen.owners)
    assert "MY-1" in owners
    result = run_mutation(chosen.book, chosen.cases, owners, AS_OF, diagnostics)
    assert result is not None
    return result, file


def left(folder: Path, body: str) -> list[str]:
    result, _ = looked_at(folder, body)
    return [each.change.text for each in result.survivors]


def test_both_sides_of_a_limit_notice_every_change(tmp_path: Path) -> None:
    cases = """\
    require: {stock_qty: {at_least: 50}}
    cases:
      - {given: {stock_qty: 50}, expect: pass}
      - {given: {stock_qty: 49}, expect: fail}
"""
    result, _ = looked_at(tmp_path, cases)
    assert (result.tried, result.noticed, result.survivors) == (4, 4, ())


@pytest.mark.parametrize(
    ("requirement", "cases", "expected"),
    [
        (
            "stock_qty: {at_least: 50}",
            ["{given: {stock_qty: 80}, expect: pass}", "{given: {stock_qty: 20}, expect: fail}"],
            ["at_least: 50 -> more_than: 50", "50 -> 51", "50 -> 49"],
        ),
        (
            "outlet_active: true",
            ["{given: {outlet_active: true}, expect: pass}"],
            [],
        ),
        (
            "any_of: [{outlet_active: true}, {stock_qty: 5}]",
            ["{given: {outlet_active: true, stock_qty: 5}, expect: pass}"],
            [
                "any_of -> all_of",
                "outlet_active: true -> nothing",
                "stock_qty: 5 -> nothing",
                "is: true -> is_not: true",
                "is: 5 -> is_not: 5",
                "5 -> 6",
                "5 -> 4",
            ],
        ),
        (
            "not: {stock_qty: 5}",
            ["{given: {stock_qty: 5}, expect: fail}"],
            [],
        ),
        (
            "brand: {one_of: [A, B]}",
            ["{given: {brand: A}, expect: pass}", "{given: {brand: C}, expect: fail}"],
            ["B -> nothing"],
        ),
        (
            "item_dsr: {within: [4, 4.8]}",
            ["{given: {item_dsr: 4.01}, expect: pass}", "{given: {item_dsr: 4.81}, expect: fail}"],
            [
                "within: [4, 4.8] -> within, without its lower end",
                "within: [4, 4.8] -> within, without its upper end",
                "4 -> 4.01",
                "4 -> 3.99",
                "4.8 -> 4.79",
            ],
        ),
        (
            "stock_qty: {at_most: 70% of item_dsr}",
            ["{given: {stock_qty: 7, item_dsr: 10}, expect: pass}"],
            [
                "at_most: 70% of item_dsr -> at_least: 70% of item_dsr",
                "70% of item_dsr -> 71% of item_dsr",
            ],
        ),
    ],
)
def test_changes_that_no_case_notices(
    tmp_path: Path, requirement: str, cases: list[str], expected: list[str]
) -> None:
    lines = "".join(f"      - {case}\n" for case in cases)
    assert left(tmp_path, f"    require: {{{requirement}}}\n    cases:\n{lines}") == expected


def test_a_dropped_when_is_noticed_only_by_a_case_it_keeps_out(tmp_path: Path) -> None:
    body = """\
    when: {outlet_active: true}
    require: {stock_qty: {is_present: true}}
    cases:
      - {given: {outlet_active: true, stock_qty: 5}, expect: pass}
      - {given: {outlet_active: true}, expect: fail}
"""
    assert left(tmp_path, body) == ["when -> no when"]
    body += "      - {given: {outlet_active: false}, expect: not_applicable}\n"
    assert left(tmp_path, body) == []


def test_a_parameter_is_changed_where_it_is_read(tmp_path: Path) -> None:
    body = """\
    require: {stock_qty: {at_least: {parameter: mine}}}
    cases:
      - {given: {stock_qty: 50}, expect: pass}
parameters:
  mine:
    title: {en: Mine, zh: 我的}
    values: [{value: 50}]
    source: {document: mine.txt, section: "1", checked: 2026-03-01}
"""
    result, _ = looked_at(tmp_path, body)
    assert [(each.owner, each.change.text) for each in result.survivors] == [
        ("MY-1", "at_least: 50 -> at_most: 50"),
        ("mine", "50 -> 49"),
    ]


def test_a_reason_spares_a_change_until_a_case_notices_it(tmp_path: Path) -> None:
    body = """\
    require: {stock_qty: {at_least: 0}}
    no_case_for:
      - {change: "at_least: 0 -> more_than: 0", because: we try it out}
    cases:
      - {given: {stock_qty: -1}, expect: fail}
"""
    result, _ = looked_at(tmp_path, body)
    assert [reason.because for _, reason in result.accepted] == ["we try it out"]
    assert [each.change.text for each in result.survivors] == ["0 -> 1"]
    assert result.idle == ()
    result, _ = looked_at(tmp_path, body + "      - {given: {stock_qty: 0}, expect: pass}\n")
    assert (result.accepted, result.survivors) == ((), ())
    assert [each.change for each in result.idle] == ["at_least: 0 -> more_than: 0"]


PROPOSED = [
    "    require: {stock_qty: {at_least: 50}}\n",
    "    when: {outlet_active: true}\n    require: {item_dsr: {within: [4, 4.8]}}\n",
    "    require: {any_of: [{outlet_active: true}, {stock_qty: 5}]}\n",
    "    require: {not: {brand: {one_of: [A, B]}}}\n",
    "    require: {outlet_price: {at_most: 70% of lowest_price_30d}}\n    for: sku_market\n",
    "    when: {application_date: {on_or_after: 2026-01-01}}\n    require: {outlet_active: true}\n",
    "    require:\n      stock_qty: {at_least: 5}\n      brand: X\n",
    # What depends on the day is stated with a day.
    "    require: {any_of: [{as_of: {on_or_before: {fact: due_at}}}, {brand: X}]}\n",
]


@pytest.mark.parametrize("body", PROPOSED)
def test_cases_made_from_nothing_notice_every_change(tmp_path: Path, body: str) -> None:
    head = HEAD.replace("    for: sku\n", "") if "for:" in body else HEAD
    file = tmp_path / "mine.yaml"
    file.write_text(head + body, encoding="utf-8")
    for turn in range(2):
        diagnostics = Diagnostics()
        chosen = choose_cases([str(file)], [], [], diagnostics)
        assert chosen is not None, [each.message for each in diagnostics]
        owners = frozenset({"MY-1"})
        result = run_mutation(chosen.book, chosen.cases, owners, AS_OF, diagnostics)
        assert result is not None
        assert result.failed == 0
        if turn == 1:
            assert (result.tried, result.survivors) == (result.noticed, ())
            break
        assert len(result.survivors) == result.tried > 0
        proposed = propose_all(result.survivors, result.trials)
        assert all(each is not None for _, each in proposed)
        texts = list(dict.fromkeys(case_text(each) for _, each in proposed if each is not None))
        source = Source(str(file), file.read_text(encoding="utf-8"))
        file.write_text(with_cases(source, {"MY-1": texts}), encoding="utf-8")


def test_gaps_name_rule_clause_outcome_and_missing_fact(tmp_path: Path) -> None:
    body = """\
    when: {outlet_active: true}
    require:
      stock_qty: {at_least: 50}
      brand: X
    cases:
      - {given: {outlet_active: true, stock_qty: 50, brand: X}, expect: pass}
      - {given: {outlet_active: true, stock_qty: 49, brand: X}, expect: fail}
      - {given: {outlet_active: true, brand: X}, expect: unknown}
"""
    file = tmp_path / "mine.yaml"
    file.write_text(HEAD + body + HEAD.partition("rules:\n")[2].replace("MY-1", "MY-2"))
    with file.open("a", encoding="utf-8") as stream:
        stream.write("    require: {stock_qty: 5}\n")
    diagnostics = Diagnostics()
    chosen = choose_cases([str(file)], [], [], diagnostics)
    assert chosen is not None, [each.message for each in diagnostics]
    result = run_mutation(chosen.book, chosen.cases, {"MY-1"}, AS_OF, diagnostics)
    assert result is not None
    gaps = find_gaps(chosen.book, result.trials, {"MY-1", "MY-2"})
    assert [(each.lack, each.owner, each.detail) for each in gaps] == [
        (Lack.OUTCOME, "MY-1", "not_applicable"),
        (Lack.CLAUSE, "MY-1", "brand: X"),
        (Lack.MISSING, "MY-1", "outlet_active"),
        (Lack.MISSING, "MY-1", "brand"),
        (Lack.RULE, "MY-2", "MY-2"),
    ]


FILE = """\
# Kept.
program: aliexpress/outlet
rules:
  - id: MY-1   # so is this
    title: {en: Mine, zh: 我的}
    cases:
      - {given: {stock_qty: 50}, expect: pass}  # the limit
      # and this

  - {id: MY-2, title: {en: Mine, zh: 我的}}
  - id: MY-3
    cases: [{given: {}, expect: unknown}]
  - id: MY-4
    require:
      stock_qty: 5
"""


@pytest.mark.parametrize(
    ("name", "after", "added"),
    [
        ("MY-1", "expect: pass}  # the limit", "\n      - NEW"),
        ("MY-2", "zh: 我的}", ", cases: [NEW]"),
        ("MY-3", "expect: unknown}", ", NEW"),
        ("MY-4", "      stock_qty: 5", "\n    cases:\n      - NEW"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_cases_are_added_and_nothing_else_changes(
    name: str, after: str, added: str, end: str
) -> None:
    text = FILE.replace("\n", end)
    found = with_cases(Source("mine.yaml", text), {name: ["NEW"]})
    added = added.replace("\n", end)
    assert found.replace(added, "", 1) == text
    assert after + added in found
