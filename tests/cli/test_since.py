"""`--since REV`: the records whose facts changed in git are checked, however files are written."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest

from .running import run
from .since_shop import (
    ALWAYS,
    CATALOGUE,
    FILES,
    RULE,
    RULES,
    STORES,
    WANTED,
    A,
    B,
    C,
    check,
    checked,
    commit,
    edit,
    git,
    open_shop,
    refused,
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return open_shop(tmp_path, monkeypatch)


def test_nothing_changed(shop: Path) -> None:
    report = check()
    assert report["findings"] == []
    since = report["since"]
    assert since["commit"] == git(shop, "rev-parse", "HEAD")
    assert since["changed"] == {"store": 0, "sku": 0, "sku_market": 0}
    assert since["unchanged"] == {"store": 2, "sku": 3, "sku_market": 3}
    # The stores are looked at for their SKUs, and count for nothing themselves.
    assert since["findings_left_out"] == 2


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def cells(text: str) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(text.splitlines())]


def reordered(text: str) -> str:
    head, *rows = text.splitlines()
    return "\n".join([head, *reversed(rows)]) + "\n"


def columns_moved(text: str) -> str:
    return "".join(
        f'{row[-1]},{row[0]},{row[2]},{row[3]},{row[4]},"{row[1]}"\n' for row in cells(text)
    )


#: Ways to write the same facts, by what they do.
WAYS: dict[str, Callable[[str], str | bytes]] = {
    "rows in another order": reordered,
    "columns in another order": columns_moved,
    "quotes and CRLF": lambda text: text.replace(",S1,", ',"S1",').replace("\n", "\r\n"),
    "a workbook": lambda text: workbook(cells(text)),
    "spaces": lambda text: text.replace(",S1,", " , S1 ,"),
    "semicolons": lambda text: text.replace(",", ";").replace("Mug; red", "Mug, red"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "GB 18030": lambda text: text.encode("gb18030"),
    "9.9 for 9.90": lambda text: text.replace("9.90", "9.9"),
    "a currency sign": lambda text: text.replace("9.90", "$9.9000"),
    "20.0 for 20": lambda text: text.replace(",20,", ",20.0,"),
    "a column without a cell": lambda text: text.replace("\n", ",\n").replace("e,\n", "e,DSR\n", 1),
    "a column nobody reads": lambda text: text.replace("\n", ",red\n").replace("red", "Colour", 1),
    "a row twice": lambda text: text + text.splitlines()[2] + "\n",
}


def numbered(text: str, number: int) -> str:
    """Return the catalogue with ids of its own."""
    return re.sub(r"(?m)^([ABC]),", rf"\g<1>{number},", text)


def test_how_a_file_is_written_is_no_change(shop: Path) -> None:
    """Each way has a file of its own, and all of them are one run."""
    files = []
    for number in range(len(WAYS)):
        files.append(f"{number}.csv")
        Path(files[-1]).write_text(numbered(CATALOGUE, number), encoding="utf-8")
    commit(shop)
    for number, write in enumerate(WAYS.values()):
        text = numbered(CATALOGUE, number)
        made = write(text)
        assert made != text, number
        Path(files[number]).write_bytes(made if isinstance(made, bytes) else made.encode())
    edit("stores.yaml", STORES, "{store: [{store_age_days: 100.0, store_id: S1},"
         " {store_id: S2, store_age_days: 200}]}")  # fmt: skip
    given = (*files, "stores.yaml")
    assert checked(files=given) == set()
    # The same ways with one price that is another: each of them is seen.
    for number, write in enumerate(WAYS.values()):
        made = write(numbered(CATALOGUE.replace("7.50", "7.49"), number))
        Path(files[number]).write_bytes(made if isinstance(made, bytes) else made.encode())
    found = checked(files=given)
    assert found == {key for n in range(len(WAYS)) for key in (f"C{n}", f"C{n}/FR")}


#: What is changed in a catalogue, and the records that it changes.
CHANGES: tuple[tuple[str, str, set[str]], ...] = (
    ("9.90", "9.91", A),
    (",20,", ",21,", B),
    (",30,", ",,", C),
    ("A,Über-Tasse,S1", "A,Über-Tasse,S2", A),
    ("茶杯", "杯子", C),
    ("\nB,", "\nN,", {"N", "N/DE"}),
    ("price\n", "price\nN,New,S1,5,DE,5.00\n", {"N", "N/DE"}),
    ("C,茶杯,S2,30,FR,7.50\n", "", set()),
    # Another market of a SKU is a change of the SKU, with all of its markets.
    ("C,茶杯", "A,Über-Tasse,S1,10,ES,9.90\nC,茶杯", {*A, "A/ES"}),
    ("A,Über-Tasse,S1,10,DE,9.90\n", "A,Über-Tasse,S1,10,ES,9.90\n", {"A", "A/ES"}),
    # Rows of one SKU that contradict each other make the fact unknown.
    ("C,茶杯", 'B,"Mug, red",S1,21,DE,8.00\nC,茶杯', B),
    (",10,", ",ten,", A),
)


def test_a_fact_that_changed(shop: Path) -> None:
    """Each change has a file of its own, and all of them are one run."""
    files = tuple(f"{number}.csv" for number in range(len(CHANGES)))
    for number, file in enumerate(files):
        Path(file).write_text(re.sub("(?m)^([ABC]),", rf"\g<1>{number},", CATALOGUE), "utf-8")
    commit(shop)
    wanted = set()
    for number, (old, new, found) in enumerate(CHANGES):
        assert old in CATALOGUE
        text = CATALOGUE.replace(old, new)
        Path(files[number]).write_text(re.sub("(?m)^([ABCN]),", rf"\g<1>{number},", text), "utf-8")
        wanted |= {f"{key[0]}{number}{key[1:]}" for key in found}
    assert checked(files=(*files, "stores.yaml")) == wanted
    commit(shop)
    assert checked(files=(*files, "stores.yaml")) == set()
    assert checked(files=(*files, "stores.yaml"), revision="HEAD~1") == wanted


def test_a_store_stands_for_all_that_is_sold_in_it(shop: Path) -> None:
    edit("stores.yaml", "100", "101")
    assert checked() == {"S1", *A, *B}
    edit("stores.yaml", "101", "100")
    edit("stores.yaml", "store_id: S2, ", "store_id: S3, ")
    assert checked() == {"S2", "S3", *C}


def test_a_column_added_changes_the_records_it_says_something_of(shop: Path) -> None:
    edit("sku.csv", "Stock,", "Stock,Severe negative reviews,")
    edit("sku.csv", ",10,", ",10,,")
    edit("sku.csv", ",20,", ",20,3,")
    edit("sku.csv", ",30,", ",30,,")
    assert checked() == set()
    rules = Path("rules/house.yaml")
    more = RULE % (4, "sku", "severe_negative_review_count: {at_most: 9}")
    rules.write_text(rules.read_text(encoding="utf-8") + more, encoding="utf-8")
    git(shop, "add", "rules")
    git(shop, "commit", "--quiet", "-m", "the rule was there before")
    assert checked() == B


def test_what_is_gone_is_counted(shop: Path) -> None:
    edit("sku.csv", "C,茶杯,S2,30,FR,7.50\n", "")
    edit("sku.csv", "9.90", "9.80")
    text = run("check", *FILES, *ALWAYS, "--since", "HEAD").output
    assert "changed since HEAD (" in text
    assert "1 SKU, 1 listing; left out as unchanged: 2 stores, 1 SKU, 1 listing" in " ".join(
        text.split()
    )
    assert "gone: 1 SKU, 1 listing" in " ".join(text.split())
    assert check()["since"]["gone"] == {"sku": 1, "sku_market": 1}


def test_every_format_for_people_says_what_was_left_out(shop: Path) -> None:
    edit("sku.csv", "9.90", "9.80")
    for name in ("text", "markdown", "github", "github-summary", "html"):
        output = run("check", *FILES, *ALWAYS, "--since", "HEAD", "--format", name).output
        assert "left out as unchanged: 2 stores, 2 SKUs, 2 listings" in " ".join(output.split()), (
            name
        )
    text = run("check", *FILES, *ALWAYS, "--since", "HEAD", "--lang", "zh").output
    assert "没有变动、未检查：2 家店铺，2 个 SKU" in "".join(text.split("\n  ")).replace("\n", "")


def test_a_child_table_in_a_file_of_its_own(shop: Path) -> None:
    rules = RULES + RULE % (1, "sku", "stock_qty: {at_least: 1000}") + RULE % (
        2, "sku_market", "lowest_price_30d: {at_most: 1 USD}")  # fmt: skip
    (shop / "rules" / "house.yaml").write_text(rules, encoding="utf-8")
    head = "SKU,Market,Date,Price\n"
    rows = [f"{sku},2026-11-{day},{price}" for sku, price in (("A,DE", 9), ("C,FR", 7))
            for day in range(10, 20)]  # fmt: skip
    (shop / "price_history.csv").write_text(head + "\n".join(rows) + "\n")
    commit(shop)
    files = (*FILES, "price_history.csv")
    (shop / "price_history.csv").write_text(head + "\n".join(reversed(rows)) + "\n")
    assert checked(files=files) == set()
    edit("price_history.csv", "C,FR,2026-11-12,7", "C,FR,2026-11-12,6")
    assert checked(files=files) == C
    edit("price_history.csv", "A,DE,2026-11-19,9\n", "")
    assert checked(files=files) == {*A, *C}


def as_json(rows: list[tuple[str, ...]]) -> bytes:
    head, *records = rows
    return json.dumps([dict(zip(head, each, strict=True)) for each in records]).encode()


def as_parquet(rows: list[tuple[str, ...]]) -> bytes:
    Path("made.json").write_bytes(as_json(rows))
    duckdb.sql("COPY (FROM 'made.json') TO 'made.parquet'")
    return Path("made.parquet").read_bytes()


def test_files_without_lines(shop: Path) -> None:
    kinds = {"json": as_json, "parquet": as_parquet, "xlsx": workbook}
    files = tuple(f"goods.{ending}" for ending in kinds)

    def write(*records: tuple[str, ...]) -> None:
        for (ending, made), file in zip(kinds.items(), files, strict=True):
            head = ("SKU", "Market", "Stock", "Outlet price")
            named = [(f"{each[0]}-{ending}", *each[1:]) for each in records]
            Path(file).write_bytes(made([head, *named]))

    write(("A", "DE", "1", "9.90"), ("B", "DE", "2", "8.00"))
    commit(shop)
    write(("B", "DE", "2", "8"), ("A", "DE", "3", "9.9"))
    found = {key for ending in kinds for key in (f"A-{ending}", f"A-{ending}/DE")}
    assert checked(files=(*files, "stores.yaml")) == found


def test_records_without_an_id_are_known_by_what_they_say(shop: Path) -> None:
    Path("sku.csv").write_text("SKU,Title,Stock\n,Cup,10\n,Mug,20\nC,Can,30\n")
    commit(shop)
    Path("sku.csv").write_text("SKU,Title,Stock\nC,Can,30\n,Mug,20\n,Cup,10\n")
    assert checked() == set()
    edit("sku.csv", "10", "11")
    assert checked() == {"row 3"}


def test_a_change_of_what_is_asked_is_one_of_every_record(shop: Path) -> None:
    (shop / "params.yaml").write_text("outlet_ceiling: 60%\n")
    (shop / "mapping.yaml").write_text(
        "mapping:\n- {entity: sku, columns: {Artikel: sku_id, Menge: stock_qty}}\n"
    )
    commit(shop)
    options = ("--params", "params.yaml", "--mapping", "mapping.yaml")
    assert checked(*options) == set()
    for file in ("rules/house.yaml", "params.yaml", "mapping.yaml"):
        with Path(file).open("a") as stream:
            stream.write("# another word\n")
    report = check(*options)
    assert report["since"]["everything_because"] == ["rules", "params.yaml", "mapping.yaml"]
    assert len(report["findings"]) == 8
    commit(shop)
    more = RULES.replace("house/all", "house/more") + (RULE % (9, *WANTED[0]))
    (shop / "rules" / "untracked.yaml").write_text(more, encoding="utf-8")
    text = run("check", *FILES, *ALWAYS, "--since", "HEAD").output
    assert "checked everything, since rules changed after HEAD (" in text


def test_the_configuration_of_then(shop: Path) -> None:
    config = "program: [house/all]\nrules: [rules]\nas-of: 2026-11-22\nfiles: [{}, stores.yaml]\n"
    (shop / "skulint.yaml").write_text(config.format("sku.csv"))
    commit(shop)

    def since_head() -> tuple[set[str], list[str]]:
        found = json.loads(run("check", "--since", "HEAD", "--format", "json").stdout)
        keys = {each["subject"]["key"] for each in found["findings"]}
        return keys, found["since"]["everything_because"]

    assert since_head() == (set(), [])
    # Another file with the same facts, and an option that judges nothing.
    (shop / "goods.json").write_bytes(as_json([tuple(line) for line in [
        ("SKU", "Title", "Store ID", "Stock", "Market", "Outlet price"),
        ("A", "Über-Tasse", "S1", "10", "DE", "9.9"), ("B", "Mug, red", "S1", "20", "DE", "8"),
        ("C", "茶杯", "S2", "31", "FR", "7.5")]]))  # fmt: skip
    (shop / "skulint.yaml").write_text(config.format("goods.json") + "fail-on: error\n")
    (shop / "sku.csv").unlink()
    assert since_head() == (C, [])
    (shop / "skulint.yaml").write_text(config.format("goods.json").replace("-22", "-23"))
    assert since_head() == ({*A, *B, *C, "S1", "S2"}, ["skulint.yaml"])


def test_options_that_contradict_it(shop: Path) -> None:
    assert "leave `--since` out" in refused("--since", "HEAD", "--sku", "A")
    assert "leave `--since` out" in refused("--since", "HEAD", "--write-baseline", "b.json")
    result = run("check", "-", *ALWAYS, "--since", "HEAD")
    assert result.exit_code == 2
    assert "standard input is no file" in result.output


def test_both_engines_and_the_evidence(shop: Path) -> None:
    edit("sku.csv", "9.90", "9.80")
    assert checked("--engine", "reference") == A
    before = check("--evidence", "proof.zip")
    assert {each["subject"]["key"] for each in before["findings"]} == A
    commit(shop, "verified later, from a commit on")
    result = run("verify", "proof.zip")
    assert result.exit_code == 0, result.output
    shutil.rmtree(shop / ".git")
    assert run("verify", "proof.zip").exit_code == 2


def test_waivers_and_a_baseline_of_records_left_out_are_not_called_useless(shop: Path) -> None:
    run("check", *FILES, *ALWAYS, "--write-baseline", "base.json")
    Path("waivers.yaml").write_text(
        "waivers:\n"
        + "".join(
            f"- {{rule: HOUSE-001, subject: {key}, reason: agreed, owner: li, until: 2027-06-30}}\n"
            for key in ("A", "C")
        )
    )
    edit("sku.csv", "9.90", "9.80")
    edit("sku.csv", "B,", "B2,")
    report = check("--waivers", "waivers.yaml", "--baseline", "base.json")
    assert {each["subject"]["key"] for each in report["findings"]} == {"B2", "B2/DE"}
    assert [each["code"] for each in report["diagnostics"]] == []
