"""The body of a Word document, walked in reading order: deletions and comments left out, insertions taken."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from assistant.documents.word_numbering import Numbering, W
from assistant.documents.word_styles import Styles, attribute, toggled

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
GONE = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "sectPr")}
ADDED = {f"{W}ins", f"{W}moveTo"}
CONTENTS = "Table of Contents"
SMALLEST = 4  # half points; smaller print is not meant to be read
WHITE = {"FFFFFF", "FEFEFE"}
SYMBOLS = {0xA8: "□", 0x6F: "□", 0xA3: "□", 0x71: "□", 0x52: "☑", 0xFE: "☑", 0x53: "☒", 0xFD: "☒"}  # of Wingdings
LONG_CELL = 80
BEGINS = re.compile(r"第.{1,6}条|[一二三四五六七八九十]+、|[(（].{1,3}[)）]|\d+[.、]")


class BodyReader:
    """Reads one part; ``hidden`` and ``seen`` tell afterwards what it came across."""

    def __init__(self, styles: Styles, numbering: Numbering, notes: dict[tuple[str, str], etree._Element]) -> None:
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._numbered: dict[tuple[str, str], int] = {}
        self._boxes: list[etree._Element] = []
        self._called: list[tuple[str, str]] = []
        self._carried = ""
        self.hidden: list[str] = []
        self.seen: Counter[str] = Counter()

    def lines(self, container: etree._Element) -> Iterator[str]:
        """One string a paragraph or table row, in order."""
        for child in container:
            tag = child.tag
            if tag == f"{W}p":
                yield from self._paragraph(child)
            elif tag == f"{W}tbl":
                yield from self._table(child)
            elif tag == f"{W}sdt":
                if not self._is_contents(child):
                    yield from self.lines(_content(child))
            elif tag == f"{MC}AlternateContent":
                yield from self.lines(_preferred(child))
            elif tag in GONE or not isinstance(tag, str):
                self.seen["del"] += tag == f"{W}del"
            elif len(child) and not tag.startswith(f"{W}comment"):
                yield from self.lines(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        properties = paragraph.find(f"{W}pPr")
        style = None if properties is None else attribute(properties, "pStyle")
        if self._styles.is_contents(style):
            return
        outer, self._boxes = self._boxes, []
        text = "".join(self._inline(paragraph, style))
        boxes, self._boxes = self._boxes, outer
        mark = None if properties is None else properties.find(f"{W}rPr")
        if mark is not None and mark.find(f"{W}del") is not None:  # the paragraph's end is deleted: it runs on
            self._carried += text
        else:
            text, self._carried = self._carried + text, ""
            yield self._label(properties, text) + text
        for box in boxes:
            yield from self.lines(box)
        yield from self._called_notes()

    def _label(self, properties: etree._Element | None, text: str) -> str:
        place = self._styles.numbering(properties, self._numbering)
        label = self._numbering.label(*place) if place else ""
        return label if text.strip() else ""

    def _called_notes(self) -> Iterator[str]:
        called, self._called = self._called, []
        for key in called:
            note = self._notes.get(key)
            if note is not None:
                yield f"〔注{self._numbered[key]}〕" + " ".join(
                    part.strip() for part in self.lines(note) if part.strip()
                )

    def _inline(self, element: etree._Element, style: str | None) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                yield from self._run(child, style)
            elif tag in GONE or not isinstance(tag, str):
                self.seen["del"] += tag == f"{W}del"
            elif tag == f"{MC}AlternateContent":
                yield from self._inline(_preferred(child), style)
            elif tag == f"{W}sdt":
                yield from self._inline(_content(child), style)
            elif tag == f"{M}t":
                yield child.text or ""
            elif len(child):
                self.seen["ins"] += tag in ADDED
                yield from self._inline(child, style)

    def _run(self, run: etree._Element, style: str | None) -> Iterator[str]:
        text = "".join(self._pieces(run))
        if text and self._is_hidden(run, style):
            if text.strip():
                self.hidden.append(text)
            return
        yield text

    def _pieces(self, run: etree._Element) -> Iterator[str]:
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                yield child.text or ""
            elif tag in (f"{W}tab", f"{W}ptab"):
                yield "\t"
            elif tag in (f"{W}br", f"{W}cr"):
                yield "\n"
            elif tag == f"{W}noBreakHyphen":
                yield "-"
            elif tag == f"{W}sym":
                yield _symbol(child)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                yield self._call(tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id", ""))
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"):
                self._boxes.extend(_text_boxes(child))

    def _call(self, kind: str, name: str) -> str:
        key = (kind, name)
        if key not in self._notes or key in self._numbered:
            return ""
        self._numbered[key] = len(self._numbered) + 1
        self._called.append(key)
        return f"〔注{self._numbered[key]}〕"

    def _is_hidden(self, run: etree._Element, style: str | None) -> bool:
        properties = run.find(f"{W}rPr")
        own = toggled(properties, "vanish")
        if own is None:
            character = None if properties is None else attribute(properties, "rStyle")
            own = bool(character and self._styles.hides(character)) or self._styles.hides(style)
        return own or (properties is not None and (_is_white(run, properties) or _is_tiny(properties)))

    def _is_contents(self, control: etree._Element) -> bool:
        return any(e.get(f"{W}val") == CONTENTS for e in control.findall(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))

    def _table(self, table: etree._Element) -> Iterator[str]:
        for row in _children(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self.seen["del"] += 1
                continue
            cells = [list(self.lines(cell)) for cell in _children(row, "tc") if not _is_continued(cell)]
            filled = [cell for cell in cells if any(line.strip() for line in cell)]
            if len(filled) == 1:
                yield from filled[0]
            elif any(_is_prose(cell) for cell in filled):
                yield from (line for cell in filled for line in cell)
            elif filled:
                yield " | ".join(" ".join(line.strip() for line in cell if line.strip()) for cell in cells).rstrip(" |")


def _is_prose(cell: list[str]) -> bool:
    """A cell that holds clauses rather than a value."""
    return len(cell) > 1 and any(len(line) > LONG_CELL or BEGINS.match(line.strip()) for line in cell)


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells, also where a content control or a tracked insertion stands between."""
    for child in element:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _children(child, name)


def _is_continued(cell: etree._Element) -> bool:
    """True for the lower cells of a vertical merge, which hold nothing of their own."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _content(control: etree._Element) -> etree._Element | tuple[()]:
    found = control.find(f"{W}sdtContent")
    return () if found is None else found


def _preferred(alternate: etree._Element) -> etree._Element | tuple[()]:
    """The first choice, else the fallback: both say the same."""
    found = alternate.find(f"{MC}Choice")
    found = alternate.find(f"{MC}Fallback") if found is None else found
    return () if found is None else found


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    children: Iterable[etree._Element] = _preferred(element) if element.tag == f"{MC}AlternateContent" else element
    for child in children:
        if child.tag == f"{W}txbxContent":
            yield child
        elif isinstance(child.tag, str):
            yield from _text_boxes(child)


def _symbol(element: etree._Element) -> str:
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    if "Wingdings" in element.get(f"{W}font", ""):
        return SYMBOLS.get(code & 0xFF, "•")
    return "" if 0xE000 <= code <= 0xF8FF else chr(code) if code < 0x110000 else ""


def _is_white(run: etree._Element, properties: etree._Element) -> bool:
    """White print where nothing dark can be behind it: no shading around it and no table style."""
    if (attribute(properties, "color") or "").upper() not in WHITE or attribute(properties, "highlight"):
        return False
    around = [run, *run.iterancestors(f"{W}p", f"{W}tc", f"{W}tbl", f"{W}txbxContent")]
    return not any(
        e.tag == f"{W}txbxContent"
        or e.find(f"{e.tag}Pr/{W}shd") is not None
        or e.find(f"{W}tblPr/{W}tblStyle") is not None
        for e in around
    )


def _is_tiny(properties: etree._Element) -> bool:
    size = attribute(properties, "sz")
    return bool(size and size.isdigit() and int(size) < SMALLEST)
