"""Reads programs and what they build on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from ..model.facts import Translated
from ..model.rule import Program, Shown
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Scalar
from ..text.source import Span
from ..text.suggest import did_you_mean
from .definitions import Definitions
from .packs import Document, FileKind
from .reading import (
    NO_TEXT,
    day_at,
    entries_at,
    maps_at,
    reference_at,
    scalars_at,
    text_at,
    texts_at,
    translated,
    translated_at,
)

#: Keys that make a file the declaration of its program.
_DECLARES = ("title", "about", "applied_as", "needs", "shows", "admission", "since", "source")


def read_programs(
    documents: Iterable[Document], derived: Collection[str], diagnostics: Diagnostics
) -> dict[str, Program]:
    """Return every program by id, and report files of programs that none declares.

    Args:
        documents: The files; those that are no program's are passed over.
        derived: Names of the derived facts, which a program may show.
        diagnostics: Where unknown and repeated names are reported.
    """
    found: Definitions[Program] = Definitions("program")
    documents = [each for each in documents if each.kind is FileKind.PROGRAM]
    for document in documents:
        id = document.root.get("program")
        if not isinstance(id, Scalar) or not _declares(document.root):
            continue
        if document.root.entry("title") is None:
            diagnostics.error(
                "SKU-R003",
                f"`title` of program `{id.raw}` is missing",
                span=id.span,
                help="add `title: {en: …, zh: …}`",
            )
        program = _read_program(document.root, id, diagnostics)
        found.add(program.id, program, id.span, diagnostics)
    for document in documents:
        id = document.root.get("program")
        if isinstance(id, Scalar):
            report_unknown_program(id.raw, id.span, found.things, diagnostics)
        for needed in scalars_at(document.root, "needs"):
            report_unknown_program(needed.raw, needed.span, found.things, diagnostics)
        for shown, span in _shown(document.root).items():
            if shown.fact not in derived:
                diagnostics.error(
                    "SKU-R018",
                    f"`{shown.fact}` is no derived fact, so there is nothing to work out and show",
                    span=span,
                    help=did_you_mean(shown.fact, derived),
                )
    return found.things


def report_unknown_program(
    name: str, span: Span | None, programs: Mapping[str, object], diagnostics: Diagnostics
) -> bool:
    """Report a program that no file declares; return whether it is unknown."""
    if name in programs:
        return False
    endings = [each for each in programs if each.endswith(f"/{name}")]
    if endings:
        help: str | None = f"did you mean {' or '.join(f'`{each}`' for each in endings)}?"
    else:
        help = did_you_mean(name, programs)
    if help is None and span is not None:
        help = f"declare it: a file with `program: {name}` and a `title`"
    elif help is None:
        help = f"programs: {', '.join(f'`{each}`' for each in programs)}" if programs else None
    diagnostics.error("SKU-R013", f"unknown program `{name}`", span=span, help=help)
    return True


def _declares(root: MappingNode) -> bool:
    return any(root.entry(key) is not None for key in _DECLARES)


def _read_program(root: MappingNode, id: Scalar, diagnostics: Diagnostics) -> Program:
    return Program(
        id=id.raw,
        title=translated_at(root, "title"),
        applied_as=text_at(root, "applied_as"),
        needs=texts_at(root, "needs"),
        span=id.span,
        about=_read_about(root, diagnostics),
        source=reference_at(root, "source", diagnostics),
        since=day_at(root, "since", diagnostics),
        shows=tuple(_shown(root)),
        admission=text_at(root, "admission"),
    )


def _shown(root: MappingNode) -> dict[Shown, Span]:
    """Read `shows`: names of facts, or `total: NAME` for one whose sum is of use."""
    found = {Shown(each.raw): each.span for each in scalars_at(root, "shows")}
    for item in maps_at(root, "shows"):
        for entry in item.entries:
            if isinstance(entry.value, Scalar):
                found[Shown(entry.value.raw, entry.key == "total")] = entry.value.span
    return dict(sorted(found.items(), key=lambda each: (each[1].line, each[1].column)))


def _read_about(root: MappingNode, diagnostics: Diagnostics) -> Mapping[str, Translated]:
    """Read `about`: named texts, or a single one that is then named `about`."""
    about = root.entry("about")
    if about is None or not isinstance(about.value, MappingNode):
        return MappingProxyType({})
    single = bool({"en", "zh"} & set(about.value.keys()))
    named = [about] if single else list(entries_at(root, "about"))
    texts: dict[str, Translated] = {}
    for entry in named:
        text = translated(entry.value)
        for language in ("en", "zh"):
            if language not in text:
                diagnostics.error(
                    "SKU-R005",
                    f"the {'English' if language == 'en' else 'Chinese'} text of "
                    f"`{entry.key}` is missing",
                    span=entry.key_span,
                    help=f"add `{language}: …`",
                )
        texts[entry.key] = text or NO_TEXT
    return MappingProxyType(texts)
