"""Rules against one clause: which red flags stand in it, which elements it has, lacks or leaves vague."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.critique.patterns import Match, Searcher
from assistant.critique.reading import LABEL
from assistant.critique.recognition import Recognised
from assistant.critique.rules import ClauseType, Element, Norm, RedFlag
from assistant.records import Finding, FindingKind, Severity

MOST_PER_FLAG = 3  # times that one red flag is reported in one clause
LONGEST_QUOTE = 90  # normalised characters up to which a quote is widened to whole segments
ORDER = (FindingKind.RISK, FindingKind.VAGUE, FindingKind.MISSING, FindingKind.ELSEWHERE, FindingKind.OK)
PROBLEMS = frozenset({FindingKind.RISK, FindingKind.VAGUE, FindingKind.MISSING})


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding with the rule that raised it and its place in the normalised text (0, 0 for an absence)."""

    finding: Finding
    kind: ClauseType
    rule: Element | RedFlag
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as the rules see it, beside the original it came from."""

    original: str
    start: int
    searcher: Searcher

    def quote(self, start: int, end: int) -> tuple[str, int, int]:
        """The original words of a normalised span, with their offsets in the whole text."""
        left, right = self.searcher.reading.origin(start, end)
        return self.original[left:right], left, right


Weigh = Callable[[Clause, list[Raised]], list[Raised]]


def check(
    clause: Clause, recognised: Iterable[Recognised], every: Iterable[ClauseType], side: str, weigh: Weigh | None = None
) -> list[Raised]:
    """All findings for one side, dangerous ones first, then by place; ``weigh`` amends what the patterns flagged."""
    recognised = list(recognised)
    known = {r.kind.id for r in recognised}
    raised = [f for r in recognised for f in red_flags(clause, r.kind, side)]
    raised += [f for kind in every if kind.id not in known for f in red_flags(clause, kind, side, anywhere=True)]
    raised = _without_repeats(_one_per_family(raised))
    if side == "buyer":
        flagged, raised = raised, weigh(clause, raised) if weigh else raised
        found = [f for r in recognised if r.named for f in elements(clause, r.kind)]
        raised += [f for f in found if not _spoilt(f, [*raised, *flagged])]
    return sorted(raised, key=lambda r: (ORDER.index(r.finding.kind), r.finding.start))


def red_flags(clause: Clause, kind: ClauseType, side: str, *, anywhere: bool = False) -> Iterator[Raised]:
    """Red flags of one type; ``anywhere`` takes only those that speak for themselves in any clause."""
    for flag in kind.red_flags:
        if _concerns(flag, side) and (flag.anywhere or not anywhere):
            yield from _flagged(clause, kind, flag)


def _concerns(flag: RedFlag, side: str) -> bool:
    if side == "neutral":
        return flag.grounds.norm is Norm.MANDATORY
    return flag.side in (side, "both")


def _flagged(clause: Clause, kind: ClauseType, flag: RedFlag) -> Iterator[Raised]:
    """At most one finding a sentence, in the tightest words that show it."""
    searcher = clause.searcher
    if flag.unless_clause and searcher.first(flag.unless_clause):
        return
    tightest: dict[int, Match] = {}
    for match in _matches(searcher, flag):
        sentence = searcher.reading.sentence_at(match.start)
        known = tightest.get(sentence)
        if known is not None and known.end - known.start <= match.end - match.start:
            continue
        if _measures_up(searcher, flag, match) and not excused(searcher, flag, match):
            tightest[sentence] = match
    for _, match in sorted(tightest.items())[:MOST_PER_FLAG]:
        yield raise_on(clause, kind, flag, flag.kind, match)


def _matches(searcher: Searcher, flag: RedFlag) -> Iterator[Match]:
    """Places where ``any`` stands, with each of ``all`` in the same sentence (or clause).

    Where both are given, ``all`` is the setting and only the words of ``any`` are quoted.
    """
    settings = [list(searcher.find(p, whole=flag.whole_clause, negation=flag.negation)) for p in flag.all]
    if not all(settings):
        return
    if flag.any:
        first, others = list(searcher.every(flag.any, whole=flag.whole_clause, negation=flag.negation)), settings
    else:
        first, others = settings[0], settings[1:]
    for match in first:
        near = [_nearest(searcher, match, found, flag.whole_clause) for found in others]
        companions = [m for m in near if m is not None]
        if len(companions) == len(others):
            figure = next((m.figure for m in (match, *companions) if m.figure), "")
            group = [match] if flag.any else [match, *companions]
            yield Match(min(m.start for m in group), max(m.end for m in group), figure)


def _nearest(searcher: Searcher, match: Match, found: list[Match], whole: bool) -> Match | None:
    near = [m for m in found if whole or _same_sentence(searcher, match, m)]
    return min(near, key=lambda m: abs(m.start - match.start), default=None)


def _same_sentence(searcher: Searcher, one: Match, other: Match) -> bool:
    return searcher.reading.sentence_at(one.start) == searcher.reading.sentence_at(other.start)


def _measures_up(searcher: Searcher, flag: RedFlag, match: Match) -> bool:
    """Whether the figure lies where it is dangerous; with ``share_of``, the figure as a share of another amount."""
    if not flag.compare:
        return True
    quantity = match.quantity
    if quantity is None:
        return False
    if flag.share_of and quantity.dimension == "元":
        whole = searcher.first(flag.share_of, whole=True)
        amount = whole.quantity if whole else None
        if amount is None or amount.dimension != "元" or not amount.value or amount.value <= quantity.value:
            return False
        quantity = type(quantity)(100 * quantity.value / amount.value, "rate")
    return all(c.holds(quantity) for c in flag.compare)


def excused(searcher: Searcher, flag: RedFlag, match: Match) -> bool:
    reading = searcher.reading
    if not flag.unless:
        return False
    first, last = reading.sentence_at(match.start), reading.sentence_at(max(match.start, match.end - 1))
    return any(first <= reading.sentence_at(m.start) <= last for m in searcher.every(flag.unless))


def raise_on(clause: Clause, kind: ClauseType, rule: RedFlag | Element, finding: FindingKind, match: Match) -> Raised:
    start, end = _widened(clause.searcher, match)
    quote, left, right = clause.quote(start, end)
    return Raised(_finding(kind, rule, finding, quote, left, right), kind, rule, match.start, match.end)


def _widened(searcher: Searcher, match: Match) -> tuple[int, int]:
    """The match with the rest of its first and last segment, so that a quote reads as words and not as a fragment."""
    reading = searcher.reading
    start, end = reading.segment(match.start)[0], reading.segment(max(match.start, match.end - 1))[1]
    if end - start > LONGEST_QUOTE:
        start, end = match.start, match.end
    while end > match.end and reading.text[end - 1] in "。;!?\n,:":
        end -= 1
    if label := LABEL.match(reading.text, start):
        start = min(label.end(), match.start)
    while start < match.start and reading.text[start] in ".、\n":
        start += 1
    return start, end


def _finding(
    kind: ClauseType, rule: RedFlag | Element, finding: FindingKind, quote: str, start: int, end: int
) -> Finding:
    good = finding in (FindingKind.OK, FindingKind.ELSEWHERE)
    advice, message = (rule.suggestion, rule.vendor_message) if isinstance(rule, RedFlag) else _advice(rule, finding)
    return Finding(
        id=f"{kind.id}.{rule.id}",
        kind=finding,
        severity=Severity.NONE if good else rule.grounds.norm.severity,
        quote=quote,
        start=start,
        end=end,
        why=rule.grounds.why,
        basis=rule.grounds.basis,
        guidance=rule.grounds.guidance,
        suggestion=advice,
        vendor_message=message,
        title=rule.name,
        clause_type=kind.name,
    )


def _advice(element: Element, finding: FindingKind) -> tuple[str, str]:
    """What to do about an element, and what to say to the vendor."""
    if finding is FindingKind.OK:
        return "", ""
    if finding is FindingKind.ELSEWHERE:
        advice = f"本条未写{element.name},请到{element.elsewhere}核对;都没有的,补写:{element.add}"
    elif finding is FindingKind.VAGUE:
        advice = f"把含糊的说法换成可以核对的数字或动作:{element.add}"
    else:
        advice = f"在本条补写:{element.add}"
    return advice, element.ask


def elements(clause: Clause, kind: ClauseType) -> Iterator[Raised]:
    """For each element of a type whether it stands in the clause; where its precondition fails, nothing is said."""
    for element in kind.elements:
        if element.when and not clause.searcher.first(element.when):
            continue
        yield _element(clause, kind, element)


def _element(clause: Clause, kind: ClauseType, element: Element) -> Raised:
    present, vague = clause.searcher.first(element.present), clause.searcher.first(element.vague)
    if present:
        return raise_on(clause, kind, element, FindingKind.OK, present)
    if vague:
        return raise_on(clause, kind, element, FindingKind.VAGUE, vague)
    reading = clause.searcher.reading
    place = reading.ends[-1] if reading.text else clause.start
    verdict = FindingKind.MISSING if element.core else FindingKind.ELSEWHERE
    return Raised(_finding(kind, element, verdict, "", place, place), kind, element, 0, 0)


def _spoilt(one: Raised, flagged: list[Raised]) -> bool:
    """An element found in dangerous words is nothing to praise; vague words are not blamed twice."""
    said = {FindingKind.OK: PROBLEMS, FindingKind.VAGUE: {FindingKind.VAGUE}}.get(one.finding.kind, frozenset())
    return any(f.finding.kind in said and one.start < f.end and f.start < one.end for f in flagged)


def _one_per_family(raised: list[Raised]) -> list[Raised]:
    """Of red flags that say the same of the same words, the one of the likelier type."""
    kept: list[Raised] = []
    for one in raised:
        if not any(same_matter(one, other) for other in kept):
            kept.append(one)
    return kept


def _without_repeats(raised: list[Raised]) -> list[Raised]:
    """A fallback type adds nothing where another has spoken of the same words."""
    specific = [r.finding for r in raised if not r.kind.fallback]
    return [r for r in raised if not r.kind.fallback or not any(_overlap(r.finding, s) for s in specific)]


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def same_matter(one: Raised, other: Raised) -> bool:
    if not isinstance(one.rule, RedFlag) or not isinstance(other.rule, RedFlag):
        return False
    overlap = _overlap(one.finding, other.finding)
    return overlap and bool(one.rule.family) and one.rule.family == other.rule.family
