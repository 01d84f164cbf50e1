import re
import unicodedata
from importlib import resources

import pytest

from skulint.engine.text.code import Code
from skulint.engine.text.codes import ALL_CODES, explain, find_code, index_codes

#: Names of formats, programs and units that Chinese texts write in Latin letters too.
LATIN = {"CSV", "Excel", "JSON", "Java", "Parquet", "SKU", "SQL", "Spark", "TSV", "UTF", "XML"}
LATIN |= {"YAML", "ASIN"}


def test_every_code_is_well_formed() -> None:
    for code in ALL_CODES:
        assert re.fullmatch(r"SKU-[YRFCW][0-9]{3}", code.id)
        assert code.title
        assert code.title[-1] != "."
        assert code.explanation.endswith(".")
        assert max(map(len, code.explanation.splitlines())) <= 100


@pytest.mark.parametrize("code", ALL_CODES, ids=lambda code: code.id)
def test_every_code_is_explained_in_chinese(code: Code) -> None:
    for text in (code.title_zh, code.explanation_zh):
        bare = re.sub(r"`[^`]*`", "", text)
        assert "`" not in bare
        assert set(re.findall(r"[A-Za-z]+", bare)) <= LATIN
        assert re.search(r"[\u4e00-\u9fff]{2}", bare)
        assert re.search(r"[,;:!?()]", bare) is None, "full-width punctuation only"
    assert columns(code.title_zh) <= 44
    assert not code.title_zh.endswith("。")
    assert code.explanation_zh.endswith("。")
    assert 1 <= code.explanation_zh.count("。") <= 3
    lines = code.explanation_zh.split("\n")
    assert max(map(columns, lines)) <= 90
    # Lines are joined where a line end would be shown as a blank.
    assert all(line.endswith(("，", "。", "；", "：")) for line in lines)


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def test_no_two_codes_say_the_same_in_chinese() -> None:
    assert len({code.title_zh for code in ALL_CODES}) == len(ALL_CODES)
    assert len({code.explanation_zh for code in ALL_CODES}) == len(ALL_CODES)


def test_no_code_can_do_without_its_chinese() -> None:
    with pytest.raises(TypeError, match=r"title_zh.*explanation_zh"):
        Code("SKU-Y999", "x", "y.")  # type: ignore[call-arg]


def test_a_code_defined_twice_is_refused() -> None:
    code = Code("SKU-Y999", "x", "y.", "甲", "乙。")
    with pytest.raises(ValueError, match="SKU-Y999 is defined twice"):
        index_codes([code, code])


def test_explain() -> None:
    text = explain("sku-y011", "en")
    assert text is not None
    assert text.startswith("SKU-Y011: key written twice\n\n")
    chinese = explain("sku-y011", "zh")
    assert chinese is not None
    assert chinese.startswith("SKU-Y011: 同一个键写了两次\n\n")
    assert explain("SKU-Y999", "en") is None
    assert find_code("") is None


def test_every_code_of_the_text_family_is_reported_somewhere() -> None:
    reported: set[str] = set()
    for file in resources.files("skulint.engine.text").iterdir():
        if file.name.endswith(".py") and file.name != "text_codes.py":
            reported.update(re.findall(r'"(SKU-Y[0-9]{3})"', file.read_text("utf-8")))
    assert reported == {code.id for code in ALL_CODES if code.id.startswith("SKU-Y")}
