"""Finds out in which encoding a text file is: by its first bytes, or by how its text reads.

The rungs, in order: a byte order mark; NUL bytes, which only UTF-16 has in a text; strict UTF-8;
what an XML document declares; what the letters look like in the encodings of the marketplaces'
countries, together with the headings we know; charset-normalizer; and otherwise somebody has to
say.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

_CHUNK = 1 << 20
#: In bytes: so much of the text beyond ASCII is looked at.
_SAMPLE = 1 << 17

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_DECLARATION = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")

#: Encodings that hold all of another one, whose name is often given to their texts.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "iso8859-1": "cp1252"}

#: A guess must read at least so well, from 0 to 1, and so much better than the next one.
_GOOD = 0.7
_BETTER = 0.12


class Ground(StrEnum):
    """What an encoding was told by."""

    TOLD = "told"
    MARK = "mark"
    NULS = "nuls"
    STRICT = "strict"
    DECLARED = "declared"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a file, as Python names it, and what it was told by."""

    name: str
    ground: Ground

    @property
    def is_guess(self) -> bool:
        """Whether another encoding would have read the file as well."""
        return self.ground is Ground.LETTERS


UTF8 = Encoding("utf-8", Ground.STRICT)


def find_encoding(path: Path, knows: Callable[[str], int]) -> Encoding | None:
    """Return the encoding of a text file; None where it cannot be told.

    Args:
        path: The file.
        knows: Counts the headings in the first lines of a text that are known beyond ASCII.
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for mark, marked in _MARKS:
        if head.startswith(mark):
            return Encoding(marked, Ground.MARK)
    if b"\0" in head:
        wide = _wide_encoding(head)
        return Encoding(wide, Ground.NULS) if wide else None
    sample = _sample(path)
    if sample is None:
        return UTF8
    declared = _declared(head)
    if declared is not None:
        return Encoding(declared, Ground.DECLARED)
    if _is_damaged_utf8(sample):
        return None
    name = _by_letters(sample, head, knows)
    return Encoding(name, Ground.LETTERS) if name else None


def _declared(head: bytes) -> str | None:
    """Return the encoding that an XML document says it has, unless that is UTF-8."""
    found = _DECLARATION.match(head.lstrip())
    if found is None:
        return None
    try:
        known = codecs.lookup(found[1].decode())
    except LookupError:
        return None
    name = _WIDER.get(known.name, known.name)
    # Bytes to bytes, as of `zip`, are no encodings of text; and what holds no UTF-8 is none.
    is_text = getattr(known, "_is_text_encoding", True)
    return name if is_text and not name.startswith(("utf", "idna", "punycode")) else None


def _wide_encoding(head: bytes) -> str | None:
    """Return the kind of UTF-16 that turns the bytes into a text with delimiters and lines."""
    best: tuple[int, str] | None = None
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeDecodeError:
            continue
        narrow = sum(letter.isascii() for letter in text)
        odd = sum(unicodedata.category(each) in ("Cc", "Cn", "Co", "Cs") for each in text)
        lines = sum(text.count(each) for each in "\r\n\t")
        if narrow * 20 < len(text) or odd > lines or (best and narrow <= best[0]):
            continue
        best = narrow, name
    return best[1] if best else None


def _sample(path: Path) -> bytes | None:
    """Return lines with other bytes than ASCII; None where all of the file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    kept: list[bytes] = []
    size, is_utf8 = 0, True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK) + file.readline(_CHUNK):
            if chunk.isascii():
                continue
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            for line in chunk.split(b"\n"):
                if size < _SAMPLE and not line.isascii():
                    kept.append(line[:_SAMPLE])
                    size += len(line)
            if not is_utf8 and size >= _SAMPLE:
                break
    if is_utf8 and not decoder.getstate()[0]:
        return None
    return b"\n".join(kept)


def _is_damaged_utf8(sample: bytes) -> bool:
    """Tell whether the text is UTF-8 with a few wrong bytes, rather than another encoding."""
    text = sample.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(not letter.isascii() for letter in text) - wrong
    cut_short = wrong == 1 and text.endswith("\ufffd") and sample[-1:] > b"\x7f"
    return right > 2 * wrong or (cut_short and len(sample[-3:].lstrip(bytes(range(128)))) > 1)


def _by_letters(sample: bytes, head: bytes, knows: Callable[[str], int]) -> str | None:
    scores = {
        name: score
        for name, likeness in _LIKENESSES.items()
        if (score := _score(sample, head, name, likeness, knows)) is not None
    }
    if not scores:
        return None
    if scores.get("cp1250", 0) - scores.get("cp1252", -1) < _BETTER:
        # Most of Western Europe's letters read well in both; the large marketplaces are there.
        scores.pop("cp1250", None)
    ranked = sorted(scores, key=lambda name: -scores[name])
    best = ranked[0]
    lead = scores[best] - (scores[ranked[1]] if len(ranked) > 1 else 0)
    if scores[best] >= _GOOD and lead >= _BETTER:
        return best
    near = [name for name in ranked if scores[best] - scores[name] < 2 * _BETTER]
    return _second_opinion(sample, near) if scores[best] >= _GOOD / 2 else None


def _score(
    sample: bytes,
    head: bytes,
    name: str,
    likeness: Callable[[str], Iterator[float]],
    knows: Callable[[str], int],
) -> float | None:
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return None
    marks = list(likeness(text))
    score = sum(marks) / len(marks) if marks else 0.0
    return score + min(1.0, 0.5 * knows(head.decode(name, errors="replace")))


def _second_opinion(sample: bytes, near: list[str]) -> str | None:
    """Ask charset-normalizer, which is slower and knows more languages, to choose."""
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=near).best()
    return found.encoding if found is not None and found.encoding in near else None


def _gb18030(text: str) -> Iterator[float]:
    for letter in text:
        if letter.isascii():
            continue
        try:
            lead = letter.encode("gb2312")[0]
        except UnicodeEncodeError:
            yield 0.0
        else:
            # Common words, rare words, punctuation.
            yield 1.0 if 0xB0 <= lead <= 0xD7 else 0.4 if lead > 0xD7 else 0.8


def _big5(text: str) -> Iterator[float]:
    for letter in text:
        if letter.isascii():
            continue
        try:
            lead = letter.encode("big5")[0]
        except UnicodeEncodeError:
            yield 0.0
        else:
            yield 0.95 if 0xA4 <= lead <= 0xC6 else 0.3 if lead > 0xC6 else 0.7


def _cp932(text: str) -> Iterator[float]:
    for letter in text:
        if letter.isascii():
            continue
        if "\u3040" <= letter <= "\u30ff" or "\uff01" <= letter <= "\uff5e":
            yield 1.0
        elif "\uff61" <= letter <= "\uff9f":
            yield 0.25
        else:
            lead = letter.encode("cp932", errors="replace")[0]
            yield 0.9 if 0x88 <= lead <= 0x97 else 0.3 if lead > 0x97 else 0.6


_SIGNS = frozenset("€£©®™°²³½¼¾–—‘’“”…•×·«»§±ºª¡¿´\u00a0")


def _latin(text: str, letters: str) -> Iterator[float]:
    known = frozenset(letters)
    for match in re.finditer(r"[^\x00-\x7f]+", text):
        run = match[0]
        beside = text[max(0, match.start() - 1) : match.start()] + text[match.end() :][:1]
        for letter in run:
            if letter in _SIGNS:
                yield 0.9 if len(run) < 3 and not beside.isalpha() else 0.4
            elif letter not in known:
                yield 0.0
            elif len(run) > 1:
                yield 0.7 if len(run) < 5 and run.islower() else 0.2
            else:
                yield 1.0 if any(each.isascii() and each.isalpha() for each in beside) else 0.5


def _cp1252(text: str) -> Iterator[float]:
    return _latin(text, "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœžšÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŽŠ")


def _cp1250(text: str) -> Iterator[float]:
    return _latin(text, "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰäöüÄÖÜßăâîșț")


def _cp1251(text: str) -> Iterator[float]:
    for match in re.finditer(r"[^\x00-\x7f]+", text):
        run = match[0]
        for before, letter in zip(" " + run, run, strict=False):
            if not "\u0400" <= letter <= "\u045f":
                yield 0.3 if letter in _SIGNS else 0.0
            elif letter.islower():
                yield 1.0 if "\u0400" <= before <= "\u045f" else 0.6
            else:
                yield 0.0 if before.islower() else 0.8 if len(run) > 1 else 0.4


#: How well a text reads, letter by letter, if it was decoded so. Of two that read alike, charset
#: normalizer chooses.
_LIKENESSES: Mapping[str, Callable[[str], Iterator[float]]] = MappingProxyType(
    {
        "cp1252": _cp1252,
        "gb18030": _gb18030,
        "cp932": _cp932,
        "big5": _big5,
        "cp1251": _cp1251,
        "cp1250": _cp1250,
    }
)
