"""Broken input gets a message with a place and help, the right exit code, and no traceback."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .running import run

HEADING = "SKU,Price,Stock,30-day low,DSR\n"
RULE = """\
program: my/program
rules:
  - id: MY-1
    title: {{en: A, zh: 甲}}
    for: sku
    kind: eligibility
    severity: error
    require:
      {clause}
    source: {{document: ours, section: one, checked: 2026-11-22}}
"""
PROGRAM = "program: my/program\ntitle: {en: Mine, zh: 我的}\n"


def rows(*changed: tuple[int, str]) -> str:
    """Give a catalogue of eight good rows, some replaced; rows count from line 2."""
    lines = {line: f"S{line},6.99,60,9.99,4.5" for line in range(2, 10)}
    lines.update(dict(changed))
    return HEADING + "".join(f"{lines[line]}\n" for line in sorted(lines))


FILES: dict[str, tuple[bytes, int, list[str]]] = {
    "empty": (b"", 2, ["SKU-Y007", "catalog.csv"]),
    "heading-only": (HEADING.encode(), 3, ["SKU-F003"]),
    "three-columns-too-many": (
        rows((7, "S7,6.99,60,9.99,4.5,1,2,3")).encode(),
        2,
        ["SKU-F005", "line 7 has 3 fields too many: 8, the heading has 5", "catalog.csv:7:1"],
    ),
    "gbk": ("SKU,标题\nS1,中文\n".encode("gbk"), 4, ["SKU-F030", "catalog.csv:1:5", "gb18030"]),
    "no encoding at all": (
        b"SKU,Title\nS1," + bytes(range(128, 256)) + b"\n",
        2,
        ["SKU-Y005", "catalog.csv:2:4", "--encoding"],
    ),
    "binary": (bytes(range(32)) * 20, 2, ["SKU-Y006"]),
    "nan": (
        rows((3, "S3,NaN,60,9.99,4.5")).encode(),
        4,
        ["SKU-F020", "`NaN` is not an amount", "catalog.csv:3:4", "counts as missing"],
    ),
    "comma-for-a-point": (
        rows((4, 'S4,"1,5",60,9.99,4.5')).encode(),
        4,
        ["SKU-F032", "catalog.csv:4:4", "another decimal sign"],
    ),
    "infinity": (rows((4, "S4,inf,60,9.99,4.5")).encode(), 4, ["SKU-F020", "catalog.csv:4:4"]),
    "grouping-by-underscore": (
        rows((4, "S4,1_0,60,9.99,4.5")).encode(),
        4,
        ["SKU-F020", "catalog.csv:4:4"],
    ),
    "two-skus-with-one-id": (
        rows((9, "S2,7.99,60,9.99,4.5")).encode(),
        4,
        ["SKU-F021", "`6.99` and `7.99`", "catalog.csv:9:4", "catalog.csv:2:4"],
    ),
    "no-id": (rows((5, ",6.99,60,9.99,4.5")).encode(), 4, ["SKU-F022", "catalog.csv:5:1"]),
    "open-quote": (rows((5, 'S5,"6.99,60,9.99,4.5')).encode(), 2, ["SKU-F006", "catalog.csv:5:1"]),
}


@pytest.mark.parametrize("name", FILES)
def test_broken_fact_file(tmp_path: Path, name: str) -> None:
    content, code, words = FILES[name]
    (tmp_path / "catalog.csv").write_bytes(content)
    result = run(
        "check",
        "catalog.csv",
        "--program",
        "aliexpress/outlet",
        "--as-of",
        "2026-11-22",
        folder=tmp_path,
    )
    assert result.exit_code == code, result.stdout + result.stderr
    said = result.stdout + result.stderr
    for each in words:
        assert each in said
    assert "= help:" in said


def test_unreadable_cell_is_a_missing_fact_not_a_pass(tmp_path: Path) -> None:
    (tmp_path / "catalog.csv").write_text(rows((3, "S3,NaN,60,9.99,4.5")), encoding="utf-8")
    result = run(
        "check", "catalog.csv", "--program", "aliexpress/outlet", "--sku", "S3", folder=tmp_path
    )
    assert "can't tell[AE-OUTLET-002]" in result.stdout


def test_very_long_line(tmp_path: Path) -> None:
    with (tmp_path / "catalog.csv").open("w", encoding="utf-8") as file:
        file.write(HEADING + "S1,")
        for _ in range(200):
            file.write("9" * 1_000_000)
        file.write(",60,9.99,4.5\n")
    result = run("check", "catalog.csv", folder=tmp_path)
    assert result.exit_code == 2
    assert "SKU-F004" in result.stderr
    assert "catalog.csv:2:1" in result.stderr


@pytest.mark.parametrize(
    ("path", "words"), [("missing.csv", "no file `missing.csv`"), (".", "folder `.` holds no file")]
)
def test_nothing_to_read(tmp_path: Path, path: str, words: str) -> None:
    result = run("check", path, folder=tmp_path)
    assert result.exit_code == 2
    assert words in result.stderr


def test_fractions_are_questioned_and_not_judged(tmp_path: Path) -> None:
    facts = "store: {store_fulfilment_rate_90d_pct: 0.95}\nsku: [{sku_id: A}]\n"
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")
    result = run("check", "facts.yaml", "--rule", "AE-STORE-002", folder=tmp_path)
    assert result.exit_code == 4
    assert "SKU-F023" in result.stdout
    assert "facts.yaml:1:40" in result.stdout
    signed = facts.replace("0.95", "0.95%")
    (tmp_path / "facts.yaml").write_text(signed, encoding="utf-8")
    result = run("check", "facts.yaml", "--rule", "AE-STORE-002", folder=tmp_path)
    assert result.exit_code == 1
    assert "SKU-F023" not in result.stdout


RULES: dict[str, tuple[str, list[str]]] = {
    "unknown-operator": (
        RULE.format(clause="stock_qty: {at_leest: 50}"),
        ["SKU-R020", "rules/x.yaml:9:19", "did you mean `at_least`?"],
    ),
    "misspelt-fact": (
        RULE.format(clause="stock_qyt: {at_least: 50}"),
        ["SKU-R011", "rules/x.yaml:9:7", "did you mean `stock_qty`?"],
    ),
    "bare-number-for-a-percent": (
        RULE.format(clause="store_fulfilment_rate_90d_pct: {at_least: 95}"),
        ["SKU-R024", "write `95%`"],
    ),
    "seventy-without-its-sign": (
        RULE.format(clause="outlet_price: {at_most: 70 of lowest_price_30d}"),
        ["SKU-R031", "write `70% of lowest_price_30d`"],
    ),
    "duplicate-key": (
        "program: my/program\nrules:\n  - id: MY-1\n    id: MY-2\n",
        ["SKU-Y011", "rules/x.yaml:4:5", "rules/x.yaml:3:5"],
    ),
    "brackets": ("program: " + "[" * 100_000 + "\n", ["SKU-Y015", "deeper than"]),
    "merge-bomb": (
        "a: &a {k: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [*a, *a]}}\n" for n in range(30)),
        ["SKU-Y014", "merge keys"],
    ),
}


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Stop what takes longer: a bomb that goes off would never let go of this process."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("verb", ["check", "validate"])
@pytest.mark.parametrize("name", RULES)
def test_broken_rule_file(tmp_path: Path, name: str, verb: str) -> None:
    content, words = RULES[name]
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "program.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "x.yaml").write_text(content, encoding="utf-8")
    (tmp_path / "catalog.csv").write_text(rows(), encoding="utf-8")
    arguments = ["validate", "rules"]
    if verb == "check":
        arguments = ["check", "catalog.csv", "--rules", "rules", "--program", "my/program"]
    with within(seconds=120):
        result = run(*arguments, folder=tmp_path)
    assert result.exit_code == 2
    for each in words:
        assert each in result.stdout + result.stderr


def test_rule_file_in_gbk(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "x.yaml").write_bytes("program: my/program\n# 规则文件\n".encode("gbk"))
    result = run("validate", "rules", folder=tmp_path)
    assert result.exit_code == 2
    assert "x.yaml:2:3" in result.stdout + result.stderr
    assert "UTF-8" in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--program", "aliexpress/outlett"], "did you mean `aliexpress/outlet`?"),
        (["--format", "jsn"], "did you mean `json`?"),
        (["--as-of", "2026-13-01"], "is not a date"),
        (["--facts", "catalog.csv"], "ENTITY=FILE"),
        (["--facts", "sko=catalog.csv"], "did you mean `sku`?"),
        (["--program", "aliexpress/outlet", "--sku", "S22"], "no record has the key `S22`"),
        (
            ["--program", "aliexpress/outlet", "--format", "json=no/such/folder.json"],
            "cannot write",
        ),
        (["--rules", "nowhere"], "no folder `nowhere`"),
    ],
)
def test_wrong_options(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "catalog.csv").write_text(rows(), encoding="utf-8")
    result = run("check", "catalog.csv", *arguments, folder=tmp_path)
    assert result.exit_code == 2
    assert words in result.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["catalog.csv"]
