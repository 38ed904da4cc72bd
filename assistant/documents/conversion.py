"""Old Word, RTF and OpenDocument files become .docx through LibreOffice, where it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from assistant.documents.refusals import Cause, refusal
from assistant.documents.sniffing import Format

PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
SECONDS = 15.0
KILOBYTES = 1 << 20  # of memory for the conversion
LIMITED = ("sh", "-c", f'ulimit -v {KILOBYTES} 2>/dev/null; exec "$@"', "sh")
# No macros, and nothing fetched from where a document points to.
SAFE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def to_docx(data: bytes, path: Path, form: Format, seconds: float = SECONDS) -> bytes:
    """The converted file; raises UnreadableFile where there is no LibreOffice or it fails."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise refusal(path, Cause.NEEDS_OFFICE, form.value)
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        room = Path(folder)
        suffix = {Format.OLD_WORD: ".doc", Format.RTF: ".rtf"}.get(form, path.suffix.lower() or ".odt")
        (room / f"file{suffix}").write_bytes(data)
        (room / "profile" / "user").mkdir(parents=True)
        (room / "profile" / "user" / "registrymodifications.xcu").write_text(SAFE, encoding="utf-8")
        command = [
            *LIMITED, program, "--headless", "--norestore", "--nolockcheck", "--nodefault", f"-env:UserInstallation=file://{room}/profile",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", f"{room}/out", f"{room}/file{suffix}",
        ]  # fmt: skip
        _run(command, room, path, seconds)
        made = room / "out" / "file.docx"
        if not made.exists():
            raise refusal(path, Cause.OFFICE_FAILED, "it wrote nothing")
        return made.read_bytes()


def _run(command: list[str], room: Path, path: Path, seconds: float) -> None:
    """Run the conversion in a process group of its own, so that all of it can be stopped."""
    environment = {"HOME": str(room), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command, cwd=room, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise refusal(path, Cause.TOO_SLOW, f"{seconds:.0f}") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
