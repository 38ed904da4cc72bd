"""What a file is, told by its first bytes; its extension only decides between kinds of text."""

import re
from enum import StrEnum
from pathlib import Path

from assistant.documents.refusals import Cause, refusal


class Format(StrEnum):
    """The formats that have a reader."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    OLD_WORD = ".doc"
    RTF = ".rtf"
    OTHER_OFFICE = ".odt"


TEXT_SUFFIXES = {".txt", ".md", ".markdown", ".text", ""}
PAGE_SUFFIXES = {".html", ".htm", ".xhtml"}
SUFFIXES = TEXT_SUFFIXES | PAGE_SUFFIXES | {".docx", ".docm", ".dotx", ".pdf", ".doc", ".dot", ".wps", ".rtf", ".odt"}

PAGE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
WORD_XML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml.{0,400}?(?:Word\.Document|wordml|wordprocessingml)", re.S)
WEB_ARCHIVE = re.compile(rb"\A[\w-]+:[^\n]*\n(?:.*\n)*?Content-Type:\s*multipart/related", re.I)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKAGES = {
    b"xl/workbook": "an Excel workbook",
    b"ppt/presentation": "a PowerPoint presentation",
    b"AndroidManifest.xml": "a program",
    b"META-INF/MANIFEST.MF": "a program",
    b"mimetypeapplication/epub": "an e-book",
}
MAGIC = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"%!PS": "a PostScript file",
    b"SQLite format 3": "a database",
    b"\x00asm": "a program",
}
OLE_STREAMS = {
    "WordDocument": Format.OLD_WORD,
    "EncryptedPackage": Cause.ENCRYPTED,
    "Workbook": "an Excel workbook",
    "Book": "an Excel workbook",
    "PowerPoint Document": "a PowerPoint presentation",
    "__substg1.0_": "an Outlook message",
}


def sniff(data: bytes, path: Path) -> Format:
    """The format of ``data``; raises UnreadableFile for what has no reader."""
    if not data:
        raise refusal(path, Cause.EMPTY)
    if b"%PDF-" in data[:1024] and not PAGE.match(data):
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data, path)
    if data.startswith(OLE):
        return _compound(data, path)
    if data.startswith(b"{\\rtf"):
        return Format.RTF
    for magic, name in MAGIC.items():
        if data.startswith(magic):
            raise refusal(path, Cause.FORMAT, name)
    if WORD_XML.match(data[:2048]):
        return Format.OTHER_OFFICE
    if WEB_ARCHIVE.match(data[:2048]):
        raise refusal(path, Cause.FORMAT, "a web archive (MHTML)")
    return _text(data, path)


def _text(data: bytes, path: Path) -> Format:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise refusal(path, Cause.FORMAT, suffix)
    if suffix in PAGE_SUFFIXES or PAGE.match(_narrow(data[:4096])):
        return Format.HTML
    return Format.TEXT


def _narrow(data: bytes) -> bytes:
    """UTF-16 text without its zero bytes, so that one pattern sees both widths."""
    return data[2:].replace(b"\x00", b"") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data


def _package(data: bytes, path: Path) -> Format:
    """A zip archive: a Word document, or something else that is named."""
    if b"word/document" in data or b"word/_rels" in data:
        return Format.DOCX
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]:
        return Format.OTHER_OFFICE
    kind = next((name for mark, name in PACKAGES.items() if mark in data), "")
    if not kind and b"[Content_Types].xml" in data:
        return Format.DOCX
    raise refusal(path, Cause.FORMAT, kind or "a zip archive")


def _compound(data: bytes, path: Path) -> Format:
    """An OLE file: an old Word document, an encrypted new one, or something else that is named."""
    for stream in ("EncryptedPackage", *OLE_STREAMS):
        if stream.encode("utf-16-le") in data:
            kind = OLE_STREAMS[stream]
            if kind is Cause.ENCRYPTED or (kind is Format.OLD_WORD and _is_locked_word(data)):
                raise refusal(path, Cause.ENCRYPTED)
            if kind is Format.OLD_WORD:
                return Format.OLD_WORD
            raise refusal(path, Cause.FORMAT, str(kind))
    raise refusal(path, Cause.FORMAT, "an OLE file")


def _is_locked_word(data: bytes) -> bool:
    """The encryption bit of a Word 97 file information block, which stands at the first sector in practice."""
    block = data[512:528]
    return block[:2] == b"\xec\xa5" and len(block) > 12 and bool(block[11] & 0x01)
