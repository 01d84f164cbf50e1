"""JUnit XML: one test case a rule, the records it concerns in the text of the failure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO
from xml.etree import ElementTree as xml

from ..model.outcome import Outcome
from ..text.codes import code_of
from ..text.safe_text import sanitise
from ..wording.nouns import records
from ..wording.values import translated
from .page import Page
from .paths import repository_path
from .phrasing import fix_text, give_text, message_text, subject_text
from .ranking import identity

if TYPE_CHECKING:
    from ..model.report import Finding, Report, RuleSummary
    from ..text.diagnostics import Diagnostic
    from . import Options

#: So many records are named in a failure; the rest is counted.
_RECORDS = 50
_PROBLEMS = 50
_TEXT = 2_000


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write a suite for each program, and one for the files where something is wrong with them."""
    page = Page(options.lang, 100, entities=report.entities)
    top = xml.Element("testsuites", name="skulint")
    findings = _by_rule(report.findings)
    for program in dict.fromkeys(item.rule.program for item in report.rules):
        suite = xml.SubElement(top, "testsuite", name=_name(program))
        packs = xml.SubElement(suite, "properties")
        for pack in report.packs:
            name = f"pack {sanitise(pack.name)}"
            version = f"{sanitise(pack.version)} sha256:{pack.sha256}"
            xml.SubElement(packs, "property", name=name, value=version)
        for item in report.rules:
            if item.rule.program == program:
                _case(suite, item, findings.get(item.rule.id, []), page, options)
    _inputs(top, report, page)
    for element in [*top, top]:
        _count(element, report)
    xml.indent(top)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(xml.tostring(top, encoding="unicode"))
    stream.write("\n")


def _by_rule(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.rule.id, []).append(finding)
    return found


def _name(program: str) -> str:
    return sanitise(program).replace("/", ".")


def _case(
    suite: xml.Element, item: RuleSummary, findings: list[Finding], page: Page, options: Options
) -> None:
    rule = item.rule
    title = translated(rule.title, page.lang)
    failed = item.counts.get(Outcome.FAIL, 0)
    unknown = item.counts.get(Outcome.UNKNOWN, 0)
    case = xml.SubElement(
        suite, "testcase", classname=_name(rule.program), name=f"{sanitise(rule.id)}: {title}"
    )
    outcome = Outcome.FAIL if failed else Outcome.UNKNOWN
    mine = [finding for finding in findings if finding.outcome is outcome]
    place = next((each.place for each in mine if each.place and each.place.line), None)
    if place is not None:
        case.set("file", sanitise(repository_path(place.file, options)))
        case.set("line", str(place.line))
    case.set("time", "0")
    if failed:
        amount = records(rule.entity, failed, page.lang, page.entities)
        words = page.say("rule_failed", title=title, items=amount)
        failure = xml.SubElement(case, "failure", type=rule.severity.value, message=words)
        failure.text = _text(mine, failed, page)
    elif unknown:
        amount = records(rule.entity, unknown, page.lang, page.entities)
        words = page.say("rule_undecided", title=title, items=amount)
        skipped = xml.SubElement(case, "skipped", message=words)
        skipped.text = _text(mine, unknown, page)


def _text(findings: list[Finding], total: int, page: Page) -> str:
    """Return a line a record with its place, since some readers drop the attributes."""
    shown = findings[:_RECORDS]
    lines = [_line(finding, page) for finding in shown]
    left_out = total - len({identity(finding) for finding in shown})
    if left_out > 0:
        lines.append(page.say("more_findings", n=left_out))
    return "\n".join(lines)


def _line(finding: Finding, page: Page) -> str:
    parts = [subject_text(finding.subject, page), message_text(finding, page)]
    parts += [fix_text(step, page) for step in finding.fixes]
    parts += [give_text(missing, page) for missing in finding.missing]
    text = "; ".join(part.rstrip(".。") for part in parts if part)
    place = f"{finding.place}: " if finding.place is not None else ""
    return sanitise(f"{place}{text}", _TEXT)


def _inputs(top: xml.Element, report: Report, page: Page) -> None:
    """Tell faults of the files, and that nothing was checked, which must not look green."""
    if not report.diagnostics and report.exit_code != 3:
        return
    suite = xml.SubElement(top, "testsuite", name="inputs")
    if report.exit_code == 3:
        case = xml.SubElement(suite, "testcase", classname="inputs", name="records", time="0")
        xml.SubElement(case, "error", type="nothing-checked", message=page.say("nothing_checked"))
    for item in report.diagnostics[:_PROBLEMS]:
        _problem(suite, item, page)
    if left_out := sum(item.count for item in report.diagnostics[_PROBLEMS:]):
        case = xml.SubElement(suite, "testcase", classname="inputs", name="others", time="0")
        words = page.say("more_problems", n=left_out)
        xml.SubElement(case, "error", type="not-shown", message=words)


def _problem(suite: xml.Element, item: Diagnostic, page: Page) -> None:
    # Messages are in English alone; the title says in Chinese what it is about.
    title = "" if page.lang == "en" else f"{code_of(item.code).title_in(page.lang)}："
    message = sanitise(f"{title}{item.message}", _TEXT)
    name = sanitise(f"{item.code} {item.location}".strip(), _TEXT)
    case = xml.SubElement(suite, "testcase", classname="inputs", name=name, time="0")
    if item.level.value == "error":
        found = xml.SubElement(case, "error", type=item.code, message=message)
    else:
        found = xml.SubElement(case, "skipped", message=message)
    if item.help:
        found.text = sanitise(item.help, _TEXT)


def _count(element: xml.Element, report: Report) -> None:
    for name, tag in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
    element.set("time", "0")
    if element.tag == "testsuite":
        element.set("timestamp", report.as_of.replace(tzinfo=None).isoformat(timespec="seconds"))
