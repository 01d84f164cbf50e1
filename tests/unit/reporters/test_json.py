import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from skulint.engine.model.facts import FactType
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.report import Evidence, OutcomeRow, Quantity, Report
from skulint.engine.model.values import Absent, Bounded, Exact
from skulint.engine.reporters import Options
from skulint.engine.reporters.json_v1 import write
from skulint.engine.reporters.json_writer import Stream, compact, encode

from .builders import REPORTS, all_outcomes, one_sku, price_finding, words
from .printing import printed

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "schemas" / "report.schema.json").read_text(encoding="utf-8")
)
ALL = {**REPORTS, "all-outcomes": all_outcomes}


def test_schema_is_valid() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ALL)
def test_report_follows_the_schema(name: str) -> None:
    errors = list(Draft7Validator(SCHEMA).iter_errors(json.loads(printed(ALL[name](), "json"))))
    assert errors == []


def objects(schema: object, path: str = "#") -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(schema, dict):
        if "properties" in schema and isinstance(schema["properties"], dict):
            yield path, schema
        for key, value in schema.items():
            yield from objects(value, f"{path}/{key}")


def test_schema_is_strict_and_described() -> None:
    found = dict(objects(SCHEMA))
    assert len(found) > 15
    for path, schema in found.items():
        assert schema["additionalProperties"] is False, path
        assert schema["description"], path
        properties = schema["properties"]
        assert isinstance(properties, dict)
        for name, value in properties.items():
            assert "description" in value or "$ref" in value, f"{path} {name}"


def test_schema_refuses_what_it_does_not_know() -> None:
    document = json.loads(printed(one_sku(), "json"))
    document["findings"][0]["colour"] = "red"
    assert not Draft7Validator(SCHEMA).is_valid(document)


def test_keys_of_the_contract_are_there() -> None:
    document = json.loads(printed(all_outcomes(), "json"))
    for key in ("skulint", "schema", "as_of", "rules", "inputs", "summary", "conclusions"):
        assert key in document
    assert document["schema"] == "skulint-report-1"
    assert document["summary"]["by_rule"]["AE-OUTLET-002"]["fail"] == 1
    assert document["outcomes"][1] == {
        "rule": "AE-OUTLET-003",
        "entity": "sku",
        "key": "RED-42",
        "outcome": "pass",
    }
    finding = document["findings"][1]
    assert finding["subject"]["key"] == "RED-42/US"
    assert finding["fixes"][0]["target"] == 6.99
    assert document["findings"][0]["missing"] == ["item_dsr"]


def test_outcomes_are_left_out_unless_asked_for() -> None:
    assert "outcomes" not in json.loads(printed(one_sku(), "json"))


@pytest.mark.parametrize(
    "text", ["6.993", "8.40", "0.1", "-0.00", "12345678901234567890.123456789012", "100"]
)
def test_numbers_keep_every_digit(text: str) -> None:
    assert compact(Decimal(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+5"), "100000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("NaN"), "null"),
        (Decimal("Infinity"), "null"),
        (True, "true"),
        (None, "null"),
        (7, "7"),
    ],
)
def test_scalars_are_plain(value: object, text: str) -> None:
    assert compact(value) == text  # type: ignore[arg-type]


def actual_of(value: object, kind: FactType = FactType.DECIMAL) -> object:
    finding = replace(price_finding(), actual=Quantity(value, kind))  # type: ignore[arg-type]
    document = json.loads(
        printed(replace(one_sku(), findings=(finding,)), "json"), parse_float=Decimal
    )
    assert Draft7Validator(SCHEMA).is_valid(
        json.loads(printed(replace(one_sku(), findings=(finding,)), "json"))
    )
    return document["findings"][0]["actual"]


@pytest.mark.parametrize(
    ("value", "want"),
    [
        (Exact(Decimal("6.993")), Decimal("6.993")),
        (Exact(True), True),
        (Exact("US"), "US"),
        (Exact(date(2026, 11, 3)), "2026-11-03"),
        (Exact(datetime(2026, 11, 3, 8, 0, tzinfo=UTC)), "2026-11-03T08:00:00+00:00"),
        (Exact(("a", "b")), ["a", "b"]),
        (
            Exact(({"day": date(2026, 1, 2), "price": None},)),
            [{"day": "2026-01-02", "price": None}],
        ),
        (Bounded(Decimal(500), None), {"at_least": 500, "at_most": None}),
        (Bounded(None, date(2026, 1, 2)), {"at_least": None, "at_most": "2026-01-02"}),
        (Absent(frozenset({"x"})), None),
    ],
)
def test_values_have_one_spelling(value: object, want: object) -> None:
    assert actual_of(value) == want


def test_percent_has_its_unit() -> None:
    finding = replace(price_finding(), actual=Quantity(Exact(Decimal("93.1")), FactType.PERCENT))
    finding = replace(finding, limit=None)
    document = json.loads(printed(replace(one_sku(), findings=(finding,)), "json"))
    assert document["findings"][0]["unit"] == "%"


def test_unreadable_characters_survive_as_escapes() -> None:
    text = 'a\x1b[31m\u202e\ud800\x9b\x7f\x00\n"\\\U000e0041\u2028é中'
    written = compact(text)
    assert json.loads(written) == text
    written.encode("utf-8")
    assert not any(character in written for character in "\x1b\u202e\x9b\x7f\x00\n\u2028")
    assert "é中" in written


def test_outcomes_are_written_as_they_come() -> None:
    """Millions of rows must never be held as text."""
    written: list[int] = []

    class Counting(io.StringIO):
        def write(self, text: str) -> int:
            written.append(len(text))
            return super().write(text)

    made = 0

    def rows() -> Iterator[OutcomeRow]:
        nonlocal made
        for number in range(20_000):
            made = number + 1
            yield OutcomeRow("R", "sku", f"S{number}", Outcome.PASS)

    stream = Counting()
    report: Report = replace(one_sku(), outcomes=rows())  # type: ignore[arg-type]
    write(report, stream, Options())
    assert made == 20_000
    assert max(written) < 1_000_000
    assert len(json.loads(stream.getvalue())["outcomes"]) == 20_000


def test_nested_values_are_indented() -> None:
    text = "".join(encode({"a": [1, {}], "b": Stream([{"x": 1}, [2]]), "c": [], "d": Stream([])}))
    assert text == (
        '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": [\n    {"x": 1},\n    [2]\n  ],\n'
        '  "c": [],\n  "d": []\n}'
    )


def test_empty_texts_are_allowed_where_packs_may_leave_them_out() -> None:
    finding = price_finding()
    bare = replace(
        finding,
        message={},
        clause={},
        limit_from=None,
        evidence=(Evidence("x", {}, FactType.TEXT, None, Exact("v")),),
        fixes=(replace(finding.fixes[0], say=words("", ""), where=None, place=None),),
    )
    document = json.loads(printed(replace(one_sku(), findings=(bare,)), "json"))
    assert list(Draft7Validator(SCHEMA).iter_errors(document)) == []
