"""Laws of plans: what is planned ready is ready once done, and a clash is a true one."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from skulint.engine.backends.reference import Subject, judge
from skulint.engine.checking.options import CheckOptions
from skulint.engine.checking.plan_changes import plan_changes
from skulint.engine.checking.survey import survey
from skulint.engine.loading import load_rulebook
from skulint.engine.model.facts import Dictionary, FactType
from skulint.engine.model.nodes import ALWAYS, FactRef, Literal
from skulint.engine.model.nodes import Test as Comparison
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.rule import Clause, Kind, Reference, Rule, Severity
from skulint.engine.model.values import Exact
from skulint.engine.planning.joint import feasible
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.source import Source, Span

AS_OF = datetime(2026, 11, 22)
PROGRAM = "aliexpress/outlet"
Row = dict[str, str]


@cache
def shipped_dictionary() -> Dictionary:
    return load_rulebook([rules_dir()], Diagnostics(), with_cases=False).dictionary


ROW = st.fixed_dictionaries(
    {
        "store_id": st.just("S1"),
        "market": st.sampled_from(["KR", "DE", "US"]),
        "outlet_price": st.sampled_from(["8.40", "8.41", "6.99", "20", "0.01"]),
        "lowest_price_30d": st.sampled_from(["12", "9.99", "0.50"]),
        "stock_qty": st.sampled_from(["0", "49", "50", "900", ""]),
        "item_dsr": st.sampled_from(["3.9", "4", "4.8"]),
        "epr_registered": st.sampled_from(["true", "false"]),
        "fda_registered": st.sampled_from(["true", "false"]),
        "most_price_changes_in_7_days": st.sampled_from(["0", "3", "4"]),
    }
)
STORE = {
    "store_id": "S1",
    "license_company_name": "X",
    "license_legal_person": "P",
    "id_card_name": "P",
    "bank_account_holder": "X",
    "store_dispute_rate_90d_pct": "0.2",
    "store_dsr_90d": "4.7",
}


def written(path: Path, rows: list[Row]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def ready(options: CheckOptions) -> set[str]:
    diagnostics = Diagnostics()
    found = survey(options, diagnostics, items=True)
    assert found is not None and found.items is not None, [each.message for each in diagnostics]
    return {each.key for each in found.items if each.failed + each.undecided == 0}


# Few catalogues of many rows: a catalogue is read and judged three times, whatever its size.
@settings(max_examples=5, deadline=None)
@given(st.lists(ROW, min_size=6, max_size=16), st.sampled_from(["97", "95", "93.1"]))
def test_what_is_planned_ready_is_ready_once_done(rows: list[Row], rate: str) -> None:
    catalogue = [{"sku_id": f"K{at}", **row} for at, row in enumerate(rows)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        written(folder / "store.csv", [{**STORE, "store_fulfilment_rate_90d_pct": rate}])
        written(folder / "catalogue.csv", catalogue)
        options = CheckOptions(
            (folder / "store.csv", folder / "catalogue.csv"), AS_OF, programs=(PROGRAM,)
        )
        diagnostics = Diagnostics()
        plan = plan_changes(options, diagnostics)
        assert plan is not None, [each.message for each in diagnostics]
        before = ready(options)
        by_key = {row["sku_id"]: row for row in catalogue}
        for change in plan.changes:
            assert isinstance(change.after.value, Exact)
            value = change.after.value.value
            row = by_key[change.subject.key.split("/")[0]]
            assert change.fact in row
            row[change.fact] = str(value).lower()
        written(folder / "catalogue.csv", catalogue)
        after = ready(options)
    planned = {each.key for each in plan.becomes_ready}
    assert planned | before == after
    assert plan.ready_now == len(before)


SPAN = Span(Source("rules.yaml", ""), 1, 1, 1, 1)
TOP = 20


def amount(value: int) -> Literal:
    return Literal(Decimal(value), FactType.INTEGER, "pieces")


def a_rule(at: int, test: Comparison) -> Rule:
    nothing = MappingProxyType[str, str]({})
    return Rule(
        id=f"LAW-{at}",
        program="demo/law",
        title=nothing,
        entity="sku",
        severity=Severity.ERROR,
        kind=Kind.ELIGIBILITY,
        when=ALWAYS,
        clauses=(Clause(test, SPAN),),
        source=Reference("", "", date(2026, 1, 1)),
        span=SPAN,
    )


BOUND = st.one_of(
    st.tuples(
        st.sampled_from(["at_least", "at_most", "more_than", "less_than", "is"]),
        st.integers(0, TOP).map(lambda value: (value,)),
    ),
    st.tuples(
        st.just("within"),
        st.tuples(st.integers(0, TOP), st.integers(0, TOP)).map(lambda pair: tuple(sorted(pair))),
    ),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(BOUND, min_size=1, max_size=5))
def test_a_clash_is_a_pair_that_no_value_suits(bounds: list[tuple[str, tuple[int, ...]]]) -> None:
    dictionary = shipped_dictionary()
    fact = dictionary.facts["stock_qty"]
    rules = [
        a_rule(at, Comparison(name, (FactRef("stock_qty"), *map(amount, values))))
        for at, (name, values) in enumerate(bounds)
    ]
    subject = Subject({"stock_qty": Exact(Decimal(7))}, dictionary, {})

    def passing(some: list[Rule]) -> set[int]:
        return {
            value
            for value in range(-1, TOP + 2)
            if all(
                judge(rule, subject.with_fact("stock_qty", Exact(Decimal(value))))[0]
                is Outcome.PASS
                for rule in some
            )
        }

    found = feasible(fact, [(rule, subject) for rule in rules])
    assert found is not None
    assert (found.conflict is None) == bool(passing(rules))
    if found.conflict is not None:
        first, second = found.conflict
        assert passing([first.rule, second.rule]) == set()
