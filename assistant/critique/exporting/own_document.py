"""What a user's .docx holds that an export must respect: earlier changes and comments, macros, links that load."""

import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from assistant.critique.exporting.mapping import DOCUMENT, replaced, serialised
from assistant.critique.exporting.package_parts import CONTENT_TYPES, MAIN_TYPE, PACKAGE_RELATIONS, RELATIONS
from assistant.documents.package import Package
from assistant.documents.word_numbering import W

SETTINGS, SETTINGS_RELATIONS = "word/settings.xml", "word/_rels/settings.xml.rels"
CHANGES = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange")
COMMENT_PART = re.compile(r"word/(?:comments\w*|people)\.xml")
COMMENT_MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef")


@dataclass(frozen=True, slots=True)
class Carried:
    """How many tracked changes and comments a document already has."""

    changes: int
    comments: int


def obstacle(data: bytes, path: Path) -> str:
    """Why a document should not be edited in place; empty where nothing speaks against it."""
    package = Package(data, path)
    types = package.tree(CONTENT_TYPES)
    main = [] if types is None else [o.get("ContentType") for o in types if o.get("PartName") == f"/{DOCUMENT}"]
    if any("vbaProject" in n for n in package.names) or any(t != MAIN_TYPE for t in main):
        return "原文件带宏,或者是模板"
    if any(name.startswith("_xmlsignatures/") for name in package.names):
        return "原文件有数字签名,改动会使签名失效"
    if DOCUMENT not in package.names or types is None:
        return "原文件的内部结构少见"
    for name in package.matching(r".*\.rels"):
        root = package.tree(name)
        if name != SETTINGS_RELATIONS and root is not None and any(map(_loads, root)):
            return "原文件引用了外部内容(如外链图片),打开时会去读取"
    return ""


def _loads(relation: etree._Element) -> bool:
    """Whether the relationship leads outside and is followed without a click."""
    outside = relation.get("TargetMode") == "External"
    return outside and not str(relation.get("Type", "")).endswith("/hyperlink")


def carried(data: bytes, path: Path) -> Carried:
    """The tracked changes and comments of a document."""
    package = Package(data, path)
    root, comments = package.tree(DOCUMENT), package.tree("word/comments.xml")
    changes = 0 if root is None else sum(1 for name in CHANGES for _ in root.iter(f"{W}{name}"))
    return Carried(changes, 0 if comments is None else len(comments.findall(f"{W}comment")))


def without_template(data: bytes, path: Path) -> bytes:
    """Without the template that the settings name, which Word would open along with the document."""
    package = Package(data, path)
    settings = package.tree(SETTINGS)
    if settings is None or SETTINGS_RELATIONS not in package.names:
        return data
    for name in ("attachedTemplate", "mailMerge"):
        for found in settings.findall(f"{W}{name}"):
            settings.remove(found)
    return replaced(data, {SETTINGS: serialised(settings)}, frozenset({SETTINGS_RELATIONS}))


def without_comments(data: bytes, path: Path) -> bytes:
    """Without its comments, which may be remarks of one side only."""
    package = Package(data, path)
    gone = frozenset(name for name in package.names if COMMENT_PART.fullmatch(name))
    parts: dict[str, bytes] = {}
    for name in (DOCUMENT, *package.matching(r"word/(?:footnotes|endnotes|header\d*|footer\d*)\.xml")):
        root = package.tree(name)
        if root is not None:
            for mark in [m for tag in COMMENT_MARKS for m in root.iter(f"{W}{tag}")]:
                _remove(mark)
            parts[name] = serialised(root)
    for name, key in ((CONTENT_TYPES, "PartName"), (RELATIONS, "Target"), (PACKAGE_RELATIONS, "Target")):
        root = package.tree(name)
        if root is not None:
            for entry in list(root):
                if "word/" + str(entry.get(key, "")).lstrip("/").removeprefix("word/") in gone:
                    root.remove(entry)
            parts[name] = serialised(root)
    return replaced(data, parts, gone)


def _remove(mark: etree._Element) -> None:
    parent = mark.getparent()
    if parent is not None:
        parent.remove(mark)
