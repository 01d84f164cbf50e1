"""Mutated files give facts or a diagnostic: never a traceback, a hang or much memory.

`SKULINT_FUZZ=100000` runs so many of them, with other seeds than usual by `SKULINT_FUZZ_SEED`.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections import Counter
from pathlib import Path

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
    if path.suffix not in (".md", "")
)
COUNT = int(os.environ.get("SKULINT_FUZZ", "30"))
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


@pytest.mark.parametrize("shard", range(2))
def test_mutated_files(tmp_path: Path, shard: int) -> None:
    chance = random.Random(f"{SEED}/{shard}")
    said = Diagnostics()
    book = load_rulebook([rules_dir()], said)
    facts = list(book.dictionary.facts)
    outcomes = Counter[str]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(COUNT // 2):
        source = chance.choice(FILES)
        path = tmp_path / f"x{source.suffix}"
        content = mutate(source.read_bytes(), chance)
        path.write_bytes(content)
        diagnostics = Diagnostics()
        started = time.monotonic()
        connection = open_database()
        try:
            raws = read_inputs(
                [path],
                dictionary=book.dictionary,
                diagnostics=diagnostics,
                exports=book.exports,
                settings=Settings(),
            )
            store = build_store(raws, facts, book.dictionary, connection, diagnostics)
            rows = sum(each.rows for each in store.inputs)
        except BaseException:
            kept = tmp_path / f"fault-{number}{source.suffix}"
            kept.write_bytes(content)
            print(f"{source.name} -> {kept}")
            raise
        finally:
            connection.close()
        assert raws or len(diagnostics), f"{source.name}: nothing was read and nothing said"
        assert time.monotonic() - started < 60, source
        outcomes["read" if rows else "refused" if diagnostics.has_errors else "empty"] += 1
    print(dict(outcomes))
    # A run in which nothing was read, or nothing refused, would prove little.
    assert outcomes["read"] > COUNT // 20
    assert outcomes["refused"] > COUNT // 80
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 1_000_000, f"{(after - before) // 1000} MB more than before"
