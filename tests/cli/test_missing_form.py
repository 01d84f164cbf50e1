"""A form of what files lack, filled in and given beside them, settles what was undecided."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from skulint.cli.main import main
from skulint.engine.checking.check import check
from skulint.engine.checking.options import CheckOptions
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.report import Report
from skulint.engine.text.diagnostics import Diagnostics

AS_OF = datetime(2026, 11, 22)
PROGRAM = "aliexpress/outlet"
STORE = {
    "license_company_name": "X",
    "license_legal_person": "P",
    "id_card_name": "P",
    "bank_account_holder": "X",
    "store_dispute_rate_90d_pct": 0.2,
}
FACTS = {
    "store": [{"store_id": "S1", **STORE}, {"store_id": "0042", "store_dsr_90d": 4.8, **STORE}],
    "sku": [
        {
            "sku_id": "00123",
            "store_id": "S1",
            "item_dsr": 4.8,
            "sku_market": [{"market": "DE", "outlet_price": 8}, {"market": "KR"}],
        },
        {"sku_id": "K2", "store_id": "0042", "stock_qty": 60},
    ],
}
#: What a seller would write into the blanks.
ANSWERS: dict[str, Any] = {
    "market": "KR",
    "price": 8,
    "lowest_price_30d": 12,
    "epr_registered": True,
    "fda_registered": True,
    "item_dsr": 4.8,
    "stock_qty": 60,
    "severe_negative_review_count": 0,
    "main_image_has_outlet_badge": True,
    "outlet_active": True,
    "price_abuse_triggered_on": "2026-01-01",
    "most_price_changes_seen": 1,
    "in_main_new_product_period": False,
    "store_age_days": 400,
    "store_has_price_fraud_notice": False,
    "store_dsr_90d": 4.8,
    "store_fulfilment_rate_90d_pct": 98,
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def checked(*files: Path) -> Report:
    diagnostics = Diagnostics()
    report = check(CheckOptions(files, AS_OF, programs=(PROGRAM,)), "0", diagnostics)
    assert report is not None, [item.message for item in diagnostics.sorted()]
    assert not diagnostics.sorted(), [item.message for item in diagnostics.sorted()]
    return report


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(FACTS), encoding="utf-8")
    return file


def fill_yaml(folder: Path) -> list[Path]:
    path = folder / "form.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for records in document.values():
        for record in records:
            record.update({name: ANSWERS[name] for name, value in record.items() if value is None})
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return [path]


def titles() -> dict[str, str]:
    from skulint.cli.forms import heading_of
    from skulint.engine.loading import kept_rulebook
    from skulint.engine.resources import rules_dir

    book = kept_rulebook([rules_dir()], Diagnostics())
    return {heading_of(book.dictionary.facts[name], "en"): name for name in ANSWERS}


def written(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def fill_csv(folder: Path) -> list[Path]:
    names = titles()
    paths = sorted(folder.glob("form-*.csv"))
    for path in paths:
        headings, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
        # Who cannot see which cells are asked for fills in what is lacking in all rows.
        filled = [
            [
                cell or (str(written(ANSWERS[names[heading]])) if heading in names else "")
                for heading, cell in zip(headings, row, strict=True)
            ]
            for row in rows
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *filled])
    return paths


def fill_xlsx(folder: Path) -> list[Path]:
    names = titles()
    path = folder / "form.xlsx"
    workbook = openpyxl.load_workbook(path)
    asked = 0
    for sheet in workbook:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if cell.fill.start_color.rgb == "00FFF2CC":
                    heading = str(sheet.cell(1, cell.column).value)
                    cell.value = written(ANSWERS[names[heading]])
                    asked += 1
    assert asked > 10
    workbook.save(path)
    return [path]


FILL: dict[str, Callable[[Path], list[Path]]] = {
    "yaml": fill_yaml,
    "csv": fill_csv,
    "xlsx": fill_xlsx,
}


@pytest.mark.parametrize("form", FILL)
def test_a_form_of_what_is_lacking_settles_all_of_it(
    facts: Path, tmp_path: Path, form: str
) -> None:
    before = checked(facts)
    assert before.counts[Outcome.UNKNOWN] > 20
    made = run(
        "facts", "template", facts, "--program", PROGRAM, "--as-of", "2026-11-22",
        "--format", form, "-o", tmp_path / f"form.{form}",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    after = checked(facts, *FILL[form](tmp_path))
    left = {each.rule.id for each in after.rules if each.counts[Outcome.UNKNOWN]}
    assert not left
    assert after.counts[Outcome.FAIL] == before.counts[Outcome.FAIL] == 0
    (readiness,) = after.readiness
    assert (readiness.ready, readiness.cannot_tell) == (2, 0)


def test_a_form_asks_for_nothing_that_is_known(facts: Path, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    run("facts", "template", facts, "--program", PROGRAM, "--format", "yaml", "-o", path)
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    skus = {each["sku_id"]: each for each in document["sku"]}
    assert "stock_qty" in skus["00123"]
    assert "stock_qty" not in skus["K2"]
    assert "item_dsr" in skus["K2"]
    assert "item_dsr" not in skus["00123"]
    stores = {each["store_id"]: each for each in document["store"]}
    assert set(stores) == {"S1", "0042"}
    assert "store_dsr_90d" in stores["S1"]
    assert "store_dsr_90d" not in stores["0042"]
    listings = [(each["sku_id"], each["market"]) for each in document["sku_market"]]
    # The SKU without a listing has one that nothing is known of.
    assert listings == [("00123", "DE"), ("00123", "KR"), ("K2", None)]


def test_where_nothing_is_lacking_there_is_no_form(tmp_path: Path) -> None:
    file = tmp_path / "sku.csv"
    file.write_text("sku_id,stock_qty\nA,60\n", encoding="utf-8")
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        "pack: mine\nversion: 1.0.0\ntitle: {en: Mine, zh: 我的}\n", encoding="utf-8"
    )
    (pack / "program.yaml").write_text(
        "program: mine/stock\ntitle: {en: Stock, zh: 库存}\nrules:\n"
        "  - id: MINE-1\n    title: {en: Stock, zh: 库存}\n    for: sku\n    kind: eligibility\n"
        "    severity: error\n    require: {stock_qty: {at_least: 5}}\n"
        '    source: {document: mine, section: "1", checked: 2026-11-22}\n',
        encoding="utf-8",
    )
    form = tmp_path / "form.yaml"
    asked = ("facts", "template", file, "--program", "mine/stock", "--rules", pack, "-o", form)
    made = run(*asked)
    assert (made.exit_code, made.output) == (0, "nothing is lacking that a form could ask for\n")
    assert not form.exists()
    file.write_text("sku_id,stock_qty\nA,\n", encoding="utf-8")
    assert run(*asked, "--format", "yaml").exit_code == 0
    assert "stock_qty:  # Stock" in form.read_text(encoding="utf-8")


def test_several_tables_do_not_fit_into_one_csv_on_standard_output(facts: Path) -> None:
    made = run("facts", "template", facts, "--program", PROGRAM, "--format", "csv", "-o", "-")
    assert made.exit_code == 2
    assert "name a file, and several are written" in made.output
    broken = run("facts", "template", "no-such-file.csv", "--program", PROGRAM, "-o", "-")
    assert broken.exit_code == 2
