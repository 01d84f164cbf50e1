"""Reads the files of packs, and tells by their keys what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ..model.rule import Pack
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping, Node, Scalar
from ..text.read import read_source
from ..text.source import display_name
from ..text.suggest import did_you_mean
from ..text.yaml_text import load_yaml
from .pack_files import list_files


class FileKind(StrEnum):
    """What a file holds; the value names its definition in the schema."""

    PACK = "packFile"
    EXPORT = "exportFile"
    PROGRAM = "programFile"
    FACTS = "factsFile"


#: The first key that is present decides.
_DECIDED_BY = (
    ("pack", FileKind.PACK),
    ("export", FileKind.EXPORT),
    ("program", FileKind.PROGRAM),
    ("entities", FileKind.FACTS),
    ("facts", FileKind.FACTS),
)
_NEEDS_PROGRAM = ("rules", "parameters", "conclusions")


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file of a pack; `pack` counts the packs from 0 in the order they were named."""

    kind: FileKind
    root: Mapping
    pack: int


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A pack with the documents that could be read."""

    pack: Pack
    documents: tuple[Document, ...]


def read_packs(folders: Sequence[Path], diagnostics: Diagnostics) -> tuple[LoadedPack, ...]:
    """Read every file of every pack; whatever cannot be read is reported and left out."""
    return tuple(
        loaded
        for index, folder in enumerate(folders)
        if (loaded := _read_pack(Path(folder), index, diagnostics)) is not None
    )


def _read_pack(folder: Path, index: int, diagnostics: Diagnostics) -> LoadedPack | None:
    names = list_files(folder, diagnostics)
    if not names:
        return None
    digest = hashlib.sha256()
    documents = []
    for path, relative in names:
        source = read_source(path, diagnostics)
        if source is None:
            continue
        # Line ends are not hashed as they are: git may change them on checkout.
        content = source.text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
        digest.update(f"{relative}\0{len(content)}\0".encode())
        digest.update(content)
        root = load_yaml(source, diagnostics)
        if root is None:
            continue
        kind = _kind_of(root, diagnostics)
        if kind is not None and isinstance(root, Mapping):
            documents.append(Document(kind, root, index))
    head = next((doc.root for doc in documents if doc.kind is FileKind.PACK), None)
    pack = Pack(
        name=_text(head, "pack") or _base_name(folder),
        version=_text(head, "version") or "0",
        sha256=digest.hexdigest(),
        path=display_name(folder),
    )
    return LoadedPack(pack, tuple(documents))


def _kind_of(root: Node, diagnostics: Diagnostics) -> FileKind | None:
    keys = tuple(key for key, _ in _DECIDED_BY)
    if not isinstance(root, Mapping):
        diagnostics.error(
            "SKU-R006",
            "a rule file is a map of keys",
            span=root.span,
            help=f"start with one of {', '.join(f'`{key}:`' for key in keys)}",
        )
        return None
    for key, kind in _DECIDED_BY:
        if root.entry(key) is not None:
            if kind is FileKind.FACTS and any(root.entry(need) for need in _NEEDS_PROGRAM):
                break
            return kind
    present = [entry for entry in root.entries if entry.key in _NEEDS_PROGRAM]
    if present:
        diagnostics.error(
            "SKU-R003",
            f"`program` is missing beside `{present[0].key}`",
            span=present[0].key_span,
            help="add `program: marketplace/name`, the id of the program they belong to",
        )
        return None
    first = root.entries[0] if root.entries else None
    diagnostics.error(
        "SKU-R006",
        f"`{first.key}` does not start any kind of rule file" if first else "file has no keys",
        span=first.key_span if first else root.span,
        help=(did_you_mean(first.key, (*keys, *_NEEDS_PROGRAM)) if first else None)
        or f"a rule file has one of {', '.join(f'`{key}`' for key in keys)} at the top",
    )
    return None


def _text(root: Mapping | None, key: str) -> str | None:
    node = root.get(key) if root is not None else None
    return node.raw if isinstance(node, Scalar) and node.raw else None


def _base_name(folder: Path) -> str:
    return folder.stem if folder.is_file() else folder.resolve().name
