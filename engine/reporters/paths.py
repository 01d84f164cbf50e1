"""Paths as other programs want them: relative to the repository, with slashes."""

from __future__ import annotations

import posixpath
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from ..model.report import Place, Report
    from . import Options

#: What a URI may hold unescaped besides letters and digits: RFC 3986's path characters.
_SAFE = "/-._~!$&'()*+,;=@"


def repository_path(file: str, options: Options) -> str:
    """Return the path relative to the root, or absolute where the file lies elsewhere."""
    path = _slashes(file)
    if options.root is None:
        return _relative(path)
    root = _slashes(str(options.root))
    folder = _slashes(str(options.folder or options.root))
    whole = posixpath.normpath(path if _has_drive(path) else posixpath.join(folder, path))
    if whole.startswith(root.rstrip("/") + "/"):
        return posixpath.relpath(whole, root)
    return whole


def file_uri(path: str) -> str:
    """Return a path as a URI reference; one that begins with a drive or a slash is absolute."""
    text = path.encode("utf-8", "surrogatepass")
    if path.startswith("/"):
        return "file://" + quote(text, safe=_SAFE)
    if _has_drive(path):
        return "file:///" + path[:2] + quote(text[2:], safe=_SAFE)
    # A colon before the first slash would be taken for the end of a scheme.
    return quote(text, safe=_SAFE)


def place_path(place: Place | None, report: Report, options: Options) -> str:
    """Return the file a finding is shown in; without a place of its own, the first input."""
    if place is not None and place.file:
        return repository_path(place.file, options)
    if report.inputs:
        return repository_path(report.inputs[0].path, options)
    return "."


def _slashes(path: str) -> str:
    if "\\" in path and (PureWindowsPath(path).drive or "/" not in path):
        return PureWindowsPath(path).as_posix()
    return path


def _has_drive(path: str) -> bool:
    return path[1:3] == ":/" and path[0].isascii() and path[0].isalpha()


def _relative(path: str) -> str:
    return path[2:] if path.startswith("./") else path
