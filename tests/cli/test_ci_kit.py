"""The way into a repository: init, hooks in real pre-commit, the action, only what changed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from skulint.cli.commands.check_command import command
from skulint.engine.loading.shape import check_shape
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.read import read_source
from skulint.engine.text.yaml_text import load_yaml

from .running import run

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "fixtures" / "examples" / "outlet"


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environment(folder),
    )


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `skulint` and `pre-commit` are those of this Python."""
    shims = folder.parent / "shims"
    if not shims.exists():
        shims.mkdir()
        for name, module in (("skulint", "skulint"), ("pre-commit", "pre_commit")):
            shim = shims / name
            shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {module} "$@"\n')
            shim.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
        "SKULINT_LANG": "en",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real repository with a catalogue that has nothing to solve."""
    folder = tmp_path / "shop"
    folder.mkdir()
    example = (EXAMPLE / "catalog.csv").read_text(encoding="utf-8").splitlines()[0]
    kept = [
        line
        for line in (EXAMPLE / "catalog.csv").read_text(encoding="utf-8").splitlines()[1:]
        if line.startswith("STAND-TAB-ALU")
    ]
    (folder / "catalog.csv").write_text("\n".join([example, *kept]) + "\n", encoding="utf-8")
    shutil.copy(EXAMPLE / "store.yaml", folder / "store.yaml")
    (folder / "skulint.yaml").write_text(
        "program: [aliexpress/outlet]\nfiles: [catalog.csv, store.yaml]\nas-of: 2026-11-22\n"
        "allow-unknown: true\n"
    )
    assert git(folder, "init", "--quiet", "--initial-branch=main").returncode == 0
    monkeypatch.chdir(folder)
    return folder


def set_price(folder: Path, price: str) -> None:
    text = (folder / "catalog.csv").read_text(encoding="utf-8")
    changed = re.sub(r"^(STAND-TAB-ALU,[^,]*),[^,]*", rf"\1,{price}", text, flags=re.MULTILINE)
    (folder / "catalog.csv").write_text(changed, encoding="utf-8")


def hooks_repository(tmp_path: Path) -> Path:
    """Return our hooks as a repository of their own, run with the skulint under test."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for hook in hooks:
        assert hook["language"] == "python"
        hook["language"] = "system"
    folder = tmp_path / "hooks"
    folder.mkdir()
    (folder / ".pre-commit-hooks.yaml").write_text(yaml.safe_dump(hooks))
    git(folder, "init", "--quiet")
    git(folder, "add", "-A")
    assert git(folder, "commit", "--quiet", "-m", "hooks").returncode == 0
    git(folder, "tag", "v1")
    return folder


def test_a_commit_above_the_ceiling_is_blocked_and_its_fix_goes_through(
    shop: Path, tmp_path: Path
) -> None:
    hooks = hooks_repository(tmp_path)
    (shop / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: v1\n  hooks:\n  - id: skulint\n"
    )
    installed = subprocess.run(
        ["pre-commit", "install"],
        cwd=shop,
        env=environment(shop),
        capture_output=True,
        text=True,
        check=False,
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    git(shop, "add", "-A")
    first = git(shop, "commit", "-m", "a catalogue")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "skulint check" in first.stderr + first.stdout

    set_price(shop, "6.31")
    git(shop, "add", "-A")
    blocked = git(shop, "commit", "-m", "dearer")
    assert blocked.returncode != 0
    assert "AE-OUTLET-002" in blocked.stderr + blocked.stdout

    set_price(shop, "6.16")
    git(shop, "add", "-A")
    fixed = git(shop, "commit", "-m", "within the ceiling")
    assert fixed.returncode == 0, fixed.stdout + fixed.stderr


def test_the_manifest_is_what_pre_commit_wants() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        assert hook["pass_filenames"] is False


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "docs/ci/github-workflow.yml"),
        ("vendor.gitlab-ci", "docs/ci/gitlab-ci.yml"),
    ],
)
def test_ci_files_follow_their_schemas(schema: str, file: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def action_script() -> str:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step, upload = action["runs"]["steps"]
    script: str = step["run"]
    # Findings make the step fail; they are to be seen all the same.
    assert upload["if"].startswith("${{ always() && inputs.upload-sarif == 'true'")
    assert upload["with"]["sarif_file"] == "${{ inputs.sarif-file }}"
    return script


def test_no_input_of_the_action_is_part_of_its_script() -> None:
    assert "${{" not in action_script()


def test_the_action_hands_over_what_it_was_given(shop: Path, tmp_path: Path) -> None:
    """Its script with a Python that only notes the command it is asked to run."""
    fake = tmp_path / "fake-python"
    fake.write_text(
        "#!/bin/bash\n"
        'mkdir -p "$3/bin"\n'
        'printf "#!/bin/bash\\nexit 0\\n" >"$3/bin/python"\n'
        'printf "#!/bin/bash\\nprintf \'%%s\\\\n\' \\"\\$@\\" >\\"%s\\"\\nexit 1\\n" '
        f'"{tmp_path}/asked" >"$3/bin/skulint"\n'
        'chmod +x "$3/bin/python" "$3/bin/skulint"\n'
    )
    fake.chmod(0o755)
    output = tmp_path / "output"
    done = subprocess.run(
        ["bash", "-c", action_script()],
        cwd=shop,
        check=False,
        capture_output=True,
        text=True,
        env={
            **environment(shop),
            "INPUT_FILES": "a b.csv\n$(touch gone)\n--lang\n",
            "INPUT_PROGRAM": "aliexpress/outlet",
            "INPUT_ARGS": "--fail-on=warning\n",
            "INPUT_SINCE": "",
            "INPUT_SARIF": "out.sarif",
            "INPUT_HTML": "",
            "INPUT_VERSION": "",
            "INPUT_PYTHON": str(fake),
            "ACTION_PATH": "/action",
            "GITHUB_OUTPUT": str(output),
        },
    )
    assert done.returncode == 1, done.stderr
    assert output.read_text() == "exit-code=1\n"
    assert (tmp_path / "asked").read_text().splitlines() == [
        "check",
        "--format",
        "github",
        "--format",
        "github-summary",
        "--program=aliexpress/outlet",
        "--format=sarif=out.sarif",
        "--fail-on=warning",
        "--",
        "a b.csv",
        "$(touch gone)",
        "--lang",
    ]
    assert not (shop / "gone").exists()


def test_the_image_gets_all_that_its_build_needs(tmp_path: Path) -> None:
    """Without a Docker engine: what .dockerignore lets through is enough to build a wheel."""
    kept = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    source = tmp_path / "source"
    source.mkdir()
    for name in kept:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    stages = text.split("\nFROM ")
    assert len(stages) == 3
    assert "USER skulint" in stages[-1]
    assert re.findall(r"^COPY (?!--from=build)", stages[-1], re.MULTILINE) == []


def test_init_looks_around_and_writes_what_a_check_needs(shop: Path) -> None:
    (shop / "skulint.yaml").unlink()
    (shop / ".github").mkdir()
    (shop / "notes.txt").write_text("nothing to see\n")
    (shop / "package.json").write_text('{"name": "shop", "version": "1.0.0"}')
    assert "would write skulint.yaml" in run("init", "--dry-run").output
    assert not (shop / "skulint.yaml").exists()
    result = run("init", "--program", "aliexpress/outlet")
    assert result.exit_code == 0
    text = (shop / "skulint.yaml").read_text(encoding="utf-8")
    config = yaml.safe_load(text)
    assert config["program"] == ["aliexpress/outlet"]
    assert config["files"] == ["catalog.csv", "store.yaml"]
    diagnostics = Diagnostics()
    source = read_source(shop / "skulint.yaml", diagnostics)
    assert source is not None
    root = load_yaml(source, diagnostics)
    assert root is not None
    check_shape(root, "configFile", diagnostics, schema="config")
    assert len(diagnostics) == 0
    assert yaml.safe_load((shop / ".pre-commit-config.yaml").read_text())["repos"]
    workflow = shop / ".github" / "workflows" / "skulint.yml"
    assert workflow.read_text() == (ROOT / "docs/ci/github-workflow.yml").read_text()
    assert run("check", "--as-of", "2026-11-22").exit_code == 4


def empty(folder: Path) -> None:
    pass


def no_git(folder: Path) -> None:
    (folder / "goods.csv").write_text("SKU,Stock,Price\nA,1,2\n")


def on_github(folder: Path) -> None:
    no_git(folder)
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", "https://github.com/example/shop.git")


def on_gitlab(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", "git@gitlab.example.com:shop/data.git")
    (folder / "data" / "été").mkdir(parents=True)
    (folder / "data" / "été" / "goods: a.csv").write_text("SKU,Stock,Price\nA,1,2\n")
    (folder / ".gitignore").write_text("old/\n")
    (folder / "old").mkdir()
    (folder / "old" / "goods.csv").write_text("SKU,Stock,Price\nA,1,2\n")


def with_python(folder: Path) -> None:
    no_git(folder)
    git(folder, "init", "--quiet")
    (folder / "pyproject.toml").write_text('[tool.skulint]\nfiles = ["goods.csv"]\n')
    (folder / ".gitlab-ci.yml").write_text("stages: []\n")


@pytest.mark.parametrize(
    ("make", "files", "written"),
    [
        (empty, [], {"skulint.yaml"}),
        (no_git, ["goods.csv"], {"skulint.yaml"}),
        (
            on_github,
            ["goods.csv"],
            {"skulint.yaml", ".pre-commit-config.yaml", ".github/workflows/skulint.yml"},
        ),
        (
            on_gitlab,
            ["data/été/goods: a.csv"],
            {"skulint.yaml", ".pre-commit-config.yaml", ".gitlab-ci.yml"},
        ),
        (with_python, None, {".pre-commit-config.yaml"}),
    ],
)
def test_init_in_several_sorts_of_folders(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], None],
    files: list[str] | None,
    written: set[str],
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    make(folder)
    before = everything(folder)
    result = run("init", "--program", "aliexpress/outlet")
    assert result.exit_code == 0, result.output
    after = everything(folder)
    assert set(after) - set(before) == written
    assert {name: after[name] for name in before} == before
    if files is not None:
        assert yaml.safe_load(after["skulint.yaml"])["files"] == files
    if ".gitlab-ci.yml" in written:
        example = (ROOT / "docs/ci/gitlab-ci.yml").read_text(encoding="utf-8")
        assert yaml.safe_load(after[".gitlab-ci.yml"]) == yaml.safe_load(example)
    if ".gitlab-ci.yml" in before:
        assert "kept .gitlab-ci.yml" in result.output
    if files:
        assert run("check", "--exit-zero").exit_code == 0


def everything(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


@pytest.mark.parametrize("file", ["github-workflow.yml", "gitlab-ci.yml", "Jenkinsfile"])
def test_every_command_of_the_examples_is_one(file: str) -> None:
    """Jenkins has no schema to hold its example against, but what it runs is known."""
    text = (ROOT / "docs" / "ci" / file).read_text(encoding="utf-8")
    found = re.findall(r"skulint check((?: +--[a-z-]+(?:[= ][^\s`'\"]+)?)+)", text)
    assert found
    for options in found:
        with command.make_context("check", shlex.split(options), ignore_unknown_options=False):
            pass


def test_init_overwrites_nothing(shop: Path) -> None:
    (shop / ".pre-commit-config.yaml").write_text("repos: []\n")
    before = (shop / "skulint.yaml").read_text()
    output = run("init").output
    assert "kept .pre-commit-config.yaml" in output
    assert "id: skulint" in output
    assert (shop / "skulint.yaml").read_text() == before
    assert (shop / ".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_init_knows_no_other_program(shop: Path) -> None:
    result = run("init", "--program", "aliexpress/outlt")
    assert result.exit_code == 2
    assert "did you mean `aliexpress/outlet`" in result.output
