import pytest

from skulint.engine.text.diagnostics import Diagnostic, Diagnostics, Level, Related
from skulint.engine.text.source import Source

A = Source("a.yaml", "one\ntwo\nthree\n")
B = Source("b.yaml", "one\n")


def test_sorted_by_file_line_column_and_code(diagnostics: Diagnostics) -> None:
    diagnostics.error("SKU-Y011", "6", span=B.span(0, 1))
    diagnostics.error("SKU-Y011", "5", span=A.span(4, 5))
    diagnostics.error("SKU-Y011", "4", span=A.span(1, 2))
    diagnostics.warning("SKU-Y012", "3", span=A.span(0, 1))
    diagnostics.error("SKU-Y010", "2", span=A.span(0, 1))
    diagnostics.error("SKU-Y007", "1", place="a.yaml")
    assert [item.message for item in diagnostics.sorted()] == ["1", "2", "3", "4", "5", "6"]
    assert [item.message for item in diagnostics.freeze()] == ["6", "5", "4", "3", "2", "1"]


def test_sorting_is_stable_and_drops_repeats(diagnostics: Diagnostics) -> None:
    for message in ("b", "a", "b"):
        diagnostics.error("SKU-Y010", message, span=A.span(0, 1))
    assert [item.message for item in diagnostics.sorted()] == ["b", "a"]
    assert len(diagnostics) == 3


def test_rows_sort_as_numbers(diagnostics: Diagnostics) -> None:
    for place in ("c.parquet row 17", "c.parquet row 9", "c.parquet"):
        diagnostics.error("SKU-Y010", "x", place=place)
    places = [item.location for item in diagnostics.sorted()]
    assert places == ["c.parquet", "c.parquet row 9", "c.parquet row 17"]


def test_location() -> None:
    assert Diagnostic("SKU-Y010", "m", span=A.span(5, 6)).location == "a.yaml:2:2"
    assert Diagnostic("SKU-Y010", "m", place="row 3").location == "row 3"
    assert Diagnostic("SKU-Y010", "m").location == ""


def test_warnings_are_not_errors(diagnostics: Diagnostics) -> None:
    diagnostics.warning("SKU-Y010", "m", help="h", related=[Related("r", A.span(0, 1))], count=3)
    assert not diagnostics.has_errors
    (found,) = diagnostics
    assert found.level is Level.WARNING
    assert (found.help, found.related, found.count) == ("h", (Related("r", A.span(0, 1)),), 3)
    diagnostics.error("SKU-Y010", "m")
    assert diagnostics.has_errors


def test_unregistered_code_is_refused(diagnostics: Diagnostics) -> None:
    with pytest.raises(ValueError, match="SKU-X999 is not registered"):
        diagnostics.error("SKU-X999", "m")


def test_extend_with_itself(diagnostics: Diagnostics) -> None:
    diagnostics.error("SKU-Y010", "m")
    diagnostics.extend(diagnostics)
    assert len(diagnostics) == 2
