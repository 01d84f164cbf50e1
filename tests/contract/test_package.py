"""What is built holds every file of the repository's folders, each in its place."""

import os
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="the list of files comes from git"
)

MOVED = {
    "engine/_root.py": "skulint/__init__.py",
    "engine/_main.py": "skulint/__main__.py",
    "engine/py.typed": "skulint/py.typed",
    "engine/_testing.py": "skulint/testing.py",
}


@pytest.fixture(scope="module")
def sdist_and_wheel(tmp_path_factory):
    """Return the sdist, and a wheel built out of it."""
    made = build(tmp_path_factory.mktemp("built"))
    return only(made.glob("*.tar.gz")), only(made.glob("*.whl"))


def test_wheel_equals_the_tree(tmp_path):
    wheel = only(build(tmp_path, "--wheel").glob("*.whl"))
    assert package_files(wheel) == expected_package_files()


def test_wheel_by_way_of_the_sdist_equals_the_tree(sdist_and_wheel):
    _, wheel = sdist_and_wheel
    assert package_files(wheel) == expected_package_files()


def test_sdist_holds_all_that_building_and_testing_need(sdist_and_wheel):
    sdist, _ = sdist_and_wheel
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    wanted = repository_files("engine", "cli", "rules", "schemas", "tests", "fixtures", "docs")
    assert wanted | {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE"} <= packed


def test_unpacked_wheel_runs_and_finds_its_data(sdist_and_wheel, tmp_path):
    _, wheel = sdist_and_wheel
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)

    printed = run_in(tmp_path, "-m", "skulint", "--version")
    assert printed == f"skulint {version('skulint')}\n"

    printed = run_in(
        tmp_path,
        "-c",
        "from skulint.engine.resources import rules_dir, schemas_dir\n"
        "print(rules_dir(), schemas_dir(), sep='\\n')",
    )
    package = tmp_path.resolve() / "skulint"
    assert printed.splitlines() == [str(package / "rules"), str(package / "schemas")]
    assert (package / "rules").is_dir()
    assert (package / "schemas").is_dir()


def build(folder, *options):
    """Return the folder, filled by `python -m build`."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, *options, str(ROOT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def only(paths):
    (path,) = paths
    return path


def package_files(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def expected_package_files():
    files = repository_files("engine", "cli", "rules", "schemas")
    return {MOVED.get(file, f"skulint/{file}") for file in files}


def repository_files(*folders):
    """Return the files that git knows or would add, so that a new file counts at once."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(
        [*command, "--", *folders], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return {file for file in listed.split("\0") if file and (ROOT / file).exists()}


def run_in(folder, *arguments):
    """Return what Python prints with the unpacked wheel first on its path."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
