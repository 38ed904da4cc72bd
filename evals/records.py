"""What flows through an evaluation: a case, what was observed for it, its scores, its row; all frozen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.wiring import Assistant


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a case file; ``data`` is the line as it stands, unknown keys included."""

    id: str
    suite: str
    data: Mapping[str, Any]

    @property
    def points(self) -> list[list[str]]:
        """Facts, each a list of alternatives; a lone string is a fact with one wording."""
        return [[p] if isinstance(p, str) else list(p) for p in self.data.get("points") or []]

    @property
    def answerable(self) -> bool:
        """Whether the guidance can answer it; yes unless the case says no."""
        return bool(self.data.get("answerable", True))

    @property
    def question(self) -> str:
        """The question, the first one of a dialogue, or the clause."""
        turns = self.data.get("turns") or [{}]
        return str(self.data.get("question") or turns[0].get("question") or self.data.get("clause") or self.id)


@dataclass(frozen=True, slots=True)
class Score:
    """One case's part in one metric, between 0 and 1 unless the metric is a time; the reason is for people."""

    value: float
    weight: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """``output`` is the very object that the command line prints; ``evidence`` is what scoring needs besides."""

    output: Any
    evidence: Mapping[str, Any] = field(default_factory=dict)


Scores = dict[str, Score]


@dataclass(frozen=True, slots=True)
class Suite:
    """How the cases of one kind are run and judged; ``feeds`` names the metrics that a crash must drag down."""

    name: str
    file: str
    observe: Callable[[Case, Assistant], Observation]
    score: Callable[[Case, Observation], Scores]
    feeds: Callable[[Case], Iterable[str]]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One case after its run; a crash keeps its row, with the worst scores."""

    case: Case
    scores: Scores
    error: str = ""
    output: Any = None
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """Suite and id: the same question may serve several suites."""
        return self.case.suite, self.case.id
