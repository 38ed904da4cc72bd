"""A Word document as text: numbered paragraphs, table rows, text boxes, notes; running headers and footers in front."""

import re
from collections import Counter
from pathlib import Path

from lxml import etree

from assistant.documents.decoding import normalise
from assistant.documents.extraction import Extraction
from assistant.documents.package import Package
from assistant.documents.refusals import Cause, refusal
from assistant.documents.word_body import BodyReader
from assistant.documents.word_numbering import Numbering, W
from assistant.documents.word_styles import Styles

MAIN = "word/document.xml"
SNIPPET = 30
SHOWN = 3
OFFICE_DOCUMENT = "/officeDocument"
RELATIONSHIPS = "_rels/.rels"


def read_word(data: bytes, path: Path) -> Extraction:
    """The text of a .docx; raises UnreadableFile."""
    package = Package(data, path)
    main = _main_part(package)
    document = package.tree(main)
    if document is None:
        raise refusal(path, Cause.DAMAGED, "its main part is missing")
    body = document.find(f"{W}body")
    if body is None:
        raise refusal(path, Cause.DAMAGED, "it has no body")
    folder = main.rpartition("/")[0]
    styles = Styles(package.tree(f"{folder}/styles.xml"))
    reader = BodyReader(styles, Numbering(package.tree(f"{folder}/numbering.xml")), _notes(package, folder))
    lines = list(reader.lines(body))
    front = _running(package, folder, styles)
    head = normalise("\n".join(front)).strip() + "\n\n" if front else ""
    return Extraction(
        text=head + normalise("\n".join(lines)).strip("\n"), front=len(head), notices=_notices(reader, package)
    )


def _main_part(package: Package) -> str:
    """The main part by the package's relationships, which some writers call document2.xml."""
    root = package.tree(RELATIONSHIPS)
    for relation in () if root is None else root:
        target = str(relation.get("Target", "")).lstrip("/")
        if str(relation.get("Type", "")).endswith(OFFICE_DOCUMENT) and target in package.names:
            return target
    return MAIN


def _notes(package: Package, folder: str) -> dict[tuple[str, str], etree._Element]:
    """Footnotes and endnotes by kind and id; separators have a type and are left out."""
    notes: dict[tuple[str, str], etree._Element] = {}
    for kind in ("footnote", "endnote"):
        root = package.tree(f"{folder}/{kind}s.xml")
        for note in () if root is None else root.iter(f"{W}{kind}"):
            if note.get(f"{W}type") in (None, "normal"):
                notes[kind, note.get(f"{W}id", "")] = note
    return notes


def _running(package: Package, folder: str, styles: Styles) -> list[str]:
    """Different lines of all headers and footers, in order."""
    lines: list[str] = []
    parts = [n for kind in ("header", "footer") for n in package.matching(rf"{re.escape(folder)}/{kind}\d*\.xml")]
    for name in parts:
        root = package.tree(name)
        if root is not None:
            lines.extend(line for line in BodyReader(styles, Numbering(None), {}).lines(root) if line.strip())
    return list(dict.fromkeys(lines))


def _notices(reader: BodyReader, package: Package) -> tuple[str, ...]:
    seen: Counter[str] = reader.seen
    notices: list[str] = []
    if reader.hidden:
        shown = "、".join(f"“{text.strip()[:SNIPPET]}”" for text in reader.hidden[:SHOWN])
        more = f"等 {len(reader.hidden)} 处" if len(reader.hidden) > SHOWN else ""
        notices.append(f"文件含隐藏文字,未计入正文:{shown}{more}。请在 Word 中显示隐藏文字后核对。")
    if seen["ins"] or seen["del"]:
        notices.append(f"文件带有未接受的修订:插入 {seen['ins']} 处(已计入),删除 {seen['del']} 处(未计入)。")
    if any(name.endswith("comments.xml") for name in package.names):
        notices.append("文件带有批注,批注不计入正文。")
    return tuple(notices)
