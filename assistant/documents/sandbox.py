"""A process of its own for risky formats, so that a bad file can cost neither the memory nor the life of this one."""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.documents.extraction import Extraction
from assistant.documents.refusals import Cause, refusal
from assistant.documents.sniffing import Format
from assistant.errors import UnreadableFile

SECONDS = 25.0
MEMORY = 768 * 2**20
ROOT = Path(__file__).resolve().parent.parent.parent


class Sandbox:
    """Reads files one after the other in a child process, which is replaced whenever one brings it down."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, data: bytes, path: Path, form: Format) -> Extraction:
        """The text of one file; raises UnreadableFile, also where the child dies or takes too long."""
        deadline = time.monotonic() + self._seconds
        with tempfile.NamedTemporaryFile(prefix="read-", suffix=".bin") as copy:
            copy.write(data)
            copy.flush()
            request = json.dumps({"file": copy.name, "path": str(path), "format": form}) + "\n"
            answer = self._answer(request.encode(), path, deadline)
        if answer.get("last"):
            self.close()
        if "text" in answer:
            pages = tuple((int(offset), int(number)) for offset, number in answer["pages"])
            return Extraction(answer["text"], int(answer["front"]), pages, tuple(answer["notices"]))
        if "cause" in answer:
            cause = Cause(answer["cause"])
            detail = str(self._memory // 2**20) if cause is Cause.TOO_HUNGRY else answer.get("detail", "")
            raise refusal(path, cause, detail)
        raise UnreadableFile(path, answer["reason"], answer["remedy"], answer["chinese"])

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def _answer(self, request: bytes, path: Path, deadline: float) -> dict[str, Any]:
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(request)
            child.stdin.flush()
            line = self._line(child.stdout.fileno(), deadline)
        except BrokenPipeError:
            line = b""
        if line is None:
            self.close()
            raise refusal(path, Cause.TOO_SLOW, f"{self._seconds:.0f}")
        if not line.endswith(b"\n"):
            code = child.wait()
            self.close()
            raise refusal(path, Cause.CRASHED, f"signal {-code}" if code < 0 else f"exit {code}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _line(self, descriptor: int, deadline: float) -> bytes | None:
        """One line of the child's; what there is of it where the child ends, None where time runs out."""
        parts: list[bytes] = []
        while not (parts and parts[-1].endswith(b"\n")):
            ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                return None
            piece = os.read(descriptor, 1 << 20)
            if not piece:
                break
            parts.append(piece)
        return b"".join(parts)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            command = [sys.executable, "-m", "assistant.documents.worker", str(self._memory)]
            environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
            self._child = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child
