"""Keeps the rule book of a check where Python keeps what it compiled, and under its switches.

Reading a megabyte of YAML takes longer than judging a hundred thousand records. A kept book is
taken only for the very same files, read by the very same code. Where the package's folder cannot
be written, books are kept in the user's cache folder, and taken from there only if nobody else
could have put them there. That a validation found no problems is kept in the same way.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..model.rule import RuleBook
from ..resources import rules_dir, schemas_dir
from ..text.diagnostics import Diagnostics
from .pack_files import list_files

_ENGINE = Path(__file__).parent.parent
#: What a book depends on besides its files: the code that reads it and the data it is made of.
_CODE = ("conditions", "loading", "model", "text")
_DIGEST = hashlib.sha256

#: The variable of the environment that switches all of this off; `--no-cache` sets it.
NO_CACHE = "SKULINT_NO_CACHE"
#: The name ends by what is kept: a rule book, or what a validation without problems counted.
_BOOK, _CLEAN = ".book", ".clean"
#: What books of other packs are called by, and how many of them are kept.
_OTHERS, _MOST = "packs-", 8
_IN_MEMORY: dict[bytes, RuleBook] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A file for a book; a `shared` one is in the package, where only its owner may write."""

    path: Path
    shared: bool


def user_cache() -> Path | None:
    """Name the user's folder for what can be made again; None where there is no such place."""
    chosen = os.environ.get("SKULINT_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base, "skulint", "Cache") if base else None
    base = os.environ.get("XDG_CACHE_HOME", "")
    if Path(base).is_absolute():
        return Path(base, "skulint")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "skulint"
    return home / ".cache" / "skulint"


def kept_rulebook(folders: Sequence[Path], diagnostics: Diagnostics) -> RuleBook:
    """Return what a check needs of packs: the book that was kept, or one read anew and kept.

    A book with anything to report is read anew each time, so that it is reported each time.
    """
    places = [] if switched_off() else _places(folders, _BOOK)
    key = _key(folders, _CODE) if places else None
    if key is not None and key in _IN_MEMORY:
        return _IN_MEMORY[key]
    for place in places:
        book = _taken(place, key) if key is not None else None
        if key is not None and book is not None:
            _remember(key, book)
            return book
    from .rulebook import load_rulebook

    before = len(diagnostics)
    book = load_rulebook(folders, diagnostics, with_cases=False)
    if key is not None and len(diagnostics) == before:
        _keep(places, key, book)
        _remember(key, book)
    return book


@dataclass(frozen=True, slots=True)
class CleanSlate:
    """Where it is kept that packs had no problems, and what was counted then.

    What was asked, such as the day, is part of the key. Nothing in it is run: `counts` are numbers.
    """

    places: Sequence[Place]
    key: bytes

    def counts(self) -> dict[str, int] | None:
        """Return what was counted; None where it is not known to be without problems."""
        for place in self.places:
            payload = _payload(place, self.key)
            if payload is not None:
                found = json.loads(bytes(payload))
                return {str(name): int(count) for name, count in found.items()}
        return None

    def keep(self, counts: Mapping[str, int]) -> None:
        """Keep that there were no problems."""
        _keep_payload(self.places, self.key, json.dumps(counts).encode())


def clean_slate(folders: Sequence[Path], asked: str) -> CleanSlate | None:
    """Tell where a validation without problems is kept; None where nothing is to be."""
    places = [] if switched_off() else _places(folders, _CLEAN)
    # Anything of the engine may have a say in what is a problem.
    key = _key(folders, (".",)) if places else None
    return None if key is None else CleanSlate(places, _DIGEST(key + asked.encode()).digest())


def _remember(key: bytes, book: RuleBook) -> None:
    """Keep a book for the next check of this process; nothing ever changes one."""
    while len(_IN_MEMORY) >= _MOST:
        del _IN_MEMORY[next(iter(_IN_MEMORY))]
    _IN_MEMORY[key] = book


def switched_off() -> bool:
    """Tell whether nothing is to be taken or kept."""
    return bool(os.environ.get(NO_CACHE))


def _places(folders: Sequence[Path], ending: str) -> list[Place]:
    """Name the files something may be in: beside the compiled modules, then the user's own."""
    places = []
    name = "packaged"
    if [Path(each) for each in folders] != [rules_dir()]:
        named = "\0".join(str(Path(each).absolute()) for each in folders)
        name = f"{_OTHERS}{_DIGEST(named.encode()).hexdigest()[:16]}"
    try:
        compiled = cache_from_source(str(rules_dir() / f"{name}.py"))
        places.append(Place(Path(compiled).with_suffix(ending), shared=True))
    except NotImplementedError:
        pass
    own = user_cache()
    if own is not None:
        # Several installations of one user share the folder.
        engine = _DIGEST(str(_ENGINE).encode()).hexdigest()[:8]
        tag = sys.implementation.cache_tag or "python"
        places.append(Place(own / f"{name}-{engine}.{tag}{ending}", shared=False))
    return places


def _key(folders: Sequence[Path], rooms: Sequence[str]) -> bytes | None:
    """Sum up everything that decides what is kept: files, and the code of these rooms.

    None where something is to be reported.
    """
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
    for path in _code(rooms):
        stat = path.stat()
        digest.update(f"{path.name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return None if len(doubts) else digest.digest()


def _code(rooms: Sequence[str]) -> Iterator[Path]:
    for room in rooms:
        yield from sorted(_ENGINE.joinpath(room).rglob("*.py"))
    yield from sorted(schemas_dir().glob("*.json"))


def _taken(place: Place, key: bytes) -> RuleBook | None:
    payload = _payload(place, key)
    if payload is None:
        return None
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        # Whoever can write beside the compiled modules can change those as well; a file of the
        # user's own was looked at before it was read.
        book: RuleBook = pickle.loads(payload)
    except Exception:  # whatever is wrong with it, the files are there to be read
        return None
    finally:
        if was_enabled:
            gc.enable()
    return book


def _payload(place: Place, key: bytes) -> memoryview | None:
    """Read what is kept by a key; None where it is something else, or was damaged."""
    kept = _bytes_of(place)
    if kept is None:
        return None
    size = len(key)
    payload = memoryview(kept)[2 * size :]
    whole = kept[:size] == key and kept[size : 2 * size] == _DIGEST(payload).digest()
    return payload if whole else None


def _bytes_of(place: Place) -> bytes | None:
    """Read a file; one of the user's only if nobody else can have written it.

    It is looked at once it is open, so that no other can be put into its place meanwhile.
    """
    try:
        if place.shared:
            return place.path.read_bytes()
        if not _is_private(os.lstat(place.path.parent)):
            return None
        handle = os.open(
            place.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())
            return file.read() if stat.S_ISREG(found.st_mode) and _is_private(found) else None
    except OSError:
        return None


def _is_private(found: os.stat_result) -> bool:
    """Tell whether a file or folder is this user's, and nobody else may write to it."""
    if sys.platform == "win32":
        return True  # the profile's own rights see to that
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _keep(places: Sequence[Place], key: bytes, book: RuleBook) -> None:
    if sys.dont_write_bytecode:
        return
    buffer = BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(book)
    _keep_payload(places, key, buffer.getvalue())


def _keep_payload(places: Sequence[Place], key: bytes, payload: bytes) -> None:
    """Write something whole or not at all; where that is not possible, it is made anew."""
    if sys.dont_write_bytecode:
        return
    for place in places:
        if _written(place, key + _DIGEST(payload).digest() + payload):
            _forget_old(place)
            return


def _written(place: Place, content: bytes) -> bool:
    folder = place.path.parent
    try:
        if place.shared:
            folder.mkdir(parents=True, exist_ok=True)
        else:
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            if not _is_private(os.lstat(folder)):
                return False
        handle, name = tempfile.mkstemp(dir=folder, prefix=place.path.stem)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644 if place.shared else 0o600)
            # In one step, so that who reads at the same time gets one whole or the other.
            Path(name).replace(place.path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            return False
    except OSError:
        return False
    return True


def _forget_old(place: Place) -> None:
    """Delete what was kept of other packs longest ago."""
    try:
        books = sorted(
            place.path.parent.glob(f"{_OTHERS}*{place.path.suffix}"),
            key=lambda each: -each.stat().st_mtime,
        )
        for each in books[_MOST:]:
            each.unlink(missing_ok=True)
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
