"""The HTML page as a parser sees it; tests/browser looks at it in a browser."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from skulint.engine.model.report import Report
from skulint.engine.text.diagnostics import Diagnostic

from .builders import REPORTS, fifty_skus, million_skus, one_sku
from .large import huge
from .printing import printed
from .test_hostile_formats import HOSTILE, attack

FIVE_MEGABYTES = 5_000_000
VOID = {"meta", "input", "br", "rect", "link"}


class Page(HTMLParser):
    """Elements with their attributes, and what is left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def shape(found: Page) -> set[tuple[str, str]]:
    return {(tag, key) for tag, attributes in found.tags for key in ("", *attributes)}


def page(report: Report, **options: object) -> Page:
    return Page(printed(report, "html", **options))


@pytest.mark.parametrize("name", REPORTS)
def test_elements_close_and_ids_are_there_once(name: str) -> None:
    found = page(REPORTS[name]())
    assert found.open in ([], ["p"])
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in found.tags:
        for name in ("for", "aria-labelledby"):
            assert attributes.get(name, ids[0]) in ids, (tag, attributes)
        if tag == "a":
            assert attributes["href"].removeprefix("#") in ids


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_fetched_from_anywhere(name: str) -> None:
    text = printed(REPORTS[name](), "html")
    assert not re.search(r"https?:|//[a-z]|url\(|@import|src=|srcset", text.split("</style>")[1])
    assert not re.search(r"https?:|url\(|@import", text.split("</style>")[0])
    tags = {tag for tag, _ in page(REPORTS[name]()).tags}
    assert not tags & {"link", "img", "iframe", "object", "embed", "form", "base"}


def test_the_policy_lets_our_own_script_run_and_nothing_else() -> None:
    (policy,) = (
        attributes["content"]
        for tag, attributes in page(one_sku()).tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not any("style" in attributes for _, attributes in page(one_sku()).tags)


@pytest.mark.parametrize("name", HOSTILE)
def test_sellers_text_adds_no_element_and_no_attribute(name: str) -> None:
    harmless = {
        (tag, key) for tag, attributes in page(attack("blank")[1]).tags for key in attributes
    }
    harmless |= {
        (tag, key) for tag, attributes in page(attack("blank")[0]).tags for key in attributes
    }
    for report in attack(name):
        found = page(report)
        assert {(tag, key) for tag, attributes in found.tags for key in attributes} <= harmless
        assert [tag for tag, _ in found.tags].count("script") == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_language_is_where_the_page_opens(lang: str) -> None:
    checked = [
        attributes["id"]
        for _, attributes in page(fifty_skus(), lang=lang).tags
        if "checked" in attributes and attributes.get("name") == "language"
    ]
    assert checked == [f"lang-{lang}"]


def test_a_million_records_stay_under_five_megabytes() -> None:
    text = printed(huge(), "html")
    assert 1_000_000 < len(text.encode()) < FIVE_MEGABYTES
    # Every issue has rows, and says how many it left out.
    parts = text.split('<details class="issue')[1:]
    assert len(parts) == 60
    for part in parts:
        rows = part.split("</details>")[0].count("<tr data-key")
        assert 0 < rows <= 200
        assert f"{40_000 - rows:,} more records not listed here" in part


@pytest.mark.parametrize("name", ["long chinese", "marks", "quotes"])
def test_hostile_text_does_not_swell_the_page(name: str) -> None:
    for report in attack(name):
        problem = Diagnostic("SKU-Y001", HOSTILE[name], place=HOSTILE[name], help=HOSTILE[name])
        infos = tuple(
            replace(item, rule=replace(item.rule, id=f"{item.rule.id}-{number}"))
            for number in range(150)
            for item in report.rules
        )
        swollen = replace(
            report,
            rules=infos,
            findings=report.findings * 500,
            inputs=report.inputs * 500,
            diagnostics=(problem,) * 500,
        )
        assert len(printed(swollen, "html").encode()) < FIVE_MEGABYTES


def test_counts_are_exact_where_lists_are_cut() -> None:
    text = printed(million_skus(), "html")
    assert "871,204" in text
    assert "findings were counted, not listed" in text


def test_the_one_sku_asked_for_comes_first() -> None:
    text = printed(one_sku(), "html")
    assert text.index('id="stories"') < text.index('id="issues"')
    assert "stock at least 50 pieces; has 120 pieces" in text
    many = printed(fifty_skus(), "html")
    assert many.index('id="issues"') < many.index('id="stories"')
