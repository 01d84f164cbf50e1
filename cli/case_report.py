"""Print the results of cases: as JSON for programs, or the failed ones for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO, cast

from skulint.engine.reporters.json_writer import Json, Stream, compact, encode
from skulint.engine.text.safe_text import sanitise
from skulint.engine.wording.phrases import fill
from skulint.engine.wording.values import quantity, translated

if TYPE_CHECKING:
    from skulint.engine.checking.case_reasons import Reason
    from skulint.engine.checking.cases import CaseResult

_LIMIT = 300

_EN = {
    "failed": "{place}: {rule}: expected {expect}, got {got}",
    "disagree": "engines disagree: {first} got {got}, {name} got {other}",
    "given": "given: {given}",
    "reason": "because: {what}",
    "actual": " (actual {actual})",
    "sides": " (actual {actual}, limit {limit})",
    "values": "where: {values}",
    "missing": "missing: {missing}",
    "summary": "{passed} passed, {failed} failed",
}
_ZH = {
    "failed": "{place}: {rule}：应为 {expect}，实为 {got}",
    "disagree": "两个引擎结果不一致：{first} 为 {got}，{name} 为 {other}",
    "given": "给定：{given}",
    "reason": "依据：{what}",
    "actual": "（实际 {actual}）",
    "sides": "（实际 {actual}，限值 {limit}）",
    "values": "其中：{values}",
    "missing": "缺少：{missing}",
    "summary": "{passed} 通过，{failed} 失败",
}
_WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "zh": _ZH}


def write_json(results: Sequence[CaseResult], stream: TextIO) -> None:
    """Write all results as one document, a case on each line."""
    passed = sum(each.ok for each in results)
    document: dict[str, Json] = {
        "cases": Stream(_document(each) for each in results),
        "passed": passed,
        "failed": len(results) - passed,
    }
    for piece in encode(document):
        stream.write(piece)
    stream.write("\n")


def _document(result: CaseResult) -> Json:
    return {
        "rule": result.rule,
        "given": cast("Json", result.given),
        "expect": cast("Json", result.expect),
        "got": _json(result.got),
        "ok": result.ok,
    }


def _json(value: object) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return tuple(_json(each) for each in value)
    if isinstance(value, Mapping):
        return {str(name): _json(each) for name, each in value.items()}
    assert value is None or isinstance(value, bool | Decimal | str)
    return value


def write_text(results: Sequence[CaseResult], stream: TextIO, lang: str) -> None:
    """Write the failed cases with their reasons, and a line that sums up."""
    failed = [each for each in results if not each.ok]
    for each in failed:
        stream.write("\n".join(_failure(each, _WORDS[lang], lang)) + "\n\n")
    counts = {"passed": len(results) - len(failed), "failed": len(failed)}
    stream.write(fill(_WORDS[lang]["summary"], counts) + "\n")


def _failure(result: CaseResult, words: Mapping[str, str], lang: str) -> Iterator[str]:
    got = _shown(result.got)
    yield fill(
        words["failed"],
        {
            "place": sanitise(str(result.span)),
            "rule": sanitise(result.rule, _LIMIT),
            "expect": _shown(result.expect),
            "got": got,
        },
    )
    for name, other in result.others.items():
        values = {"first": "reference", "name": name, "got": got, "other": _shown(other)}
        yield "  " + fill(words["disagree"], values)
    yield "  " + fill(words["given"], {"given": _given(result.given)})
    for reason in result.reasons:
        yield from (f"  {line}" for line in _reason(reason, words, lang))


def _reason(reason: Reason, words: Mapping[str, str], lang: str) -> Iterator[str]:
    line = fill(words["reason"], {"what": translated(reason.what, lang)})
    if reason.actual is not None:
        sides = {"actual": quantity(reason.actual, lang)}
        if reason.limit is not None:
            sides["limit"] = quantity(reason.limit, lang)
        line += fill(words["sides" if reason.limit is not None else "actual"], sides)
    yield line
    if reason.values:
        values = ", ".join(f"{name} {quantity(value, lang)}" for name, value in reason.values)
        yield fill(words["values"], {"values": sanitise(values, _LIMIT)})
    if reason.missing:
        yield fill(words["missing"], {"missing": ", ".join(reason.missing)})


def _given(given: object) -> str:
    assert isinstance(given, Mapping)
    return ", ".join(f"{sanitise(str(name))}: {_shown(value)}" for name, value in given.items())


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    text = value if isinstance(value, str) else compact(_plain(value))
    return sanitise(text, _LIMIT)


def _plain(value: object) -> Json:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return tuple(_plain(each) for each in value)
    return _json(value)
