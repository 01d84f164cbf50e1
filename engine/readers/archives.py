"""Unpacks gzip and zip files into temporary files, within limits."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from .hashing import sha256_of
from .reading import TemporaryFile

if TYPE_CHECKING:
    from .reading import Request

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK = 1 << 20

#: Text shrinks to a tenth or a twentieth; what grows more than a hundredfold is made to do harm.
MOST_GROWTH = 100
#: In bytes: a file this small may grow as it likes.
HARMLESS = 1 << 26
_MOST_MEMBERS = 1_000

_NESTED = (".zip", ".gz", ".7z", ".rar", ".tar")
_WORKBOOK_PARTS = ("[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin", "content.xml")


def is_gzip(head: bytes) -> bool:
    """Tell whether a file that starts so is a gzip archive."""
    return head.startswith(_GZIP)


def is_zip(head: bytes) -> bool:
    """Tell whether a file that starts so is a zip archive, as workbooks are too."""
    return head.startswith(_ZIP)


def unpack_gzip(request: Request) -> Iterator[Request]:
    """Yield the one file in a gzip archive."""
    limit = _limit(request.path)
    copy = TemporaryFile()
    try:
        with gzip.open(request.path, "rb") as packed:
            whole = _copy(packed, copy.path, limit)
    except (OSError, EOFError, zlib.error) as error:
        _report_broken(request, str(error))
        return
    if not whole:
        _report_bomb(request, request.name)
        return
    yield replace(
        request,
        path=copy.path,
        sha256=request.sha256 or sha256_of(request.path),
        kept=(*request.kept, copy),
    )


def unpack_zip(request: Request) -> Iterator[Request]:
    """Yield the files in a zip archive, or the archive itself where it is a workbook."""
    diagnostics = request.recogniser.diagnostics
    try:
        with zipfile.ZipFile(request.path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            grown = sum(each.file_size for each in members)
            if len(members) > _MOST_MEMBERS or grown > _limit(request.path):
                _report_bomb(request, request.name)
                return
            if any(each.filename in _WORKBOOK_PARTS for each in members):
                yield request
                return
            read = 0
            for member in members:
                if _is_of_the_system(member.filename):
                    continue
                if member.flag_bits & 1:
                    _report_locked(request, member.filename)
                    continue
                if member.filename.lower().endswith(_NESTED):
                    diagnostics.warning(
                        "SKU-F043",
                        f"`{member.filename}` is an archive in an archive; it is not read",
                        place=request.name,
                        help="unpack it, and name what is inside",
                    )
                    continue
                copy = TemporaryFile()
                with archive.open(member) as packed:
                    if not _copy(packed, copy.path, member.file_size):
                        _report_bomb(request, member.filename)
                        return
                read += 1
                yield replace(
                    request,
                    path=copy.path,
                    name=f"{request.name}/{member.filename}",
                    inner=PurePosixPath(member.filename).name,
                    sha256=sha256_of(copy.path),
                    kept=(*request.kept, copy),
                    found=True,
                )
            if not read and not diagnostics.has_errors:
                _report_broken(request, "there is no file in it")
    except (OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        _report_broken(request, str(error))
    except (zipfile.BadZipFile, zlib.error) as error:
        _report_broken(request, str(error))


class _Packed(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _is_of_the_system(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _limit(path: Path) -> int:
    return max(HARMLESS, MOST_GROWTH * path.stat().st_size)


def _copy(packed: _Packed, path: Path, limit: int) -> bool:
    """TemporaryFile a packed file; gives False once it is larger than it may be."""
    size = 0
    with path.open("wb") as file:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                return False
            file.write(chunk)
    return True


def _report_bomb(request: Request, name: str) -> None:
    request.recogniser.diagnostics.error(
        "SKU-F044",
        f"`{name}` is far larger unpacked than packed, so it is not unpacked",
        place=request.name,
        help="unpack it yourself if you trust it, and name what is inside",
    )


def _report_locked(request: Request, name: str) -> None:
    request.recogniser.diagnostics.error(
        "SKU-F045",
        f"`{name}` is locked with a password",
        place=request.name,
        help="unpack it, and name what is inside",
    )


def _report_broken(request: Request, reason: str) -> None:
    said = reason.strip().rstrip(".").lower() or "its contents are damaged"
    request.recogniser.diagnostics.error(
        "SKU-F045",
        f"`{request.name}` cannot be unpacked: {said}",
        place=request.name,
        help="download or pack it again",
    )
