"""A small pack that tests load with facts and rules of their own."""

from __future__ import annotations

from pathlib import Path

from skulint.engine.loading import load_rulebook
from skulint.engine.model.rule import RuleBook
from skulint.engine.text.diagnostics import Diagnostics

BASE = Path(__file__).parents[3] / "fixtures" / "errors" / "rules" / "base"
SOURCE = 'source: {document: demo.txt, section: "1", checked: 2026-03-01}'
TITLE = "title: {en: Demo, zh: 示例}"


def rule(require: str, *, id: str = "DEMO-1", entity: str = "sku_market", more: str = "") -> str:
    """Write one rule as YAML."""
    lines = [
        f"  - id: {id}",
        f"    {TITLE}",
        f"    for: {entity}",
        "    kind: eligibility",
        "    severity: error",
        f"    require: {require}",
        *(f"    {line}" for line in more.splitlines()),
        f"    {SOURCE}",
    ]
    return "\n".join(lines) + "\n"


def fact(name: str, kind: str, derive: str, *, entity: str = "sku_market", more: str = "") -> str:
    """Write one derived fact as YAML."""
    extra = "".join(f"    {line}\n" for line in more.splitlines())
    return (
        f"  {name}:\n    entity: {entity}\n    type: {kind}\n    {TITLE}\n"
        f"    derive: {derive}\n{extra}"
    )


def program(
    rules: str = "", *, facts: str = "", parameters: str = "", id: str = "demo/outlet"
) -> str:
    """Write one file of a program as YAML."""
    parts = [f"program: {id}\n"]
    for key, text in (("parameters", parameters), ("facts", facts), ("rules", rules)):
        if text:
            parts.append(f"{key}:\n{text}")
    return "".join(parts)


def parameter(name: str, *values: str) -> str:
    """Write one parameter as YAML."""
    listed = "".join(f"      - {value}\n" for value in values)
    return f"  {name}:\n    {TITLE}\n    values:\n{listed}    {SOURCE}\n"


def load(folder: Path, *texts: str) -> RuleBook:
    """Load files with these texts after the base, and insist that nothing is reported."""
    diagnostics = Diagnostics()
    book = try_load(folder, diagnostics, *texts)
    assert [f"{item.location} {item.message}" for item in diagnostics] == []
    return book


def try_load(folder: Path, diagnostics: Diagnostics, *texts: str) -> RuleBook:
    """Load files with these texts after the base."""
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    return load_rulebook([BASE, *([folder] if texts else [])], diagnostics)
