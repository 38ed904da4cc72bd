"""One reader a format, chosen by what a file is: bytes in, one normalised ``SourceText`` out."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from assistant.documents.webpage import article_spans, looks_like_webpage
from assistant.errors import UnreadableFile
from assistant.records import SourceText

LIMIT = 20 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
TOO_STRANGE = 0.02  # share of control and private characters from which a text is taken for a binary file


def read_document(path: Path, source: str) -> SourceText:
    """The text of one file; raises UnreadableFile with the reason and what to do."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnreadableFile(path, f"{path.suffix or 'no extension'} is not a format read here", f"Save it as one of {known}.")
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise UnreadableFile(path, f"it has {size / 2**20:.0f} MB, the limit is 20 MB", "Split it.")
        text = reader(path.read_bytes(), path)
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error), "Check that the file exists and may be read.") from error
    if not text.strip():
        raise UnreadableFile(path, "it holds no text", "If it is a scan, run text recognition (OCR) on it first.")
    kept = article_spans(text) if looks_like_webpage(text) else ((0, len(text)),)
    return SourceText(source=source, title=_title(text, kept, path), text=text, kept=kept)


def decode(data: bytes, path: Path) -> str:
    """Bytes as text with ``\\n`` line ends: byte-order marks first, then UTF-8, then GB18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _lines(data.decode("utf-16", errors="replace"))
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_strange(text):
            return _lines(text)
    raise UnreadableFile(path, "it is not text in UTF-8, UTF-16 or GB18030", "Save it as UTF-8 text.")


def _is_strange(text: str) -> bool:
    strange = sum(unicodedata.category(c) in {"Cc", "Co", "Cn"} and c not in "\n\r\t\f" for c in text)
    return strange > TOO_STRANGE * max(1, len(text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain(data: bytes, path: Path) -> str:
    return decode(data, path)


def _html(data: bytes, path: Path) -> str:
    """The main content of a page; the extractor sniffs the charset and drops navigation."""
    import trafilatura  # costs a second to import, and only pages need it

    text = trafilatura.extract(data, include_tables=True, include_comments=False, favor_recall=True)
    if not text:
        raise UnreadableFile(path, "no main content was found in the page", "Save the article's text as a .txt file.")
    return _lines(text)


def _title(text: str, kept: tuple[tuple[int, int], ...], path: Path) -> str:
    """The first kept line if it is short enough for a title, else the file's name."""
    first = next((line.strip(" #\t") for a, b in kept for line in text[a:b].splitlines() if line.strip()), "")
    return first if 2 <= len(first) <= 40 else path.stem


READERS: dict[str, Callable[[bytes, Path], str]] = {
    ".txt": _plain,
    ".md": _plain,
    ".html": _html,
    ".htm": _html,
}
