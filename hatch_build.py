"""Build hook that lays the top-level folders out as the `skulint` package.

A wheel gets the folders by `[tool.hatch.build.targets.wheel.sources]`. Hatchling
refuses such a mapping in an editable install, so there the same tree is made of links
in `.dev/`, the folder that `dev-mode-dirs` puts on the import path.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PARTS = ("engine", "cli", "rules", "schemas")

#: Files at the top of the package, and where they lie in the repository.
ROOT_FILES = {
    "__init__.py": "engine/_root.py",
    "__main__.py": "engine/_main.py",
    "py.typed": "engine/py.typed",
    "testing.py": "engine/_testing.py",
}


class PackageLayout(BuildHookInterface[Any]):
    """Adds the root files to a wheel, and the link tree to an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before hatchling collects files; `version` is the kind of build."""
        if self.target_name != "wheel":
            return
        if version == "editable":
            self._link_tree()
            return
        # Not in pyproject.toml, where it would apply to editable installs as well: a lone
        # skulint/__init__.py in site-packages would hide the link tree.
        for name, source in ROOT_FILES.items():
            build_data["force_include"][source] = f"skulint/{name}"

    def _link_tree(self) -> None:
        root = Path(self.root)
        tree = root / ".dev" / "skulint"
        tree.mkdir(parents=True, exist_ok=True)
        for name, source in {**{part: part for part in PARTS}, **ROOT_FILES}.items():
            link = tree / name
            link.unlink(missing_ok=True)
            link.symlink_to(os.path.relpath(root / source, tree))
