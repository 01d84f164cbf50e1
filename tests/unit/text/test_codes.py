import re
from importlib import resources

import pytest

from skulint.engine.text.code import Code
from skulint.engine.text.codes import ALL_CODES, explain, find_code, index_codes


def test_every_code_is_well_formed() -> None:
    for code in ALL_CODES:
        assert re.fullmatch(r"SKU-[YRFCW][0-9]{3}", code.id)
        assert code.title
        assert code.title[-1] != "."
        assert code.explanation.endswith(".")
        assert max(map(len, code.explanation.splitlines())) <= 100


def test_a_code_defined_twice_is_refused() -> None:
    code = Code("SKU-Y999", "x", "y.")
    with pytest.raises(ValueError, match="SKU-Y999 is defined twice"):
        index_codes([code, code])


def test_explain() -> None:
    text = explain("sku-y011")
    assert text is not None
    assert text.startswith("SKU-Y011: key written twice\n\n")
    assert explain("SKU-Y999") is None
    assert find_code("") is None


def test_every_code_of_the_text_family_is_reported_somewhere() -> None:
    reported: set[str] = set()
    for file in resources.files("skulint.engine.text").iterdir():
        if file.name.endswith(".py") and file.name != "text_codes.py":
            reported.update(re.findall(r'"(SKU-Y[0-9]{3})"', file.read_text("utf-8")))
    assert reported == {code.id for code in ALL_CODES if code.id.startswith("SKU-Y")}
