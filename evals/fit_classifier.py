"""``python -m evals calibrate --critique``: the classifier of the critique, and how well it does on unseen authors.

A logistic regression says how dangerous a sentence is; the nearest centroid (Rocchio 1971) over the same TF-IDF
vectors says in which way. The threshold is
chosen on clauses by authors whom the fit has not seen: the largest recall at a bounded share of fair clauses that
get a false alarm.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, vstack

from assistant.critique.classifier import FITTED
from assistant.critique.critic import Critic
from assistant.critique.features import VERSION, features
from assistant.critique.playbook import load_playbook
from assistant.critique.rules import Playbook
from assistant.critique.wording import bonus
from assistant.records import Finding, FindingKind
from assistant.statutes import open_statute_book
from evals.case_files import committed_cases
from evals.critique_examples import PLAYBOOK, Example, from_cases, from_neutral, from_playbook, from_wordings
from evals.fit_text import TextFit, fit_text
from evals.metrics.abstention import auroc
from evals.records import Case
from evals.reporting.table import table
from evals.suites import SUITES

PULLS = 400  # strongest features kept of each flag's centroid
MOST_FALSE = 0.05  # share of fair clauses, worded to be mistaken, that may raise an alarm
SHARES = (0.02, 0.05, 0.08, 0.1, 0.15, 0.2)


@dataclass(frozen=True, slots=True)
class Judged:
    """An example and the risk that a fit which had not seen its author gave it, with what the patterns add."""

    example: Example
    risk: float


def fit_classifier(chosen: argparse.Namespace) -> int:
    """Print recall against false alarms on unseen authors, and store the fit of all examples if asked."""
    playbook = load_playbook(PLAYBOOK)
    clauses = committed_cases([SUITES["critique"]], "dev")
    cases = list(from_cases(clauses))
    written = [*from_playbook(playbook), *from_wordings(playbook), *from_neutral()]
    judged = with_patterns(cross_validated(written, cases), clauses, playbook)
    threshold = alarm_threshold(judged, MOST_FALSE)
    print(report(judged, threshold))
    if chosen.write:
        np.savez_compressed(FITTED, **arrays([*written, *cases], threshold))
        print(f"written to {FITTED.name}")
    return 0


def cross_validated(written: Sequence[Example], cases: Sequence[Example]) -> list[Judged]:
    """The risk of each author's sentences by a fit over everything that the others wrote."""
    judged: list[Judged] = []
    for author in sorted({e.author for e in cases if e.author}):
        fit = _fit([*written, *(e for e in cases if e.author != author)])
        held = [e for e in cases if e.author == author]
        judged += [Judged(e, float(r)) for e, r in zip(held, fit.scores([e.text for e in held]), strict=True)]
    return judged


def with_patterns(judged: Sequence[Judged], clauses: Sequence[Case], playbook: Playbook) -> list[Judged]:
    """With what the patterns that stand in each sentence add to its risk."""
    rules = {f"{kind.id}.{flag.id}": flag for kind in playbook.types for flag in kind.red_flags}
    critic = Critic(playbook, open_statute_book())
    found: dict[str, list[Finding]] = {}
    for case in clauses:
        reviews = critic.critique(str(case.data["clause"])).clauses
        found[case.id] = [f for r in reviews for f in r.findings if f.kind is FindingKind.RISK]

    def added(example: Example) -> float:
        here = {f.id for f in found[example.case] if f.start < example.end and example.start < f.end}
        return bonus([rules[name] for name in here])

    return [Judged(j.example, j.risk + added(j.example)) for j in judged]


def alarm_threshold(judged: Sequence[Judged], share: float) -> float:
    """The lowest risk above which at most this share of the fair clauses have a sentence."""
    worst: dict[str, float] = {}
    for j in judged:
        if j.example.fair_clause:
            worst[j.example.case] = max(worst.get(j.example.case, -np.inf), j.risk)
    ranked = sorted(worst.values(), reverse=True)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)] if ranked else 0.0


def report(judged: Sequence[Judged], threshold: float) -> str:
    """Area under the curve and recall at several shares of false alarms, over authors that the fit had not seen."""
    dangerous = np.array([j.example.dangerous for j in judged])
    risks = np.array([j.risk for j in judged])
    rows = []
    for share in SHARES:
        at = alarm_threshold(judged, share)
        rows.append([f"{share:.0%}", f"{at:.2f}", f"{(risks[dangerous] > at).mean():.3f}"])
    clauses = len({j.example.case for j in judged if j.example.fair_clause})
    return "\n".join(
        [
            f"{dangerous.sum()} dangerous sentences, {clauses} fair clauses, each by an author the fit had not seen",
            f"AUROC {auroc(risks[dangerous].tolist(), risks[~dangerous].tolist()):.3f}; threshold in use {threshold:.2f}",
            table(["false alarms", "threshold", "recall"], rows, left=0),
        ]
    )


def arrays(examples: Sequence[Example], threshold: float) -> dict[str, Any]:
    """What is stored of a Classifier."""
    fit = _fit(examples)
    flags, pulls = _centroids(fit, [e for e in examples if e.flag])
    by_feature = pulls[:, fit.order].tocsc()
    return fit.arrays(VERSION) | {
        "starts": by_feature.indptr.astype(np.int32),
        "kin": by_feature.indices.astype(np.uint16),
        "pull": by_feature.data.astype(np.float16),
        "flags": np.array(flags),
        "threshold": np.float64(threshold),
    }


def _fit(examples: Sequence[Example]) -> TextFit:
    return fit_text(
        [e.text for e in examples], [e.dangerous for e in examples], features, weights=[e.weight for e in examples]
    )


def _centroids(fit: TextFit, examples: Sequence[Example]) -> tuple[list[str], csr_matrix]:
    """The flags, and their mean vectors of unit length with the strongest features only."""
    flags = sorted({e.flag for e in examples})
    vectors = fit.vectoriser.transform([e.text for e in examples])
    member = csr_matrix(
        (np.ones(len(examples)), ([flags.index(e.flag) for e in examples], range(len(examples)))),
        shape=(len(flags), len(examples)),
    )
    sums = (member @ vectors).tocsr()
    rows = []
    for number in range(len(flags)):
        row = sums[number]
        row.data /= np.linalg.norm(row.data)
        if row.nnz > PULLS:
            row.data[row.data < np.partition(row.data, -PULLS)[-PULLS]] = 0
            row.eliminate_zeros()
        rows.append(row)
    return flags, vstack(rows).tocsr()
