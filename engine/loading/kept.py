"""Keeps the rule book of a check where Python keeps what it compiled, and under its switches.

Reading a megabyte of YAML takes longer than judging a hundred thousand records. A kept book is
taken only for the very same files, read by the very same code.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..model.rule import RuleBook
from ..resources import rules_dir, schemas_dir
from ..text.diagnostics import Diagnostics
from .packs import list_files

_ENGINE = Path(__file__).parent.parent
#: What a book depends on besides its files: the code that reads it and the data it is made of.
_CODE = ("conditions", "loading", "model", "text")
_DIGEST = hashlib.sha256


def kept_rulebook(folders: Sequence[Path], diagnostics: Diagnostics) -> RuleBook:
    """Return what a check needs of packs: the book that was kept, or one read anew and kept.

    A book with anything to report is read anew each time, so that it is reported each time.
    """
    place, key = _place(folders), _key(folders)
    book = _taken(place, key) if place is not None and key is not None else None
    if book is not None:
        return book
    from .rulebook import load_rulebook

    before = len(diagnostics)
    book = load_rulebook(folders, diagnostics, with_cases=False)
    if place is not None and key is not None and len(diagnostics) == before:
        _keep(place, key, book)
    return book


def _place(folders: Sequence[Path]) -> Path | None:
    """Name the file beside the compiled modules: one for the packaged rules, one for others."""
    name = "packaged" if [Path(each) for each in folders] == [rules_dir()] else "latest"
    try:
        compiled = cache_from_source(str(rules_dir() / f"{name}.py"))
    except NotImplementedError:
        return None
    return Path(compiled).with_suffix(".book")


def _key(folders: Sequence[Path]) -> bytes | None:
    """Sum up everything that decides what the book is; None where something is to be reported."""
    digest = _DIGEST(sys.version.encode())
    doubts = Diagnostics()
    for folder in folders:
        digest.update(f"{folder}\0".encode())
        for path, name in list_files(Path(folder), doubts):
            try:
                content = path.read_bytes()
            except OSError:
                return None
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    for path in _code():
        stat = path.stat()
        digest.update(f"{path.name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return None if len(doubts) else digest.digest()


def _code() -> Iterator[Path]:
    for room in _CODE:
        yield from sorted(_ENGINE.joinpath(room).rglob("*.py"))
    yield from sorted(schemas_dir().glob("*.json"))


def _taken(place: Path, key: bytes) -> RuleBook | None:
    try:
        kept = place.read_bytes()
    except OSError:
        return None
    size = len(key)
    payload = memoryview(kept)[2 * size :]
    if kept[:size] != key or kept[size : 2 * size] != _DIGEST(payload).digest():
        return None
    # Whoever can write here can also change the compiled modules beside it.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        book: RuleBook = pickle.loads(payload)
    except Exception:  # whatever is wrong with it, the files are there to be read
        return None
    finally:
        if was_enabled:
            gc.enable()
    return book


def _keep(place: Path, key: bytes, book: RuleBook) -> None:
    """Write a book whole or not at all; where that is not possible, it is read anew next time."""
    if sys.dont_write_bytecode:
        return
    buffer = BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(book)
    payload = buffer.getvalue()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=place.stem)
        try:
            Path(name).chmod(0o644)
            with os.fdopen(handle, "wb") as file:
                file.write(key + _DIGEST(payload).digest() + payload)
            Path(name).replace(place)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return


class _Pickler(pickle.Pickler):
    """Writes records as calls of their classes, which are read back many times faster."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, MappingProxyType):
            return _frozen, (dict(value),)
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(
                getattr(value, each.name) for each in fields(value) if each.init
            )
        return NotImplemented


def _frozen(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(content)
