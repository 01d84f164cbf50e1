"""Packs by name: installed as Python packages, in wheels; and what is no pack."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from skulint.engine.resources import rules_dir

from .running import run

CATALOGUE = "SKU,Stock,item_dsr\n" + "".join(f"S-{n},{n},4.5\n" for n in range(40, 90))
CHECKED = ("--program", "aliexpress/outlet", "--as-of", "2026-11-22")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "sku.csv"
    file.write_text(CATALOGUE, encoding="utf-8")
    return file


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package as pip leaves it: its folder, and the entry point beside it."""
    site = tmp_path / "site"
    pack = site / "my_shop" / "rules"
    pack.mkdir(parents=True)
    # Were the package imported, every command would stop here.
    (site / "my_shop" / "__init__.py").write_text("raise SystemExit('imported')\n")
    (pack / "pack.yaml").write_text(
        "pack: my-shop\nversion: 1.2.0\ntitle: {en: My shop, zh: 我的店}\n", encoding="utf-8"
    )
    (pack / "house.yaml").write_text(
        """\
program: house/margins
title: {en: House, zh: 内部}
rules:
  - id: HOUSE-001
    title: {en: Enough stock, zh: 库存充足}
    for: sku
    kind: eligibility
    severity: error
    require: {stock_qty: {at_least: 60}}
    source: {document: handbook, section: stock, checked: 2026-11-22}
""",
        encoding="utf-8",
    )
    info = site / "my_shop-1.2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-shop\nVersion: 1.2.0\n")
    (info / "entry_points.txt").write_text(
        "[skulint.packs]\nmy-shop = my_shop.rules\ngone = not_there\n"
    )
    monkeypatch.syspath_prepend(site)
    return pack


def test_an_installed_pack_is_found_by_its_name(
    installed: Path, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (catalogue, "--program", "house/margins", "--as-of", "2026-11-22")
    result = run("check", *arguments, "--rules", "my-shop", "--format", "json")
    report = json.loads(result.stdout)
    assert report["summary"]["fail"] == 20
    assert [(each["name"], each["version"], len(each["sha256"])) for each in report["rules"]] == [
        ("skulint-core", "0.1.0", 64),
        ("my-shop", "1.2.0", 64),
    ]
    # From a configuration as well, in whatever folder below it the command runs.
    (tmp_path / "skulint.yaml").write_text("rules: [my-shop]\nprogram: [house/margins]\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    again = json.loads(run("check", catalogue, "--format", "json").stdout)
    assert again["rules"] == report["rules"]
    assert "HOUSE-001" in run("rules", "list", "--rules", "my-shop").stdout


def test_a_folder_goes_before_an_installed_pack(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my-shop").mkdir()
    monkeypatch.chdir(tmp_path)
    result = run("rules", "list", "--rules", "my-shop")
    assert result.exit_code == 2
    assert "no rule files in `my-shop`" in result.stderr


def wheel_of(pack: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(pack.rglob("*.yaml")):
            text = path.read_text(encoding="utf-8").replace("{at_least: 50}", "{at_least: 80}")
            archive.writestr(f"skulint/rules/{path.relative_to(pack).as_posix()}", text)
        archive.writestr("skulint/rules/code.py", "raise SystemExit('run')")
    return target


def test_versions_are_compared(tmp_path: Path, catalogue: Path) -> None:
    wheel = wheel_of(rules_dir(), tmp_path / "skulint-0.2.0-py3-none-any.whl")
    for old in ("skulint-core", "skulint-core@0.1.0"):
        result = run("diff", old, wheel, catalogue, *CHECKED, "--format", "json")
        moved = [
            each for each in json.loads(result.stdout)["changed"] if each["rule"] == "AE-OUTLET-003"
        ]
        assert [(each["before"], each["after"]) for each in moved] == [("pass", "fail")]
        assert moved[0]["keys"] == [f"S-{number}" for number in range(50, 80)]


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("skulint-core@9", "is installed in version 0.1.0, not 9"),
        ("nothing", "nor one of the installed packs skulint-core@0.1.0"),
        ("-x", "`-x` is neither"),
        ("empty.whl", "holds 0 packs"),
        ("broken.whl", "is not a wheel"),
        ("evil.whl", "holds a file that cannot be unpacked"),
    ],
)
def test_what_is_no_pack(
    tmp_path: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch, old: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    zipfile.ZipFile("empty.whl", "w").close()
    Path("broken.whl").write_text("no zip")
    with zipfile.ZipFile("evil.whl", "w") as archive:
        archive.writestr("x/pack.yaml", "pack: x")
        archive.writestr("x/../../evil.yaml", "pack: x")
    result = run("diff", "--", old, rules_dir(), catalogue)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path.parent / "evil.yaml").exists()
