"""Markdown: the overview and the worst findings, for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from ..model.outcome import Outcome
from ..text.safe_text import sanitise
from ..wording.values import quantity, translated
from .issues import Issue, affected_text, issue_notes, issues, lacking_by_rule, step_text
from .markdown_text import code, prose
from .page import Page
from .paths import repository_path
from .phrasing import fact_name, fix_text, give_text, message_text
from .pool_phrasing import pool_head, pool_notes
from .ranking import hidden, worst_first
from .since_text import since_text
from .text_readiness import counts_text, excused_text, own_change_text, packs_text

if TYPE_CHECKING:
    from ..model.report import Finding, Report
    from . import Options

#: A comment holds 65,536 characters; some are left for what the poster adds.
_COMMENT = 60_000
#: For sentences that close the report after it was cut.
_RESERVE = 1_000
_ROWS = 20
_TITLE = 80

#: By this a later run finds its comment again.
MARK = "<!-- skulint -->"

_SIGNS = {"error": "🔴", "warning": "🟡", "info": "🔵", "unknown": "❔"}


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write as much as one comment holds."""
    write_up_to(_COMMENT, report, stream, options)


def write_up_to(limit: int, report: Report, stream: TextIO, options: Options) -> None:
    """Write the report in at most so many bytes of UTF-8."""
    page = Page(options.lang, 100, entities=report.entities)
    room = limit - _RESERVE
    cut = False
    for block in _blocks(report, page, options):
        size = len(block.encode("utf-8", "replace"))
        if size > room:
            cut = True
            break
        room -= size
        stream.write(block)
    if cut:
        stream.write(f"\n{prose(page.say('cut'))}\n")


def _blocks(report: Report, page: Page, options: Options) -> Iterator[str]:
    """Yield the parts of the report, each whole in itself."""
    yield f"{MARK}\n## skulint: {_verdict(report, page)}\n"
    if report.diagnostics:
        count = sum(item.count for item in report.diagnostics)
        yield f"\n⚠️ {prose(page.say('input_problems', n=count))}\n"
    if report.readiness:
        yield _readiness(report, page)
    if report.pools:
        yield _pools(report, page)
    found = issues(report)
    if found:
        yield _issue_table(found, report, page)
    if step := step_text(report, page):
        yield f"\n**{prose(page.say('step'))}:** {prose(step)}\n"
    if report.missing:
        yield _missing(report, page)
    for text in (excused_text(report, page), since_text(report, page)):
        if text:
            yield f"\n{prose(text)}\n"
    yield from _details(report, page, options)
    changes = [f"- {prose(own_change_text(each, page))}\n" for each in report.own_changes]
    if changes:
        yield "\n" + "".join(changes)
    packs = packs_text(report, page)
    day = report.as_of.date().isoformat()
    foot = prose(page.say("as_of", day=day, packs=packs or "-"))
    yield f"\n<sub>skulint {prose(report.version)}, {foot}</sub>\n"


def _verdict(report: Report, page: Page) -> str:
    if report.exit_code == 3:
        return prose(page.say("nothing_checked"))
    counts = counts_text(report.rules, page, outcomes=(Outcome.UNKNOWN,))
    return prose(counts if issues(report) else page.say("no_issues"))


def _readiness(report: Report, page: Page) -> str:
    states = ("ready", "one_fix_away", "not_ready", "cannot_tell")
    names = " | ".join(prose(page.say(state)) for state in states)
    rows = [f"\n| | {names} |", "|---|---:|---:|---:|---:|"]
    for item in report.readiness:
        title = translated(item.title, page.lang) or item.program
        counts = " | ".join(f"{getattr(item, state):,}" for state in states)
        rows.append(f"| {prose(title)} | {counts} |")
    return "\n".join(rows) + "\n"


def _pools(report: Report, page: Page) -> str:
    lines = [f"\n### {prose(page.say('pools'))}\n"]
    for item in report.pools:
        lines.append(f"- **{prose(pool_head(item, page))}**")
        lines += [f"  - {prose(note)}" for note in pool_notes(item, page)]
    return "\n".join(lines) + "\n"


def _issue_table(found: list[Issue], report: Report, page: Page) -> str:
    lacking = lacking_by_rule(report, page)
    heads = [page.say(key) for key in ("affects", "clears")]
    rows = [
        f"\n### {prose(page.say('issues'))}\n",
        f"| | | {prose(heads[0])} | {prose(heads[1])} | |",
        "|---|---|---:|---:|---|",
    ]
    for issue in found[:_ROWS]:
        rule = issue.summary.rule
        key = rule.severity.value if issue.outcome is Outcome.FAIL else "unknown"
        notes = page.say("list_comma").join(issue_notes(issue, report, lacking, page))
        title = prose(translated(rule.title, page.lang), _TITLE)
        clears = f"{issue.clears:,}" if issue.clears else "-"
        rows.append(
            f"| {_SIGNS[key]} {prose(page.say(key))} | {code(rule.id)} {title} "
            f"| {prose(affected_text(issue, report, page))} | {clears} | {prose(notes)} |"
        )
    if len(found) > _ROWS:
        rows += ["", prose(page.say("more_issues", n=len(found) - _ROWS))]
    return "\n".join(rows) + "\n"


def _missing(report: Report, page: Page) -> str:
    rows = [f"\n### {prose(page.say('missing'))}\n"]
    for item in report.missing[:_ROWS]:
        text = prose(fact_name(item.fact, page))
        if source := translated(item.fact.found_in, page.lang):
            text += f"{page.say('list_comma')}{prose(page.say('found', found=source))}"
        rows.append(f"- {text}")
    if len(report.missing) > _ROWS:
        rows.append(f"- {prose(page.say('more_facts', n=len(report.missing) - _ROWS))}")
    return "\n".join(rows) + "\n"


def _details(report: Report, page: Page, options: Options) -> Iterator[str]:
    """Yield a table for each issue that can be folded away, the worst first."""
    groups: dict[tuple[str, Outcome], list[Finding]] = {}
    for finding in worst_first(report):
        groups.setdefault((finding.rule.id, finding.outcome), []).append(finding)
    shown: list[Finding] = []
    for findings in groups.values():
        yield _group(findings[:_ROWS], len(findings), page, options)
        shown += findings[:_ROWS]
    if left_out := hidden(report, shown):
        yield f"\n{prose(page.say('more_findings', n=left_out))}\n"


def _group(findings: list[Finding], total: int, page: Page, options: Options) -> str:
    first = findings[0]
    key = first.rule.severity.value if first.outcome is Outcome.FAIL else "unknown"
    title = prose(translated(first.rule.title, page.lang), _TITLE)
    lines = [
        f"\n<details><summary>{_SIGNS[key]} {code(first.rule.id)} {title}</summary>\n",
        "| | | |",
        "|---|---|---|",
    ]
    for finding in findings:
        what = [prose(message_text(finding, page))]
        what += [f"➜ {prose(fix_text(step, page))}" for step in finding.fixes]
        what += [f"➜ {prose(give_text(each, page))}" for each in finding.missing]
        if finding.actual and finding.limit and not finding.message:
            what.append(prose(quantity(finding.actual, page.lang)))
        subject = code(finding.subject.key)
        if finding.subject.title:
            subject += f" {prose(sanitise(finding.subject.title, _TITLE))}"
        lines.append(f"| {subject} | {'<br>'.join(what)} | {_place(finding, options)} |")
    if total > len(findings):
        lines += ["", prose(page.say("more_findings", n=total - len(findings)))]
    return "\n".join(lines) + "\n\n</details>\n"


def _place(finding: Finding, options: Options) -> str:
    place = finding.place
    if place is None:
        return ""
    path = repository_path(place.file, options)
    if place.line is not None:
        return code(f"{path}:{place.line}")
    return code(f"{path} {place.label}" if place.label else path)
