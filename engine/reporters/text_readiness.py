"""The top and the bottom of the text report: inputs, readiness, verdicts and the exit line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..model.outcome import Outcome
from ..model.rule import Overridden, Severity, SwitchedOff
from ..text.safe_text import sanitise
from ..wording.nouns import records, rows_of
from ..wording.values import translated
from .columns import pad, width
from .page import Line, Page, Piece, Style, flow, hang, plain, remark

if TYPE_CHECKING:
    from ..model.report import Input, Readiness, Report, RuleSummary

_INPUTS = 10
_PATH_LIMIT = 300
_BAR = 60
_RULE_IDS = 8
_REASON = 300
#: So much of a hash tells versions of one pack apart.
_HASH = 8

#: Each state of an item: its name, its character in a bar, and its style.
STATES = (
    ("ready", "=", Style.GOOD),
    ("one_fix_away", "-", Style.WARNING),
    ("not_ready", ".", Style.ERROR),
    ("cannot_tell", "?", Style.UNKNOWN),
)


def input_lines(report: Report, page: Page) -> list[Line]:
    """Return one line for each file that was read."""
    if not report.inputs:
        return []
    read = [item for item in report.inputs if item.copy_of is None]
    shown = read[: page.limit(_INPUTS)]
    rows = [_input_cells(item, page) for item in shown]
    paths = [row[0] for row in rows]
    columns = [max(width(row[index]) for row in rows) for index in range(3)]
    # One long path must not push the figures of all other files off the screen.
    columns[0] = min(columns[0], max(20, page.width // 2))
    lines: list[Line] = []
    for path, row in zip(paths, rows, strict=True):
        head: tuple[Piece, ...] = ((f"  {pad(path, columns[0])}  ", Style.STRONG),)
        if width(path) > columns[0]:
            lines.append(plain(f"  {path}", Style.STRONG))
            head = (("    ", Style.PLAIN),)
        figures = f"{pad(row[1], columns[1], right=True)}  {pad(row[2], columns[2])}"
        text = page.say("aside", text=figures + " ", aside=row[3]) if row[3] else figures
        first, *rest = [text] if width(head[0][0] + text) <= page.width else [figures, row[3]]
        lines.append((*head, (first, Style.PLAIN)))
        for note in rest:
            lines += hang((("    ", Style.PLAIN),), note, page.width, Style.QUIET)
    lines += _copies_lines(report.inputs, columns[0], page)
    hidden = len(read) - len(shown)
    if hidden:
        lines += remark(page.say("more_inputs", n=hidden), page)
    text = page.say(
        "as_of", day=report.as_of.date().isoformat(), packs=packs_text(report, page) or "-"
    )
    return [*lines, *hang((("  ", Style.PLAIN),), text, page.width, Style.QUIET)]


def _copies_lines(inputs: Sequence[Input], columns: int, page: Page) -> list[Line]:
    """Return one line for all the earlier copies of a catalogue, or a few for a few catalogues."""
    copies: dict[str, list[Input]] = {}
    for item in inputs:
        if item.copy_of is not None:
            # Snapshots are copies of nothing that was named, and belong together.
            copies.setdefault("" if item.copy_of == item.path else item.copy_of, []).append(item)
    lines: list[Line] = []
    for path, found in copies.items():
        days = sorted(item.moment.date().isoformat() for item in found if item.moment is not None)
        if len({*days}) > 1:
            text = page.say("copies", n=len(found), first=days[0], last=days[-1])
        else:
            text = page.say("copies_one_day", n=len(found), day="".join(days[:1]))
        name = sanitise(path, _PATH_LIMIT) or page.say("snapshots")
        head = ((f"  {pad(name, columns)}  ", Style.STRONG),)
        lines += hang(head, text, page.width)
    return lines


def _input_cells(item: Input, page: Page) -> tuple[str, str, str, str]:
    notes = [page.say("skipped", n=item.skipped)] if item.skipped else []
    if item.unmapped:
        notes.append(page.say("unmapped", n=len(item.unmapped)))
    if note := translated(item.note, page.lang):
        notes.append(note)
    return (
        sanitise(item.path, _PATH_LIMIT),
        (rows_of if item.of_rows else records)(item.entity, item.rows, page.lang, page.entities),
        sanitise(item.encoding or item.format),
        page.say("list_comma").join(notes),
    )


def readiness_lines(items: tuple[Readiness, ...], page: Page) -> list[Line]:
    """Return for each program how many items are in each state, and a bar of their shares."""
    lines: list[Line] = []
    for item in items:
        title = translated(item.title, page.lang) or sanitise(item.program)
        parts: list[Piece] = [(title, Style.STRONG)]
        for state, _, style in STATES:
            count = getattr(item, state)
            parts.append((f"{page.say(state)} {count:,}", style if count else Style.QUIET))
        lines += flow(parts, 2, page.width)
        if item.total:
            lines.append(_bar(item, min(_BAR, page.width - 6)))
    return lines


def _bar(item: Readiness, columns: int) -> Line:
    """Return the bar; whatever is not none gets at least one character."""
    counts = [getattr(item, state) for state, _, _ in STATES]
    present = [index for index, count in enumerate(counts) if count]
    room = columns - (len(present) - 1)
    lengths = {index: max(1, counts[index] * room // item.total) for index in present}
    largest = max(present, key=lambda index: counts[index])
    lengths[largest] += room - sum(lengths.values())
    pieces: list[Piece] = [("  [", Style.PLAIN)]
    for index in present:
        if index != present[0]:
            pieces.append(("|", Style.PLAIN))
        _, character, style = STATES[index]
        pieces.append((character * lengths[index], style))
    return (*pieces, ("]", Style.PLAIN))


def verdict_lines(report: Report, page: Page) -> list[Line]:
    """Return for each program the verdict in one line, with the counts of its rules."""
    lines: list[Line] = []
    for item in report.readiness:
        if item.total != 1:
            lines += readiness_lines((item,), page)
            continue
        state, style = next((name, style) for name, _, style in STATES if getattr(item, name))
        # With one program every rule bears on it, those of programs it builds on included.
        rules = [
            summary
            for summary in report.rules
            if len(report.readiness) == 1 or summary.rule.program == item.program
        ]
        text = page.say(
            "verdict",
            state=page.say(state),
            program=translated(item.title, page.lang) or sanitise(item.program),
            counts=counts_text(rules, page),
        )
        lines += hang((), text, page.width, style)
    if not lines:
        lines += hang((), counts_text(report.rules, page), page.width, Style.STRONG)
    return lines


def counts_text(
    rules: Sequence[RuleSummary],
    page: Page,
    outcomes: tuple[Outcome, ...] = (Outcome.UNKNOWN, Outcome.PASS),
) -> str:
    """Return what the rules came to: `1 error, 1 can't tell, 1 pass`."""
    parts = []
    for severity in Severity:
        failed = sum(
            item.counts.get(Outcome.FAIL, 0) for item in rules if item.rule.severity is severity
        )
        if failed:
            parts.append(page.say(f"count.{severity.value}", n=failed))
    for outcome in outcomes:
        count = sum(item.counts.get(outcome, 0) for item in rules)
        if count:
            parts.append(page.say(f"count.{outcome.value}", n=count))
    return page.say("list_comma").join(parts) or page.say("count.none")


def packs_text(report: Report, page: Page) -> str:
    """Return the packs with version and the beginning of their hash."""
    return page.say("list_comma").join(
        sanitise(f"{pack.name} {pack.version} ({pack.sha256[:_HASH]})") for pack in report.packs
    )


def own_change_text(change: SwitchedOff | Overridden, page: Page) -> str:
    """Return what a pack changed about those before it, and why."""
    if isinstance(change, SwitchedOff):
        because = sanitise(change.because, _REASON)
        return page.say("switched_off", rule=change.rule, pack=change.pack, because=because)
    value = sanitise(change.value, _REASON)
    return page.say("overridden", parameter=change.parameter, pack=change.pack, value=value)


def not_in_force_lines(report: Report, page: Page) -> list[Line]:
    """Return which chosen rules do not count: on this day, or for this seller."""
    lines = [
        line
        for change in report.own_changes
        for line in hang(
            (("  ", Style.PLAIN),), own_change_text(change, page), page.width, Style.QUIET
        )
    ]
    return [*_not_in_force(report, page), *lines]


def _not_in_force(report: Report, page: Page) -> list[Line]:
    if not report.not_in_force:
        return []
    ids = ", ".join(sanitise(rule) for rule in report.not_in_force[: page.limit(_RULE_IDS)])
    hidden = len(report.not_in_force) - _RULE_IDS
    if hidden > 0 and not page.verbose:
        ids = page.say("items_more", items=ids, n=hidden)
    text = page.say("not_in_force", day=report.as_of.date().isoformat(), rules=ids)
    return hang((("  ", Style.PLAIN),), text, page.width, Style.QUIET)


def excused_text(report: Report, page: Page) -> str:
    """Return how many findings do not count, and why; empty where there are none."""
    waived = sum(item.waived for item in report.rules)
    known = sum(item.known for item in report.rules)
    parts = [page.say("waived", n=waived)] if waived else []
    if known:
        parts.append(page.say("known", n=known))
    if not parts:
        return ""
    return page.say("excused", items=page.say("list_comma").join(parts))


def excused_lines(report: Report, page: Page) -> list[Line]:
    """Return how many findings do not count."""
    text = excused_text(report, page)
    return hang((("  ", Style.PLAIN),), text, page.width, Style.QUIET) if text else []


def exit_lines(report: Report, page: Page) -> list[Line]:
    """Return the exit code and what it means for this check."""
    failed = report.counts.get(Outcome.FAIL, 0)
    undecided = report.counts.get(Outcome.UNKNOWN, 0)
    found = counts_text(report.rules, page, outcomes=(Outcome.UNKNOWN,))
    words, style = page.say("exit_clear"), Style.GOOD
    lines: list[Line] = []
    if report.exit_code == 1:
        words, style = page.say("exit_findings", counts=found), Style.ERROR
    elif report.exit_code == 2:
        words, style = page.say("exit_input"), Style.ERROR
    elif report.exit_code == 3:
        reason, advice = _nothing(report)
        words, style = page.say("exit_nothing", reason=page.say(reason)), Style.WARNING
        lines = hang(((f"{page.say('help')}: ", Style.GOOD),), page.say(advice), page.width)
    elif report.exit_code == 4:
        words, style = page.say("exit_undecided", n=undecided), Style.UNKNOWN
    elif failed or undecided:
        words = page.say("exit_below", counts=found)
    text = page.say("exit", code=report.exit_code, words=words)
    return [*lines, *hang((), text, page.width, style)]


def _nothing(report: Report) -> tuple[str, str]:
    """Return the messages that say why nothing was checked, and what helps."""
    if not report.inputs:
        return "no_inputs", "help_files"
    if not any(report.subjects.values()):
        return "no_records", "help_records"
    return ("no_match", "help_records") if report.rules else ("no_rules", "help_rules")
