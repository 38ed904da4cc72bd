"""From a text to a manuscript: a fresh document of it, or the user's own with every run marked and read again."""

import io
import zipfile
from copy import deepcopy
from pathlib import Path

from lxml import etree

from assistant.critique.exporting.manuscript import Manuscript, Place
from assistant.critique.exporting.wordml import MAIN, clean, element, look, run
from assistant.documents.decoding import normalise
from assistant.documents.package import STRICT, Package
from assistant.documents.word import read_word
from assistant.documents.word_numbering import W

DOCUMENT, COMMENTS = "word/document.xml", "word/comments.xml"
MARKS = range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE)  # private characters, one for each run
LARGEST = 12 * 2**20  # bytes of the main part that are worth editing in place
BETWEEN_CELLS = "|"


def fresh_manuscript(text: str, headings: frozenset[tuple[int, int]] = frozenset()) -> Manuscript:
    """A document with one paragraph a line; the spans of ``headings`` are set bold."""
    body = element("body")
    places: dict[int, Place] = {}
    begin = 0
    for line in text.split("\n"):
        title = any(start >= begin and end <= begin + len(line) for start, end in headings)
        made = element("p")
        if title:
            made.append(element("pPr", None, element("keepNext"), element("spacing", {"before": "160"})))
        if line:
            filled = run(line, look(bold=True) if title else None)
            made.append(filled)
            _note_places(filled, line, begin, places)
        body.append(made)
        begin += len(line) + 1
    size = element("pgSz", {"w": "11906", "h": "16838"})
    margins = {"top": "1440", "right": "1588", "bottom": "1440", "left": "1588"}
    body.append(
        element("sectPr", None, size, element("pgMar", margins | {"header": "851", "footer": "992", "gutter": "0"}))
    )
    root = etree.Element(f"{W}document", nsmap={"w": MAIN})
    root.append(body)
    return Manuscript(root, text, places)


def _note_places(filled: etree._Element, line: str, begin: int, places: dict[int, Place]) -> None:
    """Where each character of a line went; tabs and what XML cannot hold went nowhere."""
    holders = iter(filled.findall(f"{W}t"))
    at = begin
    for piece in line.split("\t"):
        holder = next(holders) if piece else None
        index = 0
        for offset, character in enumerate(piece, start=at):
            if holder is not None and clean(character):
                places[offset] = Place(holder, index)
                index += 1
        at += len(piece) + 1


def own_manuscript(data: bytes, path: Path, text: str) -> Manuscript | None:
    """The user's .docx with the places of ``text`` in it; None where the two do not agree.

    Each run gets a private character behind its words; where these come out again when the marked copy is read by
    the very reader that read the original, there the run's words stand in the text.
    """
    root = Package(data, path).tree(DOCUMENT)
    if root is None or len(read_part(data, DOCUMENT)) > LARGEST or STRICT in read_part(data, DOCUMENT):
        return None
    holders = [t for t in root.iter(f"{W}t") if _is_in_a_run(t)]
    marks = [chr(c) for c in (*MARKS[0], *MARKS[1])]
    if len(holders) > len(marks) or any(c >= marks[0] for c in text):
        return None
    by_mark = dict(zip(marks, holders, strict=False))
    marked = deepcopy(root)
    copies = [t for t in marked.iter(f"{W}t") if _is_in_a_run(t)]
    for mark, holder in zip(marks, copies, strict=False):
        words = (holder.text or "").rstrip()
        if words:
            holder.text = words + mark + (holder.text or "")[len(words) :]
    read = read_word(replaced(data, {DOCUMENT: serialised(marked)}), path).text
    places = _places(read, text, by_mark)
    return None if places is None else Manuscript(root, text, places, _highest_comment(data, path))


def _highest_comment(data: bytes, path: Path) -> int:
    comments = Package(data, path).tree(COMMENTS)
    found = [] if comments is None else [c.get(f"{W}id", "") for c in comments]
    return max((int(i) for i in found if i.isdecimal()), default=0)


def _is_in_a_run(holder: etree._Element) -> bool:
    parent = holder.getparent()
    boxed = next(holder.iterancestors(f"{W}txbxContent"), None)
    return parent is not None and parent.tag == f"{W}r" and boxed is None


def _places(read: str, text: str, by_mark: dict[str, etree._Element]) -> dict[int, Place] | None:
    """The place of each character of ``text``, from the text of the marked copy; None where they differ."""
    origins = [o for o, c in enumerate(text) if is_bare(c)]
    places: dict[int, Place] = {}
    reached = 0
    for character in read:
        if (holder := by_mark.get(character)) is not None:
            words = normalise(holder.text or "")
            bare = [i for i, c in enumerate(words) if is_bare(c)]
            offsets = origins[max(0, reached - len(bare)) : reached]
            if [text[o] for o in offsets] != [words[i] for i in bare]:
                return None
            if len(words) == len(holder.text or ""):
                places |= {o: Place(holder, i) for o, i in zip(offsets, bare, strict=True)}
        elif is_bare(character):
            if reached == len(origins) or text[origins[reached]] != character:
                return None
            reached += 1
    if reached != len(origins):
        return None
    _add_white_space(text, places)
    return places


def _add_white_space(text: str, places: dict[int, Place]) -> None:
    """Spaces that follow a placed character both in the text and in its run have a place as well."""
    for offset in sorted(places):
        place, ahead = places[offset], 1
        words = place.holder.text or ""
        while (
            offset + ahead < len(text)
            and place.index + ahead < len(words)
            and offset + ahead not in places
            and text[offset + ahead] == words[place.index + ahead] != "\n"
            and text[offset + ahead].isspace()
        ):
            places[offset + ahead] = Place(place.holder, place.index + ahead)
            ahead += 1


def is_bare(character: str) -> bool:
    """Neither white space nor the mark that the reader sets between cells."""
    return not character.isspace() and character != BETWEEN_CELLS


def bare(text: str) -> str:
    """A text without what the reader of Word files may add or trim."""
    return "".join(filter(is_bare, text))


def serialised(root: etree._Element) -> bytes:
    """An XML part."""
    part: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return part


def read_part(data: bytes, name: str) -> bytes:
    """The bytes of one member."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def replaced(data: bytes, parts: dict[str, bytes], without: frozenset[str] = frozenset()) -> bytes:
    """The archive with some members replaced, added or left out."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *parts]):
            if name not in without and not name.endswith("/"):
                new.writestr(name, parts[name] if name in parts else old.read(name))
    return buffer.getvalue()
