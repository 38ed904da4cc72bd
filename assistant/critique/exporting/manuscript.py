"""A Word document whose characters know where they stand in the text: comments and changes go to exact places."""

import re
from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from assistant.critique.exporting.surroundings import behind_marks, mark_end, out_of_changes, paragraph_of
from assistant.critique.exporting.wordml import MAIN, XML_SPACE, Author, element, run
from assistant.documents.word_numbering import W

HIGHEST = 1 << 30  # numbers near the limit of Word are not counted on from
OWN_NUMBER = re.compile(
    r"^[ \t\u3000]*(?:第[0-9零〇一二三四五六七八九十百]{1,5}[条章节款]|[0-9一二三四五六七八九十]{1,3}(?:[.．][0-9]{1,3}){1,3}"
    r"|[0-9一二三四五六七八九十]{1,3}[.、．)）](?![0-9])|[(（][0-9a-z一二三四五六七八九十]{1,3}[)）]|[•①-⑳])[ \t\u3000]*",
    re.MULTILINE,
)


class Unreachable(Exception):
    """A place of the text cannot be reached in the document; ``where`` is what a reader would call it."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True, slots=True)
class Place:
    """A character: ``holder.text[index]``."""

    holder: etree._Element
    index: int


class Manuscript:
    """The body of a document, the text read from it, and for each character of the text its place, if it has one.

    White space and generated labels may have no place. Every edit keeps the places true, so that edits may come in
    any order.
    """

    def __init__(self, root: etree._Element, text: str, places: dict[int, Place], taken: int = 0) -> None:
        self.root = root
        self.text = text
        self._places = places
        self._held: dict[etree._Element, list[int]] = defaultdict(list)
        for offset, place in places.items():
            self._held[place.holder].append(offset)
        numbers = [int(i) for i in root.xpath("//@w:id", namespaces={"w": MAIN}) if str(i).isdecimal()]
        self._number = max([taken, *(n for n in numbers if n < HIGHEST)])

    @property
    def body(self) -> etree._Element:
        """Where paragraphs and tables stand."""
        body = self.root.find(f"{W}body")
        assert body is not None
        return body

    def append(self, parts: Iterable[etree._Element]) -> None:
        """Add paragraphs and tables behind everything, in the last section."""
        section = self.body.find(f"{W}sectPr")
        for part in parts:
            if section is None:
                self.body.append(part)
            else:
                section.addprevious(part)

    def next_number(self) -> int:
        """A number that no mark in the document has yet."""
        self._number += 1
        return self._number

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The first and last character of ``text[start:end]`` that have a place; raises Unreachable.

        A line of the text of which nothing is in the body (a header, a note, a text box) is out of reach.
        """
        line = start
        for piece in self.text[start:end].split("\n"):
            if piece.strip() and not self._any(line, line + len(piece)) and not self._any(*self._line(line)):
                raise Unreachable("文本框、脚注或页眉页脚中的文字")
            line += len(piece) + 1
        found = [o for o in range(start, end) if o in self._places]
        if not found:
            raise Unreachable("自动编号或无法定位的文字")
        return found[0], found[-1]

    def anchor(self, start: int, end: int, number: int) -> None:
        """Set comment ``number`` on ``text[start:end]``; raises Unreachable."""
        first, last = self.span(start, end)
        name = {"id": str(number)}
        self._run_from(first).addprevious(element("commentRangeStart", name))
        closing = element("commentRangeEnd", name)
        self._run_to(last).addnext(closing)
        closing.addnext(element("r", None, element("commentReference", name)))

    def delete(self, start: int, end: int, author: Author) -> None:
        """Mark ``text[start:end]`` as deleted, save a number that Word generates; raises Unreachable."""
        is_label = not self._any(start, end) and self._any(*self._line(start)) and self._has_label(start)
        if is_label or not self.text[start:end].strip():
            return
        first, last = self.span(start, end)
        segments: dict[etree._Element, list[int]] = {}
        for offset in range(first, last + 1):
            if offset in self._places:
                segments.setdefault(self._places[offset].holder, []).append(offset)
        for offsets in segments.values():
            self._run_from(offsets[0])
            self._strike(self._run_to(offsets[-1]), author)
        before = next((o for o in range(start, -1, -1) if o in self._places), first)
        behind = next((o for o in range(end - 1, len(self.text)) if o in self._places), last)
        self._join(
            self._home(before if "\n" in self.text[start:first] else first),
            self._home(behind if "\n" in self.text[last + 1 : end] else last),
            author,
        )

    def insert(self, at: int, text: str, author: Author) -> None:
        """Insert ``text`` as a tracked change before ``self.text[at]``; raises Unreachable."""
        place, after = self._beside(at)
        anchor = self._run_to(place) if after else self._run_from(place)
        properties = anchor.find(f"{W}rPr")
        home = paragraph_of(anchor)
        lines = text.split("\n")
        if len(lines) > 1 and self._has_label(place):
            lines = [lines[0], *(OWN_NUMBER.sub("", line, count=1) for line in lines[1:])]
        point = out_of_changes(anchor, after)
        if len(lines) > 1:
            point, after = self._open_paragraphs(point, after, home, lines, properties, author), False
        if lines[-1]:
            added = self._inserted(lines[-1], properties, author)
            if point is None:
                home.append(added)
            elif after:
                behind_marks(point).addnext(added)
            else:
                point.addprevious(added)

    def _beside(self, at: int) -> tuple[int, bool]:
        """The character next to a point of the text, and whether the point is behind it."""
        if at - 1 not in self._places and at in self._places:
            return at, False
        before = next((o for o in range(at - 1, -1, -1) if o in self._places), None)
        if before is None:
            raise Unreachable("自动编号或无法定位的文字")
        return before, True

    def _home(self, offset: int) -> etree._Element:
        return paragraph_of(self._place(offset).holder)

    def _join(self, first: etree._Element, last: etree._Element, author: Author) -> None:
        """Mark the ends of the paragraphs from the first to the one before the last as deleted."""
        one = first
        while one is not last:
            following = one.getnext()
            if following is None or following.tag != f"{W}p":
                raise Unreachable("跨越表格或分节的文字")
            mark_end(one, "del", author.signature(self.next_number()))
            one = following

    def _any(self, start: int, end: int) -> bool:
        return any(o in self._places for o in range(start, end))

    def _line(self, offset: int) -> tuple[int, int]:
        end = self.text.find("\n", offset)
        return self.text.rfind("\n", 0, offset) + 1, len(self.text) if end < 0 else end

    def _has_label(self, offset: int) -> bool:
        """Whether the line begins with a number that Word generates."""
        start, end = self._line(offset)
        first = next((o for o in range(start, end) if o in self._places), end)
        return bool(self.text[start:first].strip())

    def _run_from(self, offset: int) -> etree._Element:
        """The run that begins with this character."""
        place = self._place(offset)
        return self._split(place.holder, place.index)

    def _run_to(self, offset: int) -> etree._Element:
        """The run that ends with this character."""
        place = self._place(offset)
        self._split(place.holder, place.index + 1)
        whole = self._place(offset).holder.getparent()
        assert whole is not None
        return whole

    def _place(self, offset: int) -> Place:
        if offset not in self._places:
            raise Unreachable("自动编号或无法定位的文字")
        return self._places[offset]

    def _split(self, holder: etree._Element, index: int) -> etree._Element:
        """Cut the run of ``holder`` before its character ``index``; the right part, or the run where all is right."""
        left = holder.getparent()
        assert left is not None
        before = [c for c in left[: left.index(holder)] if c.tag != f"{W}rPr"]
        text = holder.text or ""
        if index == 0 and not before:
            return left
        moved = list(left[left.index(holder) + (index > 0) :])
        if 0 < index < len(text):
            rest = etree.Element(holder.tag, nsmap=holder.nsmap)
            rest.text, holder.text = text[index:], text[:index]
            rest.set(XML_SPACE, "preserve")
            holder.set(XML_SPACE, "preserve")
            self._move(holder, rest, index)
            moved.insert(0, rest)
        if not moved:
            return left
        right = etree.Element(left.tag, dict(left.attrib), nsmap=left.nsmap)
        properties = left.find(f"{W}rPr")
        if properties is not None:
            right.append(deepcopy(properties))
        right.extend(moved)
        left.addnext(right)
        return right

    def _move(self, holder: etree._Element, rest: etree._Element, index: int) -> None:
        for offset in self._held.pop(holder):
            place = self._places[offset]
            if place.index >= index:
                place = Place(rest, place.index - index)
            self._places[offset] = place
            self._held[place.holder].append(offset)

    def _strike(self, struck: etree._Element, author: Author) -> None:
        for child in struck.findall(f"{W}t"):
            child.tag = f"{W}delText"
        wrapper = element("del", author.signature(self.next_number()))
        struck.addprevious(wrapper)
        wrapper.append(struck)

    def _inserted(self, text: str, properties: etree._Element | None, author: Author) -> etree._Element:
        added = run(text, properties)
        for earlier in list(added.iter(f"{W}rPrChange")):  # someone's change of the neighbour's look
            added[0].remove(earlier)
        return element("ins", author.signature(self.next_number()), added)

    def _open_paragraphs(
        self,
        point: etree._Element,
        after: bool,
        home: etree._Element,
        lines: list[str],
        properties: etree._Element | None,
        author: Author,
    ) -> etree._Element | None:
        """Put all but the last line into paragraphs of their own before ``home``; the first child left in ``home``."""
        if point.getparent() is not home:
            raise Unreachable("超链接、内容控件或域中的文字")
        settings = home.find(f"{W}pPr")
        point = behind_marks(point) if after else point
        children = [c for c in home if c.tag != f"{W}pPr"]
        cut = children.index(point) + (1 if after else 0)
        for number, line in enumerate(lines[:-1]):
            new = element("p")
            if settings is not None:
                new.append(deepcopy(settings))
                for section in new[0].findall(f"{W}sectPr"):
                    new[0].remove(section)
            if number == 0:
                new.extend(children[:cut])
            if line:
                new.append(self._inserted(line, properties, author))
            mark_end(new, "ins", author.signature(self.next_number()))
            home.addprevious(new)
        return children[cut] if cut < len(children) else None
