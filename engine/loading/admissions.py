"""Checks the conclusions that programs name as the admission of an item, and pools beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.conclusion import Conclusion, Every, Follows, Premise, RulesPass
from ..model.facts import Dictionary
from ..text.diagnostics import Diagnostics, Related
from ..text.nodes import Scalar
from ..text.suggest import did_you_mean
from .packs import Document, FileKind


def check_admissions(
    documents: Iterable[Document],
    conclusions: Mapping[str, Conclusion],
    dictionary: Dictionary,
    diagnostics: Diagnostics,
) -> None:
    """Report admissions that are no conclusion, or none that readiness could agree with.

    Readiness counts rules: an item is ready when all of them pass. An admission that follows from
    either of two things would hold where readiness sees a failure.
    """
    for document in documents:
        named = document.root.get("admission")
        if document.kind is not FileKind.PROGRAM or not isinstance(named, Scalar):
            continue
        conclusion = conclusions.get(named.raw)
        if conclusion is None:
            diagnostics.error(
                "SKU-R090",
                f"unknown conclusion `{named.raw}`",
                span=named.span,
                help=did_you_mean(named.raw, conclusions)
                or "define it under `conclusions` of this program",
            )
            continue
        program = document.root.get("program")
        if isinstance(program, Scalar) and conclusion.program != program.raw:
            diagnostics.error(
                "SKU-R091",
                f"conclusion `{named.raw}` is of program `{conclusion.program}`",
                span=named.span,
                help="name a conclusion of this program; it may follow from that one",
            )
        items = [name for name, entity in dictionary.entities.items() if entity.item]
        if conclusion.entity not in items:
            diagnostics.error(
                "SKU-R093",
                f"`{named.raw}` is for each {conclusion.entity}, which is not what goes in",
                span=named.span,
                help=f"name a conclusion for each {' or '.join(items)}"
                if items
                else "mark what goes in with `item: true` under `entities`",
                related=[Related("defined here", conclusion.span)],
            )
        for other in _not_plain(named.raw, conclusions):
            diagnostics.error(
                "SKU-R094",
                f"`{other.id}` does not follow from rules that all have to pass",
                span=named.span,
                help="readiness counts rules; take `any_of`, `not` and `facts` out of the admission"
                " and of what it follows from",
                related=[Related("defined here", other.span)],
            )


def _not_plain(name: str, conclusions: Mapping[str, Conclusion]) -> list[Conclusion]:
    """List the conclusions behind one, and itself, that ask for more than rules to pass."""
    found, waiting, seen = [], [name], set()
    while waiting:
        each = conclusions.get(waiting.pop())
        if each is None or each.id in seen:
            continue
        seen.add(each.id)
        waiting += each.conclusions
        if not _is_plain(each.when):
            found.append(each)
    return found


def _is_plain(premise: Premise) -> bool:
    if isinstance(premise, Every):
        return all(_is_plain(item) for item in premise.items)
    return isinstance(premise, RulesPass | Follows)
