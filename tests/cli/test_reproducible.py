"""The same check gives the same bytes, and an evidence file lets others repeat it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from skulint.engine.reporters import REPORTERS

from .running import run

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "examples" / "outlet"


def write_shop(folder: Path) -> None:
    """Write the example with rules, parameters and waivers of one's own."""
    for name in ("catalog.csv", "store.yaml"):
        shutil.copy(EXAMPLE / name, folder / name)
    (folder / "mine").mkdir()
    (folder / "mine" / "house.yaml").write_text(
        "program: house/stock\ntitle: {en: House, zh: 内部}\nabout: {who: {en: Us., zh: 我们。}}\n"
        "rules:\n"
        "  - id: HOUSE-001\n    title: {en: Stock, zh: 库存}\n    for: sku\n"
        "    kind: eligibility\n    severity: error\n"
        "    require:\n      stock_qty: {at_least: 60}\n"
        "    source: {document: handbook, section: stock, checked: 2026-11-22}\n",
        encoding="utf-8",
    )
    (folder / "waivers.yaml").write_text(
        "waivers:\n  - {rule: HOUSE-001, subject: BAG-*, reason: sold out soon, owner: li.wei,"
        " until: 2026-12-01}\n",
        encoding="utf-8",
    )


CHECK = ["check", "catalog.csv", "store.yaml", "--rules", "mine", "--program", "house/stock"]
CHECK += ["--as-of", "2026-11-22", "--waivers", "waivers.yaml"]


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with the evidence of its check; for reading alone."""
    folder = tmp_path_factory.mktemp("proven")
    write_shop(folder)
    assert run(*CHECK, "--evidence", "proof.zip", folder=folder).exit_code == 1
    return folder


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop of the test's own, in which it stands."""
    write_shop(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def proof(shop: Path, proven: Path) -> Path:
    """A copy of the evidence, in the shop of the test."""
    return Path(shutil.copy(proven / "proof.zip", shop / "proof.zip"))


def test_every_report_is_the_same_in_every_process(shop: Path) -> None:
    made = []
    for number, zone in enumerate(("Asia/Shanghai", "America/New_York")):
        folder = shop / f"run{number}"
        folder.mkdir()
        formats = [f"--format={name}={folder / name}" for name in REPORTERS]
        done = subprocess.run(
            [
                *(sys.executable, "-m", "skulint", *CHECK, *formats),
                *("--all-outcomes", f"--evidence={folder / 'evidence.zip'}"),
                f"--write-baseline={folder / 'baseline.json'}",
            ],
            env={**os.environ, "PYTHONHASHSEED": str(number), "TZ": zone, "SKULINT_LANG": "en"},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1, done.stderr
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert set(made[0]) == {*REPORTERS, "evidence.zip", "baseline.json"}
    for other in made[1:]:
        assert [name for name in made[0] if made[0][name] != other[name]] == []


def test_neither_threads_nor_the_order_of_files_change_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many records that the engine shares them among its threads."""
    monkeypatch.chdir(tmp_path)
    duckdb.sql(
        "COPY (SELECT 'S' || i AS SKU, 'DE' AS Market, i % 97 AS Stock,"
        ' ((500 + hash(i) % 500) / 100)::DECIMAL(9, 2) AS Price, 10 AS "30-day low"'
        " FROM range(150000) AS t(i)) TO 'catalog.csv'"
    )
    shutil.copy(EXAMPLE / "store.yaml", tmp_path / "store.yaml")
    connect, made = duckdb.connect, []
    for threads, files in ((1, ("catalog.csv", "store.yaml")), (8, ("store.yaml", "catalog.csv"))):

        def with_threads(*given: Any, threads: int = threads, **more: Any) -> Any:
            opened = connect(*given, **more)
            opened.execute(f"SET threads = {threads}")
            return opened

        monkeypatch.setattr(duckdb, "connect", with_threads)
        names = ("json", "csv", "parquet")
        formats = [f"--format={name}={threads}.{name}" for name in names]
        result = run("check", *files, "--program", "aliexpress/outlet", "--as-of", "2026-11-22",
                     *formats)  # fmt: skip
        assert result.exit_code == 1, result.output
        found = json.loads(Path(f"{threads}.json").read_text())
        assert len(found["findings"]) > 100
        # The list of what was read is in the order in which it was given.
        found["inputs"].sort(key=lambda each: (each["path"], each["entity"]))
        made.append(
            (found, *(Path(f"{threads}.{name}").read_bytes() for name in ("csv", "parquet")))
        )
    assert made[0] == made[1]


def test_evidence_is_repeated_and_agrees(shop: Path, proof: Path) -> None:
    with zipfile.ZipFile(proof) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        # A seller's data stays with the seller.
        assert not any(b"BAG-GYM" in archive.read(name) for name in names if name != "report.json")
    assert names == sorted(names)
    assert set(names) == {
        "manifest.json",
        "report.json",
        "rules/0/mine/house.yaml",
        "waivers/waivers.yaml",
    }
    assert {each["path"] for each in manifest["inputs"]} == {"catalog.csv", "store.yaml"}
    # The rules in the file count, not those that lie about.
    shutil.rmtree("mine")
    result = run("verify", "proof.zip")
    assert result.exit_code == 0, result.output
    assert "the same report" in result.output


def test_evidence_of_a_history(shop: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    text = "SKU,Market,Price,Stock\nA,ES,{},60\n"
    outlet = ["check", "prices.csv", "--program", "aliexpress/outlet", "--as-of", "2026-11-22"]
    (shop / "then.csv").write_text(text.format("12.00"))
    subprocess.run(["git", "init", "-q"], check=True)
    for price in ("9.00", "8.00"):
        (shop / "prices.csv").write_text(text.format(price))
        subprocess.run(["git", "add", "prices.csv"], check=True)
        subprocess.run([*git, "commit", "-qm", price], check=True)
    copies = ["--snapshot", "2026-11-01=then.csv", "--history", "git"]
    run(*outlet, *copies, "--evidence", "proof.zip")
    result = run("verify", "proof.zip")
    assert result.exit_code == 0, result.output
    (shop / "then.csv").write_text(text.format("11.00"))
    result = run("verify", "proof.zip")
    assert result.exit_code == 1
    assert "then.csv: is not the file that was checked" in result.output


def test_a_changed_input_is_named(shop: Path, proof: Path) -> None:
    with (shop / "catalog.csv").open("a") as stream:
        stream.write("X,X,1,1,1,KR,4,0,,,no\n")
    (shop / "store.yaml").unlink()
    result = run("verify", "proof.zip")
    assert result.exit_code == 1
    assert "catalog.csv: is not the file that was checked" in result.output
    assert "store.yaml: No such file" in result.output


def rewrite(path: Path, name: str, change: tuple[str, str]) -> None:
    with zipfile.ZipFile(path) as archive:
        files = {each: archive.read(each).decode() for each in archive.namelist()}
    assert change[0] in files[name]
    files[name] = files[name].replace(*change)
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in files.items():
            archive.writestr(each, text)


@pytest.mark.parametrize(
    ("name", "change", "part"),
    [
        ("report.json", ('"outcome": "fail"', '"outcome": "unknown"'), "`findings` differs"),
        ("rules/0/mine/house.yaml", ("at_least: 60", "at_least: 10"), "`summary` differs"),
        ("waivers/waivers.yaml", ("BAG-*", "BAG"), "`summary` differs"),
        ("manifest.json", ("2026-11-22", "2026-12-22"), "`as_of` differs"),
    ],
)
def test_what_was_tampered_with_is_found(
    proof: Path, name: str, change: tuple[str, str], part: str
) -> None:
    rewrite(proof, name, change)
    result = run("verify", "proof.zip")
    assert result.exit_code == 1
    assert part in result.output


def test_evidence_of_a_rule_that_no_longer_loads(proof: Path) -> None:
    rewrite(proof, "rules/0/mine/house.yaml", ("stock_qty", "stock_qtty"))
    result = run("verify", "proof.zip")
    assert result.exit_code == 1
    assert "cannot be repeated" in result.output


@pytest.mark.parametrize(
    "files",
    [
        None,
        {},
        {"manifest.json": "{}", "report.json": "{}"},
        {"manifest.json": "[]", "report.json": "{}"},
        {"manifest.json": '{"schema": "other"}', "report.json": "{}"},
        {"manifest.json": '{"schema": "skulint-evidence-1"}', "report.json": "{}"},
        {
            "manifest.json": '{"schema": "skulint-evidence-1", "inputs": []}',
            "report.json": "{}",
            "../outside": "x",
        },
    ],
)
def test_files_that_are_no_evidence_are_refused(shop: Path, files: dict[str, str] | None) -> None:
    if files is None:
        (shop / "proof.zip").write_text("not a zip")
    else:
        with zipfile.ZipFile(shop / "proof.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
    result = run("verify", "proof.zip")
    assert result.exit_code == 2
    assert "cannot verify" in result.output
    assert not (shop.parent / "outside").exists()
    assert run("verify", "none.zip").exit_code == 2
