"""A new author follows docs/workshop.md from an empty folder, word by word."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "workshop.md"
SECTION = "## A program of three rules, from an empty folder\n"


def blocks() -> list[tuple[str, str]]:
    """Return the blocks of the section in their order, each with its language."""
    text = PAGE.read_text(encoding="utf-8").partition(SECTION)[2].partition("\n## ")[0]
    return re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)


def commands() -> list[list[str]]:
    """Return the commands as a shell would split them."""
    scripts = (body.replace("\\\n", " ") for language, body in blocks() if language == "sh")
    return [shlex.split(line) for script in scripts for line in script.splitlines() if line]


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    assert command[0] == "skulint"
    target = None
    if ">" in command:
        target = folder / command[-1]
        command = command[: command.index(">")]
    result = subprocess.run(
        [sys.executable, "-m", "skulint", *command[1:]],
        cwd=folder,
        env={**os.environ, "SKULINT_LANG": "en", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if target is not None:
        target.write_text(result.stdout, encoding="utf-8")
    return result


def test_the_section_works_as_it_is_written(tmp_path: Path) -> None:
    found = commands()
    assert [command[1] for command in found] == [
        *("rules", "validate", "test", "test", "schema", "check", "docs")
    ]
    first = run(found[0], tmp_path)
    assert first.returncode == 0, first.stderr
    files = {
        name: body
        for language, body in blocks()
        if language == "yaml"
        for name in re.findall(r"^# (my-rules/\S+)\n", body)
    }
    assert list(files) == ["my-rules/margin.yaml"]
    for name, body in files.items():
        (tmp_path / name).write_text(body, encoding="utf-8")
    (catalogue,) = (body for language, body in blocks() if language == "csv")
    (tmp_path / "catalog.csv").write_text(catalogue, encoding="utf-8")

    validated = run(found[1], tmp_path)
    assert validated.returncode == 0, validated.stderr
    assert ": no problems" in validated.stdout
    written = run(found[2], tmp_path)
    assert "my-rules/margin.yaml: " in written.stdout
    assert written.returncode == 0, written.stdout
    looked = run(found[3], tmp_path)
    assert looked.returncode == 0, looked.stdout
    assert " 0 gaps in what they reach" in looked.stdout
    assert looked.stdout.endswith("0 accepted with a reason, 0 not noticed\n")
    # What was added before anybody read it is right, too.
    text = (tmp_path / "my-rules" / "margin.yaml").read_text(encoding="utf-8")
    assert "{house_margin_pct: 24.99, market: US}, expect: fail}" in text

    assert run(found[4], tmp_path).returncode == 0
    schema = json.loads((tmp_path / "my-rules" / "rules.schema.json").read_text(encoding="utf-8"))
    assert "house_margin_pct" in schema["definitions"]["condition"]["properties"]
    checked = run(found[5], tmp_path)
    assert checked.returncode == 1, checked.stderr
    assert "READY 1   ONE FIX AWAY 0   NOT READY 1" in checked.stdout
    assert "Margin at least 25% (Market is US), otherwise 20%" in checked.stdout
    assert "Bring Stock to 100 pieces (1 piece)." in checked.stdout
    assert run(found[6], tmp_path).returncode == 0
    page = (tmp_path / "pages" / "house-campaign.html").read_text(encoding="utf-8")
    assert "The price list of the supplier." in page
