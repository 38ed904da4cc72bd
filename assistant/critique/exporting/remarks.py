"""What is said about a text and where, before it becomes Markdown or Word: remarks with their places and words."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.critique.quantities import plain
from assistant.records import Basis, ClauseReview, Critique, Finding, FindingKind, MoneyAtStake, Priority, Severity

KINDS = {
    FindingKind.RISK: "红旗",
    FindingKind.VAGUE: "含糊",
    FindingKind.MISSING: "本条缺失",
    FindingKind.ELSEWHERE: "可能在别处",
    FindingKind.OK: "达标",
}
SEVERITIES = {Severity.HIGH: "高", Severity.MEDIUM: "中", Severity.LOW: "低", Severity.NONE: "无"}
COMMENTED = (FindingKind.RISK, FindingKind.VAGUE, FindingKind.MISSING)
LONGEST_HEADING = 40
TAIL = 12  # characters at the end of a clause without a heading that stand for the clause
CLOSED = "。；;\n"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on ``text[start:end]``; the first line is its headline."""

    start: int
    end: int
    lines: tuple[str, ...]


def remarks(text: str, critique: Critique) -> tuple[Remark, ...]:
    """Every remark worth a comment, in the order of the text; what is fine has none."""
    found = [remark for clause in critique.clauses for remark in _of_clause(text, clause)]
    return tuple(sorted(found, key=lambda r: (r.start, r.end)))


def _of_clause(text: str, clause: ClauseReview) -> Iterator[Remark]:
    place = clause_place(text, clause)
    for finding in clause.findings:
        if finding.kind in COMMENTED:
            start, end = (finding.start, finding.end) if finding.quote else place
            yield Remark(start, end, finding_lines(finding))
    elsewhere = [f for f in clause.findings if f.kind is FindingKind.ELSEWHERE]
    if elsewhere:
        advice = tuple(f"{f.title}：{f.suggestion}" for f in elsewhere)
        yield Remark(*place, (f"【{KINDS[FindingKind.ELSEWHERE]}】本条未写，请到别处核对", *advice))
    if clause.rewrite.text:
        headline = (
            "【建议文本】本条可与下文并用" if clause.rewrite.source == "ladder" else "【建议改写】已复查，可直接粘贴"
        )
        yield Remark(*place, (headline, *_filled(clause.rewrite.text)))


def finding_lines(finding: Finding) -> tuple[str, ...]:
    """Kind, severity and title; why; basis; suggestion."""
    basis = f"依据：{bases(finding.basis)}" if finding.basis else ""
    suggestion = f"建议：{finding.suggestion}" if finding.suggestion else ""
    return tuple(line for line in (headline(finding), f"原因：{finding.why}", basis, suggestion) if line)


def headline(finding: Finding) -> str:
    """``【红旗 · 严重程度 高】责任上限过低``."""
    return f"【{KINDS[finding.kind]} · 严重程度 {SEVERITIES[finding.severity]}】{finding.title}"


def bases(found: tuple[Basis, ...]) -> str:
    """Articles in one line."""
    return "、".join(map(str, found))


def clause_place(text: str, clause: ClauseReview) -> tuple[int, int]:
    """Where the clause as a whole is spoken of: its heading, or its last words where it has none."""
    if span := heading_place(text, clause):
        return span
    end = clause.end
    while end > clause.start and (text[end - 1] in CLOSED or text[end - 1].isspace()):
        end -= 1
    end = end if end > clause.start else clause.end
    start = max(clause.start, end - TAIL, text.rfind("\n", clause.start, end) + 1)
    return start, end


def heading_place(text: str, clause: ClauseReview) -> tuple[int, int] | None:
    """The heading as it stands in the text, where its words may be parted by more white space; None for none."""
    words = clause.heading.split()
    start = text.find(words[0], clause.start, clause.end) if words else -1
    if start < 0:
        return None
    end = start + len(words[0])
    for word in words[1:]:
        found = text.find(word, end, clause.end)
        if found < 0 or text[end:found].strip(" \t\u3000：:.．、"):
            break
        end = found + len(word)
    return start, min(end, start + LONGEST_HEADING)


def numbered_clauses(critique: Critique) -> list[tuple[int, ClauseReview]]:
    """The clauses with their numbers, without a preamble of which nothing is said."""
    return [(i, c) for i, c in enumerate(critique.clauses, start=1) if c.types or c.findings]


def clause_name(clause: ClauseReview, number: int) -> str:
    """The heading, or the place in the order of the clauses."""
    return clause.heading or f"第 {number} 段"


def count_line(clause: ClauseReview) -> str:
    """``红旗 2、含糊 1``, or what stands for nothing."""
    counts = [(KINDS[kind], sum(1 for f in clause.findings if f.kind is kind)) for kind in COMMENTED]
    return "、".join(f"{name} {count}" for name, count in counts if count) or "无"


def gravest(clause: ClauseReview) -> str:
    """The highest severity of what should be settled."""
    severities = [f.severity for f in clause.findings if f.kind in COMMENTED]
    return next((SEVERITIES[s] for s in Severity if s in severities), "—")


def titles(clause: ClauseReview) -> str:
    """The matters to be settled, each once."""
    return "；".join(dict.fromkeys(f.title for f in clause.findings if f.kind in COMMENTED)) or "—"


def priority_place(priority: Priority) -> str:
    """Where a point to win stands."""
    return priority.heading or ("全文缺失" if priority.clause < 0 else f"第 {priority.clause + 1} 段")


def money_line(stake: MoneyAtStake) -> str:
    """An amount with its reckoning."""
    return f"{stake.title}：{plain(stake.amount)} 元（{stake.reckoning}）"


def _filled(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
