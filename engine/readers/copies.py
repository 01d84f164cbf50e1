"""Earlier copies of a catalogue: files somebody dated, and the commits of a git repository."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..text.diagnostics import Diagnostics
from ..text.source import display_name

#: Longest wait for one git command, in seconds.
_PATIENCE = 120
_COMMIT = re.compile(rb"\x01([0-9a-f]{40,64}) (\S+)\n")


@dataclass(frozen=True, slots=True)
class Copy:
    """A catalogue as it stood at a moment.

    `until` is the moment up to which nothing changed for sure: that of the next commit for a copy
    out of git, its own for a file that somebody saved.
    """

    path: Path
    name: str
    moment: datetime
    until: datetime
    #: The path by which the caller named the catalogue.
    of: Path
    #: True when a change between the copy before and this one happened at this one's moment.
    exact: bool = False
    #: True for the file as it stands now, next to its commits.
    is_now: bool = False


def dated_copies(snapshots: Sequence[tuple[datetime, Path]]) -> tuple[Copy, ...]:
    """List files that each hold the catalogue of one moment, oldest first."""
    return tuple(
        Copy(path, display_name(path), moment, moment, path)
        for moment, path in sorted(snapshots, key=lambda each: each[0])
    )


def git_copies(
    path: Path, folder: Path, as_of: datetime, diagnostics: Diagnostics
) -> tuple[Copy, ...] | None:
    """Write every committed state of a file into a folder; None after reporting why not.

    Commits later than the day of the check do not count yet. A file that differs from its last
    commit is one more copy, of that day.
    """
    name = display_name(path)
    if not path.is_file():
        # What is wrong with it is said by whoever reads it.
        return ()
    where = path.resolve().parent
    try:
        shallow = _git(where, "rev-parse", "--is-shallow-repository").strip() == b"true"
        log = _git(
            where, "-c", "core.quotePath=false", "log", "--follow", "--no-ext-diff",
            "--format=%x01%H %cI", "--name-only", "--", path.name,
        )  # fmt: skip
    except FileNotFoundError:
        _refuse(name, "git is not installed", "install git", diagnostics)
        return None
    except subprocess.SubprocessError as error:
        said = getattr(error, "stderr", b"") or b""
        reason = said.decode("utf-8", "replace").strip().split("\n")[0]
        help_text = "keep the file in a git repository, or use `--snapshot DATE=FILE`"
        _refuse(name, reason or "git did not answer", help_text, diagnostics)
        return None
    commits = list(_commits(log))
    if not commits:
        _refuse(
            name,
            "no commit has this file",
            "commit it, or use `--snapshot DATE=FILE`",
            diagnostics,
        )
        return None
    if shallow:
        diagnostics.warning(
            "SKU-F066",
            "the repository is a shallow clone, so its history begins later than the file's",
            place=name,
            help="fetch all of it: `git fetch --unshallow`",
        )
    return _written(path, name, where, commits, folder, as_of, diagnostics)


def _written(
    path: Path,
    name: str,
    where: Path,
    commits: Sequence[tuple[str, datetime, str]],
    folder: Path,
    as_of: datetime,
    diagnostics: Diagnostics,
) -> tuple[Copy, ...]:
    moments = [moment for _, moment, _ in commits]
    if moments != sorted(moments):
        diagnostics.warning(
            "SKU-F067",
            f"the commits of `{name}` are not dated in order; the history may have been rewritten",
            place=name,
            help="their dates are taken as they are",
        )
    known = [each for each in commits if each[1].date() <= as_of.date()]
    top = Path(os.fsdecode(_git(where, "rev-parse", "--show-toplevel").rstrip(b"\n")))
    found: list[tuple[Path, str, datetime]] = []
    last: bytes | None = None
    for number, (commit, moment, inside) in enumerate(sorted(known, key=lambda each: each[1])):
        try:
            content = _git(top, "cat-file", "blob", f"{commit}:{inside}")
        except subprocess.SubprocessError:
            # The commit that took the file away, or moved it here from elsewhere.
            continue
        copy = folder / f"{number}" / path.name
        copy.parent.mkdir(parents=True)
        copy.write_bytes(content)
        found.append((copy, f"{name}@{commit[:10]}", moment))
        last = content
    end = max(as_of, *(moment for _, _, moment in found)) if found else as_of
    if path.read_bytes() != last:
        found.append((path, name, end))
    ends = [moment for _, _, moment in found[1:]] + [end]
    return tuple(
        Copy(copy, shown, moment, until, path, exact=True, is_now=copy == path)
        for (copy, shown, moment), until in zip(found, ends, strict=True)
    )


def _commits(log: bytes) -> Iterator[tuple[str, datetime, str]]:
    """Yield hash, moment in UTC and path of each commit, oldest first."""
    parts = _COMMIT.split(log)[1:]
    for at in range(len(parts) - 3, -1, -3):
        moment = datetime.fromisoformat(parts[at + 1].decode()).astimezone(UTC)
        paths = parts[at + 2].strip(b"\n").split(b"\n")
        yield parts[at].decode(), moment.replace(tzinfo=None), os.fsdecode(paths[-1])


def _git(where: Path, *arguments: str) -> bytes:
    """Run git without anything a repository could make it run besides."""
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
               "--no-optional-locks", *arguments]  # fmt: skip
    return subprocess.run(
        command, cwd=where, capture_output=True, check=True, timeout=_PATIENCE
    ).stdout


def _refuse(name: str, reason: str, help_text: str, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "SKU-F068",
        f"the git history of `{name}` cannot be read: {reason}",
        place=name,
        help=help_text,
    )
