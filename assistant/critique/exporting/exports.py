"""The two Word exports: the text with comments for one's own side, and with tracked changes for the vendor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from assistant.critique.contract import NO_CLAUSE
from assistant.critique.exporting.front_pages import gaps_for_buyer, gaps_for_vendor, letter, summary
from assistant.critique.exporting.manuscript import OWN_NUMBER, Manuscript, Unreachable
from assistant.critique.exporting.mapping import bare, fresh_manuscript, own_manuscript
from assistant.critique.exporting.own_document import carried, obstacle, without_comments, without_template
from assistant.critique.exporting.package_parts import fresh_package, with_comments
from assistant.critique.exporting.proposals import Change, changed, changes
from assistant.critique.exporting.remarks import Remark, clause_place, heading_place, remarks
from assistant.critique.exporting.wordml import Author
from assistant.documents.decoding import normalise
from assistant.documents.readers import read_bytes
from assistant.documents.sniffing import Format, sniff
from assistant.documents.word import read_word
from assistant.errors import InputRefused
from assistant.records import Critique

NOT_POSSIBLE = "没有在原 Word 文件上{what}:{reason}。已按读出的文字新建一份文档,原文件的样式、表格和自动编号不在其中。"
KEPT_CHANGES = "原文件带有 {count} 处未接受的修订,均已原样保留;审查按“插入计入、删除不计”的文字进行。"
SENT_CHANGES = "原文件带有 {count} 处未接受的修订,均已原样保留在给乙方的版本中;发出前请确认它们可以给乙方看。"
FLATTENED = "原文件带有 {count} 处未接受的修订:新建的文档里插入的文字已计入,删除的文字不在其中。"
KEPT_COMMENTS = "原文件带有 {count} 条批注,均已原样保留。"
LEFT_OUT_COMMENTS = "原文件带有 {count} 条批注,可能是内部意见,没有带入给乙方的版本;原文件没有改动。"
MISMATCH = "文字与原文件对不上"


@dataclass(frozen=True, slots=True)
class Original:
    """The .docx from which a text was read."""

    data: bytes
    path: Path


@dataclass(frozen=True, slots=True)
class Exported:
    """A .docx, and what its reader should know; ``in_original`` where it is the user's own document."""

    data: bytes
    in_original: bool
    notices: tuple[str, ...] = ()


def original_of(path: Path) -> Original | None:
    """The user's own document where it is a .docx, None for another format; raises UnreadableFile."""
    data = read_bytes(path)
    return Original(data, path) if sniff(data, path) is Format.DOCX else None


def reviewed_word(
    text: str, critique: Critique, original: Original | None = None, moment: datetime | None = None
) -> Exported:
    """The text with a summary in front and a comment on each finding; built on ``original`` where that is safe."""
    author = Author("签前 PreSign", "签前", moment or datetime.now(UTC))
    return _exported(_Review(text, critique, author), original)


def vendor_word(
    text: str, critique: Critique, original: Original | None = None, moment: datetime | None = None
) -> Exported:
    """The text for the vendor: tracked changes and polite messages of 甲方, no finding, severity or reason.

    Raises InputRefused for a critique from another side than the buyer's, or of a text without clauses.
    """
    if critique.side != "buyer" or critique.verdict == NO_CLAUSE:
        raise InputRefused(
            "There is no version for the vendor of this text: it is made from the buyer's critique of contract clauses. "
            "Use --side buyer and give a clause or a contract."
        )
    author = Author("甲方", "甲", moment or datetime.now(UTC))
    return _exported(_ForVendor(text, critique, author), original)


@dataclass(frozen=True, slots=True)
class _Review:
    """How the commented document is written."""

    text: str
    critique: Critique
    author: Author
    title = "签前审查"
    what = "加批注"

    def prepared(self, original: Original) -> tuple[bytes, tuple[str, ...]]:
        has = carried(original.data, original.path)
        said = [KEPT_CHANGES.format(count=has.changes)] if has.changes else []
        said += [KEPT_COMMENTS.format(count=has.comments)] if has.comments else []
        return original.data, tuple(said)

    def remarks(self) -> tuple[Remark, ...]:
        return remarks(self.text, self.critique)

    def changes(self) -> tuple[Change, ...]:
        return ()

    def front(self, notices: Sequence[str]) -> Iterator[etree._Element]:
        return summary(self.critique, notices)

    def back(self) -> Iterator[etree._Element]:
        return gaps_for_buyer(self.critique)


@dataclass(frozen=True, slots=True)
class _ForVendor:
    """How the version for the vendor is written."""

    text: str
    critique: Critique
    author: Author
    title = "合同修改意见"
    what = "修订"

    def prepared(self, original: Original) -> tuple[bytes, tuple[str, ...]]:
        has = carried(original.data, original.path)
        said = [SENT_CHANGES.format(count=has.changes)] if has.changes else []
        if not has.comments:
            return original.data, tuple(said)
        said.append(LEFT_OUT_COMMENTS.format(count=has.comments))
        return without_comments(original.data, original.path), tuple(said)

    def remarks(self) -> tuple[Remark, ...]:
        return tuple(
            Remark(*clause_place(self.text, c), tuple(c.vendor_message.splitlines()))
            for c in self.critique.clauses
            if c.vendor_message
        )

    def changes(self) -> tuple[Change, ...]:
        return changes(self.text, self.critique)

    def front(self, notices: Sequence[str]) -> Iterator[etree._Element]:
        return letter(self.critique)

    def back(self) -> Iterator[etree._Element]:
        return gaps_for_vendor(self.critique)


_Plan = _Review | _ForVendor


def _exported(plan: _Plan, original: Original | None) -> Exported:
    if original is None:
        return Exported(_fresh(plan, ()), in_original=False)
    reason = obstacle(original.data, original.path)
    if not reason:
        try:
            return _in_original(plan, original)
        except Unreachable as error:
            reason = error.where
    notices = [NOT_POSSIBLE.format(what=plan.what, reason=reason)]
    if count := carried(original.data, original.path).changes:
        notices.append(FLATTENED.format(count=count))
    return Exported(_fresh(plan, tuple(notices)), in_original=False, notices=tuple(notices))


def _fresh(plan: _Plan, notices: Sequence[str]) -> bytes:
    headings = frozenset(filter(None, (heading_place(plan.text, c) for c in plan.critique.clauses)))
    package = fresh_package(plan.title, plan.author)
    return _written(plan, package, Path("new.docx"), fresh_manuscript(plan.text, headings), notices)


def _in_original(plan: _Plan, original: Original) -> Exported:
    """Raises Unreachable where the result, read again, is not what it should be."""
    data, notices = plan.prepared(original)
    data = without_template(data, original.path)
    manuscript = own_manuscript(data, original.path, plan.text)
    if manuscript is None:
        raise Unreachable(MISMATCH)
    written = _written(plan, data, original.path, manuscript, notices)
    return Exported(written, in_original=True, notices=notices)


def _written(plan: _Plan, data: bytes, path: Path, manuscript: Manuscript, notices: Sequence[str]) -> bytes:
    comments = []
    for remark in plan.remarks():
        number = manuscript.next_number()
        manuscript.anchor(remark.start, remark.end, number)
        comments.append((number, remark))
    made = plan.changes()
    for change in made:
        if change.removed:
            manuscript.delete(change.start, change.start + len(change.removed), plan.author)
        if change.added:
            manuscript.insert(change.start + len(change.removed), change.added, plan.author)
    _checked(with_comments(data, path, manuscript, comments, plan.author), path, plan, made)
    for position, part in enumerate(plan.front(notices)):
        manuscript.body.insert(position, part)
    manuscript.append(plan.back())
    return with_comments(data, path, manuscript, comments, plan.author)


def _checked(written: bytes, path: Path, plan: _Plan, made: Sequence[Change]) -> None:
    """The document, read again with its changes accepted, says the text with its changes; raises Unreachable.

    Numbers in front of lines are left out of the comparison: Word numbers an added paragraph of a list by itself.
    """
    read, meant = read_word(written, path).text, normalise(changed(plan.text, made))
    if bare(OWN_NUMBER.sub("", read)) != bare(OWN_NUMBER.sub("", meant)):
        raise Unreachable(MISMATCH)
