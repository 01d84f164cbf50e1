"""Mutated files give facts or a diagnostic: never a traceback, a hang or much memory.

`SKULINT_FUZZ=100000` runs so many of them, with other seeds than usual by `SKULINT_FUZZ_SEED`.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from skulint.engine.loading import load_rulebook
from skulint.engine.readers import Settings, read_inputs
from skulint.engine.resources import rules_dir
from skulint.engine.store.build import build_store, open_database
from skulint.engine.text.diagnostics import Diagnostics

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for folder in ("fixtures/facts/exports", "fixtures/facts/shopify", "fixtures/examples")
    for path in (ROOT / folder).rglob("*.*")
    if path.suffix not in (".md", ".py", ".patch", "")
)
#: An old workbook is read in a process of its own, which takes as long as ten others.
WEIGHTS = [0.2 if path.suffix == ".xls" else 1.0 for path in FILES]
COUNT = int(os.environ.get("SKULINT_FUZZ", "30"))
SECONDS = 60
MEMORY_LIMIT = 1 << 30
SEED = int(os.environ.get("SKULINT_FUZZ_SEED", "7"))

PIECES = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b'"', b"\r", b"\n", b"\t", b",", b";", b"|",
    b"{", b"[", b"]", b"}", b"<", b"&", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"PK\x03\x04", b"\x1f\x8b", b"9" * 400, b"1e999", b"NaN", b"-", b"\xe2\x80\xae", b"A" * 70_000,
    b"2026-13-45", b"=1+1", b"\x1a", b"sep=;\n", "合计".encode(), "总计".encode("gbk"),
)  # fmt: skip


def mutate(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(found) + 1)
        kind = chance.randrange(7)
        if kind == 0 and found:
            found[at % len(found)] = chance.randrange(256)
        elif kind == 1:
            found[at:at] = chance.choice(PIECES)
        elif kind == 2:
            del found[at : at + chance.choice((1, 3, 50, 500))]
        elif kind == 3:
            found[at:at] = found[at : at + chance.choice((5, 100, 2_000))]
        elif kind == 4:
            del found[at:]
        elif kind == 5 and found:
            found[at % len(found)] ^= 1 << chance.randrange(8)
        else:
            other = chance.randrange(len(found) + 1)
            found[at:at] = found[other : other + 40]
    return bytes(found)


#: Elsewhere than on Linux a process does not forget its peak, which other tests may have raised.
TELLS_PEAKS = Path("/proc/self/clear_refs").exists()


def _kib(field: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(field))


def _peak_from_here() -> int:
    """Forget the peak of what ran in this process before; gives the memory it has now, in KiB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    return _kib("VmRSS")


def hang(*_: object) -> None:
    raise TimeoutError("the file takes too long")


def emptied(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Drop what a file left behind: to open a database takes longer than to read most files."""
    found = connection.execute(
        "SELECT table_name, table_type FROM information_schema.tables"
    ).fetchall()
    for name, kind in sorted(found, key=lambda each: each[1] != "VIEW"):
        kind = "VIEW" if kind == "VIEW" else "TABLE"
        connection.execute(f'DROP {kind} IF EXISTS "{name}"')
    return connection


@pytest.mark.parametrize("shard", range(2))
def test_mutated_files(tmp_path: Path, shard: int) -> None:
    chance = random.Random(f"{SEED}/{shard}")
    book = load_rulebook([rules_dir()], Diagnostics())
    facts = sorted(book.dictionary.facts)
    outcomes = Counter[str]()
    slowest, peak = (0.0, ""), 0
    faults: list[str] = []
    signal.signal(signal.SIGPROF, hang)
    signal.signal(signal.SIGALRM, hang)
    connection = open_database()
    connection.execute("SET threads = 1")
    before = _peak_from_here() if TELLS_PEAKS else 0
    for number in range(COUNT // 2):
        source = chance.choices(FILES, WEIGHTS)[0]
        path = tmp_path / f"x{source.suffix}"
        content = mutate(source.read_bytes(), chance)
        path.write_bytes(content)
        # A program reads some facts; all of them take most of the time.
        needed = frozenset(facts if number % 16 == 0 else chance.sample(facts, len(facts) // 8))
        diagnostics = Diagnostics()
        started = time.monotonic()
        # By the clock it has ten times as long: a run of hours shares its machine with others.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.alarm(10 * SECONDS)
        try:
            raws = read_inputs(
                [path],
                dictionary=book.dictionary,
                diagnostics=diagnostics,
                exports=book.exports,
                settings=Settings(),
            )
            # What the readers let through goes on to the store: always in a short run, and of a
            # long one a third, which takes as much time as all the reading.
            if COUNT <= 1000 or number % 3 == 0:
                store = build_store(raws, needed, book.dictionary, connection, diagnostics)
                rows = sum(each.rows for each in store.inputs)
                emptied(connection)
            else:
                rows = len(raws)
            assert raws or len(diagnostics), "nothing was read and nothing said"
        except Exception as error:
            kept = tmp_path / f"fault-{number}{source.suffix}"
            kept.write_bytes(content)
            faults.append(f"{source.name} -> {kept}: {type(error).__name__}: {error}")
            print(faults[-1], flush=True)
            connection = open_database()
            continue
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.alarm(0)
        slowest = max(slowest, (time.monotonic() - started, source.name))
        outcomes["read" if rows else "refused" if diagnostics.has_errors else "empty"] += 1
        peak = _kib("VmHWM") - before if TELLS_PEAKS else 0
        assert peak < MEMORY_LIMIT // 1024, f"{source.name}: {peak // 1024} MiB"
        if number % 1000 == 999:
            print(
                number + 1,
                dict(outcomes),
                f"slowest {slowest}, peak {peak // 1024} MiB",
                flush=True,
            )
    connection.close()
    print(dict(outcomes), f"slowest {slowest}, peak {peak // 1024} MiB")
    assert not faults, "\n".join(faults)
    assert not TELLS_PEAKS or peak > 0
    # A run in which nothing was read, or nothing refused, would prove little.
    assert outcomes["read"] > COUNT // 20
    assert outcomes["refused"] > COUNT // 80
