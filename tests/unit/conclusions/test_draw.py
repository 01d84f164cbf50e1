"""Conclusions of the shipped programs over their examples: counts, chains, ways to draw."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from skulint.engine.backends import ENGINES
from skulint.engine.checking.check import check, context_of, plan_of
from skulint.engine.checking.loaded import loaded
from skulint.engine.checking.options import CheckOptions
from skulint.engine.conclusions.chainers import CHAINERS, usual_chainer
from skulint.engine.conclusions.draw import Drawn, draw
from skulint.engine.loading import load_rulebook
from skulint.engine.model.chain import Link
from skulint.engine.model.conclusion import State
from skulint.engine.model.report import Report
from skulint.engine.model.rule import RuleBook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

EXAMPLES = Path(__file__).parents[3] / "fixtures" / "examples"
AS_OF = datetime(2026, 11, 22)

#: Programs with the example files that have something for them.
RUNS = {
    "aliexpress/outlet": ("outlet/catalog.csv", "outlet/store.yaml"),
    "aliexpress/refurbishment": (
        "clearance/refurbishment-a.csv",
        "clearance/refurbishment-a.yaml",
        "clearance/store.yaml",
    ),
    "aliexpress/local-stock": (
        "local-stock/skus.csv",
        "local-stock/stock.csv",
        "local-stock/store.yaml",
    ),
    "aliexpress/premium": ("premium/skus.csv", "premium/store.yaml", "premium/candidates.yaml"),
    "aliexpress/merge": (
        "merge/before/skus.csv",
        "merge/before/listings.csv",
        "merge/before/stores.csv",
        "merge/before/seller.yaml",
        "merge/before/application.yaml",
    ),
    "aliexpress/support": ("clearance/skus.csv", "clearance/support.yaml", "clearance/store.yaml"),
    "amazon/deals": ("amazon/products.csv",),
}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    diagnostics = Diagnostics()
    found = load_rulebook([rules_dir()], diagnostics, with_cases=False)
    assert not diagnostics.has_errors
    return found


def options(program: str, files: tuple[Path, ...] | None = None) -> CheckOptions:
    return CheckOptions(
        files or tuple(EXAMPLES / name for name in RUNS[program]), AS_OF, programs=(program,)
    )


def drawn(book: RuleBook, program: str, engine: str, chainer: str) -> tuple[Drawn, ...]:
    (found,) = drawn_by(book, program, (engine, chainer))
    return found


def drawn_by(book: RuleBook, program: str, *ways: tuple[str, str]) -> list[tuple[Drawn, ...]]:
    """Read and judge the files once by each engine, and draw in each of the ways."""
    diagnostics = Diagnostics()
    asked = options(program)
    plan = plan_of(book, asked, diagnostics)
    assert plan is not None
    with loaded(book, asked, [plan], diagnostics) as store:
        assert store is not None, [item.message for item in diagnostics]
        context = context_of(book, plan, AS_OF)
        results = {engine: ENGINES[engine](plan, store, context, 1) for engine, _ in ways}
        return [
            draw(plan.conclusions, store, results[engine].roll_up, chainer=CHAINERS[chainer])
            for engine, chainer in ways
        ]


def essence(found: tuple[Drawn, ...]) -> list[object]:
    return [
        (each.conclusion.id, dict(each.counts), [(g.state, g.count, g.row) for g in each.groups])
        for each in found
    ]


@pytest.mark.parametrize("program", RUNS)
def test_every_way_to_draw_gives_the_same(book: RuleBook, program: str) -> None:
    first, by_reference, plainly = drawn_by(
        book, program, ("duckdb", usual_chainer()), ("reference", usual_chainer()),
        ("duckdb", "plain"),
    )  # fmt: skip
    assert first
    counted: Counter[State] = Counter()
    for each in first:
        counted.update(each.counts)
    print(program, dict(counted))
    assert sum(counted.values()) > 0
    assert essence(by_reference) == essence(first)
    assert essence(plainly) == essence(first)


def test_conclusions_are_drawn_in_any_order(book: RuleBook) -> None:
    first = essence(drawn(book, "aliexpress/merge", "duckdb", "plain"))
    random = Random(0)
    rules = list(book.rules.items())
    conclusions = list(book.conclusions.items())
    random.shuffle(rules)
    random.shuffle(conclusions)
    shuffled = replace(book, rules=dict(rules), conclusions=dict(conclusions))
    found = essence(drawn(shuffled, "aliexpress/merge", "duckdb", usual_chainer()))
    assert sorted(found, key=str) == sorted(first, key=str)


FACTS = """\
store:
  - {store_id: S1, license_company_name: X, license_legal_person: P, id_card_name: P,
     bank_account_holder: X, store_fulfilment_rate_90d_pct: %s,
     store_dispute_rate_90d_pct: 0.2, store_dsr_90d: 4.7}
  - {store_id: S2, license_company_name: X, license_legal_person: P, id_card_name: P,
     bank_account_holder: X, store_fulfilment_rate_90d_pct: 97,
     store_dispute_rate_90d_pct: 0.2, store_dsr_90d: 4.7}
"""
CATALOGUE = """\
sku_id,store_id,market,outlet_price,lowest_price_30d,stock_qty,item_dsr
A,S1,KR,8,12,60,4.8
B,S2,KR,8,12,60,4.8
C,S2,KR,9,12,60,4.8
"""
WITHOUT_LISTING = "sku_id,store_id,stock_qty,item_dsr\nD,S2,60,4.8\n"


def checked(folder: Path, rate: str = "93.1", **changes: object) -> Report:
    file = folder / "facts.yaml"
    file.write_text(FACTS % rate, encoding="utf-8")
    diagnostics = Diagnostics()
    skus = folder / "skus.csv"
    skus.write_text(CATALOGUE, encoding="utf-8")
    more = folder / "more.csv"
    more.write_text(WITHOUT_LISTING, encoding="utf-8")
    asked = replace(options("aliexpress/outlet", (file, skus, more)), **changes)  # type: ignore[arg-type]
    report = check(asked, "0", diagnostics)
    assert report is not None, [item.message for item in diagnostics]
    return report


def ends(link: Link) -> list[tuple[str, ...]]:
    if not link.because:
        return [(link.id,)]
    return [(link.id, *path) for each in link.because for path in ends(each)]


@pytest.mark.parametrize("engine", ("duckdb", "reference"))
def test_each_item_has_its_own_store_s_chain(tmp_path: Path, engine: str) -> None:
    report = checked(tmp_path, engine=engine)
    found = {each.id: each for each in report.conclusions}
    outlet = found["outlet-admission"]
    assert (outlet.holds, outlet.blocked, outlet.undecided) == (1, 2, 1)
    chains = {chain.subject.key: chain for chain in outlet.chains}
    assert ends(chains["A"].link) == [
        ("outlet-admission", "three-certifications", "store-level-2", "AE-STORE-002")
    ]
    (level,) = chains["A"].link.because[0].because
    assert level.text["en"] == "Store level Lv.2 not reached"
    (rate,) = level.because
    assert (str(rate.actual.value.value), str(rate.limit.value.value)) == ("93.1", "95")  # type: ignore[union-attr]
    assert ends(chains["C"].link) == [("outlet-admission", "AE-OUTLET-002")]
    (price,) = chains["C"].link.because
    assert price.subject is not None and price.subject.entity == "sku_market"
    assert chains["B"].link.because == ()
    assert ends(chains["D"].link)[0] == ("outlet-admission", "AE-OUTLET-002")
    # A listing that no file states is one of which nothing is known.
    assert [each.fact for each in chains["D"].link.because[0].missing] == ["price", "price_history"]
    (outlet_readiness,) = report.readiness
    states = (outlet_readiness.ready, outlet_readiness.one_fix_away, outlet_readiness.cannot_tell)
    assert states == (outlet.holds, outlet.blocked, outlet.undecided)
    store = found["store-level-2"]
    assert (store.holds, store.blocked, store.undecided) == (1, 1, 0)


def told(report: Report) -> list[object]:
    readiness = [(each.ready, each.one_fix_away, each.cannot_tell) for each in report.readiness]
    drawn = [(each.id, dict(each.counts)) for each in report.conclusions]
    rules = [(each.rule.id, dict(each.counts), each.clears) for each in report.rules]
    missing = sorted((each.fact.fact, each.settles, each.undecided) for each in report.missing)
    return [readiness, drawn, rules, missing]


def test_the_order_of_files_and_rows_changes_nothing(tmp_path: Path) -> None:
    first = checked(tmp_path)
    folder = tmp_path / "turned"
    folder.mkdir()
    for name in ("skus.csv", "more.csv"):
        heading, *rows = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        text = "\n".join([heading, *reversed(rows)]) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    stores = FACTS.split("  - ")
    turned = "  - ".join([stores[0], *reversed(stores[1:])]) % "93.1"
    (folder / "facts.yaml").write_text(turned, encoding="utf-8")
    files = tuple(folder / name for name in ("more.csv", "facts.yaml", "skus.csv"))
    diagnostics = Diagnostics()
    second = check(options("aliexpress/outlet", files), "0", diagnostics)
    assert second is not None, [item.message for item in diagnostics]
    assert told(second) == told(first)


def test_a_missing_outcome_is_never_a_pass(tmp_path: Path) -> None:
    file = tmp_path / "sku.csv"
    file.write_text("sku_id,stock_qty,item_dsr\nA,60,4.8\n", encoding="utf-8")
    report = check(options("aliexpress/outlet", (file,)), "0", Diagnostics())
    assert report is not None
    states = {each.id: each for each in report.conclusions}
    assert states["outlet-admission"].undecided == 1
    assert all(each.holds == 0 for each in report.conclusions if each.id != "outlet-stock-in-pool")


def test_one_record_has_only_its_own_conclusions(tmp_path: Path) -> None:
    report = checked(tmp_path, subject="A")
    outlet = next(each for each in report.conclusions if each.id == "outlet-admission")
    assert (outlet.holds, outlet.blocked, outlet.undecided) == (0, 1, 0)
    store = next(each for each in report.conclusions if each.id == "store-level-2")
    assert store.blocked == store.total == 1


def test_a_failed_chaining_stops_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from skulint.engine.conclusions import draw as module
    from skulint.engine.conclusions.chainers.failure import ChainingError

    def fail(*_: object) -> None:
        raise ChainingError("durable-rules gave no answer in 60 seconds")

    monkeypatch.setattr(module, "CHAINERS", {usual_chainer(): fail})
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS % "97", encoding="utf-8")
    diagnostics = Diagnostics()
    assert check(options("aliexpress/outlet", (file,)), "0", diagnostics) is None
    assert [(item.code, item.message) for item in diagnostics.sorted()] == [
        ("SKU-C008", "no conclusions could be drawn: durable-rules gave no answer in 60 seconds")
    ]


def test_without_conclusions_nothing_is_drawn(tmp_path: Path) -> None:
    report = checked(tmp_path, programs=("aliexpress/pricing",))
    assert report.conclusions == ()


def test_every_conclusion_says_each_state_in_both_languages(book: RuleBook) -> None:
    assert len(book.conclusions) >= 30
    for each in book.conclusions.values():
        assert set(each.title) == {"en", "zh"}
        for state in (State.HOLDS, State.BLOCKED):
            assert set(each.say[state]) == {"en", "zh"}
    assert book.conclusions["merge-confirmation"].irreversible
