"""Writes the results as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: The engine that the ratios are to.
BASE = "skulint"


def render(result: Mapping[str, Any]) -> str:
    """Return the tables of all sizes, and what was counted differently."""
    sizes = {int(skus): found for skus, found in result["sizes"].items()}
    lines = [
        f"{result['rules']} rules, seed {result['seed']}, {result['processors']} processors,"
        f" Python {result['python']}. Medians; `×` is against `skulint check`.",
        "",
    ]
    for skus, found in sizes.items():
        lines += [f"### {skus:,} SKUs", "", *_table(result["peers"], found), ""]
    lines += ["### Answers", "", *_answers(result["peers"], sizes)]
    if growth := result.get("growth"):
        for what, unit in (("rules", "rules"), ("findings", "SKUs")):
            lines += [
                "",
                f"### Growth with {what}",
                "",
                *_growth(growth[what], unit, growth["titles"]),
            ]
    return "\n".join(lines) + "\n"


def _table(peers: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    yield from _row(
        "engine", "judging, CPU s", "wall s", "whole process, CPU s", "×", "wall s", "peak MiB",
        "wrong rules", ruled=True,
    )  # fmt: skip
    base = found.get(BASE, {}).get("whole", {}).get("cpu", {}).get("median")
    for name, peer in peers.items():
        each = found.get(name, {"left_out": peer.get("not_installed", "not run")})
        if "whole" not in each:
            why = each.get("left_out") or each.get("error", "")
            yield from _row(peer["title"], f"— ({why})", *[""] * 6)
            continue
        run, whole = each["run"], each["whole"]
        cpu = whole["cpu"]["median"]
        yield from _row(
            peer["title"],
            _seconds(run["cpu"]["median"]),
            _seconds(run["wall"]["median"]),
            _seconds(cpu),
            f"{cpu / base:.2f}" if base else "",
            _seconds(whole["wall"]["median"]),
            f"{whole['peak']['median'] / 2**20:,.0f}",
            f"{each['wrong_rules']} of {each['said_rules']}",
        )


def _answers(peers: Mapping[str, Any], sizes: Mapping[int, Any]) -> Iterator[str]:
    """Say of each engine which counts are wrong and why, at the size where that was looked into."""
    for name, peer in peers.items():
        if why := peer.get("not_installed"):
            yield f"- {peer['title']}: not installed: {why}"
            continue
        told = [
            (skus, found[name]) for skus, found in sizes.items() if "reasons" in found.get(name, {})
        ]
        if not told:
            continue
        skus, each = told[-1]
        said = "; ".join(f"{why} ({count})" for why, count in each["reasons"].items())
        worst = max(each["wrong"], key=lambda one: abs((one["counted"][1] or 0) - one["right"][1]))
        yield (
            f"- {peer['title']}: {each['wrong_rules']} rules wrong at {skus:,} SKUs: {said}."
            f" {worst['rule']}: {_counts(worst['counted'])} instead of {_counts(worst['right'])}"
        )


def _growth(found: Mapping[Any, Any], unit: str, titles: Mapping[str, str]) -> Iterator[str]:
    yield from _row(
        "whole process, CPU s", *(f"{int(each):,} {unit}" for each in found), ruled=True
    )
    for name in next(iter(found.values())):
        cells = []
        for each in found.values():
            figures = each[name]
            if "whole" not in figures:
                cells.append(f"— ({figures['error']})")
                continue
            said = _seconds(figures["whole"]["cpu"]["median"])
            peak = figures["whole"]["peak"]["median"] / 2**20
            wrong = "" if figures["same_counts"] else ", other counts"
            cells.append(f"{said} ({peak:,.0f} MiB{wrong})")
        yield from _row(titles[name], *cells)


def _counts(counts: Sequence[int | None]) -> str:
    words = zip(counts, ("clear", "fail", "unknown"), strict=True)
    return ", ".join(f"{count:,} {word}" for count, word in words if count is not None)


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def _row(*cells: str, ruled: bool = False) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"
    if ruled:
        yield f"|{'---|' * len(cells)}"
