"""The process that parses risky formats: one request a line on standard input, one answer a line on standard output.

It is started by ``sandbox`` with limits on memory and time, and reads nothing but the files it is told to.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.documents.extraction import Extraction
from assistant.documents.refusals import Cause, refusal
from assistant.documents.sniffing import Format
from assistant.errors import UnreadableFile

TIRED = 300 * 1024  # kilobytes of memory after which the process ends and a fresh one takes over
MAXIMUM = 3_000_000  # characters of one file


def main(memory: int) -> None:
    """Answer requests until standard input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not break an answer
    for line in sys.stdin:
        request = json.loads(line)
        answer = respond(Path(request["file"]), Path(request["path"]), Format(request["format"]))
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answers.write(json.dumps(answer | {"last": used > TIRED}) + "\n")
        answers.flush()
        if used > TIRED:
            return


def respond(file: Path, path: Path, form: Format) -> dict[str, Any]:
    """The extraction of one file as JSON, or why there is none; ``path`` is the name for messages."""
    try:
        found = READERS[form](file.read_bytes(), path)
        if len(found.text) > MAXIMUM:
            raise refusal(path, Cause.TOO_LONG, f"{MAXIMUM:,}")
    except UnreadableFile as error:
        return {"reason": error.reason, "remedy": error.remedy, "chinese": error.chinese}
    except MemoryError:
        return {"cause": Cause.TOO_HUNGRY, "last": True}
    except Exception as error:  # whatever a parser throws at a broken file is the file's fault
        return {"cause": Cause.CRASHED, "detail": type(error).__name__}
    return {"text": found.text, "front": found.front, "pages": found.pages, "notices": found.notices}


def _word(data: bytes, path: Path) -> Extraction:
    from assistant.documents.word import read_word

    return read_word(data, path)


def _pdf(data: bytes, path: Path) -> Extraction:
    from assistant.documents.pdf import read_pdf

    return read_pdf(data, path)


def _page(data: bytes, path: Path) -> Extraction:
    from assistant.documents.html_page import read_page

    return read_page(data, path)


READERS: dict[Format, Callable[[bytes, Path], Extraction]] = {
    Format.DOCX: _word,
    Format.PDF: _pdf,
    Format.HTML: _page,
}

if __name__ == "__main__":
    main(int(sys.argv[1]))
