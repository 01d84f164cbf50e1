"""Forms, the doctor, remarks in a workbook, and a mapping of one's own."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
import yaml

from .running import run

ROOT = Path(__file__).parents[2]
EXPORTS = ROOT / "fixtures/facts/exports"
PROGRAM = ("--program", "aliexpress/outlet")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["xlsx", "csv", "yaml"])
def test_a_form_lacks_nothing(tmp_path: Path, form: str, lang: str) -> None:
    path = tmp_path / f"facts.{form}"
    made = run("facts", "template", *PROGRAM, "--format", form, "-o", path, "--lang", lang)
    assert made.exit_code == 0, made.output
    found = run("facts", "doctor", path, *PROGRAM, "--lang", lang)
    assert ("NOTHING IS LACKING" if lang == "en" else "什么都不缺") in found.output
    assert ("not used" if lang == "en" else "未使用") not in found.output


def test_a_form_filled_in_is_read(tmp_path: Path) -> None:
    path = tmp_path / "facts.xlsx"
    run("facts", "template", *PROGRAM, "-o", path, "--lang", "zh")
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["SKU", "店铺"]
    sheet = workbook["SKU"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in {"SKU 编码": "00123", "库存": 49, "主图带 OUTLET 角标": "是"}.items():
        sheet.cell(2, headings[heading], value)
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"是,否"' in lists
    assert sheet.cell(1, headings["库存"]).comment.text.startswith("现在可以卖的件数")
    workbook.save(path)
    result = run("check", path, "--rule", "AE-OUTLET-003", "--sku", "00123")
    assert result.exit_code == 1
    assert "SKU!" in result.stdout
    assert "49" in result.stdout


def test_csv_and_yaml_forms(tmp_path: Path) -> None:
    for form in ("csv", "yaml"):
        run("facts", "template", *PROGRAM, "--format", form, "-o", tmp_path / f"f.{form}")
    text = (tmp_path / "f.csv").read_text(encoding="utf-8-sig")
    (headings,) = csv.reader(io.StringIO(text))
    assert headings[:2] == ["SKU", "Market"]
    assert "Order fulfilment rate in 90 days (%)" in headings
    document = yaml.safe_load((tmp_path / "f.yaml").read_text(encoding="utf-8"))
    assert "lowest_price_30d" in document["sku"][0]
    assert "store_dsr_90d" in document["store"][0]


def test_a_form_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "facts.xlsx").write_text("mine")
    result = run("facts", "template", *PROGRAM, folder=tmp_path)
    assert result.exit_code == 2
    assert (tmp_path / "facts.xlsx").read_text() == "mine"
    assert run("facts", "template", "--program", "aliexpress/outlett").exit_code == 2


def test_doctor_says_what_a_file_is_and_what_lacks(tmp_path: Path) -> None:
    result = run("facts", "doctor", EXPORTS / "amazon-planning-zh.txt", *PROGRAM)
    assert result.exit_code == 0
    for words in (
        "2 SKUs  tsv, gb18030",
        "known as: Amazon FBA inventory health",
        "可用库存  →  Stock `stock_qty`",
        "not used  FNSKU",
        "LACKING for aliexpress/outlet",
        "lowest_price_30d",
        "you: Your own price records",
    ):
        assert words in result.output
    result = run("facts", "doctor", *PROGRAM, EXPORTS / "vendure.csv")
    assert "in: " not in result.output.split("LACKING")[0]


def test_doctor_names_exports_that_have_a_fact(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sku_id,stok\nA,5\n")
    result = run("facts", "doctor", path, *PROGRAM)
    assert "not used  stok  ?  did you mean Stock `stock_qty`?" in result.output
    lacking = result.output.split("LACKING")[1]
    assert "stock_qty" in lacking
    assert "Amazon FBA inventory health" in lacking


def test_doctor_without_a_program_only_looks_at_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sku_id,stok\nA,5\n")
    result = run("facts", "doctor", path)
    assert result.exit_code == 0
    assert "did you mean Stock `stock_qty`?" in result.output
    assert "LACKING" not in result.output
    assert "add `--program ID`" in result.output


def test_doctor_without_files_lists_all_facts() -> None:
    result = run("facts", "doctor", *PROGRAM)
    assert result.exit_code == 0
    assert "epr_registered" in result.output


def test_mapping_is_proposed_filled_in_and_used(tmp_path: Path) -> None:
    (tmp_path / "erp.csv").write_text("SKU;Lagerstand;VK brutto;Farbe\nA;60;12,50;rot\n")
    result = run("facts", "doctor", "erp.csv", *PROGRAM, "--write", folder=tmp_path)
    assert "wrote mapping.yaml" in result.stdout, result.stdout + result.stderr
    path = tmp_path / "mapping.yaml"
    text = path.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {"mapping": [{"entity": "sku", "columns": {"SKU": "sku_id"}}]}
    text = text.replace('# "Lagerstand": FACT', '"Lagerstand": stock_qty')
    text = text.replace('# "VK brutto": FACT', '"VK brutto": price\n    currency: EUR\n    #')
    path.write_text(text.replace("    currency: EUR\n    #", "") + "    currency: EUR\n")
    (tmp_path / "skulint.yaml").write_text("mapping: mapping.yaml\n")
    result = run("check", "erp.csv", "--rule", "AE-OUTLET-003", "--all-outcomes",
                     "--format", "json", folder=tmp_path)  # fmt: skip
    assert '"outcome": "pass"' in result.stdout, result.stdout + result.stderr
    result = run("facts", "doctor", "erp.csv", *PROGRAM, folder=tmp_path)
    assert "VK brutto  →  Price `price`" in result.stdout
    again = run("facts", "doctor", "erp.csv", *PROGRAM, "--write", folder=tmp_path)
    assert again.exit_code == 2
    assert "there is a `mapping.yaml` already" in again.stderr
    assert path.read_text(encoding="utf-8").count("currency: EUR") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mapping: [{entity: sku, columns: {A: sku_idd}}]\n", "did you mean `sku_id`?"),
        ("mapping: [{entity: skuu, columns: {A: sku_id}}]\n", "did you mean `sku`?"),
        ("mapping: [{entity: sku}]\n", "columns"),
        ("mapping: {A: sku_id}\n", "list"),
        ("mapping: [{entity: sku, columns: {A: sku_id}, colour: red}]\n", "colour"),
    ],
)
def test_broken_mappings(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "m.yaml").write_text(text)
    (tmp_path / "x.csv").write_text("A,B\n1,2\n")
    result = run("check", "x.csv", *PROGRAM, "--mapping", "m.yaml", folder=tmp_path)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "m.yaml:1:" in result.stderr


def test_remarks_in_the_users_own_workbook(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "My prices"
    sheet.append(["exported by hand"])
    sheet.append(["SKU", "Price", "30-day low", "stock", "note"])
    sheet.append(["A1", 8.41, 12, 60, "keep"])
    sheet.append(["B2", 8.40, 12, 49, "=1+1"])
    sheet["B3"].number_format = "0.00"
    workbook.save(tmp_path / "mine.xlsx")
    result = run(
        "check", "mine.xlsx", *PROGRAM, "--rule", "AE-OUTLET-002", "--annotate", "out.xlsx",
        folder=tmp_path,
    )  # fmt: skip
    assert "remarks" in result.stderr, result.stderr
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["My prices"]
    assert found["B3"].fill.start_color.rgb == "00F8CBAD"
    assert "AE-OUTLET-002" in found["B3"].comment.text
    assert (found["B3"].number_format, found["E4"].value) == ("0.00", "=1+1")
    assert found["D4"].fill.start_color.rgb == "00F8CBAD"
    assert found["F2"].value == "skulint: what is wrong"
    assert "AE-OUTLET-002" in found["F3"].value
    assert float(str(found["H3"].value).split(";")[0]) == 8.4
    assert found["B4"].fill.fill_type is None


def test_remarks_need_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("sku_id,stock\nA,1\n")
    result = run("check", "x.csv", *PROGRAM, "--annotate", "out.xlsx", folder=tmp_path)
    assert result.exit_code == 2
    assert "takes one .xlsx" in result.stderr
    assert not (tmp_path / "out.xlsx").exists()


def test_an_amazon_export_feeds_the_programs_of_amazon(tmp_path: Path) -> None:
    path = tmp_path / "myi.txt"
    path.write_text(
        "sku\tfnsku\tasin\tafn-warehouse-quantity\tafn-fulfillable-quantity\tafn-total-quantity\n"
        "A1\tX1\tB0B68NBQ1Y\t60\t50\t75\n"
    )
    result = run("check", path, "--program", "amazon/excess")
    assert result.exit_code == 4
    assert "= for:   Amazon product B0B68NBQ1Y" in result.stdout
    assert "= lacks: Sales of the month `month_sales`\n" in result.stdout
    assert "= from:  FBA stock at month's end 75 pieces" in result.stdout
