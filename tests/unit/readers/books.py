"""Workbooks that tests write, and parts of them that they change."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

Make = Callable[..., Path]


def patched(path: Path, member: str, old: bytes, new: bytes) -> Path:
    """Change one part of a workbook."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w") as target:
        for each in source.namelist():
            content = source.read(each)
            if each == member:
                assert old in content
                content = content.replace(old, new)
            target.writestr(each, content, zipfile.ZIP_DEFLATED)
    path.write_bytes(packed.getvalue())
    return path
