"""Finds packs that are installed as Python packages: a folder of YAML and an entry point.

Nothing of such a package is imported or run; a pack is data.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

GROUP = "skulint.packs"


@dataclass(frozen=True, slots=True)
class InstalledPack:
    """A pack by the name of its entry point, with the version of the package that brings it."""

    name: str
    version: str
    folder: Path


def installed_packs() -> tuple[InstalledPack, ...]:
    """List the packs whose folders are there, by name."""
    found = []
    for point in entry_points(group=GROUP):
        folder = _folder(point)
        if folder is not None:
            version = point.dist.version if point.dist is not None else "0"
            found.append(InstalledPack(point.name, version, folder))
    return tuple(sorted(found, key=lambda each: each.name))


def installed_pack(name: str) -> InstalledPack | None:
    """Return the pack of a name, if it is installed."""
    return next((each for each in installed_packs() if each.name == name), None)


def _folder(point: EntryPoint) -> Path | None:
    """Return the folder of the package that an entry point names, such as `my_shop.rules`."""
    top, *inner = point.module.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        return None
    for base in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(base, *inner)
        if folder.is_dir():
            return folder
    return None
