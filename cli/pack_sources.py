"""Packs by what people call them: a folder, an installed pack, a wheel, a git revision."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

import click

from skulint.engine.loading.installed_packs import InstalledPack, installed_packs
from skulint.engine.loading.pack_paths import head_of
from skulint.engine.resources import rules_dir

_HEAD = "pack.yaml"
#: No pack is larger; what claims to be is not unpacked.
_MOST_BYTES = 100_000_000


def every_installed() -> tuple[InstalledPack, ...]:
    """List the shipped pack and those that other packages bring."""
    name, version = head_of(rules_dir())
    shipped = InstalledPack(name or "rules", version or "0", rules_dir())
    return (shipped, *installed_packs())


def pack_folder(name: str, pack: Path, target: Path) -> Path:
    """Give a folder of rules for OLD or NEW of a comparison.

    Args:
        name: A folder, a wheel, an installed pack with or without `@VERSION`, a git revision.
        pack: The folder that a git revision is of.
        target: Where to put what has to be unpacked first.
    """
    if Path(name).is_dir():
        return Path(name)
    if name.endswith(".whl") and Path(name).is_file():
        return _of_wheel(Path(name), target)
    found = None if name.startswith("-") else _of_revision(name, pack, target)
    found = found or _of_installed(name)
    if found is None:
        listed = ", ".join(f"{each.name}@{each.version}" for each in every_installed())
        raise click.UsageError(
            f"`{name}` is neither a folder nor a git revision that has `{pack}`,"
            f" nor a wheel, nor one of the installed packs {listed}"
        )
    return found


def _of_revision(name: str, pack: Path, target: Path) -> Path | None:
    parent = pack.resolve().parent
    try:
        result = subprocess.run(
            ["git", "-C", str(parent), "archive", "--format=tar", name, pack.resolve().name],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    if result.returncode:
        return None
    with tarfile.open(fileobj=BytesIO(result.stdout)) as archive:
        archive.extractall(target, filter="data")
    return target / pack.resolve().name


def _of_installed(name: str) -> Path | None:
    wanted, sign, version = name.partition("@")
    for each in every_installed():
        if each.name != wanted:
            continue
        if sign and each.version != version:
            raise click.UsageError(
                f"`{wanted}` is installed in version {each.version}, not {version}; fetch the other"
                f" one with `pip download --no-deps` and name its `.whl` file"
            )
        return each.folder
    return None


def _of_wheel(wheel: Path, target: Path) -> Path:
    """Unpack the YAML files of the pack in a wheel: of the folder that has a `pack.yaml`."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            heads = [
                PurePosixPath(each) for each in archive.namelist() if each.endswith(f"/{_HEAD}")
            ]
            if len(heads) != 1:
                raise click.UsageError(f"`{wheel}` holds {len(heads)} packs, not one")
            inside = heads[0].parent
            for each in archive.infolist():
                path = PurePosixPath(each.filename)
                if path.suffix != ".yaml" or not path.is_relative_to(inside):
                    continue
                parts = path.relative_to(inside).parts
                if ".." in parts or each.file_size > _MOST_BYTES:
                    raise click.UsageError(f"`{wheel}` holds a file that cannot be unpacked")
                file = target.joinpath(*parts)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(each))
    except zipfile.BadZipFile:
        raise click.UsageError(f"`{wheel}` is not a wheel") from None
    return target
