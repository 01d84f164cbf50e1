"""Options from a file: where it is found, what wins, and what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest

from skulint.cli.commands.check_command import command
from skulint.engine.resources import schemas_dir

from .running import run

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "examples" / "outlet"
YAML = "program: [aliexpress/outlet]\nfiles: [catalog.csv, store.yaml]\nas-of: 2026-11-22\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a catalogue, and below it the folder we are in."""
    (tmp_path / ".git").mkdir()
    for name in ("catalog.csv", "store.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er")
    return tmp_path


def report(*arguments: object) -> dict[str, Any]:
    result = run("check", *arguments, "--format", "json")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_schema_has_every_option_of_the_command() -> None:
    schema = json.loads((schemas_dir() / "config.schema.json").read_text(encoding="utf-8"))
    options = {
        option.removeprefix("--")
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--")
    }
    known = set(schema["definitions"]["configFile"]["properties"])
    assert known == (options - {"config", "no-config"}) | {"files"}


def test_it_is_found_above_and_its_paths_start_there(shop: Path) -> None:
    (shop / "skulint.yaml").write_text(YAML + "format: [ndjson=out.ndjson]\n", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert "AliExpress Outlet" in result.stdout
    assert (shop / "out.ndjson").exists()


def test_pyproject_will_do(shop: Path) -> None:
    (shop / "pyproject.toml").write_text(
        '[project]\nname = "x"\n\n[tool.skulint]\nprogram = ["aliexpress/outlet"]\n'
        'files = ["catalog.csv", "store.yaml"]\nas-of = "2026-11-22"\nmax-findings = 1\n',
        encoding="utf-8",
    )
    assert report()["as_of"].startswith("2026-11-22")
    assert report()["summary"]["by_rule"]["AE-OUTLET-002"]["shown"] == 2


def test_the_nearest_wins_and_a_yaml_before_a_toml(shop: Path) -> None:
    (shop / "skulint.yaml").write_text(YAML + "lang: zh\n", encoding="utf-8")
    (shop / "deep" / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert run("check", "--no-config").exit_code == 2
    near = YAML.replace("catalog.csv", "../catalog.csv").replace("store.yaml", "../store.yaml")
    (shop / "deep" / "pyproject.toml").write_text('[tool.skulint]\nlang = "often"\n')
    assert "often" in run("check").output
    (shop / "deep" / "skulint.yaml").write_text(near.replace("22", "23"), encoding="utf-8")
    assert report()["as_of"].startswith("2026-11-23")


def test_nothing_is_looked_for_beyond_the_repository(shop: Path) -> None:
    (shop / "skulint.yaml").write_text(YAML, encoding="utf-8")
    (shop / "deep" / ".git").mkdir()
    assert "name at least one file" in run("check").output


def test_the_command_line_wins_over_the_file(shop: Path) -> None:
    (shop / "skulint.yaml").write_text(YAML + "exit-zero: true\n", encoding="utf-8")
    assert report()["as_of"].startswith("2026-11-22")
    assert run("check").exit_code == 0
    assert report("--as-of", "2026-11-24")["as_of"].startswith("2026-11-24")
    (shop / "one.csv").write_text("sku_id,stock_qty\nA,1\n", encoding="utf-8")
    assert [each["rows"] for each in report(shop / "one.csv")["inputs"]] == [1]


def test_the_environment_decides_on_the_language_before_the_file(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from skulint.cli.main import main

    (shop / "skulint.yaml").write_text(YAML + "lang: zh\n", encoding="utf-8")

    def printed(arguments: list[str], **environment: str) -> str:
        return (
            CliRunner(env={"SKULINT_LANG": None, "LC_ALL": "C", **environment})
            .invoke(main, ["check", *arguments])
            .stdout
        )

    assert "退出码" in printed([])
    assert "exit 1" in printed([], SKULINT_LANG="en")
    assert "退出码" in printed(["--lang", "zh"], SKULINT_LANG="en")


def test_a_named_file_is_used_instead(shop: Path) -> None:
    (shop / "other.yaml").write_text(YAML, encoding="utf-8")
    assert report("--config", shop / "other.yaml")["as_of"].startswith("2026-11-22")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("fail-onn: error\n", ["skulint.yaml:1:1", "did you mean `fail-on`?"]),
        ("lang: zh\nengine: spark2\n", ["skulint.yaml:2:9", "`spark2`", "duckdb"]),
        ("verbose: perhaps\n", ["skulint.yaml:1:10"]),
        ("files: catalog.csv\n", ["skulint.yaml:1:8", "expected a list"]),
        ("a: [\n", ["skulint.yaml:"]),
    ],
)
def test_mistakes_have_a_place_and_stop_the_run(shop: Path, text: str, parts: list[str]) -> None:
    (shop / "skulint.yaml").write_text(text, encoding="utf-8")
    result = run("check", "catalog.csv")
    assert result.exit_code == 2
    for part in parts:
        assert part in result.output


def test_mistakes_in_pyproject_have_a_place(shop: Path) -> None:
    (shop / "pyproject.toml").write_text('[tool.skulint]\nlang = "en"\nsku = 3\n')
    assert "pyproject.toml:3:1" in run("check").output
    (shop / "pyproject.toml").write_text("[tool.skulint]\nlang = \n")
    assert "SKU-C006" in run("check").output
