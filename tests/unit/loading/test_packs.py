"""Finding packs and loading several of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from skulint.engine.loading import load_rulebook
from skulint.engine.model.facts import Fact
from skulint.engine.model.nodes import Literal
from skulint.engine.model.rule import RuleBook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics, Level

BASE = Path(__file__).parents[3] / "fixtures" / "errors" / "rules" / "base"
SOURCE = 'source: {document: demo.txt, section: "1", checked: 2026-03-01}'


def load(*packs: Path) -> tuple[RuleBook, list[str]]:
    diagnostics = Diagnostics()
    book = load_rulebook(packs, diagnostics)
    return book, [f"{item.code} {item.message}" for item in diagnostics.sorted()]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    _, found = load(tmp_path / "nowhere")
    assert found == [f"SKU-R008 no folder `{(tmp_path / 'nowhere').as_posix()}`"]


def test_a_folder_without_rules(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("none", encoding="utf-8")
    _, found = load(tmp_path)
    assert found == [f"SKU-R008 no rule files in `{tmp_path.as_posix()}`"]


@pytest.mark.parametrize("name", ["rules.yml", "rules.YAML"])
def test_other_endings_are_left_out_with_a_warning(tmp_path: Path, name: str) -> None:
    (tmp_path / "pack.yaml").write_text(
        "pack: mine\nversion: 1\ntitle: {en: Mine, zh: 我的}\n", encoding="utf-8"
    )
    (tmp_path / name).write_text("facts: {}\n", encoding="utf-8")
    diagnostics = Diagnostics()
    load_rulebook([tmp_path], diagnostics)
    (item,) = diagnostics
    assert (item.code, item.level, item.help) == (
        "SKU-R009",
        Level.WARNING,
        "rename it to `rules.yaml`",
    )


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.yaml").write_text("broken: [", encoding="utf-8")
    (tmp_path / ".b.yaml").write_text("broken: [", encoding="utf-8")
    (tmp_path / "facts.yaml").write_text("facts: {}\n", encoding="utf-8")
    assert load(tmp_path)[1] == []


def test_a_pack_is_named_by_its_file_or_else_by_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "facts.yaml").write_text("facts: {}\n", encoding="utf-8")
    book, _ = load(BASE, folder)
    assert [(pack.name, pack.version) for pack in book.packs] == [
        ("broken-examples", "1.0.0"),
        ("mine", "0"),
    ]


def test_the_hash_changes_with_names_and_contents_but_not_with_line_ends(tmp_path: Path) -> None:
    hashes = []
    for number, (name, content) in enumerate(
        [
            ("a.yaml", b"facts: {}\n"),
            ("a.yaml", b"facts: {}\r\n"),
            ("b.yaml", b"facts: {}\n"),
            ("a.yaml", b"facts: { }\n"),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_bytes(content)
        hashes.append(load(folder)[0].packs[0].sha256)
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_a_later_pack_gives_a_parameter_anew_and_adds_rules(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        f"""program: demo/outlet
parameters:
  ceiling:
    title: {{en: Ceiling, zh: 上限}}
    values: [{{value: 65%}}]
    {SOURCE}
rules:
  - id: MINE-1
    title: {{en: Mine, zh: 我的}}
    for: sku_market
    kind: advice
    severity: info
    require: {{price: {{at_most: {{parameter: ceiling, of: lowest_price}}}}}}
    {SOURCE}
""",
        encoding="utf-8",
    )
    book, found = load(BASE, tmp_path)
    assert found == []
    (value,) = book.parameters["ceiling"].values
    assert isinstance(value.value, Literal)
    assert str(value.value.value) == "65"
    assert list(book.rules) == ["MINE-1"]


def test_a_pack_may_not_give_its_own_parameter_twice(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(
            f"""program: demo/outlet
parameters:
  share:
    title: {{en: Share, zh: 比例}}
    values: [{{value: 65%}}]
    {SOURCE}
""",
            encoding="utf-8",
        )
    assert load(BASE, tmp_path)[1] == ["SKU-R010 parameter `share` is defined twice"]


def test_one_file_can_be_a_pack(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("facts: {}\n", encoding="utf-8")
    assert load(path)[0].packs[0].name == "own"


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"facts: {}\n\xff")
    (tmp_path / "b.yaml").write_text("facts: [\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("fcts: {}\n", encoding="utf-8")
    assert [line[:8] for line in load(tmp_path)[1]] == ["SKU-Y005", "SKU-Y010", "SKU-R006"]


def test_values_may_say_what_they_are_called(tmp_path: Path) -> None:
    """Both spellings give the same values; a title that lacks a language is a fault."""
    titled = "{on_site: {en: on site, zh: 站内}, none: {en: none, zh: 无}}"
    text = """
entities: {thing: {title: {en: Thing, zh: 物品}, key: [thing_id], sees: []}}
facts:
  thing_id: {entity: thing, type: text, title: {en: Id, zh: 编号}}
  way: {entity: thing, type: enum, title: {en: Way, zh: 方式}, values: VALUES}
"""
    read = {}
    for name, values in (("list", "[on_site, none]"), ("map", titled)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "facts.yaml").write_text(text.replace("VALUES", values), "utf-8")
        book, found = load(tmp_path / name)
        assert found == []
        read[name] = book.dictionary.facts["way"]
    assert read["list"].values == read["map"].values == ("on_site", "none")
    assert dict(read["list"].titles) == {}
    assert read["map"].titles["on_site"] == {"en": "on site", "zh": "站内"}
    (tmp_path / "facts.yaml").write_text(text.replace("VALUES", "{a: {en: a}}"), "utf-8")
    diagnostics = Diagnostics()
    load_rulebook([tmp_path / "facts.yaml"], diagnostics)
    assert diagnostics.has_errors


def test_no_shipped_value_is_an_english_word_in_chinese() -> None:
    book = load_rulebook([rules_dir()], Diagnostics(), with_cases=False)
    plain = {
        value
        for fact in book.dictionary.facts.values()
        for value in fact.values
        if re.search("[a-z]{3,}", value) and not re.search("[一-鿿]", _zh(fact, value))
    }
    # Names that Chinese writes the same way.
    assert plain == {"ebay", "shopify", "slickdeals", "dealnews", "Outlet", "dsr"}


def _zh(fact: Fact, value: str) -> str:
    return fact.titles.get(value, {}).get("zh", value)
