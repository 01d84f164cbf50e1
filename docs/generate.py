#!/usr/bin/env python3
"""Write the pages of this folder that are made from the code.

`python docs/generate.py` writes them; a test holds them to what it would write.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from skulint.engine.loading import load_rulebook
from skulint.engine.resources import rules_dir
from skulint.engine.text.codes import ALL_CODES
from skulint.engine.text.diagnostics import Diagnostics

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


def coverage_page() -> str:
    """Return the table of all statements of the documents, and where each one lives."""
    book = load_rulebook([rules_dir()], Diagnostics())
    derived = {fact.statement: fact for fact in book.dictionary.facts.values() if fact.statement}
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for case in book.cases:
        known = case.subject in book.rules or case.expect == "unknown"
        outcomes[case.subject][str(case.expect) if known else "value"] += 1
    rows, homeless = [], []
    for statement in statements():
        if statement in book.rules:
            home, kind = book.rules[statement], str(book.rules[statement].kind)
            name = statement
        elif statement in derived:
            home, kind = derived[statement], "derived fact"
            name = home.name
        else:
            homeless.append(statement)
            continue
        path = Path(home.span.source.name).resolve().relative_to(rules_dir().resolve())
        cases = ", ".join(f"{word} {count}" for word, count in sorted(outcomes[name].items()))
        rows.append(f"| {statement} | `{path.as_posix()}` | {kind} | {cases} |")
    found = len(rows)
    return "\n".join(
        [
            "# Coverage of the documents\n",
            "<!-- Written by docs/generate.py out of the packs and docs/statements.txt. -->\n",
            f"{found} of {found + len(homeless)} statements of the five documents are in the"
            " shipped packs.\n",
            *(f"- `{each}` has no home\n" for each in homeless),
            "| statement | lives in | kind | worked cases |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def statements() -> tuple[str, ...]:
    """Read the ids of all statements that the packs have to hold."""
    return tuple((FOLDER / "statements.txt").read_text(encoding="utf-8").split())


PAGES: Mapping[str, Callable[[], str]] = {
    "diagnostics.md": diagnostics_page,
    "coverage.md": coverage_page,
}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
