"""What the critique checks: clause types with elements, red flags and a ladder of texts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.critique.patterns import Pattern
from assistant.critique.quantities import Comparison
from assistant.records import Basis, FindingKind, Severity


class Norm(StrEnum):
    """The kind of norm behind a rule; severity follows from it and from nothing else."""

    MANDATORY = "mandatory"
    MAJOR = "major"
    PRACTICE = "practice"

    @property
    def severity(self) -> Severity:
        """How loudly a finding speaks."""
        return {Norm.MANDATORY: Severity.HIGH, Norm.MAJOR: Severity.MEDIUM, Norm.PRACTICE: Severity.LOW}[self]


class Extent(StrEnum):
    """How much of the user's text a fix replaces."""

    SPAN = "span"
    SEGMENT = "segment"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Fix:
    """Text that takes the place of a flagged passage; empty text deletes it."""

    text: str
    extent: Extent = Extent.SENTENCE


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a rule exists and what may be said of it."""

    why: str
    norm: Norm
    basis: tuple[Basis, ...]
    guidance: str


@dataclass(frozen=True, slots=True)
class Element:
    """Something a buyer needs in such a clause.

    ``core``: this very clause must hold it, otherwise it may stand elsewhere in the contract. ``contract``: a whole
    contract must hold it somewhere.
    """

    id: str
    name: str
    grounds: Grounds
    present: tuple[Pattern, ...]
    vague: tuple[Pattern, ...]
    when: tuple[Pattern, ...]
    core: bool
    contract: bool
    elsewhere: str
    add: str
    ask: str


@dataclass(frozen=True, slots=True)
class RedFlag:
    """Words that are dangerous to one side, and what excuses them.

    ``catches`` and ``spares`` are sentences that a test holds the rule to.
    """

    id: str
    name: str
    grounds: Grounds
    kind: FindingKind
    side: str
    any: tuple[Pattern, ...]
    all: tuple[Pattern, ...]
    compare: tuple[Comparison, ...]
    share_of: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    unless_clause: tuple[Pattern, ...]
    whole_clause: bool
    negation: bool
    anywhere: bool
    family: str
    suggestion: str
    fix: Fix
    vendor_message: str
    catches: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """The evidence by which a clause is taken for this type."""

    headings: tuple[str, ...]
    words: tuple[tuple[str, float], ...]
    patterns: tuple[Pattern, ...]
    against: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """Texts to paste: what to ask for, what can be accepted, where to stop."""

    preferred: str
    acceptable: str
    floor: str


@dataclass(frozen=True, slots=True)
class ClauseType:
    """One kind of clause. ``required``: why a contract without it is incomplete; empty where it is not needed.

    A ``fallback`` type speaks only where no other type has said something of the same words.
    """

    id: str
    name: str
    also: tuple[str, ...]
    guidance: str
    required: str
    required_norm: Norm
    recognition: Recognition
    examples: tuple[str, ...]
    elements: tuple[Element, ...]
    red_flags: tuple[RedFlag, ...]
    ladder: Ladder
    vendor_message: str
    source: str
    fallback: bool = False


@dataclass(frozen=True)
class Playbook:
    """All clause types, in the order of their files."""

    types: tuple[ClauseType, ...]
    by_id: dict[str, ClauseType] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {t.id: t for t in self.types})

    def bases(self) -> Iterator[tuple[str, Basis]]:
        """Every legal basis with the rule that names it."""
        for kind in self.types:
            rules: tuple[Element | RedFlag, ...] = (*kind.elements, *kind.red_flags)
            for rule in rules:
                for basis in rule.grounds.basis:
                    yield f"{kind.id}.{rule.id}", basis
