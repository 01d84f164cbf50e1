"""Tell which packs to load for paths that a person names: packs, parts of them, or single files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping, Scalar
from ..text.read import read_source
from ..text.yaml_text import load_yaml

_HEAD = "pack.yaml"


def packs_with(shipped: Path, paths: Iterable[Path]) -> tuple[Path, ...]:
    """List the shipped pack and those that the paths lie in, each once.

    A pack with the name of the shipped one stands in for it: whoever works on the shipped rules
    checks their own copy.
    """
    packs = dict.fromkeys(_pack_of(path) for path in paths)
    resolved = {path.resolve() for path in packs}
    name = _name_of(shipped)
    replaced = shipped.resolve() in resolved or any(_name_of(path) == name for path in packs)
    return (*packs,) if replaced else (shipped, *packs)


def _pack_of(path: Path) -> Path:
    """Find the folder around a path that is a pack by its head, else the path itself."""
    if path.exists() and not (path / _HEAD).is_file():
        for folder in path.resolve().parents:
            if (folder / _HEAD).is_file():
                return _as_named(folder, path)
    return path


def _as_named(folder: Path, path: Path) -> Path:
    """Write a folder around a path the way the path is written, where that is possible."""
    for parent in path.parents:
        if parent.resolve() == folder:
            return parent
    return folder


def _name_of(pack: Path) -> str | None:
    return head_of(pack)[0]


def head_of(pack: Path) -> tuple[str | None, str | None]:
    """Return the name and the version a pack gives itself."""
    head = pack / _HEAD
    if not head.is_file():
        return None, None
    unused = Diagnostics()
    source = read_source(head, unused)
    root = load_yaml(source, unused) if source is not None else None
    found = [root.get(key) if isinstance(root, Mapping) else None for key in ("pack", "version")]
    name, version = (each.raw if isinstance(each, Scalar) else None for each in found)
    return name, version
