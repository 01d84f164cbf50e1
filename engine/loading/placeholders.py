"""Checks the placeholders in texts for people: known, and the same in every language."""

from __future__ import annotations

import re

from ..model.rule import Rule
from ..text.diagnostics import Diagnostics, Related
from ..text.nodes import Entry, Mapping, Scalar
from ..text.source import sub_span
from ..text.suggest import nearest
from .scope import Scope

ALWAYS = ("actual", "limit")
WITH_SET = ("target", "change")
_WIDE = "\uff5b\uff5d"
_BRACES = re.compile(rf"\{{([^{{}}{_WIDE}]*)\}}|[{{}}{_WIDE}]")


def check_placeholders(entry: Entry | None, has_set: bool, scope: Scope) -> None:
    """Check one text in all its languages.

    Args:
        entry: The key with the text, such as `say`; None is fine.
        has_set: Whether the text belongs to a fix with `set`.
        scope: The facts that the rule sees.
    """
    if entry is None or not isinstance(entry.value, Mapping):
        return
    used: dict[str, frozenset[str]] = {}
    for language in entry.value.entries:
        if isinstance(language.value, Scalar):
            names = _check_text(language.value, has_set, scope)
            if names is None:
                return
            used[language.key] = names
    _compare_languages(entry, used, scope.diagnostics)


def placeholders(text: str) -> tuple[str, ...]:
    """Name the placeholders of a text."""
    return tuple(match[1] for match in _BRACES.finditer(text) if match[1] is not None)


def _check_text(node: Scalar, has_set: bool, scope: Scope) -> frozenset[str] | None:
    """Return the placeholders of one text, or None when its braces do not pair."""
    names = set()
    paired = True
    for match in _BRACES.finditer(node.raw):
        span = sub_span(node.span, match.start(), match.end())
        name = match[1]
        if name is None:
            paired = False
            wide = match[0] in _WIDE
            scope.diagnostics.error(
                "SKU-R052",
                f"`{match[0]}` is a full-width brace" if wide else f"`{match[0]}` stands alone",
                span=span,
                help="write `{` and `}`" if wide else "placeholders stand in `{` and `}`",
            )
            continue
        names.add(name)
        if name in ALWAYS or (has_set and name in WITH_SET):
            continue
        if name in WITH_SET:
            scope.diagnostics.error(
                "SKU-R052",
                f"`{{{name}}}` needs a computed value, and nothing is set here",
                span=span,
                help="add `set: FACT`, or name the limit with `{limit}`",
            )
        elif name in scope.dictionary.facts:
            scope.find_fact(name, span)
        else:
            known = (*ALWAYS, *(WITH_SET if has_set else ()), *scope.dictionary.facts)
            listed = ", ".join(f"`{{{each}}}`" for each in (*ALWAYS, *WITH_SET))
            scope.diagnostics.error(
                "SKU-R052",
                f"unknown placeholder `{{{name}}}`",
                span=span,
                help=_suggestion(name, known) or f"placeholders: {listed} and names of facts",
            )
    return frozenset(names) if paired else None


def _suggestion(name: str, known: tuple[str, ...]) -> str | None:
    found = nearest(name, known)
    return f"did you mean `{{{found}}}`?" if found else None


def _compare_languages(
    entry: Entry, used: dict[str, frozenset[str]], diagnostics: Diagnostics
) -> None:
    assert isinstance(entry.value, Mapping)
    everywhere = frozenset().union(*used.values())
    for language in entry.value.entries:
        lacking = sorted(everywhere - used.get(language.key, everywhere))
        if not lacking:
            continue
        other = next(
            each for each in entry.value.entries if lacking[0] in used.get(each.key, frozenset())
        )
        listed = ", ".join(f"`{{{name}}}`" for name in lacking)
        diagnostics.error(
            "SKU-R053",
            f"the `{language.key}` text lacks {listed}",
            span=language.value.span,
            help="use the same placeholders in every language",
            related=[Related(f"the `{other.key}` text has it", other.value.span)],
        )


def facts_in_texts(rule: Rule) -> tuple[str, ...]:
    """Name what the texts of a rule have in braces besides the fixed placeholders."""
    texts = [*rule.wrong.values()]
    for fix in rule.fixes:
        texts.extend(fix.say.values())
    names = (name for text in texts for name in placeholders(text))
    return tuple(dict.fromkeys(name for name in names if name not in (*ALWAYS, *WITH_SET)))
