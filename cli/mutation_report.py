"""Print what no case reaches or notices, with the cases that would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from skulint.engine.checking.write_cases import case_text
from skulint.engine.reporters.json_writer import Json, encode
from skulint.engine.text.safe_text import sanitise
from skulint.engine.wording.phrases import fill

if TYPE_CHECKING:
    from skulint.engine.checking.coverage import Gap
    from skulint.engine.checking.mutation import Mutant, MutationResult
    from skulint.engine.checking.proposals import Proposal
    from skulint.engine.text.source import Span

_LIMIT = 300

_EN = {
    "rule": "{place}: {owner}: no case at all",
    "fact": "{place}: {owner}: no case computes this fact",
    "clause": "{place}: {owner}: no case fails the clause `{detail}`",
    "outcome": "{place}: {owner}: no case comes out as {detail}",
    "missing": "{place}: {owner}: no case is undecided for want of `{detail}`",
    "survivor": "{place}: {owner}: no case notices `{before}` becoming `{after}`",
    "case": "a case of {subject} that would: {case}",
    "same": "the case of {subject} above would",
    "none": "no such case was found; where there is none, say so under `no_case_for`:"
    " {{change: {change}, because: …}}",
    "idle": "{place}: {owner}: `no_case_for` names `{change}`, which a case notices,"
    " or which no longer exists; remove it",
    "written": "{path}: {count:count} {count:plural:case|cases} added",
    "failed": "{count:count} {count:plural:case|cases} failed as they are and"
    " could notice nothing; run `skulint test`",
    "gaps": "{cases:count} {cases:plural:case|cases}, {gaps:count}"
    " {gaps:plural:gap|gaps} in what they reach",
    "summary": "{tried:count} {tried:plural:change|changes} tried: {noticed:count} noticed,"
    " {accepted:count} accepted with a reason, {left:count} not noticed",
}
_ZH = {
    "rule": "{place}: {owner}：没有任何用例",
    "fact": "{place}: {owner}：没有用例计算这个事实",
    "clause": "{place}: {owner}：没有用例使条款 `{detail}` 不通过",
    "outcome": "{place}: {owner}：没有用例得出 {detail}",
    "missing": "{place}: {owner}：没有用例因缺少 `{detail}` 而无法判定",
    "survivor": "{place}: {owner}：把 `{before}` 改成 `{after}`，没有用例能发现",
    "case": "{subject} 加上这个用例就能发现：{case}",
    "same": "{subject} 的上述用例就能发现",
    "none": "没有找到这样的用例；如果确实没有，请写在 `no_case_for` 里："
    "{{change: {change}, because: …}}",
    "idle": "{place}: {owner}：`no_case_for` 中的 `{change}` 已有用例能发现，或已不存在，请删除",
    "written": "{path}：已添加 {count:count} 个用例",
    "failed": "{count:count} 个用例本身没有通过，无法用来发现改动；请先运行 `skulint test`",
    "gaps": "{cases:count} 个用例，{gaps:count} 处没有用例覆盖",
    "summary": "尝试改动 {tried:count} 处：{noticed:count} 处被发现，"
    "{accepted:count} 处写明了理由，{left:count} 处没有被发现",
}
_WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "zh": _ZH}


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found out about the cases; None stands for what was not asked."""

    result: MutationResult
    gaps: Sequence[Gap] | None
    proposed: Sequence[tuple[Mutant, Proposal | None]] | None
    written: Sequence[tuple[Path, int]] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to do but to look at what was written."""
        left = self.proposed or ()
        if self.written:
            left = [each for each in left if each[1] is None]
        idle = self.result.idle if self.proposed is not None else ()
        return not (self.gaps or left or idle or self.result.failed)


def write_text(found: Found, stream: TextIO, lang: str) -> None:
    """Write a line for each gap and each change, and one that sums up."""
    for line in _lines(found, _WORDS[lang]):
        stream.write(line + "\n")


def _lines(found: Found, words: Mapping[str, str]) -> Iterator[str]:
    result = found.result
    for gap in found.gaps or ():
        values = {"place": _shown(gap.span), "owner": gap.owner, "detail": _cut(gap.detail)}
        yield fill(words[gap.lack.value], values)
    shown: set[int] = set()
    for mutant, proposal in found.proposed or ():
        change = mutant.change
        yield fill(
            words["survivor"],
            {
                "place": _shown(change.span),
                "owner": mutant.owner,
                "before": _cut(change.before),
                "after": _cut(change.after),
            },
        )
        if proposal is None:
            yield "  " + fill(words["none"], {"change": _quoted(change.text)})
        elif id(proposal) in shown:
            yield "  " + fill(words["same"], {"subject": proposal.subject})
        else:
            shown.add(id(proposal))
            values = {"subject": proposal.subject, "case": sanitise(case_text(proposal))}
            yield "  " + fill(words["case"], values)
    if found.proposed is not None:
        for each in result.idle:
            values = {
                "place": _shown(each.span),
                "owner": each.owner,
                "change": _cut(each.change),
            }
            yield fill(words["idle"], values)
    for path, count in found.written:
        yield fill(words["written"], {"path": sanitise(str(path)), "count": count})
    if result.failed:
        yield fill(words["failed"], {"count": result.failed})
    if found.gaps is not None:
        yield fill(words["gaps"], {"cases": len(result.trials), "gaps": len(found.gaps)})
    if found.proposed is not None:
        counts = {
            "tried": result.tried,
            "noticed": result.noticed,
            "accepted": len(result.accepted),
            "left": len(result.survivors),
        }
        yield fill(words["summary"], counts)


def write_json(found: Found, stream: TextIO) -> None:
    """Write the same as one document."""
    result = found.result
    document: dict[str, Json] = {"cases": len(result.trials), "failed": result.failed}
    if found.gaps is not None:
        document["gaps"] = tuple(
            {"lack": gap.lack.value, "owner": gap.owner, "detail": gap.detail, **_place(gap.span)}
            for gap in found.gaps
        )
    if found.proposed is not None:
        document["mutation"] = {
            "tried": result.tried,
            "noticed": result.noticed,
            "accepted": tuple(
                {"owner": mutant.owner, "change": mutant.change.text, "because": reason.because}
                for mutant, reason in result.accepted
            ),
            "idle": tuple({"owner": each.owner, "change": each.change} for each in result.idle),
            "survivors": tuple(_survivor(*each) for each in found.proposed),
        }
        document["written"] = tuple(
            {"file": str(path), "cases": count} for path, count in found.written
        )
    for piece in encode(document):
        stream.write(piece)
    stream.write("\n")


def _survivor(mutant: Mutant, proposal: Proposal | None) -> Json:
    return {
        "owner": mutant.owner,
        "kind": mutant.change.kind.value,
        "change": mutant.change.text,
        **_place(mutant.change.span),
        "subject": None if proposal is None else proposal.subject,
        "case": None if proposal is None else case_text(proposal),
    }


def _place(span: Span) -> Mapping[str, Json]:
    return {"file": span.source.name, "line": span.line, "column": span.column}


def _shown(span: Span) -> str:
    return sanitise(str(span))


def _cut(text: str) -> str:
    return sanitise(text, _LIMIT)


def _quoted(text: str) -> str:
    return "'" + sanitise(text, _LIMIT).replace("'", "''") + "'"
