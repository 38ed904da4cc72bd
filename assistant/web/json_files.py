"""JSON on the server's disk: written whole or not at all, readable by its owner only."""

import json
import os
import secrets
from pathlib import Path
from typing import Any


def write_json(path: Path, value: Any) -> None:
    """Replace the file at once; a kill leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(value, out, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> Any:
    """The value, or None where there is no readable file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def append_json_line(path: Path, value: Any) -> None:
    """Add one line in a single write, so that lines of several writers never mix."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, (json.dumps(value, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(descriptor)
