"""What a process uses, and how long a command takes."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.settings import ROOT

LONGEST = 300


def resident_mb(process: int | str = "self") -> float:
    """Resident memory of a process in megabytes; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def cold_start(arguments: Sequence[str], environ: dict[str, str]) -> tuple[float, int]:
    """Seconds and exit code of ``python ARGUMENTS`` as a process of its own, interpreter included."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environ, capture_output=True, timeout=LONGEST, check=False
    )
    return time.perf_counter() - started, done.returncode
