"""The records that flow through the product, from a file's text to an answer; all frozen."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Basis:
    """One article of one law, as ``民法典#577``; article 0 stands for one that could not be numbered."""

    law: str
    article: int

    @property
    def ref(self) -> str:
        """The form used in ``knowledge/``."""
        return f"{self.law}#{self.article}"

    def __str__(self) -> str:
        return f"《{self.law}》第{self.article}条"


class SourceKind(StrEnum):
    """Where a passage comes from; guidance has been reviewed, a document is whatever a user added.

    A declined passage is a field that is not covered; its questions are examples of what to decline.
    """

    GUIDANCE = "guidance"
    STATUTE = "statute"
    DOCUMENT = "document"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Section:
    """One answer-ready piece of guidance; ``start`` and ``end`` delimit its body in the file's text."""

    source: str
    anchor: str
    topic: str
    title: str
    document_title: str
    body: str
    start: int
    end: int
    questions: tuple[str, ...]
    basis: tuple[Basis, ...]
    reviewed: str
    line: int

    @property
    def ref(self) -> str:
        """Where a reader finds it, such as ``data-security/breach#notice``."""
        return f"{self.source.removesuffix('.md')}#{self.anchor}"


@dataclass(frozen=True, slots=True)
class SourceText:
    """The one normalised text of a file, to which every later offset refers.

    ``kept`` are the spans worth reading (navigation and marketing lie outside); ``pages`` are (offset, number)
    of each page's beginning, for paged formats; ``notices`` say what a reader should know about the file.
    """

    source: str
    title: str
    text: str
    kept: tuple[tuple[int, int], ...]
    pages: tuple[tuple[int, int], ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One retrievable piece of a source; ``start`` and ``end`` count characters in the source's text."""

    id: str
    kind: SourceKind
    source: str
    section: str
    title: str
    headings: tuple[str, ...]
    text: str
    start: int
    end: int
    page: int | None = None
    topic: str = ""
    questions: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    reviewed: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its fused score and each searcher's own (higher is better).

    ``twin`` is the cosine of the lay question of this passage that is nearest to the one asked, 0 where none is near.
    """

    passage: Passage
    score: float
    dense: float
    lexical: float
    twin: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: ``source_text[start:end] == quote``."""

    n: int
    source: str
    section: str
    title: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StatuteCitation:
    """An article shown as legal basis, with its standing today."""

    law: str
    article: int
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question; a refusal has no citations."""

    question: str
    answer: str
    refused: bool
    confidence: float
    mode: str
    citations: tuple[Citation, ...] = ()
    statutes: tuple[StatuteCitation, ...] = ()
    notices: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    restated: str = ""
    follow_ups: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation."""

    question: str
    answer: str


class FindingKind(StrEnum):
    """What a finding says about a clause."""

    RISK = "risk"
    VAGUE = "vague"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"
    OK = "ok"


class Severity(StrEnum):
    """Follows from the kind of norm behind a rule, not from mood."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a clause; ``quote`` is empty and ``start == end`` where something is absent.

    ``id`` is ``<type>.<rule>``; ``title`` names the matter in a few words; ``clause_type`` is the type's name.
    """

    id: str
    kind: FindingKind
    severity: Severity
    quote: str
    start: int
    end: int
    why: str
    basis: tuple[Basis, ...] = ()
    guidance: str = ""
    suggestion: str = ""
    vendor_message: str = ""
    title: str = ""
    clause_type: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A clause to paste, and what the critique says of it; empty text where no rewrite clears.

    ``source`` is ``own`` (the user's clause, mended), ``model`` (a model's wording that passed the critique),
    ``ladder`` (the playbook's text, offered beside the clause) or empty. ``redline`` holds (op, text) pieces, op being ``equal``, ``delete`` or ``insert``: without the insertions
    they are the clause as given, without the deletions the rewrite. It is empty for ``ladder``.
    """

    text: str = ""
    findings_after: tuple[Finding, ...] = ()
    source: str = ""
    redline: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One text to paste: ``rung`` is 首选, 可接受 or 底线."""

    clause_type: str
    rung: str
    text: str


@dataclass(frozen=True, slots=True)
class ClauseReview:
    """The critique of one clause; ``start`` and ``end`` delimit it in the text as given."""

    start: int
    end: int
    heading: str
    types: tuple[str, ...]
    findings: tuple[Finding, ...]
    rewrite: Rewrite
    ladder: tuple[LadderStep, ...] = ()
    vendor_message: str = ""


@dataclass(frozen=True, slots=True)
class ContractGap:
    """Something a whole contract should hold and does not hold anywhere."""

    id: str
    title: str
    clause_type: str
    severity: Severity
    why: str
    basis: tuple[Basis, ...] = ()
    guidance: str = ""
    suggestion: str = ""
    vendor_message: str = ""


@dataclass(frozen=True, slots=True)
class Priority:
    """A point to win first; ``clause`` is the index of the clause, -1 for something the contract lacks."""

    id: str
    clause: int
    heading: str
    title: str
    why: str
    suggestion: str
    vendor_message: str


@dataclass(frozen=True, slots=True)
class MoneyAtStake:
    """An amount worked out from figures in the text; ``reckoning`` shows how, the offsets where the figure stands."""

    title: str
    amount: float
    reckoning: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Critique:
    """The critique of everything that was given; ``verdict`` is 可以签, 先谈再签, 先不要签 or 不是合同条款."""

    clauses: tuple[ClauseReview, ...]
    contract_gaps: tuple[ContractGap, ...]
    verdict: str
    priorities: tuple[Priority, ...] = ()
    money: tuple[MoneyAtStake, ...] = ()
    notices: tuple[str, ...] = ()
    side: str = "buyer"
