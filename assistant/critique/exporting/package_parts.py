"""The parts around a document: comments, relationships, content types, styles; nothing in them leads outside."""

from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from assistant.critique.exporting.manuscript import Manuscript
from assistant.critique.exporting.mapping import COMMENTS, DOCUMENT, replaced, serialised
from assistant.critique.exporting.remarks import Remark
from assistant.critique.exporting.wordml import MAIN, Author, element, look, paragraph, run
from assistant.documents.package import Package
from assistant.documents.word_numbering import W

CONTENT_TYPES, RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
PACKAGE_RELATIONS, STYLES, PROPERTIES = "_rels/.rels", "word/styles.xml", "docProps/core.xml"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DUBLIN = "http://purl.org/dc/elements/1.1/"
FORM = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN_TYPE = f"{FORM}.document.main+xml"
SERIF = {"ascii": "Times New Roman", "hAnsi": "Times New Roman", "eastAsia": "宋体", "cs": "Times New Roman"}


def fresh_package(title: str, author: Author) -> bytes:
    """An empty document with a plain style, to which a manuscript is added."""
    types = etree.Element(f"{{{TYPES}}}Types", nsmap={None: TYPES})
    for extension, form in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(types, f"{{{TYPES}}}Default", {"Extension": extension, "ContentType": form})
    for name, form in (
        (DOCUMENT, MAIN_TYPE),
        (STYLES, f"{FORM}.styles+xml"),
        (PROPERTIES, "application/vnd.openxmlformats-package.core-properties+xml"),
    ):
        etree.SubElement(types, f"{{{TYPES}}}Override", {"PartName": f"/{name}", "ContentType": form})
    outer = _relations(("officeDocument", DOCUMENT, OFFICE), ("metadata/core-properties", PROPERTIES, RELATION))
    inner = _relations(("styles", "styles.xml", OFFICE))
    parts = {CONTENT_TYPES: types, PACKAGE_RELATIONS: outer, RELATIONS: inner, STYLES: _styles()}
    parts[PROPERTIES] = _properties(title, author)
    return replaced(EMPTY, {name: serialised(root) for name, root in parts.items()})


EMPTY = b"PK\x05\x06" + bytes(18)  # a zip archive without members


def with_comments(
    data: bytes, path: Path, manuscript: Manuscript, comments: Sequence[tuple[int, Remark]], author: Author
) -> bytes:
    """The package with the manuscript as its document and these comments after those it already has."""
    package = Package(data, path)
    parts = {DOCUMENT: serialised(manuscript.root)}
    if comments:
        root = package.tree(COMMENTS)
        root = etree.Element(f"{W}comments", nsmap={"w": MAIN}) if root is None else root
        root.extend(_comment(number, remark, author) for number, remark in comments)
        parts |= {COMMENTS: serialised(root)} | _announced(package)
    return replaced(data, parts)


def _announced(package: Package) -> dict[str, bytes]:
    """Content types and relationships that name the comments part."""
    types, relations = package.tree(CONTENT_TYPES), package.tree(RELATIONS)
    assert types is not None
    if not any(o.get("PartName") == f"/{COMMENTS}" for o in types):
        attributes = {"PartName": f"/{COMMENTS}", "ContentType": f"{FORM}.comments+xml"}
        etree.SubElement(types, f"{{{TYPES}}}Override", attributes)
    relations = _relations() if relations is None else relations
    if not any(str(r.get("Type", "")).endswith("/comments") for r in relations):
        known = {r.get("Id") for r in relations}
        name = next(f"rId{i}" for i in range(1, len(known) + 2) if f"rId{i}" not in known)
        attributes = {"Id": name, "Type": f"{OFFICE}/comments", "Target": "comments.xml"}
        etree.SubElement(relations, f"{{{RELATION}}}Relationship", attributes)
    return {CONTENT_TYPES: serialised(types), RELATIONS: serialised(relations)}


def _comment(number: int, remark: Remark, author: Author) -> etree._Element:
    lines = [paragraph(run(line, look(bold=i == 0, points=9))) for i, line in enumerate(remark.lines)]
    lines[0].insert(1, element("r", None, element("annotationRef")))
    return element("comment", author.signature(number) | {"initials": author.initials}, *lines)


def _relations(*targets: tuple[str, str, str]) -> etree._Element:
    root = etree.Element(f"{{{RELATION}}}Relationships", nsmap={None: RELATION})
    for number, (kind, target, base) in enumerate(targets, start=1):
        attributes = {"Id": f"rId{number}", "Type": f"{base}/{kind}", "Target": target}
        etree.SubElement(root, f"{{{RELATION}}}Relationship", attributes)
    return root


def _styles() -> etree._Element:
    letters = element(
        "rPr", None, element("rFonts", SERIF), element("sz", {"val": "21"}), element("szCs", {"val": "21"})
    )
    letters.append(element("lang", {"val": "en-US", "eastAsia": "zh-CN"}))
    spacing = element("pPr", None, element("spacing", {"after": "80", "line": "312", "lineRule": "auto"}))
    defaults = element("docDefaults", None, element("rPrDefault", None, letters), element("pPrDefault", None, spacing))
    normal = element("style", {"type": "paragraph", "default": "1", "styleId": "Normal"})
    normal.append(element("name", {"val": "Normal"}))
    return element("styles", None, defaults, normal)


def _properties(title: str, author: Author) -> etree._Element:
    root = etree.Element(f"{{{CORE}}}coreProperties", nsmap={"cp": CORE, "dc": DUBLIN})
    for name, text in (("title", title), ("creator", author.name)):
        etree.SubElement(root, f"{{{DUBLIN}}}{name}").text = text
    return root
