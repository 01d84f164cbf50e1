"""The HTML report in a browser: languages, looks, search, keyboard, print, and no way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from skulint.engine.model.report import Report

from ..unit.reporters.builders import REPORTS, fifty_skus, one_sku
from ..unit.reporters.large import huge
from ..unit.reporters.printing import printed
from ..unit.reporters.test_hostile_formats import HOSTILE, attack

Open = Callable[..., Page]

#: The rules of axe that look at colours, of those it applies by itself.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """Keep a window for each set of options; the page stores nothing that the next would see."""
    opened: dict[str, BrowserContext] = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def visit(browser: Browser, contexts: dict[str, BrowserContext], tmp_path: Path) -> Iterator[Open]:
    """Open a report as a file; anything the page asks of a network fails the test."""
    pages = []
    asked: list[str] = []
    said: list[str] = []

    def open_page(report: Report, lang: str = "en", **options: Any) -> Page:
        path = tmp_path / "report.html"
        path.write_text(printed(report, "html", lang=lang), encoding="utf-8")
        options.setdefault("viewport", {"width": 1100, "height": 800})
        named = repr(sorted(options.items()))
        if named not in contexts:
            contexts[named] = browser.new_context(**options)
        page = contexts[named].new_page()
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(path.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()
    assert all(url.startswith("file://") for url in asked)
    assert said == []


def visible_text(page: Page) -> str:
    return page.inner_text("body")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_language_can_be_switched(visit: Open, javascript: bool) -> None:
    page = visit(fifty_skus(), java_script_enabled=javascript)
    assert "ONE FIX AWAY" in visible_text(page)
    assert "只差一步" not in visible_text(page)
    page.click("label[for=lang-zh]")
    assert "只差一步" in visible_text(page)
    assert "ONE FIX AWAY" not in visible_text(page)
    assert "ONE FIX AWAY" not in page.locator("body").aria_snapshot()


def test_it_opens_in_the_language_of_the_run(visit: Open) -> None:
    assert "只差一步" in visible_text(visit(fifty_skus(), lang="zh"))


@pytest.mark.parametrize("javascript", [True, False])
def test_an_issue_opens_and_leads_to_the_story_of_a_record(visit: Open, javascript: bool) -> None:
    page = visit(fifty_skus(), java_script_enabled=javascript)
    assert not page.get_by_text("RED-42/US").first.is_visible()
    page.locator("summary", has_text="Price within the Outlet ceiling").first.click()
    link = page.locator("details.issue a", has_text="RED-42/US")
    assert link.is_visible()
    link.click()
    story = page.locator("details.story", has_text="RED-42").first
    assert story.evaluate("each => each === document.querySelector(':target')")
    assert story.evaluate("each => each.open") is javascript
    if not javascript:
        story.locator("summary").click()
    text = story.inner_text()
    assert "Lower the price to 6.99 USD or less" in text
    assert "70% of the lowest price of the last 30 days (9.99 USD) = 6.993 USD" in text
    assert story.locator("mark").inner_text() == "7.90"


def test_severities_can_be_hidden_without_a_script(visit: Open) -> None:
    page = visit(fifty_skus(), java_script_enabled=False)
    assert page.locator("details.issue.warning").is_visible()
    page.get_by_label("warning").uncheck()
    assert not page.locator("details.issue.warning").is_visible()
    assert page.locator("details.issue.error").first.is_visible()


def test_search_finds_words_and_pasted_lists(visit: Open) -> None:
    page = visit(fifty_skus())
    page.get_by_label("Find SKUs").fill("RED-43\tBLUE-9\n")
    expect(page.locator("#hits")).to_have_text("2 records", use_inner_text=True)
    shown = page.locator("details.story:visible .key").all_inner_texts()
    assert sorted(shown) == ["BLUE-9", "RED-43"]
    assert page.locator("details.issue[open]").count() == 2
    page.get_by_label("Find SKUs").fill("nothing like it")
    expect(page.locator("#hits")).to_have_text("0 records", use_inner_text=True)
    assert page.locator("details.issue:visible").count() == 0
    page.get_by_label("Find SKUs").fill("")
    expect(page.locator("#hits")).to_have_text("", use_inner_text=True)
    assert page.locator("details.issue:visible").count() == 7
    assert page.locator("details.issue[open]").count() == 0


def test_controls_that_need_a_script_are_absent_without_one(visit: Open) -> None:
    page = visit(fifty_skus(), java_script_enabled=False)
    assert not page.locator("#print").is_visible()
    assert not page.locator("#query").is_visible()


def test_everything_can_be_reached_by_keyboard(visit: Open) -> None:
    page = visit(fifty_skus())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    # The focus follows the link after the key, not with it.
    page.wait_for_function("document.activeElement.id === 'issues'")
    page.keyboard.press("Tab")
    reached = []
    for _ in range(14):
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        page.keyboard.press("Tab")
    assert reached[:6] == [
        "show-error",
        "show-warning",
        "show-info",
        "show-unknown",
        "query",
        ("SUMMARY"),
    ]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    page.focus("#lang-en")
    page.keyboard.press("ArrowRight")
    assert "只差一步" in visible_text(page)


@pytest.mark.parametrize(
    ("name", "lang"),
    # What fifty records add to one is the same in both languages, and takes axe ten seconds.
    [
        *((name, lang) for name in ("one-sku", "nothing-checked") for lang in ("en", "zh")),
        ("fifty-skus", "zh"),
    ],
)
def test_axe_finds_no_barrier(visit: Open, lang: str, name: str) -> None:
    page = visit(REPORTS[name](), lang=lang, color_scheme="light")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    light = Axe().run(page)
    # Nothing but colours is another in the dark.
    page.emulate_media(color_scheme="dark")
    dark = Axe().run(page, options=COLOURS)
    for found in (light, dark):
        assert found.response["passes"], "axe checked nothing"
        assert found.violations_count == 0, found.generate_report()


def test_axe_finds_colours_that_are_too_much_alike(visit: Open) -> None:
    page = visit(one_sku(), color_scheme="dark")
    page.evaluate("document.body.style.color = getComputedStyle(document.body).backgroundColor")
    assert Axe().run(page, options=COLOURS).violations_count > 0


def test_axe_finds_a_barrier_where_there_is_one(visit: Open) -> None:
    page = visit(one_sku())
    page.evaluate("document.querySelectorAll('label').forEach(each => each.remove())")
    assert Axe().run(page).violations_count > 0


def test_colours_follow_the_choice_and_the_system(visit: Open) -> None:
    page = visit(one_sku(), color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("label[for=theme-light]")
    light = page.evaluate(ground)
    page.click("label[for=theme-dark]")
    assert page.evaluate(ground) == dark != light


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_no_width_makes_the_page_scroll_sideways(visit: Open, width: int) -> None:
    page = visit(fifty_skus(), viewport={"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_print_shows_what_is_folded_and_no_controls(visit: Open) -> None:
    page = visit(fifty_skus())
    page.emulate_media(media="print")
    assert not page.locator(".controls").is_visible()
    assert page.get_by_text("RED-42/US").first.is_visible()
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("name", HOSTILE)
def test_sellers_text_is_text(visit: Open, name: str) -> None:
    page = visit(attack(name)[1])
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every(each =>"
        " [...each.attributes].every(one => !one.name.startsWith('on') && one.name !== 'style'))"
    )
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, form, object, embed, link").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if name in ("script", "quotes", "template", "markup", "comment"):
        assert page.locator("details.story .key").first.text_content() == HOSTILE[name]


def test_a_script_smuggled_in_would_not_run(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    text = printed(one_sku(), "html")
    marked = text.replace("<main>", "<main><script>window.ran = true</script>")
    path.write_text(marked, encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("window.ran") is None
    # Our own did.
    assert page.locator("#print").is_visible()
    context.close()


def test_a_million_records_open_in_two_seconds(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(printed(huge(), "html"), encoding="utf-8")
    context = browser.new_context()
    opened = []
    # The fastest counts: whatever else the machine does only ever makes it slower.
    while len(opened) < 5 and min(opened, default=2) >= 1:
        page = context.new_page()
        page.goto(path.as_uri())
        milliseconds = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        opened.append(milliseconds / 1000)
        page.close()
    context.close()
    print(f"opened in {min(opened):.2f} s")
    assert min(opened) < 2
