"""Where time alone mends a failure, the finding says when, and it is true to the second."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skulint.engine.backends.reference import Subject, judge
from skulint.engine.evaluation.waiting import Clock, moved, wait_for
from skulint.engine.loading import build_plan, load_rulebook
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.rule import Plan
from skulint.engine.model.values import Exact
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from .shop import AS_OF, Shop, catalogue

HISTORY = """\
SKU,Market,Date,Until,Price
A,ES,2026-10-01,2026-11-10,12.00
A,ES,2026-11-11,2026-11-12,10.00
A,ES,2026-11-13,2026-11-21,12.00
"""
TITLE = "title: {en: Made up, zh: 虚构}"
PACK = f"""\
pack: made-up
version: 1.0.0
{TITLE}
"""
RULES = f"""\
program: made/up
{TITLE}
parameters:
  allowed:
    {TITLE}
    values: [{{value: 1}}, {{from: 2027-02-01, value: 9}}]
    source: {{document: ours, section: one, checked: 2026-11-22}}
facts:
  changed_at: {{entity: sku, type: list, of: datetime, {TITLE}}}
  recent_changes:
    entity: sku
    type: integer
    {TITLE}
    derive:
      count: changed_at
      where: {{item: {{after: {{formula: "add_days(as_of, -7)"}}}}}}
  starts_at: {{entity: sku, type: datetime, {TITLE}}}
rules:
  - id: MADE-1
    {TITLE}
    for: sku
    kind: compliance
    severity: error
    require: {{recent_changes: {{at_most: {{parameter: allowed}}}}}}
    source: {{document: ours, section: one, checked: 2026-11-22}}
  - id: MADE-2
    {TITLE}
    for: sku
    kind: compliance
    severity: error
    require: {{as_of: {{on_or_after: {{fact: starts_at}}}}}}
    source: {{document: ours, section: one, checked: 2026-11-22}}
"""


def steps(checked, rule: str, key: str):  # type: ignore[no-untyped-def]
    return checked.finding(rule, key).fixes


def test_a_low_leaves_the_30_days(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price,Market,Outlet price\nA,12.00,ES,7.50\n")
    shop.write("history.csv", HISTORY)
    files = ("catalog.csv", "store.yaml", "history.csv")
    checked = shop.both(*files)
    step = steps(checked, "AE-OUTLET-002", "A/ES")[-1]
    assert step.wait_until == date(2026, 12, 13)
    assert step.say == {
        "en": "Wait until 2026-12-13: if nothing else changes, the rule is met from then on.",
        "zh": "等到 2026-12-13：如果其他情况不变，从那时起就符合要求。",
    }
    # If the catalogue stays as it is, its price goes on to be the history.
    shop.write("history.csv", HISTORY + "A,ES,2026-11-22,2026-12-12,12.00\n")
    for day, outcome in ((12, "fail"), (13, "pass")):
        then = shop.both(*files, as_of=datetime(2026, 12, day))
        assert then.outcomes()["AE-OUTLET-002", "A/ES"] == outcome


def test_waiting_mends_nothing_where_the_price_itself_is_the_low(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="9.00"))
    shop.write("history.csv", HISTORY)
    checked = shop.check("catalog.csv", "store.yaml", "history.csv")
    assert all(step.wait_until is None for step in steps(checked, "AE-OUTLET-002", "A/ES"))


def test_a_stated_day_of_application_does_not_move(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price,Market,Outlet price\nA,12.00,ES,7.50\n")
    shop.write("history.csv", HISTORY)
    stated = "application:\n  - {program_applied: OUTLET, application_date: 2026-11-22}\n"
    shop.write("store.yaml", stated)
    checked = shop.check("catalog.csv", "store.yaml", "history.csv")
    assert all(step.wait_until is None for step in steps(checked, "AE-OUTLET-002", "A/ES"))


def test_a_penalty_ends_and_its_author_says_so_already(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price,Price fraud date\nA,9,2026-11-10\n")
    found = steps(
        shop.both("catalog.csv", "store.yaml", rules=["AE-PRICE-004"]), "AE-PRICE-004", "A"
    )
    assert [(step.wait_until, step.say["en"]) for step in found] == [
        (date(2026, 11, 25), "Wait, and enter the promotion on 2026-11-25 or later."),
        (None, "Leave its price alone and start no paid promotion until then."),
    ]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "pack.yaml").write_text(PACK)
    (folder / "rules.yaml").write_text(RULES)
    return folder


def made_checked(shop: Shop, pack: Path, record: str):  # type: ignore[no-untyped-def]
    shop.write("skus.yaml", f"sku:\n  - {{sku_id: A, {record}}}\n")
    return shop.both("skus.yaml", rules=["MADE-1", "MADE-2"], options={"packs": (pack,)})


def test_an_event_leaves_the_window_at_its_second(shop: Shop, pack: Path) -> None:
    times = "['2026-11-20T10:00:07', '2026-11-18T09:00:00', '2026-11-21T08:00:00']"
    checked = made_checked(shop, pack, f"changed_at: {times}")
    (step,) = steps(checked, "MADE-1", "A")
    # One change is allowed: the second of three must be exactly 7 days past.
    assert step.wait_until == datetime(2026, 11, 27, 10, 0, 7)
    assert "Wait until 2026-11-27 10:00:07" in step.say["en"]


def test_what_begins_later_is_waited_for(shop: Shop, pack: Path) -> None:
    checked = made_checked(shop, pack, "starts_at: '2026-12-01T08:30:00'")
    (step,) = steps(checked, "MADE-2", "A")
    assert step.wait_until == datetime(2026, 12, 1, 8, 30)


def test_a_parameter_that_comes_into_force_is_waited_for(shop: Shop, pack: Path) -> None:
    """A change dated beyond the new value never leaves the window before."""
    times = "['2027-05-01T00:00:00', '2027-06-01T00:00:00']"
    checked = made_checked(shop, pack, f"changed_at: {times}")
    (step,) = steps(checked, "MADE-1", "A")
    assert step.wait_until == date(2027, 2, 1)


MOMENTS = st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 22)).map(
    lambda moment: moment.replace(microsecond=0)
)


@pytest.fixture(scope="module")
def plan(pack: Path) -> Plan:
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir(), pack], diagnostics)
    found = build_plan(
        book, as_of=AS_OF, diagnostics=diagnostics, rules=["MADE-1", "AE-OUTLET-002"]
    )
    assert not diagnostics.has_errors
    return found


@settings(max_examples=40)
@given(times=st.lists(MOMENTS, max_size=6))
def test_at_the_moment_it_passes_and_not_a_second_before(plan: Plan, times: list[datetime]) -> None:
    rule = next(each for each in plan.rules if each.id == "MADE-1")
    stated = {"changed_at": Exact(tuple(times)), "as_of": Exact(AS_OF)}
    subject = Subject(stated, plan.dictionary, plan.derivations)
    outcome, _ = judge(rule, subject)
    wait = wait_for(rule, subject, plan, Clock(AS_OF)) if outcome is Outcome.FAIL else None
    if wait is None:
        assert outcome is Outcome.PASS
        return

    def at(moment: datetime) -> Outcome:
        return judge(rule, moved(subject, plan, AS_OF, moment))[0]

    assert at(wait.until) is Outcome.PASS
    assert at(wait.until - timedelta(seconds=1)) is Outcome.FAIL
    # It is the earliest: the last but one of the times of this week leaves the window then.
    recent = sorted(time_ for time_ in times if time_ > AS_OF - timedelta(days=7))
    assert wait.until == recent[-2] + timedelta(days=7)


@settings(max_examples=25)
@given(
    prices=st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from([8, 10, 12, 14])), min_size=1, max_size=5
    )
)
def test_the_low_of_any_history_is_waited_for_to_the_day(
    plan: Plan, prices: list[tuple[int, int]]
) -> None:
    from decimal import Decimal

    rule = next(each for each in plan.rules if each.id == "AE-OUTLET-002")
    rows = [{"date": date(2026, 9, 1), "until": AS_OF.date(), "price": Decimal(14)}]
    for ago, price in prices:
        day = AS_OF.date() - timedelta(days=ago)
        rows.append({"date": day, "until": day, "price": Decimal(price)})
    stated = {
        "as_of": Exact(AS_OF), "program_applied": Exact("OUTLET"), "price": Exact(Decimal(14)),
        "outlet_price": Exact(Decimal("9.8")), "price_history": Exact(tuple(rows)),
    }  # fmt: skip
    subject = Subject(stated, plan.dictionary, plan.derivations)
    outcome, _ = judge(rule, subject)
    low = [ago for ago, price in prices if price < 14 and ago <= 30]
    assume(low)
    assert outcome is Outcome.FAIL
    wait = wait_for(rule, subject, plan, Clock(AS_OF))
    assert wait is not None
    last = AS_OF.date() - timedelta(days=min(low))
    assert wait.shown == last + timedelta(days=31)
    assert wait.until == datetime.combine(last + timedelta(days=31), time())
    before = moved(subject, plan, AS_OF, wait.until - timedelta(seconds=1))
    assert judge(rule, before)[0] is Outcome.FAIL
