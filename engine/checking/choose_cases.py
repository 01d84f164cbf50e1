"""Choose the cases to run: those of files of cases, or those beside rules and derived facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..loading import load_cases, load_rulebook, packs_with, subjects_of
from ..model.conclusion import ConclusionCase
from ..model.pool import PoolCase
from ..model.rule import Case, RuleBook
from ..resources import rules_dir
from ..text.diagnostics import Diagnostics
from ..text.source import Span
from ..text.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class ChosenCases:
    """The rules with the cases to run on them.

    `owners` names the rules, derived facts and parameters that were asked for; None means all.
    """

    book: RuleBook
    cases: tuple[Case, ...]
    owners: frozenset[str] | None = None
    conclusion_cases: tuple[ConclusionCase, ...] = ()
    pool_cases: tuple[PoolCase, ...] = ()


def choose_cases(
    names: Sequence[str], files: Sequence[Path], packs: Sequence[Path], diagnostics: Diagnostics
) -> ChosenCases | None:
    """Load rules and cases; gives None after an error.

    Args:
        names: Packs, files of them, or ids of rules, derived facts, conclusions and pools to run;
            all cases where nothing is named.
        files: Files of cases to run instead of those beside the rules.
        packs: Folders with rules besides those shipped.
        diagnostics: Where problems are reported, having no cases at all among them.
    """
    paths = [Path(name) for name in names if Path(name).exists()]
    book = load_rulebook(packs_with(rules_dir(), [*packs, *paths]), diagnostics)
    if diagnostics.has_errors:
        return None
    subjects = _subjects(names, book, diagnostics)
    cases = book.cases
    if files:
        cases = tuple(case for file in files for case in load_cases(file, book, diagnostics))
    if diagnostics.has_errors:
        return None
    named = [path.resolve() for path in paths]
    owners = _owners(book, subjects, named) if named or subjects else None
    folders = [] if files else named
    if folders or subjects:
        inside = _files_in((case.span for case in cases), folders)
        cases = tuple(
            case for case in cases if case.subject in subjects or case.span.source.name in inside
        )
    drawn = () if files else book.conclusion_cases
    if folders or subjects:
        inside = _files_in((each.case.span for each in drawn), folders)
        drawn = tuple(
            each
            for each in drawn
            if each.case.subject in subjects or each.case.span.source.name in inside
        )
    pooled = () if files else book.pool_cases
    if folders or subjects:
        inside = _files_in((each.span for each in pooled), folders)
        pooled = tuple(
            each for each in pooled if each.pool in subjects or each.span.source.name in inside
        )
    if not cases and not drawn and not pooled:
        diagnostics.warning(
            "SKU-C005",
            "there are no cases to run",
            help="a case is `{given: {…}, expect: pass}` under `cases` of a rule or derived fact",
        )
    return ChosenCases(book, cases, owners, drawn, pooled)


def _subjects(names: Sequence[str], book: RuleBook, diagnostics: Diagnostics) -> set[str]:
    """Give the rules and derived facts named by their ids."""
    known = subjects_of(book) | {name: name for name in (*book.conclusions, *book.pools)}
    for name in names:
        if name in known or Path(name).exists():
            continue
        if "/" in name or name.endswith((".yaml", ".yml")):
            diagnostics.error(
                "SKU-R008",
                f"no file or folder `{name}`",
                help="paths are relative to the folder the command runs in",
            )
            continue
        diagnostics.error(
            "SKU-R015",
            f"there is no rule, derived fact, conclusion, pool or file `{name}`",
            help=did_you_mean(name, known),
        )
    return {known[name] for name in names if name in known}


def _owners(book: RuleBook, subjects: set[str], folders: Sequence[Path]) -> frozenset[str]:
    """Name what was asked for, and what is defined in the files that were named."""
    facts = book.dictionary.facts
    places = {name: rule.span for name, rule in book.rules.items()}
    places |= {name: facts[name].span for name in book.dictionary.derivations}
    places |= {name: each.span for name, each in book.parameters.items()}
    inside = _files_in(places.values(), folders)
    return frozenset(
        name for name, span in places.items() if name in subjects or span.source.name in inside
    )


def _files_in(spans: Iterable[Span], folders: Sequence[Path]) -> frozenset[str]:
    """Name the files of some places that lie in one of the folders, each looked up once."""
    names = {span.source.name for span in spans}
    return frozenset(
        name
        for name in names
        if any(Path(name).resolve().is_relative_to(folder) for folder in folders)
    )
