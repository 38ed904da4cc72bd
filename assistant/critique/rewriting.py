"""The user's own clause, mended: flagged passages replaced, what is missing added, everything else left as it stands."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.critique.checking import PROBLEMS, Raised
from assistant.critique.parties import Parties
from assistant.critique.reading import LABEL, Reading, read
from assistant.critique.redline import redline
from assistant.critique.rules import Element, Extent, Fix, RedFlag
from assistant.critique.typesetting import like
from assistant.records import Finding, FindingKind, Rewrite

ROUNDS = 4
ECHO = 0.7  # share of a sentence's character pairs that stand in a longer one, from which it says nothing new
CLOSING = "。;!?\n"
KEPT = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,12}(?:\.\d{1,2})?元")
FIGURE = re.compile(r"\d")
SUBNUMBER = re.compile(r"(?:^|(?<=[。;\n]))(\d{1,2})\.(\d{1,2})(?![\d.])")
FOR_MACHINES = re.compile(
    r"忽略(?:以上|上述|此前|之前)|ignore(?:all|the)?(?:previous|above)|</?system>|(?:审查|审阅|审核|评审)(?:工具|系统|软件|助手|模型|ai)|"
    r"(?:大模型|人工智能|ai)(?:助手|审查)?[,:请]"
)


@dataclass(frozen=True, slots=True)
class _Edit:
    """Normalised offsets and what takes their place."""

    start: int
    end: int
    text: str


Recheck = Callable[[str], Sequence[Raised]]


def rewrite(text: str, parties: Parties, raised: Sequence[Raised], recheck: Recheck) -> Rewrite:
    """The mended clause if the critique then finds nothing to mend and nothing was lost; else an empty one."""
    problems = [r for r in raised if r.finding.kind in PROBLEMS]
    if not problems:
        return Rewrite()
    mended, remaining = text, list(problems)
    for _ in range(ROUNDS):
        if not remaining:
            break
        better = mend(mended, parties, remaining)
        if better == mended:
            break
        mended = better
        after = recheck(mended)
        remaining = [r for r in after if r.finding.kind in PROBLEMS]
    if remaining or not keeps(text, mended, parties, problems):
        return Rewrite()
    findings = tuple(r.finding for r in after)
    return Rewrite(mended, findings, "own", redline(text, mended))


def mend(text: str, parties: Parties, problems: Sequence[Raised]) -> str:
    """One round of edits; offsets of ``problems`` are those of ``text`` read by itself."""
    reading, _ = read(text, parties)
    edits = _merged([_edit(reading, p, problems) for p in problems if p.end > p.start] + _without_commands(reading))
    for edit in reversed(edits):
        start, end = reading.origin(edit.start, edit.end)
        text = text[:start] + like(parties.in_their_words(edit.text), text) + text[end:]
    if edits:  # what a fix has brought in need not be added: the next round knows
        return text.strip()
    absent = [p.rule.add for p in problems if p.finding.kind is FindingKind.MISSING and isinstance(p.rule, Element)]
    return _appended(text, reading, [like(parties.in_their_words(a), text) for a in without_echoes(absent)])


def _edit(reading: Reading, problem: Raised, problems: Sequence[Raised]) -> _Edit:
    rule = problem.rule
    fix = rule.fix if isinstance(rule, RedFlag) else Fix(rule.add.rstrip("。;"), Extent.SEGMENT)
    start, end = problem.start, problem.end
    if fix.extent is Extent.SEGMENT:
        start, end = reading.segment(start)[0], reading.segment(end - 1)[1]
    elif fix.extent is Extent.SENTENCE:
        start, end = _sentence_extent(reading, start, end, problems)
    start, end = _within_marks(reading, start, end)
    if fix.extent is not Extent.SPAN:
        end = _with_list(reading, end)
    return _Edit(start, end, _joined(fix.text, reading.text[end : end + 1]))


def _sentence_extent(reading: Reading, start: int, end: int, problems: Sequence[Raised]) -> tuple[int, int]:
    """Whole sentences, save what precedes with a figure of its own and what follows with an amount or a date."""
    left, right = reading.sentence(start)[0], reading.sentence(end - 1)[1]
    flagged = [(p.start, p.end) for p in problems if p.end > p.start and p.start < right and left < p.end]
    first = reading.segment(min(s for s, _ in flagged))[0]
    last = reading.segment(max(e for _, e in flagged) - 1)[1]
    segments = [s for s in reading.segments if left <= s[0] < right]
    before = [s for s in segments if s[1] <= first and FIGURE.search(LABEL.sub("", reading.text[s[0] : s[1]], count=1))]
    after = [s for s in segments if s[0] >= last and KEPT.search(reading.text[s[0] : s[1]])]
    return max(left, before[-1][1]) if before else left, min(right, after[0][0]) if after else right


def _with_list(reading: Reading, end: int) -> int:
    """With the numbered items that a colon announces: without its opening words a list says nothing."""
    text = reading.text
    if text[end : end + 1] != ":":
        return end
    place, last = end + 1, end
    while place < len(text):
        while place < len(text) and text[place] in "\n;。":
            place += 1
        if not (label := LABEL.match(text, place)) or label[0].startswith("第"):
            break
        last = place = max(reading.sentence(place)[1], label.end())
    while last > end and text[last - 1] in CLOSING:
        last -= 1
    return last


def _within_marks(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Without the label in front and the punctuation behind."""
    if label := LABEL.match(reading.text, start):
        start = label.end() if label.end() < end else start
    while start < end - 1 and reading.text[start] in ".、\n":
        start += 1
    while end - 1 > start and reading.text[end - 1] in CLOSING + ",:":
        end -= 1
    return start, end


def _joined(text: str, following: str) -> str:
    """Drop the fix's own full stop where the sentence's mark follows; a comma that follows becomes none."""
    return text.rstrip("。;") if following and following in CLOSING + "," else text


def _merged(edits: list[_Edit]) -> list[_Edit]:
    """Edits that overlap become one, their texts one after the other, each once."""
    merged: list[_Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if merged and edit.start < merged[-1].end:
            last = merged.pop()
            texts = without_echoes([t for t in (last.text, edit.text) if t])
            edit = _Edit(last.start, max(last.end, edit.end), "。".join(t.rstrip("。;") for t in texts))
        merged.append(edit)
    return merged


def without_echoes(texts: Sequence[str]) -> list[str]:
    """Sentences that say again what another, longer one says are left out; order is kept."""
    pieces = [t for text in texts for t in re.findall(r"[^。]+。?", text)]
    kept: list[str] = []
    for index, piece in enumerate(pieces):
        rivals = [p for i, p in enumerate(pieces) if i != index and (len(p), -i) > (len(piece), -index)]
        if not any(_echoes(piece, rival) for rival in rivals):
            kept.append(piece)
    return kept


def _echoes(piece: str, rival: str) -> bool:
    pairs = {piece[i : i + 2] for i in range(len(piece) - 1)}
    return bool(pairs) and len(pairs & {rival[i : i + 2] for i in range(len(rival) - 1)}) >= ECHO * len(pairs)


def _without_commands(reading: Reading) -> list[_Edit]:
    """Sentences that speak to a reviewing machine have no place in a contract."""
    edits = []
    for match in FOR_MACHINES.finditer(reading.text):
        start, end = _bracketed(reading.text, match.start()) or reading.sentence(match.start())
        edits.append(_Edit(start, end, ""))
    return edits


def _bracketed(text: str, place: int) -> tuple[int, int] | None:
    """The brackets around a place, if it stands in some that close."""
    for opening, closing in (("【", "】"), ("(", ")"), ("[", "]"), ("<system>", "</system>"), ("{", "}")):
        start = text.rfind(opening, 0, place + len(opening))
        end = text.find(closing, place)
        if start >= 0 and end >= 0 and closing not in text[start:place]:
            return start, end + len(closing)
    return None


def _appended(text: str, reading: Reading, sentences: list[str]) -> str:
    """Add sentences at the end, numbered on where the clause numbers its paragraphs."""
    if not sentences:
        return text
    text = text.rstrip()
    if text[-1] not in "。;!?;!?":
        text += "。"
    labels = SUBNUMBER.findall(reading.text)
    if len(labels) < 2:
        return text + "".join(sentences)
    chapter, last = labels[-1]
    return text + "".join(f"\n{chapter}.{int(last) + i} {s}" for i, s in enumerate(sentences, start=1))


def keeps(before: str, after: str, parties: Parties, problems: Sequence[Raised]) -> bool:
    """Whether parties, amounts and dates outside the flagged words are still there."""
    old, new = read(before, parties)[0], read(after, parties)[0]
    flagged = [(p.start, p.end) for p in problems if p.end > p.start]
    free = [m[0] for m in KEPT.finditer(old.text) if not any(s < m.end() and m.start() < e for s, e in flagged)]
    held = Counter(m[0] for m in KEPT.finditer(new.text))
    named = any(party in new.text for party in ("甲方", "乙方", "双方", "一方")) or not any(
        p in old.text for p in ("甲方", "乙方")
    )
    return named and all(held[figure] >= count for figure, count in Counter(free).items())


def from_ladder(clause: str, text: str, heading: str, parties: Parties, recheck: Recheck) -> Rewrite:
    """The playbook's own text in the names of the contract, if the critique passes it."""
    offered = like(parties.in_their_words(text), clause)
    if heading:
        offered = f"{heading}{' ' if LABEL.fullmatch(heading) else chr(10)}{offered}"
    findings: tuple[Finding, ...] = tuple(r.finding for r in recheck(offered))
    if any(f.kind in PROBLEMS for f in findings):
        return Rewrite()
    return Rewrite(offered, findings, "ladder")


def from_model(
    text: str, offered: str, parties: Parties, problems: Sequence[Raised], recheck: Recheck
) -> Rewrite | None:
    """A model's rewrite, if the critique finds nothing left in it and it keeps what has to be kept; else None."""
    findings = tuple(r.finding for r in recheck(offered))
    if any(f.kind in PROBLEMS for f in findings) or not keeps(text, offered, parties, problems):
        return None
    return Rewrite(offered, findings, "model", redline(text, offered))
