"""Turns what stands on the command line into files to read.

Folders and patterns become the files in them, archives what is packed in them, `-` what comes in
on standard input. Nothing is unpacked into a folder: members become temporary files of our own
naming, so that no name in an archive matters.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from ..text.diagnostics import Diagnostics
from ..text.source import display_name
from .archives import is_gzip, is_zip, unpack_gzip, unpack_zip
from .hashing import sha256_of
from .reading import Request, TemporaryFile

STDIN = "-"

#: Files in one folder or under one pattern; more are no parts of one catalogue.
_MOST_FILES = 10_000

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def requests_for(name: str, asked: Request, endings: frozenset[str]) -> Iterator[Request]:
    """Yield a request for each file behind one name of the command line.

    Args:
        name: The name as the user wrote it.
        asked: What holds for all of them.
        endings: Those of files that are worth a look in a folder.
    """
    diagnostics = asked.recogniser.diagnostics
    scheme = _SCHEME.match(name)
    if scheme is not None and not Path(name).exists():
        diagnostics.error(
            "SKU-F040",
            f"nothing is read from addresses such as `{scheme[1].lower()}://`",
            place=scheme[0],
            help="download the file, and name it here",
        )
        return
    if name == STDIN:
        yield from unpacked(_from_stdin(asked))
        return
    path = Path(name)
    if path.is_dir():
        yield from _in_folder(path, name, asked, endings)
    elif not path.exists() and re.search(r"[*?\[]", name):
        yield from _matching(name, asked)
    else:
        yield from unpacked(replace(asked, path=path, name=name))


def _from_stdin(asked: Request) -> Request:
    copy = TemporaryFile()
    with copy.path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return replace(
        asked,
        path=copy.path,
        name="<stdin>",
        inner="stdin",
        sha256=sha256_of(copy.path),
        kept=(copy,),
    )


def _in_folder(
    folder: Path, name: str, asked: Request, endings: frozenset[str]
) -> Iterator[Request]:
    """Yield the files in a folder and its folders; what starts with `.` or `_` is no catalogue."""
    diagnostics = asked.recogniser.diagnostics
    home = folder.resolve()
    seen = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if each[0] not in "._")
        for each in sorted(files):
            path = Path(place, each)
            if each[0] in "._" or not endings & {suffix.lower() for suffix in path.suffixes[-2:]}:
                continue
            shown = display_name(path)
            if not path.resolve().is_relative_to(home):
                diagnostics.warning(
                    "SKU-F041",
                    f"`{shown}` is a link out of the folder; it is not read",
                    place=shown,
                    help="name the file itself if it belongs to the catalogue",
                )
                continue
            seen += 1
            if seen > _MOST_FILES:
                _report_too_many(name, diagnostics)
                return
            yield from unpacked(replace(asked, path=path, name=shown, found=True))
    if not seen:
        diagnostics.error(
            "SKU-Y002",
            f"folder `{name}` holds no file that could be read",
            place=name,
            help="name a file, or a folder with CSV, Excel, JSON or Parquet files",
        )


def _matching(pattern: str, asked: Request) -> Iterator[Request]:
    # `Path.glob` takes no absolute patterns.
    matching = glob.glob(pattern, recursive=True)  # noqa: PTH207
    found = sorted(each for each in matching if Path(each).is_file())
    diagnostics = asked.recogniser.diagnostics
    if not found:
        diagnostics.error(
            "SKU-Y001",
            f"no file matches `{pattern}`",
            place=pattern,
            help="paths are relative to the folder the command runs in",
        )
    if len(found) > _MOST_FILES:
        _report_too_many(pattern, diagnostics)
        return
    for each in found:
        yield from unpacked(replace(asked, path=Path(each), name=display_name(each)))


def _report_too_many(name: str, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "SKU-F042",
        f"`{name}` holds more than {_MOST_FILES:,} files",
        place=name,
        help="put the records into fewer files, such as Parquet parts of some million rows",
    )


def unpacked(request: Request) -> Iterator[Request]:
    """Yield what is packed in the file, or the file itself."""
    try:
        with request.path.open("rb") as file:
            head = file.read(8)
    except (OSError, ValueError):
        # Whoever reads it will say why it cannot be read.
        yield request
        return
    if is_gzip(head):
        inner = PurePath(request.inner or request.path.name)
        bare = inner.stem if inner.suffix.lower() in (".gz", ".gzip") else inner.name
        yield from unpack_gzip(replace(request, inner=bare))
    elif is_zip(head):
        yield from unpack_zip(request)
    else:
        yield request
