"""What only a whole contract shows: what stands elsewhere, what stands nowhere, the verdict, what to win first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.critique.checking import Raised
from assistant.critique.patterns import Searcher
from assistant.critique.reading import Reading
from assistant.critique.recognition import Recognised
from assistant.critique.rewriting import FOR_MACHINES
from assistant.critique.rules import ClauseType, Element, Playbook
from assistant.critique.splitting import CONTRACT, Part
from assistant.records import ClauseReview, ContractGap, Finding, FindingKind, Priority, Severity

SIGN, NEGOTIATE, REFUSE, NO_CLAUSE = "可以签", "先谈再签", "先不要签", "不是合同条款"
MANY = 6  # risks of middle severity from which a text should not be signed
FEW = 4  # points of middle severity that a long contract may leave open and still be signed
FIRST = 3
RANK = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2, Severity.NONE: 3}
FOR_MACHINES_NOTICE = "文中有写给审查工具的话(例如要求忽略问题)。它已按普通文字处理,不影响审查结果;请问乙方为何写入。"


@dataclass(frozen=True, slots=True)
class Study:
    """One clause with its types and what was raised."""

    part: Part
    searcher: Searcher
    types: tuple[Recognised, ...]
    raised: tuple[Raised, ...]


def resolve(studies: Sequence[Study], *, whole: bool) -> list[Study]:
    """Settle what may stand elsewhere by looking there; in a whole contract the rest is a gap, not a remark."""
    return [replace(s, raised=tuple(_resolved(s, studies, whole))) for s in studies]


def _resolved(study: Study, studies: Sequence[Study], whole: bool) -> Iterator[Raised]:
    for raised in study.raised:
        absent = raised.finding.kind in (FindingKind.ELSEWHERE, FindingKind.MISSING)
        if not absent or not isinstance(raised.rule, Element):
            yield raised
        elif place := _elsewhere(raised.rule, study, studies):
            yield replace(raised, finding=_settled(raised.finding, place))
        elif (raised.finding.kind is FindingKind.MISSING and _home(raised.kind, studies) is study) or not whole:
            yield raised


def _home(kind: ClauseType, studies: Sequence[Study]) -> Study | None:
    """The clause that is most clearly of this type: where something is missing, it is said there and not twice."""
    return max(studies, key=lambda s: max((r.evidence for r in s.types if r.kind is kind), default=-1.0), default=None)


def _elsewhere(element: Element, study: Study, studies: Sequence[Study]) -> tuple[int, int] | None:
    for other in studies:
        if other is study or not other.types:
            continue
        if match := other.searcher.first(element.present):
            return other.searcher.reading.origin(match.start, match.end)
    return None


def _settled(finding: Finding, place: tuple[int, int]) -> Finding:
    """Found in another clause; the quote stays empty, because it is not this clause's."""
    return replace(
        finding,
        kind=FindingKind.OK,
        severity=Severity.NONE,
        start=place[0],
        end=place[0],
        suggestion="",
        vendor_message="",
    )


def gaps(playbook: Playbook, studies: Sequence[Study]) -> tuple[ContractGap, ...]:
    """Types and elements that a contract needs and that stand nowhere, gravest first."""
    named = {r.kind.id for s in studies for r in s.types}
    said = {r.finding.id for s in studies for r in s.raised if r.finding.kind is FindingKind.MISSING}
    found = [_missing_type(t) for t in playbook.types if t.required and t.id not in named]
    for kind in playbook.types:
        if kind.required and kind.id not in named:
            continue  # said once, by the type
        found += [_missing_element(kind, e) for e in kind.elements if e.contract and not _anywhere(e, studies)]
    return tuple(sorted((g for g in found if g.id not in said), key=lambda g: RANK[g.severity]))


def _anywhere(element: Element, studies: Sequence[Study]) -> bool:
    relevant = not element.when or any(s.searcher.first(element.when) for s in studies)
    return not relevant or any(s.searcher.first(element.present) for s in studies if s.types)


def _missing_type(kind: ClauseType) -> ContractGap:
    return ContractGap(
        id=f"{kind.id}.absent",
        title=f"缺少{kind.name}条款",
        clause_type=kind.name,
        severity=kind.required_norm.severity,
        why=kind.required,
        guidance=kind.guidance,
        suggestion=f"补一条:{kind.ladder.preferred}",
        vendor_message=kind.vendor_message,
    )


def _missing_element(kind: ClauseType, element: Element) -> ContractGap:
    return ContractGap(
        id=f"{kind.id}.{element.id}",
        title=f"全文没有{element.name}",
        clause_type=kind.name,
        severity=element.grounds.norm.severity,
        why=element.grounds.why,
        basis=element.grounds.basis,
        guidance=element.grounds.guidance,
        suggestion=f"补写:{element.add}",
        vendor_message=element.ask,
    )


def verdict(reviews: Sequence[ClauseReview], missing: Sequence[ContractGap]) -> str:
    """Sign, negotiate, or not yet: a void term or many heavy ones stop a signature; vague words only cost a call."""
    if not any(r.types for r in reviews):
        return NO_CLAUSE
    severities = [f.severity for r in reviews for f in r.findings if f.kind is FindingKind.RISK]
    heavy = severities.count(Severity.MEDIUM) + sum(1 for g in missing if g.severity is not Severity.LOW) // 2
    if Severity.HIGH in severities or heavy >= MANY:
        return REFUSE
    absent = [g.severity for g in missing] + [
        f.severity for r in reviews for f in r.findings if f.kind in (FindingKind.VAGUE, FindingKind.MISSING)
    ]
    bearable = FEW if len(reviews) >= CONTRACT else 0
    open_points = severities or Severity.HIGH in absent or absent.count(Severity.MEDIUM) > bearable
    return NEGOTIATE if open_points else SIGN


def priorities(reviews: Sequence[ClauseReview], missing: Sequence[ContractGap]) -> tuple[Priority, ...]:
    """The points to win first: gravest first, one for each kind of clause before a second of the same."""
    weight = {FindingKind.RISK: 0, FindingKind.MISSING: 1, FindingKind.VAGUE: 2}
    candidates = [
        (
            RANK[f.severity],
            weight[f.kind],
            f.clause_type,
            Priority(f.id, i, r.heading, f.title, f.why, f.suggestion, f.vendor_message),
        )
        for i, r in enumerate(reviews)
        for f in r.findings
        if f.kind in weight
    ]
    candidates += [
        (RANK[g.severity], 1, g.clause_type, Priority(g.id, -1, "", g.title, g.why, g.suggestion, g.vendor_message))
        for g in missing
    ]
    candidates.sort(key=lambda c: c[:2])
    seen: set[str] = set()
    first: list[Priority] = []
    later: list[Priority] = []
    for _, _, clause_type, priority in candidates:
        (later if clause_type in seen else first).append(priority)
        seen.add(clause_type)
    return tuple([*first, *later][:FIRST])


def notices(reading: Reading) -> tuple[str, ...]:
    """What a reader should know about the text itself."""
    return (FOR_MACHINES_NOTICE,) if FOR_MACHINES.search(reading.text) else ()
