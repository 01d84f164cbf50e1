"""Loads packs of rules: reads every file, checks it, and resolves every name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..model.rule import RuleBook
from ..text.diagnostics import Diagnostics, Related
from .accepted import read_accepted
from .admissions import check_admissions
from .cases import read_cases
from .conclusion_cases import read_conclusion_cases
from .conclusions import read_conclusions
from .derivations import read_derivations, report_cycles
from .dictionary import read_dictionary
from .exports import read_exports
from .own_changes import with_own_changes
from .packs import Document, FileKind, read_packs
from .parameters import read_parameter_values, read_parameters
from .pool_cases import read_pool_cases
from .pools import read_pools
from .programs import read_programs
from .rules import read_rules
from .scope import Scope
from .shape import check_shape


def load_rulebook(
    folders: Sequence[Path], diagnostics: Diagnostics, *, with_cases: bool = True
) -> RuleBook:
    """Return everything that could be loaded from packs, and report all problems of all files.

    Args:
        folders: The packs; a later one may add to earlier ones and give their parameters anew.
        diagnostics: Where problems are reported; a book with errors is not fit to check with.
        with_cases: Whether to read worked cases; a check of facts has no use for them.
    """
    packs = read_packs(folders, diagnostics)
    documents = tuple(document for pack in packs for document in pack.documents)
    for document in documents:
        check_shape(document.root, document.kind.value, diagnostics)
    _check_heads(documents, diagnostics)
    dictionary, entries = read_dictionary(documents, diagnostics)
    values = read_parameter_values(documents, diagnostics)
    shapes = {name: entry.shape for name, entry in values.items()}
    parameters = read_parameters(values.values(), dictionary, shapes, diagnostics)
    scope = Scope(dictionary, shapes, diagnostics)
    derivations = read_derivations(entries, scope)
    report_cycles(dictionary.facts, derivations, diagnostics)
    programs = read_programs(documents, derivations, diagnostics)
    rules = read_rules(documents, scope, parameters, derivations)
    conclusions = read_conclusions(documents, scope, rules, programs)
    check_admissions(documents, conclusions, dictionary, diagnostics)
    pools = read_pools(documents, scope, rules, programs)
    book = RuleBook(
        dictionary=replace(dictionary, derivations=MappingProxyType(derivations)),
        programs=MappingProxyType(programs),
        parameters=MappingProxyType(parameters),
        rules=MappingProxyType(rules),
        cases=read_cases(documents, entries, rules, scope) if with_cases else (),
        packs=tuple(pack.pack for pack in packs),
        exports=read_exports(documents, dictionary, diagnostics),
        accepted=read_accepted(documents, entries, values.values()),
        conclusions=MappingProxyType(conclusions),
        conclusion_cases=read_conclusion_cases(documents, conclusions, rules, scope)
        if with_cases
        else (),
        pools=MappingProxyType(pools),
        pool_cases=read_pool_cases(documents, pools, rules, scope) if with_cases else (),
    )
    return with_own_changes(book, documents, book.packs, diagnostics)


def _check_heads(documents: Sequence[Document], diagnostics: Diagnostics) -> None:
    """Report a pack that is named twice."""
    first: dict[int, Document] = {}
    for document in documents:
        if document.kind is not FileKind.PACK:
            continue
        other = first.setdefault(document.pack, document)
        if other is not document:
            diagnostics.error(
                "SKU-R010",
                "the pack is named twice",
                span=document.root.entries[0].key_span,
                help="keep one `pack.yaml`, at the top of the pack",
                related=[Related("first named here", other.root.entries[0].key_span)],
            )
