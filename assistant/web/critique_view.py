"""A critique as the page shows it: the text with its findings in place, the list beside it, the counts above."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.critique.contract import NEGOTIATE, NO_CLAUSE, REFUSE, SIGN
from assistant.records import Basis, ClauseReview, Critique, Finding, FindingKind, Severity
from assistant.statutes import StatuteBook
from assistant.web.escape import render
from assistant.web.highlight import Piece, Span, cut
from assistant.web.interface_texts import Texts

KINDS = tuple(FindingKind)
WEIGHT = {
    FindingKind.RISK: 0,
    FindingKind.VAGUE: 1,
    FindingKind.MISSING: 2,
    FindingKind.ELSEWHERE: 3,
    FindingKind.OK: 4,
}
Guidance = Callable[[str], Mapping[str, str] | None]
STAMPS = {SIGN: "sign", NEGOTIATE: "talk", REFUSE: "stop", NO_CLAUSE: "other"}
SEVERITIES = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A legal basis with its words."""

    label: str
    standing: str
    text: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One remark; ``key`` is unique on the page."""

    key: str
    finding: Finding
    basis: tuple[ArticleView, ...]


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One clause with its remarks, and its text cut at their quotes; ``before`` is the text since the last clause."""

    number: int
    review: ClauseReview
    before: str
    pieces: tuple[Piece, ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How many findings of each severity one topic has; ``share`` is the bar's length in percent."""

    topic: str
    counts: tuple[tuple[Severity, int], ...]
    total: int
    share: float


def review_html(text: str, critique: Critique, guidance: Guidance, book: StatuteBook, texts: Texts) -> str:
    """The whole result."""
    clauses = clause_views(text, critique, book)
    counts = Counter(f.finding.kind for c in clauses for f in c.findings)
    values = {
        "t": texts,
        "critique": critique,
        "stamp": STAMPS.get(critique.verdict, ""),
        "clauses": clauses,
        "kinds": [(kind, counts[kind]) for kind in KINDS if counts[kind]],
        "kind_of": {f.key: f.finding.kind for c in clauses for f in c.findings},
        "severity_of": {f.key: f.finding.severity for c in clauses for f in c.findings},
        "bars": bars(critique.clauses),
        "severities": SEVERITIES,
        "guidance_of": guidance,
    }
    return render("review.html", values)


def clause_views(text: str, critique: Critique, book: StatuteBook) -> list[ClauseView]:
    """Every clause in the order of the text."""
    views = []
    reached = 0
    for number, clause in enumerate(critique.clauses, start=1):
        findings = tuple(_finding(f"{number}-{i}", f, book) for i, f in enumerate(_ordered(clause.findings)))
        spans = [Span(v.key, v.finding.start, v.finding.end) for v in findings if v.finding.quote]
        pieces = cut(text, spans, clause.start, clause.end)
        views.append(ClauseView(number, clause, text[reached : clause.start], pieces, findings))
        reached = clause.end
    return views


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    severities = list(Severity)
    return sorted(findings, key=lambda f: (WEIGHT[f.kind], severities.index(f.severity), f.start))


def _finding(key: str, finding: Finding, book: StatuteBook) -> FindingView:
    return FindingView(key, finding, tuple(article_view(basis, book) for basis in finding.basis))


def article_view(basis: Basis, book: StatuteBook) -> ArticleView:
    """A basis as the statute book holds it."""
    article = book.look_up(basis.law, basis.article)
    return ArticleView(str(basis), article.standing, article.text)


def bars(clauses: Sequence[ClauseReview]) -> list[Bar]:
    """Findings that want action, by the clause's first type; the longest bar is 100."""
    by_topic: dict[str, Counter[Severity]] = {}
    for clause in clauses:
        open_findings = [
            f.severity for f in clause.findings if f.kind is not FindingKind.OK and f.severity in SEVERITIES
        ]
        if clause.types and open_findings:
            by_topic.setdefault(clause.types[0], Counter()).update(open_findings)
    longest = max((c.total() for c in by_topic.values()), default=1)
    rows = [
        Bar(topic, tuple((s, count[s]) for s in SEVERITIES if count[s]), count.total(), 100 * count.total() / longest)
        for topic, count in by_topic.items()
    ]
    return sorted(rows, key=lambda bar: -bar.total)
