"""What `--since` asks git: which repository, which commit, what changed, what a file held."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from skulint.engine.text.suggest import did_you_mean

_SHALLOW = "the clone is shallow; fetch more of it, `git fetch --unshallow` or `fetch-depth: 0`"
_LINK, _MODULE = b"120000", b"160000"


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in a commit: where to ask git, the commit, and its path from the repository's top."""

    where: str
    commit: str
    path: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository at a commit, and what differs from it in the folder.

    `changed` holds the paths that differ, `renamed` the former path of a file by its present one.
    """

    top: Path
    commit: str
    changed: frozenset[str] = field(default_factory=frozenset)
    renamed: Mapping[str, str] = field(default_factory=dict)
    deleted: frozenset[str] = field(default_factory=frozenset)

    def inside(self, path: Path) -> str:
        """Give a path as the repository counts it; empty for its top."""
        inside = path.resolve().relative_to(self.top).as_posix()
        return "" if inside == "." else inside


def top_of(folder: Path) -> Path | None:
    """Return the top of the repository that a folder is in, if it is in one."""
    found = ask(folder, "rev-parse", "--show-toplevel", may_fail=True)
    return None if found is None else Path(_text(found)).resolve()


def repository_at(top: Path, revision: str, here: Path | None) -> Repository | None:
    """Return a repository at a revision; a submodule as its parent has it there.

    None for a submodule that there was not. A revision is one of the repository that `here` is
    the top of, so that in a submodule's own folder it is the submodule's.
    """
    parent = _text(ask(top, "rev-parse", "--show-superproject-working-tree") or b"")
    if parent and top != here:
        above = repository_at(Path(parent).resolve(), revision, here)
        if above is None:
            return None
        named = f"{above.commit}:{above.inside(top)}"
        found = ask(above.top, "rev-parse", "--verify", "--quiet", named, may_fail=True)
        if found is None:
            return None
        commit = _text(found)
    else:
        commit = commit_of(top, revision)
    if ask(top, "cat-file", "-e", f"{commit}^{{commit}}", may_fail=True) is None:
        raise click.UsageError(f"`--since` cannot compare: `{top.name}` lacks commit {commit[:10]}")
    return _with_changes(Repository(top, commit))


def commit_of(top: Path, revision: str) -> str:
    """Return the commit a revision names; `A...` is where this branch and A parted."""
    one, dots, other = revision.partition("...")
    if dots:
        ends = (_verified(top, one or "HEAD"), _verified(top, other or "HEAD"))
        found = ask(top, "merge-base", *ends, may_fail=True)
        if found is None:
            hint = f"; {_SHALLOW}" if _is_shallow(top) else ""
            raise click.UsageError(
                f"`--since` cannot compare: `{one or 'HEAD'}` and `{other or 'HEAD'}` have no"
                f" commit in common{hint}"
            )
        return _text(found)
    if ".." in revision:
        one = revision.partition("..")[0]
        raise click.UsageError(
            f"`--since` takes one revision, not the range `{revision}`; use `{one}`, or `{one}...`"
            " for where this branch left it"
        )
    return _verified(top, revision)


def _verified(top: Path, revision: str) -> str:
    found = ask(
        top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
        may_fail=True,
    )  # fmt: skip
    if found is not None and found.strip():
        return _text(found)
    if ask(top, "rev-parse", "--verify", "--quiet", "HEAD", may_fail=True) is None:
        raise click.UsageError("`--since` cannot compare: the repository has no commit yet")
    refs = _text(ask(top, "for-each-ref", "--format=%(refname:short)") or b"").splitlines()
    hints = [did_you_mean(revision, ["HEAD", *refs]), _SHALLOW if _is_shallow(top) else None]
    raise click.UsageError(
        "; ".join(
            [f"`--since` cannot compare: git knows no revision `{revision}`"]
            + [hint for hint in hints if hint]
        )
    )


def _is_shallow(top: Path) -> bool:
    return ask(top, "rev-parse", "--is-shallow-repository") == b"true\n"


def _with_changes(at: Repository) -> Repository:
    """Note what differs between the commit and the files here."""
    output = ask(
        at.top, "diff", "--name-status", "-z", "-M", "--no-ext-diff", "--no-textconv", at.commit,
        "--",
    )  # fmt: skip
    changed: set[str] = set()
    deleted: set[str] = set()
    renamed: dict[str, str] = {}
    parts = iter((output or b"").split(b"\0"))
    for status in parts:
        if not status:
            continue
        path = os.fsdecode(next(parts))
        changed.add(path)
        if status[:1] in b"RC":
            former, path = path, os.fsdecode(next(parts))
            changed.add(path)
            renamed[path] = former
        elif status[:1] == b"D":
            deleted.add(path)
    return Repository(at.top, at.commit, frozenset(changed), renamed, frozenset(deleted))


def former_path(at: Repository, path: str) -> str | None:
    """Return the path a file had in the commit; None if it was not there."""
    if any(blob.path == path for blob in files_under(at, path)):
        return path
    if path in at.renamed:
        return at.renamed[path]
    # Moved without telling git, it is another file; the same content gives it away.
    own = ask(at.top, "hash-object", "--", path, may_fail=True)
    for former in sorted(at.deleted) if own is not None else ():
        if ask(at.top, "rev-parse", f"{at.commit}:{former}", may_fail=True) == own:
            return former
    return None


def files_under(at: Repository, path: str) -> Iterator[Blob]:
    """Yield the files of the commit at a path or below it, those of submodules as well."""
    listed = ask(at.top, "ls-tree", "-r", "-z", at.commit, "--", path or ".") or b""
    for entry in filter(None, listed.split(b"\0")):
        facts, _, name = entry.partition(b"\t")
        mode, _, digest = facts.split(b" ")
        file = os.fsdecode(name)
        if mode == _LINK:
            continue
        if mode != _MODULE:
            yield Blob(str(at.top), at.commit, file)
            continue
        module = at.top / file
        if top_of(module) == module.resolve():
            inner = Repository(module.resolve(), digest.decode())
            yield from files_under(inner, "")


def changed_below(at: Repository, path: str) -> bool:
    """Tell whether anything at a path or below it differs, files that git does not know too."""
    if any(each == path or each.startswith(f"{path}/") or not path for each in at.changed):
        return True
    others = ask(
        at.top, "ls-files", "--others", "--exclude-standard", "-z", "--", path or ".", may_fail=True
    )
    return bool(others)


def is_known(at: Repository, path: str) -> bool:
    """Tell whether the commit has a path."""
    return ask(at.top, "cat-file", "-e", f"{at.commit}:{path}", may_fail=True) is not None


def write_blob(blob: Blob, target: Path) -> None:
    """Write what a file held, as git would have checked it out."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as stream:
        done = _run(
            Path(blob.where), ("cat-file", "--filters", f"{blob.commit}:{blob.path}"), stream
        )
    if done.returncode:
        raise click.UsageError(f"`--since` cannot compare: {_reason(done)}")


def ask(where: Path, *arguments: str, may_fail: bool = False) -> bytes | None:
    """Return what git answers; None where it may fail and did."""
    done = _run(where, arguments, subprocess.PIPE)
    if done.returncode and not may_fail:
        raise click.UsageError(f"`--since` cannot compare: {_reason(done)}")
    return None if done.returncode else done.stdout


def _run(
    where: Path, arguments: tuple[str, ...], stdout: object
) -> subprocess.CompletedProcess[bytes]:
    """Run git without anything a repository could make it run besides."""
    command = ["git", "-C", str(where), "-c", "core.fsmonitor=false",
               "-c", "core.hooksPath=/dev/null", "--no-optional-locks", "--literal-pathspecs",
               *arguments]  # fmt: skip
    try:
        return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, check=False)  # type: ignore[call-overload,no-any-return]
    except FileNotFoundError:
        raise click.UsageError("`--since` needs git, which is not installed") from None


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[0] if said else "git did not answer"


def _text(answer: bytes) -> str:
    return os.fsdecode(answer.rstrip(b"\n"))
