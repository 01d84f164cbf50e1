"""Starts database servers of a test's own, where they are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Server:
    port: int
    user: str


@contextmanager
def open_folder() -> Iterator[Path]:
    """Make a folder that other accounts may enter, since servers do not run as root."""
    path = Path(tempfile.mkdtemp(prefix="skulint-server-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def find(name: str) -> Path | None:
    """Find a program on the path, where Debian keeps servers, or in SKULINT_SERVERS."""
    folders = [
        os.environ.get("PATH", ""),
        "/usr/sbin",
        *map(str, Path("/usr/lib/postgresql").glob("*/bin")),
        os.environ.get("SKULINT_SERVERS", ""),
    ]
    found = shutil.which(name, path=os.pathsep.join(each for each in folders if each))
    return Path(found) if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _account() -> tuple[dict[str, object], str]:
    """Servers refuse to run as root; give the account of somebody else where we are."""
    if os.geteuid() != 0:
        return {}, ""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}, "nobody"


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def _running(arguments: list[str], port: int, folder: Path) -> Iterator[None]:
    account, _ = _account()
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments,
            stdout=output,
            stderr=output,
            cwd=folder,
            **account,  # type: ignore[call-overload]
        )
    try:
        _wait(port, process, log)
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def connected(connect: Callable[[], Any]) -> Any:
    """Connect to a server that listens already, but may still be starting."""
    until = time.monotonic() + 60
    while True:
        try:
            return connect()
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _folder_for(account: str, folder: Path) -> None:
    folder.mkdir()
    if account:
        shutil.chown(folder, account)


@contextmanager
def postgres(folder: Path) -> Iterator[Server]:
    """Run a PostgreSQL server in a folder that others may enter."""
    initdb, program = find("initdb"), find("postgres")
    assert initdb is not None
    assert program is not None
    account, name = _account()
    _folder_for(name, folder)
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        capture_output=True,
        cwd=folder,
        **account,  # type: ignore[call-overload]
    )
    port = free_port()
    arguments = [str(program), "-D", str(data), "-p", str(port), "-k", str(folder), "-F"]
    with _running(arguments, port, folder):
        yield Server(port, "tester")


@contextmanager
def mariadb(folder: Path) -> Iterator[Server]:
    """Run a MariaDB server in a folder that others may enter."""
    program = find("mariadbd") or find("mysqld")
    assert program is not None
    account, name = _account()
    _folder_for(name, folder)
    data = folder / "data"
    _folder_for(name, data)
    common = [str(program), "--no-defaults", f"--datadir={data}"]
    start = folder / "start.sql"
    start.write_text(
        "CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\n"
        "CREATE DATABASE shop CHARACTER SET utf8mb4;\n"
    )
    port = free_port()
    arguments = [
        *common,
        f"--port={port}",
        "--bind-address=127.0.0.1",
        f"--socket={folder / 'socket'}",
        f"--pid-file={folder / 'pid'}",
        "--skip-grant-tables",
        "--skip-networking=0",
        "--innodb-buffer-pool-size=16M",
        "--innodb-log-file-size=8M",
        f"--init-file={start}",
    ]
    del account
    with _running(arguments, port, folder):
        yield Server(port, "tester")
