"""A PDF as text with page numbers: characters with their places, put back into lines and paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.documents.decoding import normalise
from assistant.documents.extraction import Extraction
from assistant.documents.pdf_layout import Line, Mark, flowing_text, lines_of, without_running_lines
from assistant.documents.refusals import Cause, refusal

TAIL = 4096  # bytes at the end in which the end mark must stand
PICTURE_TEXT = 20  # a page with a picture and fewer characters than this is a scan
GARBLED = 0.1  # share of unknown characters from which the text is no text
PAGES = 3_000
LISTED = 12
SPACE = 0x20
HYPHEN = 0x02  # how the library reports a hyphen at a line's end


@dataclass(frozen=True, slots=True)
class _Page:
    """One page's lines, its height, and whether it shows a picture."""

    number: int
    lines: list[Line]
    pictured: bool

    @property
    def characters(self) -> int:
        return sum(len(line.text.strip()) for line in self.lines)


def read_pdf(data: bytes, path: Path) -> Extraction:
    """The text of a PDF; raises UnreadableFile."""
    document = _open(data, path)
    try:
        pages = [_read_page(document, number) for number in range(min(len(document), PAGES))]
        cut = len(document) > PAGES
    finally:
        document.close()  # type: ignore[no-untyped-call]
    scanned = [p.number for p in pages if p.pictured and p.characters < PICTURE_TEXT]
    if scanned and sum(p.characters for p in pages) < PICTURE_TEXT * len(pages) and len(scanned) > len(pages) / 2:
        raise refusal(path, Cause.SCANNED, str(len(pages)))
    everything = "".join(line.text for page in pages for line in page.lines)
    if _unknown(everything) > GARBLED * max(1, len(everything)):
        raise refusal(path, Cause.GARBLED)
    running, bodies = without_running_lines([page.lines for page in pages])
    head = normalise("\n".join(running)) + "\n\n" if running else ""
    text, starts = flowing_text(bodies)
    offsets = tuple((len(head) + start if number > 1 else 0, number) for number, start in enumerate(starts, 1))
    return Extraction(head + normalise(text), len(head), offsets, _notices(scanned, cut))


def _open(data: bytes, path: Path) -> pdfium.PdfDocument:
    ended = b"%%EOF" in data[-TAIL:] or b"startxref" in data[-TAIL:]
    try:
        document = pdfium.PdfDocument(data)  # type: ignore[no-untyped-call]
        pages = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", 0) == raw.FPDF_ERR_PASSWORD:
            raise refusal(path, Cause.ENCRYPTED) from error
        cause = Cause.DAMAGED if ended else Cause.TRUNCATED
        raise refusal(path, cause, "it is no valid PDF") from error
    if not ended:
        document.close()  # type: ignore[no-untyped-call]
        raise refusal(path, Cause.TRUNCATED)
    if not pages:
        raise refusal(path, Cause.NO_TEXT)
    return document


def _read_page(document: pdfium.PdfDocument, index: int) -> _Page:
    try:
        page = document[index]
    except pdfium.PdfiumError:  # one broken page does not hide the others
        return _Page(index + 1, [], pictured=True)
    try:
        text_page = page.get_textpage()
        try:
            lines = lines_of(_marks(text_page.raw), page.get_width(), page.get_height())
        finally:
            text_page.close()
        pictured = any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return _Page(index + 1, lines, pictured)
    finally:
        page.close()


def _marks(text_page: object) -> Iterator[Mark]:
    """Every character with the box of its advance, as the library orders them."""
    box = raw.FS_RECTF()
    for index in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code == HYPHEN:
            code = ord("-")
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            code = 0xFFFD
        raw.FPDFText_GetLooseCharBox(text_page, index, box)
        guessed = code == SPACE and raw.FPDFText_IsGenerated(text_page, index) == 1
        yield Mark(chr(code), box.left, box.right, box.bottom, box.top, guessed)


def _unknown(text: str) -> int:
    return sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or (c < " " and c not in "\t\n\r") for c in text)


def _notices(scanned: list[int], cut: bool) -> tuple[str, ...]:
    notices: list[str] = []
    if scanned:
        shown = "、".join(map(str, scanned[:LISTED])) + ("等" if len(scanned) > LISTED else "")
        notices.append(f"第 {shown} 页是扫描图片,没有读到文字;请先做文字识别(OCR)。")
    if cut:
        notices.append(f"文件超过 {PAGES} 页,只读取了前 {PAGES} 页。")
    return tuple(notices)
