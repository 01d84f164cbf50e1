"""Seller text that tries to be a command, markup or a formula, as each format's readers see it."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as xml

import duckdb
import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from tap.parser import Parser

from skulint.engine.model.report import Report
from skulint.engine.reporters import REPORTERS, Options

from .printing import printed
from .test_ci_formats import annotations
from .test_hostile import HOSTILE as TERMINAL
from .test_hostile import UNSAFE, attacked
from .test_sarif import errors

HOSTILE = {
    **TERMINAL,
    "script": "<script>alert(1)</script>",
    "tag end": "]]></failure></testcase><!-- --> <img src=x onerror=alert(1)>",
    "command newline": "x\n::error::gone%0A::set-output name=a::b",
    "stop": "::stop-commands::abc",
    "formula": "=cmd|'/c calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "full width": "＝1+1",
    "tab formula": "\t=1+1",
    "mention": "@octocat #1 !2 $3 %4 &5",
    "address": "https://evil.example/ www.evil.example x@evil.example",
    "markdown link": "[x](https://evil.example) ![y](https://evil.example/z.png)",
    "table": "a | b | c\\| `d` **e** _f_ ~~g~~ <details>",
    "fence": "```\n# heading\n- item",
    "tap": "ok 99 - fooled # SKIP no\n  ...\nBail out! no",
    "yaml": '"]\n...\n--- {a: b} # c',
    "template": "{{ 7 * 7 }} {% raw %} ${7*7}",
    "comment": "--> <!-- skulint -->",
    "quotes": "\"' onmouseover='alert(1)",
    "noncharacter": "a\ufffeb\uffffc\U0001fffe",
}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text: list[str] = []
        self.prose: list[str] = []
        self.codes = 0

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple(attrs)))
        self.codes += tag == "code"

    def handle_endtag(self, tag):
        self.codes -= tag == "code"

    def handle_data(self, data):
        self.text.append(data)
        if not self.codes:
            self.prose.append(data)


def attack(name: str) -> list[Report]:
    """Return reports with the text in every place, rule titles and the name of a rule included."""
    text = HOSTILE[name]
    found = []
    for report in attacked(text):
        infos = {
            item.rule.id: replace(item.rule, title={"en": text, "zh": text})
            for item in report.rules
        }
        found.append(
            replace(
                report,
                rules=tuple(replace(item, rule=infos[item.rule.id]) for item in report.rules),
                findings=tuple(
                    replace(item, rule=infos.get(item.rule.id, item.rule))
                    for item in report.findings
                ),
            )
        )
    return found


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "reporter", ["markdown", "sarif", "github", "gitlab", "junit", "tap", "github-summary", "html"]
)
def test_nothing_unsafe_is_printed(name: str, reporter: str) -> None:
    for report in attack(name):
        text = printed(report, reporter)
        if reporter == "html":
            # A page may have tabs and line ends of its own.
            text = text.replace("\t", "")
        assert not UNSAFE.search(text)
        text.encode("utf-8")


@pytest.mark.parametrize("name", HOSTILE)
def test_sarif_still_follows_its_schema(name: str) -> None:
    for report in attack(name):
        found = json.loads(printed(report, "sarif"))
        assert errors(found) == []
        assert "](" not in json.dumps([each["message"] for each in found["runs"][0]["results"]])


@pytest.mark.parametrize("name", HOSTILE)
def test_github_sees_our_commands_and_no_others(name: str) -> None:
    for report in attack(name):
        found = annotations(printed(report, "github"))
        assert all(properties["title"].startswith("skulint") for _, properties, _ in found)
        assert all(
            set(properties) <= {"title", "file", "line", "col", "endLine", "endColumn"}
            for _, properties, _ in found
        )


@pytest.mark.parametrize("name", HOSTILE)
def test_junit_stays_well_formed(name: str) -> None:
    for report in attack(name):
        text = printed(report, "junit")
        assert JUnitXml.fromstring(text.encode()).failures > 0
        tags = {element.tag for element in xml.fromstring(text.encode()).iter()}
        assert tags <= {
            *("testsuites", "testsuite", "testcase", "failure", "error", "skipped"),
            *("properties", "property"),
        }


@pytest.mark.parametrize("name", HOSTILE)
def test_tap_keeps_its_number_of_tests(name: str) -> None:
    for report in attack(name):
        lines = list(Parser().parse_text(printed(report, "tap")))
        tests = [line for line in lines if line.category == "test"]
        assert [test.number for test in tests] == list(range(1, len(report.rules) + 1))
        assert not [line for line in lines if line.category in ("bail", "unknown")]
        assert all(test.ok or not test.skip for test in tests)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_spreadsheet_sees_text(name: str) -> None:
    for report in attack(name):
        text = printed(report, "csv")[1:]
        assert not UNSAFE.search(text.replace("\r\n", ""))
        lines = list(csv.reader(io.StringIO(text, newline="")))
        assert len(lines) == 1 + len(report.findings)
        for line in lines[1:]:
            assert len(line) == len(lines[0])
            for cell in line:
                dangerous = cell.lstrip()[:1] in tuple("=+-@＝＋－＠\t\r|%")
                assert not dangerous or re.fullmatch(r"|-?[0-9.]+", cell), cell


@pytest.mark.parametrize("name", HOSTILE)
def test_parquet_keeps_ids(name: str, tmp_path: Path) -> None:
    for report in attack(name):
        path = tmp_path / "out.parquet"
        with path.open("wb") as stream:
            REPORTERS["parquet"].write(report, stream, Options())
        keys = [key for (key,) in duckdb.read_parquet(str(path)).project("key").fetchall()]
        if name not in ("nul", "surrogate"):
            assert keys[0] == HOSTILE[name]
        assert len(keys) == len(report.findings)


def markdown_tags(text: str) -> Tags:
    """Read Markdown as the hosts do: tables, raw HTML, and bare addresses made links."""
    reader = MarkdownIt("gfm-like", {"linkify": True, "html": True})
    tags = Tags()
    tags.feed(reader.render(text))
    return tags


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_has_only_our_markup(name: str) -> None:
    plain = markdown_tags(printed(attack("blank")[1], "markdown"))
    allowed = {tag for tag, _ in plain.found}
    for report in attack(name):
        tags = markdown_tags(printed(report, "markdown"))
        assert {tag for tag, _ in tags.found} <= allowed | {"p"}
        for _, attributes in tags.found:
            assert {key for key, _ in attributes} <= {"style"}
        # `@name` and `#1` are looked for in each stretch of text outside code.
        if name == "mention":
            assert not re.search(r"[@#!$%&]\w", "".join(tags.prose))


@pytest.mark.parametrize("name", ["script", "markdown link", "table", "mention", "template"])
def test_markdown_shows_the_text_as_it_is(name: str) -> None:
    tags = markdown_tags(printed(attack(name)[0], "markdown"))
    assert HOSTILE[name] in "".join(tags.text).replace("\u200b", "")


@pytest.mark.parametrize(("reporter", "limit"), [("markdown", 65_536), ("github-summary", 1 << 20)])
def test_markdown_fits_where_it_goes(reporter: str, limit: int) -> None:
    for name in ("long chinese", "marks", "mention"):
        for report in attack(name):
            many = replace(report, findings=report.findings * 3_000, rules=report.rules * 40)
            text = printed(many, reporter)
            assert len(text.encode()) <= limit
            assert text.count("<details>") == text.count("</details>")
