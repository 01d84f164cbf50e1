"""The README's transcript is what the command prints, and its example pack works as printed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
#: Lines of output the README shows.
SHOWN = 34


def run(arguments: list[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    return subprocess.run(
        [sys.executable, "-m", "skulint", *arguments],
        cwd=folder,
        env={**environment, "LANG": "C.UTF-8", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def transcript() -> str:
    commands = re.findall(r"\.venv/bin/skulint (check .*)", README.read_text(encoding="utf-8"))
    assert len(commands) == 1
    arguments = [each for each in shlex.split(commands[0]) if each != "--exit-zero"]
    result = run(arguments)
    assert result.returncode == 1, result.stderr
    lines = result.stdout.rstrip("\n").split("\n")
    shown = "\n".join(lines[:SHOWN]).rstrip()
    # The hash changes with every rule.
    shown = re.sub(r"\([0-9a-f]{8}\)", "(…)", shown)
    return f"$ skulint {shlex.join(arguments)}\n{shown}\n...\n{lines[-1]}\n"


def test_transcript_is_the_real_output() -> None:
    text = README.read_text(encoding="utf-8")
    fresh = f"<!-- transcript -->\n```console\n{transcript()}```\n<!-- /transcript -->"
    pattern = re.compile(r"<!-- transcript -->.*?<!-- /transcript -->", re.DOTALL)
    assert pattern.search(text)
    if os.environ.get("REWRITE_README"):
        README.write_text(pattern.sub(lambda _: fresh, text), encoding="utf-8")
        pytest.skip("the README was written anew")
    assert fresh in text


def test_the_rule_a_newcomer_copies_works(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n# (my-rules/\S+)\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in blocks] == ["my-rules/house.yaml", "my-rules/stock.yaml"]
    for name, body in blocks:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(body, encoding="utf-8")
        yaml.safe_load(body)
    validated = run(["validate", "my-rules"], tmp_path)
    assert validated.returncode == 0, validated.stdout + validated.stderr
    tested = run(["test", "my-rules"], tmp_path)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "3 passed, 0 failed" in tested.stdout
    (tmp_path / "products.csv").write_text("SKU,Stock\nA,99\nB,100\n", encoding="utf-8")
    checked = run(
        ["check", "products.csv", "--rules", "my-rules", "--program", "house/margins"], tmp_path
    )
    assert checked.returncode == 1, checked.stderr
    assert "Bring the stock to 100 pieces (1 piece)." in checked.stdout


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
