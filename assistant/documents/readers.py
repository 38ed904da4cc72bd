"""One door for every format, chosen by what a file is: a path in, one normalised ``SourceText`` out."""

import os
import stat
from pathlib import Path

from assistant.documents.conversion import to_docx
from assistant.documents.decoding import decode
from assistant.documents.extraction import Extraction
from assistant.documents.refusals import Cause, refusal
from assistant.documents.sandbox import Sandbox
from assistant.documents.sniffing import SUFFIXES, Format, sniff
from assistant.documents.webpage import article_spans, looks_like_webpage
from assistant.records import SourceText

__all__ = ["SUFFIXES", "decode", "read_document"]

LIMIT = 20 * 1024 * 1024
MAXIMUM = 3_000_000  # characters of one file
CONVERTED = {Format.OLD_WORD, Format.RTF, Format.OTHER_OFFICE}
USUAL = {
    Format.TEXT: {".txt", ".md", ".markdown", ".text", ""},
    Format.HTML: {".html", ".htm", ".xhtml"},
    Format.DOCX: {".docx", ".docm", ".dotx"},
    Format.PDF: {".pdf"},
    Format.OLD_WORD: {".doc", ".dot", ".wps"},
    Format.RTF: {".rtf"},
    Format.OTHER_OFFICE: {".odt", ".doc", ".xml"},
}


def read_document(path: Path, source: str, sandbox: Sandbox | None = None) -> SourceText:
    """The text of one file; raises UnreadableFile with the reason and what to do.

    A ``sandbox`` may be passed to read many files in one child process.
    """
    data = read_bytes(path)
    form = sniff(data, path)
    if form is Format.TEXT:
        found = Extraction(decode(data, path))
        if len(found.text) > MAXIMUM:
            raise refusal(path, Cause.TOO_LONG, f"{MAXIMUM:,}")
    else:
        found = _parsed(data, path, form, sandbox)
    if not found.text.strip():
        raise refusal(path, Cause.NO_TEXT)
    return _source_text(found, path, source, form)


def read_bytes(path: Path) -> bytes:
    """The bytes of an ordinary file within the limit; raises UnreadableFile for everything else."""
    if not path.name.isprintable():
        raise refusal(path, Cause.NAME)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as opened:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise refusal(path, Cause.NOT_A_FILE)
            if status.st_size > LIMIT:
                raise refusal(path, Cause.TOO_LARGE, f"{status.st_size / 2**20:.0f}")
            return opened.read(LIMIT + 1)
    except FileNotFoundError as error:
        raise refusal(path, Cause.MISSING) from error
    except IsADirectoryError as error:
        raise refusal(path, Cause.NOT_A_FILE) from error
    except OSError as error:
        raise refusal(path, Cause.NO_ACCESS, error.strerror or str(error)) from error


def _parsed(data: bytes, path: Path, form: Format, sandbox: Sandbox | None) -> Extraction:
    if form in CONVERTED:
        data, form = to_docx(data, path, form), Format.DOCX
    if sandbox is not None:
        return sandbox.read(data, path, form)
    with Sandbox() as own:
        return own.read(data, path, form)


def _source_text(found: Extraction, path: Path, source: str, form: Format) -> SourceText:
    text, notices = found.text, found.notices
    if path.suffix.lower() not in USUAL[form]:
        notices = (
            *notices,
            f"文件的扩展名是 {path.suffix or '(无)'},内容其实是 {form.value.strip('.')},已按内容读取。",
        )
    kept: tuple[tuple[int, int], ...] = ((0, len(text)),)
    if form in (Format.TEXT, Format.HTML) and looks_like_webpage(text):
        kept = article_spans(text) or kept
    elif found.front:
        kept = ((0, found.front), (found.front, len(text)))
    return SourceText(source, _title(text, kept, found.front, path), text, kept, found.pages, notices)


def _title(text: str, kept: tuple[tuple[int, int], ...], front: int, path: Path) -> str:
    """The body's first kept line if it is short enough for a title, else the file's name."""
    spans = [(max(a, front), b) for a, b in kept if b > front]
    first = next((line.strip(" #\t") for a, b in spans for line in text[a:b].splitlines() if line.strip()), "")
    return first if 2 <= len(first) <= 40 else path.stem
