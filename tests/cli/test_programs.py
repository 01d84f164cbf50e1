"""`skulint programs`: the matrix for a catalogue, and what each program needs without one."""

from __future__ import annotations

import json
from pathlib import Path

from skulint.engine.resources import rules_dir

from .running import run

EXAMPLES = Path(__file__).parents[2] / "fixtures" / "examples"
OUTLET = (EXAMPLES / "outlet/catalog.csv", EXAMPLES / "outlet/store.yaml")
DAY = ("--as-of", "2026-11-22")


def matrix(*arguments: object) -> dict[str, dict[str, object]]:
    result = run("programs", *arguments, *DAY, "--format", "json")
    assert result.exit_code == 0, result.output
    return {each["program"]: each for each in json.loads(result.stdout)["programs"]}


def test_the_matrix_counts_as_check_does(tmp_path: Path) -> None:
    other = tmp_path / "store.yaml"
    other.write_text(
        OUTLET[1].read_text(encoding="utf-8").replace("applied: OUTLET", "applied: MERGE"),
        encoding="utf-8",
    )
    rows = matrix(*OUTLET)
    for program in ("aliexpress/outlet", "aliexpress/merge"):
        catalogue = OUTLET if program == "aliexpress/outlet" else (OUTLET[0], other)
        result = run("check", *catalogue, "--program", program, *DAY, "--format", "json")
        (readiness,) = json.loads(result.stdout)["summary"]["readiness"]
        for state in ("ready", "one_fix_away", "not_ready", "cannot_tell", "total"):
            assert rows[program][state] == readiness[state], (program, state)
    assert rows["aliexpress/outlet"]["open"] == "holds"
    assert rows["amazon/outlet"]["open"] is None
    assert rows["amazon/outlet"]["ready"] is None


def test_a_closed_program_says_why(tmp_path: Path) -> None:
    text = OUTLET[1].read_text(encoding="utf-8")
    store = tmp_path / "store.yaml"
    lines = [
        "store_fulfilment_rate_90d_pct: 93.1" if "store_fulfilment_rate_90d_pct" in line else None
        for line in text.splitlines()
    ]
    store.write_text(
        "\n".join(
            f"{old[: len(old) - len(old.lstrip(' -'))]}{new}" if new else old
            for old, new in zip(text.splitlines(), lines, strict=True)
        ),
        encoding="utf-8",
    )
    row = matrix(OUTLET[0], store)["aliexpress/outlet"]
    assert row["open"] == "blocked"
    (why,) = row["why"]  # type: ignore[misc]
    assert (why["rule"], why["actual"], why["limit"]) == ("AE-STORE-002", 93.1, 95)
    shown = run("programs", OUTLET[0], store, *DAY, "--lang", "en").stdout
    assert "← The fulfilment rate of the last 90 days is 93.1%; level Lv.2 asks for 95%." in shown


def test_every_item_has_its_nearest_program() -> None:
    result = run("programs", *OUTLET, *DAY, "--format", "json")
    document = json.loads(result.stdout)
    keys = [each["key"] for each in document["items"]]
    assert len(keys) == len(set(keys)) == 12
    nearest = {each["program"]: each["nearest_for"] for each in document["programs"]}
    assert sum(nearest.values()) == 12
    for program, count in nearest.items():
        assert count == sum(each["nearest"] == program for each in document["items"])
    ready = next(each for each in document["items"] if each["failed"] + each["undecided"] == 0)
    assert ready["nearest"] == "aliexpress/outlet"


def test_only_some_programs_in_chinese() -> None:
    shown = run("programs", *OUTLET, "--program", "aliexpress/outlet", *DAY, "--lang", "zh").stdout
    assert "aliexpress/outlet" in shown
    assert "aliexpress/premium" not in shown
    assert "可申请" in shown


def test_without_files_it_says_what_each_program_needs() -> None:
    short = run("programs", "--lang", "en")
    assert short.exit_code == 0
    assert "aliexpress/outlet  AliExpress Outlet" in short.stdout
    assert "store_fulfilment_rate_90d_pct" in short.stdout
    long = run("programs", "--program", "aliexpress/outlet", "--lang", "en", "-v").stdout
    assert "Stock `stock_qty`: The stock column of the product list" in long
    document = json.loads(run("programs", "--format", "json").stdout)
    assert {each["program"] for each in document["programs"]} == {
        str(path.parent.relative_to(rules_dir())) for path in rules_dir().rglob("program.yaml")
    }
    # Nobody is admitted to fees, but they are worked out of something.
    fees = next(each for each in document["programs"] if each["program"] == "amazon/storage-fees")
    assert (fees["rules"], fees["admits"]) == (0, False)
    assert "base_storage_fee" in {each["fact"] for each in fees["facts"]}
    outlet = next(each for each in document["programs"] if each["program"] == "aliexpress/outlet")
    assert outlet["admits"]
    assert {"stock_qty", "item_dsr", "lowest_price_30d"} - {
        each["fact"] for each in outlet["facts"]
    } == {"lowest_price_30d"}


def test_bad_input_ends_with_2(tmp_path: Path) -> None:
    assert run("programs", tmp_path / "no.csv").exit_code == 2
    wrong = run("programs", *OUTLET, "--program", "aliexpress/outlt")
    assert wrong.exit_code == 2
    assert "did you mean `aliexpress/outlet`?" in wrong.stderr
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    assert run("programs", empty).exit_code in (2, 3)
