"""Speaks the Language Server Protocol with yaml-language-server, as an editor does."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_SETTINGS = {
    "yaml": {
        "completion": True,
        "hover": True,
        "validate": True,
        "schemaStore": {"enable": False},  # it would look on the network
    }
}
_SECONDS = 60


class LanguageServer:
    """One server over one folder; requests wait for their answers."""

    def __init__(self, program: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [program, "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._received: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._count = 0
        self._problems: dict[str, list[str]] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
                "capabilities": {"textDocument": {"hover": {"contentFormat": ["markdown"]}}},
            },
        )
        self._send({"method": "initialized", "params": {}})
        self._send(
            {"method": "workspace/didChangeConfiguration", "params": {"settings": _SETTINGS}}
        )

    def open(self, file: Path) -> None:
        """Show a file to the server, and wait for what it has to say about it."""
        uri = file.as_uri()
        text = file.read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while uri not in self._problems:
            self._take()

    def problems(self, file: Path) -> list[str]:
        """Give the problems that an editor would underline."""
        return self._problems[file.as_uri()]

    def hover(self, file: Path, line: int, column: int) -> str:
        """Give the text shown over a place; lines and columns count from 0."""
        found = self._ask("textDocument/hover", _place(file, line, column))
        return "" if found is None else str(found["contents"]["value"])

    def completion(self, file: Path, line: int, column: int) -> dict[str, str]:
        """Give what is offered at a place, with what would be inserted."""
        found = self._ask("textDocument/completion", _place(file, line, column))
        return {each["label"]: each.get("insertText", each["label"]) for each in found["items"]}

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _ask(self, method: str, params: Mapping[str, Any]) -> Any:
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _take(self) -> dict[str, Any]:
        message = self._received.get(timeout=_SECONDS)
        assert message is not None, "the language server ended"
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            found = message["params"]
            self._problems[found["uri"]] = [each["message"] for each in found["diagnostics"]]
        elif method is not None and "id" in message:
            items = message["params"].get("items", ()) if "params" in message else ()
            result = [None for _ in items] if method == "workspace/configuration" else None
            self._send({"id": message["id"], "result": result})
        return message

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline().strip()) != b"":
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                self._received.put(None)
                return
            self._received.put(json.loads(stream.read(length)))


def _place(file: Path, line: int, column: int) -> dict[str, Any]:
    return {
        "textDocument": {"uri": file.as_uri()},
        "position": {"line": line, "character": column},
    }
