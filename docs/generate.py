#!/usr/bin/env python3
"""Write the pages of this folder that are made from the code.

`python docs/generate.py` writes them; a test holds them to what it would write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from skulint.engine.text.codes import ALL_CODES

FOLDER = Path(__file__).parent

_FAMILIES = {
    "Y": "Text of YAML and JSON files",
    "R": "Rule files",
    "F": "Fact files",
    "C": "Command line",
    "W": "Waivers and baselines",
}


def diagnostics_page() -> str:
    """Return the page of all diagnostic codes, by family."""
    parts = [
        "# Diagnostics\n",
        "<!-- Written by docs/generate.py; change the codes in engine/text/ instead. -->\n",
        "Every problem that skulint finds in a file or in a command has a code, such as the\n"
        "`SKU-R011` in `error[SKU-R011]: unknown fact`. Codes are never renumbered, and none is\n"
        "given to another problem.\n",
    ]
    for letter, title in _FAMILIES.items():
        parts.append(f"## {title}\n")
        for code in ALL_CODES:
            if code.id[len("SKU-")] == letter:
                parts.append(f"### {code.id}: {code.title}\n\n{code.explanation}\n")
    return "\n".join(parts)


PAGES: Mapping[str, Callable[[], str]] = {"diagnostics.md": diagnostics_page}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
