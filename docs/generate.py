#!/usr/bin/env python3
"""Write the pages of this folder that are made from the code.

`python docs/generate.py` writes them; a test holds them to what it would write. With `--mutation`
it first tries every small change of the shipped rules, and writes down in mutation.json what the
cases notice. That takes half a minute, so a test tells by hashes of the files when it is due.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from skulint.cli.rule_pages import markdown
from skulint.cli.rule_pages.content import book_pages
from skulint.engine.checking.mutation import owners_in, run_mutation
from skulint.engine.loading import load_rulebook
from skulint.engine.resources import rules_dir
from skulint.engine.text.code import Code
from skulint.engine.text.codes import ALL_CODES
from skulint.engine.text.diagnostics import Diagnostics

FOLDER = Path(__file__).parent
MUTATION = FOLDER / "mutation.json"
RULE_BOOK = FOLDER / "rulebook"

_FAMILIES = {
    "Y": ("Text of YAML and JSON files", "YAML 和 JSON 文件的格式"),
    "R": ("Rule files", "规则文件"),
    "F": ("Fact files", "数据文件"),
    "C": ("Command line", "命令行"),
    "W": ("Waivers and baselines", "豁免和基线"),
}
_WRITTEN = "<!-- Written by docs/generate.py; change the codes in engine/text/ instead. -->\n"


def _family(letter: str) -> list[Code]:
    codes = (code for code in ALL_CODES if code.id.startswith(f"SKU-{letter}"))
    return sorted(codes, key=lambda code: code.id)


def diagnostics_page() -> str:
    """Return the page of all diagnostic codes, by family."""
    parts = [
        "# Diagnostics\n",
        _WRITTEN,
        "Every problem that skulint finds in a file or in a command has a code, such as the\n"
        "`SKU-R011` in `error[SKU-R011]: unknown fact`. Codes are never renumbered, and none is\n"
        "given to another problem. `skulint explain SKU-R011` prints what is said of it here.\n",
        "[中文](diagnostics.zh.md)\n",
    ]
    for letter, (title, _) in _FAMILIES.items():
        parts.append(f"## {title}\n")
        for code in _family(letter):
            parts.append(f"### {code.id}: {code.title}\n\n{code.explanation}\n")
    return "\n".join(parts)


def chinese_diagnostics_page() -> str:
    """Return the same page in Chinese."""
    parts = [
        "# 诊断信息\n",
        _WRITTEN,
        "skulint 在文件或命令中发现的每个问题都有代码，"
        "例如 `错误[SKU-R011]: 未知的事实` 中的 `SKU-R011`。"
        "代码从不改号，也不会用于别的问题。"
        "运行 `skulint explain SKU-R011 --lang zh` 可以看到这里的说明。\n",
        "[English](diagnostics.md)\n",
    ]
    for letter, (_, title) in _FAMILIES.items():
        parts.append(f"## {title}\n")
        for code in _family(letter):
            # A line end would be shown as a blank.
            text = code.explanation_zh.replace("\n", "")
            parts.append(f"### {code.id}: {code.title_zh}\n\n{text}\n")
    return "\n".join(parts)


def coverage_page() -> str:
    """Return the table of all statements of the documents, and where each one lives."""
    book = load_rulebook([rules_dir()], Diagnostics())
    derived = {fact.statement: fact for fact in book.dictionary.facts.values() if fact.statement}
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for case in book.cases:
        known = case.subject in book.rules or case.expect == "unknown"
        outcomes[case.subject][str(case.expect) if known else "value"] += 1
    recorded = mutation_record()
    rows, homeless = [], []
    for statement in statements():
        if statement in book.rules:
            home, kind = book.rules[statement], str(book.rules[statement].kind)
            name = statement
        elif statement in derived:
            home, kind = derived[statement], "derived fact"
            name = home.name
        else:
            homeless.append(statement)
            continue
        path = Path(home.span.source.name).resolve().relative_to(rules_dir().resolve())
        cases = ", ".join(f"{word} {count}" for word, count in sorted(outcomes[name].items()))
        changes = _shown(recorded.get(path.as_posix(), {}).get("owners", {}).get(name, {}))
        rows.append(f"| {statement} | `{path.as_posix()}` | {kind} | {cases} | {changes} |")
    found = len(rows)
    total: Counter[str] = Counter()
    for file in recorded.values():
        for counts in file["owners"].values():
            total.update(counts)
    return "\n".join(
        [
            "# Coverage of the documents\n",
            "<!-- Written by docs/generate.py out of the packs and docs/statements.txt. -->\n",
            f"{found} of {found + len(homeless)} statements of the five documents are in the"
            " shipped packs.\n",
            *(f"- `{each}` has no home\n" for each in homeless),
            f"`skulint test rules --mutation` makes {total['tried']} small changes to rules,"
            f" derived facts and parameters. Cases notice {_noticed(total)} of them, a written"
            f" reason says of {total['reason']} why no case can, and {total['left']} go"
            " unnoticed. The last column has those of each statement.\n",
            "| statement | lives in | kind | worked cases | changes noticed |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _shown(counts: Mapping[str, int]) -> str:
    if not counts:
        return "none to make"
    reason = f", {counts['reason']} with a reason" if "reason" in counts else ""
    return f"{_noticed(counts)} of {counts['tried']}{reason}"


def _noticed(counts: Mapping[str, int]) -> int:
    return counts["tried"] - counts.get("reason", 0) - counts.get("left", 0)


def mutation_record() -> dict[str, Any]:
    """Read what the last mutation run found, by rule file."""
    found: dict[str, Any] = json.loads(MUTATION.read_text(encoding="utf-8"))
    return found


def hashes() -> dict[str, str]:
    """Hash every shipped rule file that has rules, facts or parameters, whatever its line ends."""
    return {
        path.relative_to(rules_dir()).as_posix(): hashlib.sha256(
            path.read_bytes().replace(b"\r\n", b"\n")
        ).hexdigest()[:16]
        for path in sorted(rules_dir().rglob("*.yaml"))
    }


def write_mutation_record() -> None:
    """Try every small change of the shipped rules, and write down what their cases notice."""
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir()], diagnostics)
    day = datetime(2026, 11, 22)
    result = run_mutation(book, book.cases, owners_in(book, None), day, diagnostics)
    if result is None or result.failed:
        raise SystemExit("some cases fail: run `skulint test`")
    facts = book.dictionary.facts
    spans = {name: each.span for name, each in (*book.rules.items(), *book.parameters.items())}
    spans |= {name: facts[name].span for name in book.dictionary.derivations}
    record: dict[str, Any] = {
        name: {"sha256": digest, "owners": {}} for name, digest in hashes().items()
    }
    reasons = Counter(mutant.owner for mutant, _ in result.accepted)
    left = Counter(mutant.owner for mutant in result.survivors)
    for owner, tried in sorted(result.by_owner.items()):
        path = Path(spans[owner].source.name).resolve().relative_to(rules_dir())
        counts = {"tried": tried, "reason": reasons[owner], "left": left[owner]}
        record[path.as_posix()]["owners"][owner] = {
            word: count for word, count in counts.items() if count
        }
    _write_record(record)


def renew_hashes() -> None:
    """Note the hashes of files that have nothing to change, so that no trial could tell others."""
    book = load_rulebook([rules_dir()], Diagnostics(), with_cases=False)
    spans = [each.span for each in (*book.rules.values(), *book.parameters.values())]
    spans += [book.dictionary.facts[name].span for name in book.dictionary.derivations]
    root = rules_dir().resolve()
    tried = {Path(span.source.name).resolve().relative_to(root).as_posix() for span in spans}
    recorded = mutation_record()
    _write_record(
        {name: recorded.get(name, {"sha256": "", "owners": {}}) for name in hashes()}
        | {
            name: {"sha256": digest, "owners": {}}
            for name, digest in hashes().items()
            if name not in tried
        }
    )


def _write_record(record: Mapping[str, Any]) -> None:
    lines = [f"{json.dumps(name)}: {json.dumps(each)}" for name, each in record.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    MUTATION.write_text(text, encoding="utf-8", newline="\n")


def statements() -> tuple[str, ...]:
    """Read the ids of all statements that the packs have to hold."""
    return tuple((FOLDER / "statements.txt").read_text(encoding="utf-8").split())


PAGES: Mapping[str, Callable[[], str]] = {
    "diagnostics.md": diagnostics_page,
    "diagnostics.zh.md": chinese_diagnostics_page,
    "coverage.md": coverage_page,
}


def rule_pages() -> dict[str, str]:
    """Return the pages of the shipped rule book in both languages, by the names of their files."""
    book = load_rulebook([rules_dir()], Diagnostics(), with_cases=False)
    return {
        f"{page.name}{markdown.ENDING}": markdown.render(page)
        for lang in ("en", "zh")
        for page in book_pages(book, tuple(book.programs), lang)
    }


def main() -> None:
    """Write all pages."""
    if "--mutation" in sys.argv[1:]:
        write_mutation_record()
    else:
        renew_hashes()
    RULE_BOOK.mkdir(exist_ok=True)
    for old in RULE_BOOK.iterdir():
        old.unlink()
    for name, text in rule_pages().items():
        (RULE_BOOK / name).write_text(text, encoding="utf-8", newline="\n")
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
