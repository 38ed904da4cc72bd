"""Cases in, one row a case out: a case that crashes keeps its row, its error and the worst scores."""

import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from assistant.errors import IndexBroken, IndexMissing, ModelMismatch
from assistant.wiring import Assistant
from evals.metrics.catalogue import BY_NAME
from evals.records import Case, Row, Score, Scores
from evals.suites import SUITES

SETUP = (IndexMissing, IndexBroken, ModelMismatch)  # not a case's fault: the user must act, nothing is scored
NEEDS_INDEX = frozenset({"retrieval", "answers", "dialogues", "abstention", "noise", "hostile"})


def run_cases(
    cases: Sequence[Case], assistant: Assistant, *, workers: int = 1, progress: Callable[[], None] = lambda: None
) -> list[Row]:
    """One row for every case, in order; raises only what concerns all cases, such as IndexMissing."""
    warm(cases, assistant)

    def one(case: Case) -> Row:
        row = run_case(case, assistant)
        progress()
        return row

    if workers == 1:
        return [one(case) for case in cases]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, cases))


def warm(cases: Sequence[Case], assistant: Assistant) -> None:
    """Build what is built on first use, so that no case pays for it and no two threads build it twice."""
    _ = assistant.statutes
    if any(case.suite in NEEDS_INDEX for case in cases):
        assistant.searcher.reader.current()
        _attempt(lambda: assistant.ask("合同"))
    if any(case.suite == "critique" for case in cases):
        _attempt(lambda: assistant.critic)


def _attempt(build: Callable[[], object]) -> None:
    """What fails here fails in every case too, and is reported there."""
    try:
        build()
    except SETUP:
        raise
    except Exception:
        return


def run_case(case: Case, assistant: Assistant) -> Row:
    """Observe and score one case."""
    suite = SUITES[case.suite]
    try:
        seen = suite.observe(case, assistant)
        return Row(case, suite.score(case, seen), "", seen.output, seen.evidence)
    except SETUP:
        raise
    except Exception as error:  # whatever a case breaks is its result
        return Row(case, worst_scores(case), describe(error))


def worst_scores(case: Case) -> Scores:
    """What a crash scores: every metric that the case would have fed, at its worst."""
    weight = float(sum(len(t.get("points") or []) for t in case.data.get("turns") or [case.data]))
    weights = {"point_recall_micro": weight, "critique_recall_micro": float(len(case.data.get("must_find") or []))}
    return {
        name: Score(BY_NAME[name].worst, weights.get(name, 1.0), "crashed") for name in SUITES[case.suite].feeds(case)
    }


def describe(error: Exception) -> str:
    """The error in one line, with the place where it arose."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
