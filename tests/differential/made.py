"""Load a generated pack with its generated facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from skulint.engine.loading import load_rulebook
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.render import render_all

from .book import Book, dictionary, generate
from .engines import RATES, Check, prepare
from .facts import FactMaker


@dataclass(frozen=True, slots=True)
class Made:
    """What one seed gives: a pack, files by name, and what the run itself states."""

    seed: int
    book: Book
    files: dict[str, str]
    rates: dict[tuple[str, str], Decimal]
    defaults: dict[str, str]

    def shown(self) -> str:
        """Write everything down, for a failure."""
        files = "".join(f"--- {name}\n{content}" for name, content in self.files.items())
        return f"seed {self.seed}\nrates {self.rates}\n{self.book.text()}{files}"


def make(seed: int) -> Made:
    """Generate what belongs to a seed."""
    random = Random(seed)
    book = generate(random)
    files = FactMaker(random).files()
    rates = {pair: rate for pair, rate in RATES.items() if random.random() < 0.6}
    return Made(
        seed, book, files, rates, {"program_applied": "OUTLET"} if random.random() < 0.7 else {}
    )


def check_of(made: Made, folder: Path) -> Check:
    """Write the files, and read them as a run does."""
    paths = [_write(folder / "facts" / name, text) for name, text in made.files.items()]
    title = "title: {en: Made up, zh: 虚构}"
    pack = {"pack.yaml": f"pack: made-up\nversion: 1.0.0\n{title}\n"}
    pack |= {"facts.yaml": dictionary(), "made.yaml": made.book.text()}
    for name, text in pack.items():
        _write(folder / "pack" / name, text)
    diagnostics = Diagnostics()
    rules = load_rulebook([folder / "pack"], diagnostics)
    assert not diagnostics.has_errors, f"seed {made.seed}\n{render_all(diagnostics.sorted())}"
    return prepare(rules, paths, defaults=made.defaults, rates=made.rates)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
