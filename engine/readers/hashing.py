"""Finds the hash of a file, of a large one while other things are done to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .aside import begin

#: In bytes: to wake a thread for a smaller file takes longer than its hash.
_LARGE = 1 << 22


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def begin_sha256(path: Path) -> str | Callable[[], str]:
    """Begin to hash a large file beside what follows; gives the hash, or what waits for it.

    A fault in reading it is raised there.
    """
    if path.stat().st_size < _LARGE:
        return sha256_of(path)
    return begin(partial(sha256_of, path))
