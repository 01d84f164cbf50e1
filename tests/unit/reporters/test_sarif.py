"""SARIF against its published schema, and read by a program of others."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from sarif.loader import load_sarif_file

from skulint.engine.model.report import Place, Report

from .builders import REPORTS, fifty_skus, money, one_sku, price_finding, stock_finding, words
from .printing import printed

SCHEMA = json.loads(
    (
        Path(__file__).parents[3] / "fixtures" / "schemas" / "sarif" / "sarif-schema-2.1.0.json"
    ).read_text(encoding="utf-8")
)
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)


def document(report: Report, **options: object) -> dict:
    return json.loads(printed(report, "sarif", **options))


def errors(found: dict) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(found)]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_follows_the_schema(name: str, lang: str) -> None:
    assert errors(document(REPORTS[name](), lang=lang)) == []


def test_the_schema_finds_faults() -> None:
    broken = document(one_sku())
    broken["runs"][0]["results"][0]["kind"] = "perhaps"
    assert errors(broken)


def test_another_program_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "out.sarif"
    path.write_text(printed(fifty_skus(), "sarif"), encoding="utf-8")
    records = load_sarif_file(str(path)).get_records()
    assert len(records) == len(fifty_skus().findings)
    assert {record["Severity"] for record in records} == {"error", "none"}
    price = [record for record in records if record["Code"] == "AE-OUTLET-002"]
    assert {(record["Location"], record["Line"]) for record in price} == {("products.csv", 17)}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def test_no_text_is_empty_and_every_result_has_a_line() -> None:
    for name in REPORTS:
        run = document(REPORTS[name]())["runs"][0]
        assert all(strings(run))
        for result in run["results"]:
            region = result["locations"][0]["physicalLocation"]["region"]
            assert region["startLine"] >= 1
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_undecided_is_open_and_has_no_level() -> None:
    results = document(one_sku())["runs"][0]["results"]
    assert [(each["ruleId"], each["kind"], each["level"]) for each in results] == [
        ("AE-OUTLET-002", "fail", "error"),
        ("AE-OUTLET-004", "open", "none"),
    ]


def test_a_column_counts_code_points_and_says_so() -> None:
    line = "👍,7.90"
    place = Place("a.csv", 2, 3, 2, 7, snippet=line)
    run = document(replace(one_sku(), findings=(price_finding(place=place),)))["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "7.90"


def test_a_fix_of_one_cell_can_be_applied() -> None:
    line = "RED-42,7.90"
    place = Place("a.csv", 1, 8, 1, 12, snippet=line)
    run = document(replace(one_sku(), findings=(price_finding(place=place),)))["runs"][0]
    (fix,) = run["results"][0]["fixes"]
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    region = replacement["deletedRegion"]
    changed = line[: region["startColumn"] - 1] + replacement["insertedContent"]["text"]
    assert changed + line[region["endColumn"] - 1 :] == "RED-42,6.99"


@pytest.mark.parametrize("cell", ['"7.90"', "7,90", "USD 7"])
def test_a_cell_that_is_no_plain_number_is_left_to_people(cell: str) -> None:
    place = Place("a.csv", 1, 1, 1, 1 + len(cell), snippet=cell)
    run = document(replace(one_sku(), findings=(price_finding(place=place),)))["runs"][0]
    assert "fixes" not in run["results"][0]


def test_addresses_are_percent_encoded_and_relative_to_the_repository() -> None:
    cases = {
        "目录/a b.csv": "%E7%9B%AE%E5%BD%95/a%20b.csv",
        "a%2e#x?.csv": "a%252e%23x%3F.csv",
        "./a.csv": "a.csv",
        "/repo/x/a.csv": "x/a.csv",
        "../up.csv": "up.csv",
        "/else/a.csv": "file:///else/a.csv",
        "a:b.csv": "a%3Ab.csv",
        "C:/shop/a.csv": "file:///C:/shop/a.csv",
        "sub\\a.csv": "sub/a.csv",
    }
    for file, wanted in cases.items():
        folder = Path("/repo/sub") if file.startswith("..") else Path("/repo")
        report = replace(one_sku(), findings=(price_finding(place=Place(file, 1, 1)),))
        run = document(report, root=Path("/repo"), folder=folder)["runs"][0]
        location = run["results"][0]["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"] == wanted


def test_the_fingerprint_is_not_of_the_line() -> None:
    places = [Place("a.csv", number, 1, number, 5) for number in (2, 900)]
    prints = [
        document(replace(one_sku(), findings=(price_finding(place=place),)))["runs"][0]["results"][
            0
        ]["partialFingerprints"]["primaryLocationLineHash"]
        for place in places
    ]
    assert prints[0] == prints[1] == price_finding().fingerprint


def test_the_worst_come_first_and_the_rest_is_counted() -> None:
    many = tuple(
        replace(stock_finding(f"S-{number}"), fingerprint=str(number)) for number in range(6_000)
    )
    report = replace(fifty_skus(), findings=(*one_sku().findings, *many))
    counts = dict(report.counts)
    counts[many[0].outcome] += 100_000
    run = document(replace(report, counts=counts))["runs"][0]
    assert len(run["results"]) == 5_000
    # The price rule clears more records than the one about stock, and comes after in the report.
    assert run["results"][0]["ruleId"] == "AE-OUTLET-002"
    left_out = sum(counts[each] for each in counts if each.value in ("fail", "unknown")) - 5_000
    assert run["properties"]["findingsLeftOut"] == left_out
    assert f"{left_out:,}" in json.dumps(run["invocations"])


def test_brackets_make_no_link() -> None:
    text = "[click](https://example.com)"
    finding = replace(price_finding(), message=words(text, text), limit=money("1"))
    (result,) = document(replace(one_sku(), findings=(finding,)))["runs"][0]["results"]
    assert "](" not in result["message"]["text"]
