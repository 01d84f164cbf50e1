"""`skulint docs`: pages of the rule book in which no text of a pack is markup."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from .running import run

HOSTILE = "<script>alert(1)</script> | [x](javascript:alert) **b** @who {{ 7 * 7 }} \u202e &amp;"
SHOWN = "<script>alert(1)</script> | [x](javascript:alert) **b** @who {{ 7 * 7 }} \\u202e &amp;"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    text = HOSTILE.replace("\u202e", "\\u202E")
    (folder / "house.yaml").write_text(
        f"""\
program: house/margins
title: {{en: "{text}", zh: "{text}"}}
about: {{who: {{en: "{text}", zh: "{text}"}}}}
parameters:
  house_stock:
    title: {{en: "{text}", zh: "{text}"}}
    values:
      - {{from: 2026-01-01, value: 50}}
      - {{from: 2026-03-01, when: {{house_word: "{text}"}}, value: 70}}
    source: {{document: "{text}", section: "{text}", checked: 2026-03-01}}
facts:
  house_word:
    entity: sku
    type: text
    title: {{en: "{text}", zh: "{text}"}}
    found_in: {{en: "{text}", zh: "{text}"}}
    headings: ["{text}"]
  house_double:
    entity: sku
    type: integer
    unit: pieces
    title: {{en: Twice, zh: 两倍}}
    derive: {{formula: 2 * stock_qty}}
rules:
  - id: HOUSE-001
    title: {{en: "{text}", zh: "{text}"}}
    for: sku
    kind: advice
    severity: info
    since: 2026-02-01
    until: 2027-02-01
    enabled: false
    when: {{house_word: {{one_of: ["{text}", A]}}}}
    require:
      stock_qty: {{at_least: {{parameter: house_stock}}}}
      house_double: {{at_most: 900}}
    source: {{document: "{text}", section: "{text}", checked: 2026-03-01}}
""",
        encoding="utf-8",
    )
    return folder


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.targets: list[str] = []
        self.data: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def made(folder: Path, pack: Path, form: str) -> None:
    result = run("docs", folder, "--format", form, "--rules", pack, "--program", "house/margins")
    assert result.exit_code == 0, result.stderr
    ending = {"html": "html", "markdown": "md"}[form]
    assert result.stdout == f"wrote 4 pages; begin with {folder / f'index.{ending}'}\n"


def test_html_works_offline_and_escapes(tmp_path: Path, pack: Path) -> None:
    made(tmp_path, pack, "html")
    for name in ("house-margins", "house-margins.zh"):
        page = _Page((tmp_path / f"{name}.html").read_text(encoding="utf-8"))
        assert "script" not in page.tags
        assert page.tags["table"] == 4
        assert "".join(page.data).count(SHOWN) >= 10
        assert page.targets == [
            "house-margins.html" if name.endswith("zh") else "house-margins.zh.html"
        ]
    index = _Page((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert index.targets == ["index.zh.html", "house-margins.html"]


def test_markdown_escapes(tmp_path: Path, pack: Path) -> None:
    made(tmp_path, pack, "markdown")
    for lang in ("", ".zh"):
        text = (tmp_path / f"house-margins{lang}.md").read_text(encoding="utf-8")
        page = _Page(MarkdownIt("gfm-like").render(text))
        assert set(page.tags) <= {
            *("h1", "h2", "p", "a", "table", "thead", "tbody", "tr", "th", "td", "br", "code"),
            *("ul", "li"),
        }
        assert page.tags["table"] == 4
        assert "".join(page.data).replace("\u200b", "").count(SHOWN) >= 10
        assert page.targets == ["house-margins.md" if lang else "house-margins.zh.md"]


def test_what_a_page_says(tmp_path: Path, pack: Path) -> None:
    made(tmp_path, pack, "html")
    text = "".join(_Page((tmp_path / "house-margins.html").read_text(encoding="utf-8")).data)
    for part in (
        "HOUSE-001",
        "info, advicefrom 2026-02-01until 2027-02-01only when asked for",
        "Stock at least <script>",  # the parameter by its title; its values stand below
        "50, from 2026-01-01",
        "70, from 2026-03-01, only where: <script>",
        "Twice at most 900 pieces",
        "house_double",
        "2 x Stock",
        "(compared 2026-03-01)",
        "Variant Inventory Qty",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--program", "aliexpress/outlt"), "did you mean `aliexpress/outlet`?"),
        (("--rules", "nowhere"), "no folder `nowhere`"),
    ],
)
def test_bad_input(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run("docs", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("")
    beside = run("docs", tmp_path / "file" / "out", "--program", "aliexpress/store")
    assert beside.exit_code == 2
    assert "cannot write" in beside.stderr
