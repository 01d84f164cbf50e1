"""Finds what the inputs of a check were at a revision, for `--since`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import click

from skulint.engine.model.since import Earlier
from skulint.engine.text.source import display_name

from .git import (
    Blob,
    Repository,
    changed_below,
    files_under,
    former_path,
    is_known,
    repository_at,
    top_of,
    write_blob,
)
from .local_files import refuse_elsewhere

_MAGIC = re.compile(r"[*?\[]")

#: Options of the configuration that decide what is judged, by what.
JUDGING = ("programs", "rules", "packs", "params", "mapping", "as_of", "encoding", "currency",
           "engine", "snapshots", "history")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check was asked: its inputs, and the other files its answer depends on.

    `configured` names the options that come from the configuration.
    """

    files: tuple[str, ...]
    entity_of: Mapping[str, str]
    others: tuple[Path, ...] = ()
    config: Path | None = None
    configured: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to lay out the earlier inputs: each file with where it goes, and what to read."""

    revision: str
    commit: str
    blobs: tuple[tuple[str, Blob], ...]
    files: tuple[str, ...]
    entity_of: Mapping[str, str]
    whole: tuple[str, ...]
    added: tuple[str, ...]
    same: bool

    def lay_out(self, folder: Path) -> Earlier:
        """Write the files below a folder."""
        if not self.same and not self.whole:
            for place, blob in self.blobs:
                write_blob(blob, folder / place)
        return Earlier(
            self.revision,
            self.commit,
            tuple(display_name(folder / each) for each in self.files),
            {display_name(folder / each): entity for each, entity in self.entity_of.items()},
            self.whole,
            self.added,
            self.same,
        )


@dataclass(slots=True)
class _Search:
    """Looks for what was; it asks git once about each repository."""

    revision: str
    here: Path | None
    known: dict[Path, Repository | None] = field(default_factory=dict)
    blobs: list[tuple[str, Blob]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    same: bool = True
    commit: str | None = None

    def repository(self, folder: Path) -> tuple[Path | None, Repository | None]:
        """Return the top of the repository of a folder, and its state at the revision."""
        while not folder.is_dir():
            folder = folder.parent
        top = top_of(folder)
        if top is None:
            return None, None
        if top not in self.known:
            self.known[top] = repository_at(top, self.revision, self.here)
        found = self.known[top]
        if found is not None and (self.commit is None or top == self.here):
            self.commit = found.commit
        return top, found

    def input(self, number: int, name: str) -> str | None:
        """Note the files that one input stood for; gives the name to read them by."""
        path = Path(name)
        if path.is_dir():
            return self._folder(number, name, path, "")
        if not path.exists() and _MAGIC.search(name):
            parts = PurePosixPath(display_name(name)).parts
            plain = next(at for at, part in enumerate(parts) if _MAGIC.search(part))
            return self._folder(number, name, Path(*parts[:plain]), "/".join(parts[plain:]))
        _, at = self.repository(path.absolute().parent)
        inside = None if at is None else at.inside(path.parent)
        here = f"{inside}/{path.name}" if inside else path.name
        former = None if at is None else former_path(at, here)
        if at is None or former is None:
            self._add(name)
            return None
        self.same = self.same and former == here and here not in at.changed
        # Names tell what files hold, so that the same one is to be read the same way.
        place = f"{number}/{path.name}"
        if PurePosixPath(former).suffixes != PurePosixPath(path.name).suffixes:
            place = f"{number}/{PurePosixPath(former).name}"
        self.blobs.append((place, Blob(str(at.top), at.commit, former)))
        return place

    def _folder(self, number: int, name: str, folder: Path, pattern: str) -> str | None:
        _, at = self.repository(folder.absolute())
        if at is None:
            self._add(name)
            return None
        inside = at.inside(folder)
        last = PurePosixPath(pattern).name or "*"
        found = 0
        for blob in files_under(at, inside):
            # The files of a submodule are counted from its own top.
            whole = Path(blob.where, blob.path).relative_to(at.top / inside).as_posix()
            if last == "**" or fnmatch(PurePosixPath(whole).name, last):
                self.blobs.append((f"{number}/{whole}", blob))
                found += 1
        self.same = self.same and not changed_below(at, inside)
        if not found:
            self._add(name)
            return None
        return f"{number}/{pattern}" if pattern else str(number)

    def _add(self, name: str) -> None:
        self.added.append(display_name(name))
        self.same = False

    def differs(self, path: Path) -> bool:
        """Tell whether a file or folder is not as it was; outside of git nobody can tell."""
        _, at = self.repository(path.absolute().parent)
        if at is None:
            return False
        inside = at.inside(path)
        return changed_below(at, inside) or not is_known(at, inside)


def recipe_of(revision: str, asked: Asked) -> Recipe:
    """Find in git what the inputs of a check were at a revision."""
    every = [*asked.files, *asked.entity_of]
    refuse_elsewhere("--since", "compares files with git", every)
    search = _Search(revision, top_of(Path.cwd()))
    tops = [search.repository(_folder_of(name))[0] for name in every]
    if not any(tops):
        raise click.UsageError(
            f"`--since` cannot compare: `{every[0]}` is in no git repository; leave `--since` out"
        )
    whole = [display_name(path) for path in asked.others if search.differs(path)]
    files, entity_of = list(asked.files), dict(asked.entity_of)
    if asked.config is not None and search.differs(asked.config):
        before, now = _configured(search, asked.config)
        if any(before.get(name) != now.get(name) for name in asked.configured & {*JUDGING}):
            whole.append(display_name(asked.config.name))
        if "files" in asked.configured:
            files = [str(each) for each in before.get("files", ())] if before else files
        if "named" in asked.configured and before:
            named = (str(each).partition("=") for each in before.get("named", ()))
            entity_of = {file: entity for entity, _, file in named}
        if files != list(asked.files) or entity_of != asked.entity_of:
            search.same = False
    places = {
        name: search.input(number, name)
        for number, name in enumerate(dict.fromkeys([*files, *entity_of]))
    }
    missing = [name for name in every if name not in places]
    search.added += [display_name(name) for name in missing]
    return Recipe(
        revision,
        search.commit or "",
        tuple(search.blobs),
        tuple(place for name in files if (place := places[name]) is not None),
        {
            place: entity
            for name, entity in entity_of.items()
            if (place := places[name]) is not None
        },
        tuple(whole),
        tuple(each for each in dict.fromkeys(search.added) if each in map(display_name, every)),
        search.same,
    )


def _folder_of(name: str) -> Path:
    path = Path(name).absolute()
    while _MAGIC.search(path.name) and not path.exists():
        path = path.parent
    return path if path.is_dir() else path.parent


def _configured(search: _Search, config: Path) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return what the configuration said at the revision, and what it says now."""
    from skulint.engine.text.diagnostics import Diagnostics

    from .config import load_config

    now = load_config(config, Diagnostics())
    _, at = search.repository(config.absolute().parent)
    if at is None or not is_known(at, at.inside(config)):
        return {}, now
    with TemporaryDirectory(prefix="skulint-") as folder:
        copy = Path(folder, config.name)
        write_blob(Blob(str(at.top), at.commit, at.inside(config)), copy)
        return load_config(copy, Diagnostics(), config.parent), now


def recipe_document(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe as JSON has it; folders are named from the one the check ran in."""
    return {
        "revision": recipe.revision,
        "commit": recipe.commit,
        "blobs": [
            [place, _from_here(blob.where), blob.commit, blob.path] for place, blob in recipe.blobs
        ],
        "files": list(recipe.files),
        "entity_of": dict(recipe.entity_of),
        "whole": list(recipe.whole),
        "added": list(recipe.added),
        "same": recipe.same,
    }


def recipe_from(document: Mapping[str, Any]) -> Recipe:
    """Read a recipe back; its places may not lead out of a folder."""
    blobs = []
    for place, where, commit, path in document["blobs"]:
        if PurePosixPath(place).is_absolute() or ".." in PurePosixPath(place).parts:
            raise ValueError("a place leads out of the folder")
        if re.fullmatch("[0-9a-f]{40,64}", commit) is None:
            raise ValueError("a commit is none")
        blobs.append((str(place), Blob(str(where), commit, str(path))))
    return Recipe(
        document["revision"],
        document["commit"],
        tuple(blobs),
        tuple(document["files"]),
        dict(document["entity_of"]),
        tuple(document["whole"]),
        tuple(document["added"]),
        bool(document["same"]),
    )


def _from_here(folder: str) -> str:
    return Path(os.path.relpath(folder)).as_posix()
