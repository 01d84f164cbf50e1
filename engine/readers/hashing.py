"""Finds the hash of a file while other things are done to it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

#: In bytes: to begin a thread for a smaller file takes longer than its hash.
_LARGE = 1 << 22

#: One file at a time: of more threads than processors none would be done sooner.
_one_at_a_time = threading.Lock()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def begin_sha256(path: Path) -> str | Callable[[], str]:
    """Begin to hash a large file beside what follows; gives the hash, or what waits for it.

    A fault in reading it is raised there.
    """
    if path.stat().st_size < _LARGE or not _one_at_a_time.acquire(blocking=False):
        return sha256_of(path)
    found: list[str | Exception] = []

    def run() -> None:
        try:
            found.append(sha256_of(path))
        except Exception as error:
            found.append(error)
        finally:
            _one_at_a_time.release()

    # Nobody waits for the hash of a file that is refused.
    thread = threading.Thread(target=run, daemon=True)
    try:
        thread.start()
    except RuntimeError:
        # There are places without threads.
        _one_at_a_time.release()
        return sha256_of(path)

    def wait() -> str:
        thread.join()
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    return wait
