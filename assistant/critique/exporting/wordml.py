"""The few elements of WordprocessingML that the exports write; text goes in through one door, cleaned."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from assistant.documents.word_numbering import W

MAIN = W.strip("{}")
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PLAIN: tuple[
    tuple[str, dict[str, str]], ...
] = (  # own paragraphs look the same whatever the document's default style says
    ("keepNext", {"val": "0"}),
    ("numPr", {}),
    ("spacing", {"before": "60", "after": "60", "line": "288", "lineRule": "auto"}),
    ("ind", {"left": "0", "right": "0", "firstLine": "0", "firstLineChars": "0"}),
    ("jc", {"val": "left"}),
)
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Author:
    """Who comments or changes, and when."""

    name: str
    initials: str
    moment: datetime

    def signature(self, number: int) -> dict[str, str]:
        """The attributes of a comment or a tracked change."""
        return {"id": str(number), "author": self.name, "date": self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")}


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return ILLEGAL.sub("", text)


def element(name: str, attributes: dict[str, str] | None = None, *children: etree._Element) -> etree._Element:
    """An element of the main namespace with attributes of the same."""
    own = {f"{W}{key}": clean(value) for key, value in (attributes or {}).items()}
    made = etree.Element(f"{W}{name}", own, nsmap={"w": MAIN})
    made.extend(children)
    return made


def text_element(text: str, name: str = "t") -> etree._Element:
    """``w:t`` or ``w:delText``, its white space kept."""
    made = element(name)
    made.text = clean(text)
    made.set(XML_SPACE, "preserve")
    return made


def run(text: str, properties: etree._Element | None = None) -> etree._Element:
    """A run; a tab in the text becomes one."""
    made = element("r")
    if properties is not None:
        made.append(deepcopy(properties))
    for number, piece in enumerate(text.split("\t")):
        if number:
            made.append(element("tab"))
        if piece:
            made.append(text_element(piece))
    return made


def look(*, bold: bool = False, points: int = 0, color: str = "") -> etree._Element:
    """Run properties."""
    properties = element("rPr")
    if bold:
        properties.append(element("b"))
    if color:
        properties.append(element("color", {"val": color}))
    if points:
        properties.extend([element("sz", {"val": str(2 * points)}), element("szCs", {"val": str(2 * points)})])
    return properties


def paragraph(*runs: etree._Element, centred: bool = False) -> etree._Element:
    """A paragraph of our own, independent of the document's styles and lists."""
    properties = element("pPr")
    for name, attributes in PLAIN:
        child = element(name, attributes)
        if name == "numPr":
            child.append(element("numId", {"val": "0"}))
        if name == "jc" and centred:
            child.set(f"{W}val", "center")
        properties.append(child)
    return element("p", None, properties, *runs)


def said(text: str, *, bold: bool = False, points: int = 10, centred: bool = False) -> etree._Element:
    """A paragraph of plain words."""
    return paragraph(run(text, look(bold=bold, points=points)), centred=centred)


def page_break() -> etree._Element:
    """A paragraph that ends the page."""
    return paragraph(element("r", None, element("br", {"type": "page"})))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> etree._Element:
    """A ruled table; ``widths`` in twentieths of a point."""
    borders = element("tblBorders", None, *(element(e, _rule()) for e in EDGES))
    properties = element(
        "tblPr",
        None,
        element("tblW", {"w": str(sum(widths)), "type": "dxa"}),
        borders,
        element("tblLayout", {"type": "fixed"}),
    )
    grid = element("tblGrid", None, *(element("gridCol", {"w": str(w)}) for w in widths))
    lines = [_row(head, widths, bold=True), *(_row(row, widths) for row in rows)]
    return element("tbl", None, properties, grid, *lines)


def _rule() -> dict[str, str]:
    return {"val": "single", "sz": "4", "space": "0", "color": "A6A6A6"}


def _row(texts: Sequence[str], widths: Sequence[int], *, bold: bool = False) -> etree._Element:
    made = element("tr", None, element("trPr", None, element("cantSplit")))
    if bold:
        made[0].append(element("tblHeader"))
    for text, width in zip(texts, widths, strict=True):
        properties = element("tcPr", None, element("tcW", {"w": str(width), "type": "dxa"}))
        if bold:
            properties.append(element("shd", {"val": "clear", "color": "auto", "fill": "EDEDED"}))
        lines = [said(line, bold=bold, points=9) for line in text.splitlines() or [""]]
        made.append(element("tc", None, properties, *lines))
    return made
