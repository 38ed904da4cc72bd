"""What stands around a run of a Word document: its paragraph, the changes it lies in, the marks behind it."""

from lxml import etree

from assistant.critique.exporting.wordml import element
from assistant.documents.word_numbering import W

CHANGES = {f"{W}ins", f"{W}del", f"{W}moveTo"}  # a tracked change cannot hold an insertion


def out_of_changes(anchor: etree._Element, after: bool) -> etree._Element:
    """The point itself, or beside a tracked change around it, which is cut in two where need be."""
    point, parent = anchor, anchor.getparent()
    while parent is not None and parent.tag in CHANGES:
        siblings = list(parent)
        cut = siblings.index(point) + (1 if after else 0)
        if (after and cut == len(siblings)) or (not after and cut == 0):
            point = parent
        else:
            rest = etree.Element(parent.tag, dict(parent.attrib), nsmap=parent.nsmap)
            rest.extend(siblings[cut:])
            parent.addnext(rest)
            point = parent if after else rest
        parent = point.getparent()
    return point


def behind_marks(point: etree._Element) -> etree._Element:
    """Past the ends of comments that close here, so that what is added stands outside of them."""
    while (following := point.getnext()) is not None and (
        following.tag == f"{W}commentRangeEnd" or following.find(f"{W}commentReference") is not None
    ):
        point = following
    return point


def paragraph_of(inside: etree._Element) -> etree._Element:
    """The paragraph around an element."""
    return next(inside.iterancestors(f"{W}p"))


def mark_end(paragraph: etree._Element, name: str, signature: dict[str, str]) -> None:
    """Say of a paragraph's end that it was inserted or deleted."""
    settings = paragraph.find(f"{W}pPr")
    if settings is None:
        settings = element("pPr")
        paragraph.insert(0, settings)
    properties = settings.find(f"{W}rPr")
    if properties is None:
        properties = element("rPr")
        last = settings.find(f"{W}sectPr")
        last = settings.find(f"{W}pPrChange") if last is None else last
        if last is None:
            settings.append(properties)
        else:
            last.addprevious(properties)
    if properties.find(f"{W}{name}") is None:
        inserted = properties.find(f"{W}ins")  # stands before a deletion, by the schema
        properties.insert(0 if inserted is None else 1, element(name, signature))
