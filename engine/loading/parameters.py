"""Reads parameters with their dated values, and the file that overrides them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from ..conditions.walk import facts_in
from ..model.facts import NUMBERS, Dictionary
from ..model.nodes import Literal
from ..model.rule import Parameter, ParameterValue, RuleBook
from ..text.diagnostics import Diagnostics, Related
from ..text.nodes import Entry, Mapping, Scalar
from ..text.read import read_source
from ..text.source import Span
from ..text.suggest import did_you_mean
from ..text.yaml_text import load_yaml
from .conditions import read_condition
from .definitions import Definitions
from .literals import CALLED, is_number, read_free_literal
from .packs import Document, FileKind
from .reading import day_at, entries_at, maps_at, reference_at, translated_at
from .scope import Scope, Shape


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """A parameter's map with its name, and the values that were read from it."""

    name: str
    span: Span
    node: Mapping
    values: tuple[tuple[Mapping, Literal], ...]
    shape: Shape


def read_parameter_values(
    documents: Iterable[Document], diagnostics: Diagnostics
) -> dict[str, ParameterEntry]:
    """Return the values and the type of each parameter; conditions wait for the facts."""
    found: Definitions[ParameterEntry] = Definitions("parameter")
    packs: dict[str, int] = {}
    for document in documents:
        if document.kind is not FileKind.PROGRAM:
            continue
        for entry in entries_at(document.root, "parameters"):
            read = _read_entry(entry, diagnostics)
            if read is None:
                continue
            if packs.get(read.name, document.pack) < document.pack:
                found.replace(read.name, read, read.span)
            else:
                found.add(read.name, read, read.span, diagnostics)
            packs[read.name] = document.pack
    return found.things


def read_parameters(
    entries: Iterable[ParameterEntry], dictionary: Dictionary, shapes: dict[str, Shape],
    diagnostics: Diagnostics,
) -> dict[str, Parameter]:  # fmt: skip
    """Return the parameters that could be read whole."""
    scope = Scope(dictionary, shapes, diagnostics)
    found: dict[str, Parameter] = {}
    for entry in entries:
        if entry.name in dictionary.facts:
            diagnostics.error(
                "SKU-R010",
                f"`{entry.name}` is a parameter and a fact",
                span=entry.span,
                help="rename one of them",
                related=[Related("the fact is here", dictionary.facts[entry.name].span)],
            )
        values = tuple(
            value
            for node, literal in entry.values
            if (value := _read_value(node, literal, scope)) is not None
        )
        _check_overlaps(entry, values, diagnostics)
        source = reference_at(entry.node, "source", diagnostics)
        if source is not None and values:
            title = translated_at(entry.node, "title")
            found[entry.name] = Parameter(entry.name, title, values, source, entry.span)
    return found


def load_parameters(
    path: str | os.PathLike[str], book: RuleBook, diagnostics: Diagnostics
) -> dict[str, Literal]:
    """Return the values of a file such as `outlet_ceiling: 65%`, by parameter.

    Args:
        path: The file behind `--params`.
        book: The rules whose parameters are overridden.
        diagnostics: Where problems are reported.
    """
    source = read_source(path, diagnostics)
    root = load_yaml(source, diagnostics) if source is not None else None
    if root is None:
        return {}
    if not isinstance(root, Mapping):
        diagnostics.error(
            "SKU-R002",
            "a file of parameters is a map",
            span=root.span,
            help="write one line for each, such as `outlet_ceiling: 65%`",
        )
        return {}
    found = {}
    for entry in root.entries:
        literal = read_override(entry.key, entry.key_span, entry.value, book, diagnostics)
        if literal is not None:
            found[entry.key] = literal
    return found


def read_override(
    name: str, span: Span, node: object, book: RuleBook, diagnostics: Diagnostics
) -> Literal | None:
    """Return the value that replaces a parameter's own, or report why it cannot."""
    parameter = book.parameters.get(name)
    if parameter is None:
        known = ", ".join(f"`{each}`" for each in sorted(book.parameters))
        diagnostics.error(
            "SKU-R014",
            f"unknown parameter `{name}`",
            span=span,
            help=did_you_mean(name, book.parameters) or (f"parameters: {known}" if known else None),
        )
        return None
    if not isinstance(node, Scalar):
        diagnostics.error(
            "SKU-R002",
            f"parameter `{name}` takes one value",
            span=getattr(node, "span", span),
            help=f"write `{name}: {_example(parameter)}`",
        )
        return None
    literal = read_free_literal(node, diagnostics)
    if literal is None:
        return None
    wanted = parameter.values[0].value
    if isinstance(wanted, Literal) and not _alike(shape_of_literal(wanted), literal):
        diagnostics.error(
            "SKU-R056",
            f"parameter `{name}` is {_called(wanted)}, but `{node.raw}` is {_called(literal)}",
            span=node.span,
            help=f"write it as in `{_example(parameter)}`",
        )
        return None
    return literal


def shape_of_literal(literal: Literal) -> Shape:
    """Return the type and unit of a literal."""
    return Shape(literal.type, literal.unit)


def _read_entry(entry: Entry, diagnostics: Diagnostics) -> ParameterEntry | None:
    if not isinstance(entry.value, Mapping):
        return None
    values: list[tuple[Mapping, Literal]] = []
    for node in maps_at(entry.value, "values"):
        value = node.get("value")
        literal = read_free_literal(value, diagnostics) if isinstance(value, Scalar) else None
        if literal is not None:
            values.append((node, literal))
    if not values:
        return None
    first = values[0][1]
    shape = shape_of_literal(first)
    for _, literal in values[1:]:
        if not _alike(shape, literal):
            diagnostics.error(
                "SKU-R056",
                f"this value is {_called(literal)}, the first one {_called(first)}",
                span=literal.span,
                help="give all values of a parameter the same type and unit",
                related=[Related("the first value", first.span)] if first.span else [],
            )
        elif is_number(shape.type) and literal.type is not shape.type:
            shape = Shape(max(shape.type, literal.type, key=lambda kind: kind == "decimal"))
    return ParameterEntry(entry.key, entry.key_span, entry.value, tuple(values), shape)


def _read_value(node: Mapping, literal: Literal, scope: Scope) -> ParameterValue | None:
    when = node.get("when")
    condition = read_condition(when, scope) if when is not None else None
    start = day_at(node, "from", scope.diagnostics)
    if when is not None and condition is None:
        return None
    return ParameterValue(literal, start, condition, node.span)


def _check_overlaps(
    entry: ParameterEntry, values: tuple[ParameterValue, ...], diagnostics: Diagnostics
) -> None:
    seen: list[ParameterValue] = []
    for value in values:
        twin = next(
            (each for each in seen if each.start == value.start and each.when == value.when), None
        )
        if twin is not None:
            day = f"from {value.start} on" if value.start else "without a first day"
            condition = "under this condition " if value.when is not None else ""
            diagnostics.error(
                "SKU-R055",
                f"parameter `{entry.name}` has two values {condition}{day}",
                span=value.span,
                help="remove one, or change `from`",
                related=[Related("the other value", twin.span)],
            )
        seen.append(value)


def _alike(shape: Shape, literal: Literal) -> bool:
    if is_number(shape.type) and is_number(literal.type):
        return True
    return shape.type is literal.type and shape.unit == literal.unit


def _called(literal: Literal) -> str:
    if literal.type in NUMBERS and literal.unit:
        return f"{CALLED[literal.type]} in {literal.unit}"
    return CALLED[literal.type]


def _example(parameter: Parameter) -> str:
    span = parameter.values[0].value.span
    return span.text if span is not None else "7"


def facts_of_parameter(parameter: Parameter) -> tuple[str, ...]:
    """Name the facts that the conditions of a parameter's values read."""
    return tuple(
        dict.fromkeys(
            name for value in parameter.values if value.when for name in facts_in(value.when)
        )
    )
