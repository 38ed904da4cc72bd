"""``python -m evals calibrate``: fit the probability that a question can be answered, and choose the threshold.

A logistic model over the Evidence of ``assistant.answering.confidence``, with a ridge penalty, by Newton's method.
Confidences that the curve and the threshold rest on are cross-validated: no question is judged by a fit that saw it.
As in an answer, they are lowered by the share of a question that belongs to a field which is not covered.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.answerer import FOUND
from assistant.answering.confidence import CALIBRATION, Evidence, gather
from assistant.answering.refuse import small_talk
from assistant.answering.scope import nearest_field
from assistant.wiring import Assistant
from evals.case_files import committed_cases, foreign_cases
from evals.errors import EvalsError
from evals.fit_questions import write_question_fit
from evals.metrics.abstention import CurvePoint, auroc, curve
from evals.metrics.points import met_points
from evals.records import Case
from evals.reporting.table import table
from evals.results import corpus, write_json
from evals.suites import SUITES

FOLDS, REPEATS = 10, 5
PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
MOST_REFUSED, MOST_ANSWERED, MOST_FAR = 0.04, 0.06, 0.01
FIT_ON = ("answers", "abstention")
SHOWN = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: its evidence, whether it can be answered, at which level it cannot, and how much of it belongs to a
    field that is not covered."""

    id: str
    evidence: tuple[float, ...]
    answerable: bool
    level: str
    reachable: bool  # the hits hold at least one of the expert's points
    out_of_scope: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights in the order of Evidence, on the scale of the raw evidence, and the bias."""

    weights: tuple[float, ...]
    bias: float

    def confidence(self, evidence: np.ndarray) -> np.ndarray:
        """Probabilities for evidence of shape (questions, features)."""
        return np.asarray(1 / (1 + np.exp(-np.clip(evidence @ np.array(self.weights) + self.bias, -30, 30))))


def calibrate(chosen: argparse.Namespace, assistant: Assistant) -> int:
    """Fit, print the curve, and store the fit if asked; 1 if no threshold meets all limits."""
    if chosen.write:
        print(f"wording fitted on {write_question_fit(assistant.knowledge)} questions of the guidance")
    cases = dev_cases(chosen.cases)
    samples = [s for case in cases if (s := sample(case, assistant))]
    x = np.array([s.evidence for s in samples])
    y = np.array([float(s.answerable) for s in samples])
    if not 0 < y.sum() < len(y):
        raise EvalsError("Calibration needs answerable and unanswerable questions. Give case files with both.")
    penalty = min(PENALTIES, key=lambda p: log_loss(cross_validated(x, y, p, chosen.seed), y))
    confidences = cross_validated(x, y, penalty, chosen.seed) * np.array([1 - s.out_of_scope for s in samples])
    threshold = choose_threshold(samples, confidences)
    fit = fit_logistic(x, y, penalty)
    said = summary(samples, confidences, threshold)
    print(report(samples, confidences, threshold, said, penalty))
    stored = stored_fit(fit, threshold, described(samples, assistant), said)
    if chosen.json:
        points = [[p.threshold, p.coverage, p.error] for p in _curve(samples, confidences)]
        rows = [{"id": s.id, "confidence": round(float(c), 4)} for s, c in zip(samples, confidences, strict=True)]
        write_json(chosen.json, stored | {"penalty": penalty, "curve": points, "cases": rows})
    if chosen.write:
        CALIBRATION.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"written to {CALIBRATION.name}")
    return 0 if said["meets_limits"] else 1


def dev_cases(files: Sequence[Path] | None) -> list[Case]:
    """Single questions to fit on; raises EvalsError for anything that lies among the check cases."""
    if not files:
        return committed_cases([SUITES[name] for name in FIT_ON], "dev")
    for file in files:
        if file.resolve().parent.name == "check":
            raise EvalsError(f"{str(file)!r} is a check file: it is never tuned on. Give a dev file.")
    held_out = {c.id for c in committed_cases([SUITES[name] for name in FIT_ON], "check")}
    cases = [c for file in files for c in foreign_cases(file, []) if c.suite == "answers"]
    if clash := sorted(held_out & {c.id for c in cases}):
        raise EvalsError(f"{clash[0]!r} and {len(clash) - 1} more are check cases: they are never tuned on.")
    return cases


def sample(case: Case, assistant: Assistant) -> Sample | None:
    """The evidence that the answerer would judge by; None where it would not judge (small talk, nothing found)."""
    question = str(case.data["question"]).strip()
    found = assistant.searcher.search(question, FOUND)
    if small_talk(question) or not found.hits:
        return None
    evidence = gather(found, assistant.searcher.reader.current().lexical)
    texts = "\n".join(h.passage.text for h in found.hits)
    reachable = any(met_points(texts, case.points)) if case.points else not case.answerable
    _, share = nearest_field(question, assistant.answerer.fields)
    return Sample(case.id, astuple(evidence), case.answerable, str(case.data.get("level") or ""), reachable, share)


def fit_logistic(x: np.ndarray, y: np.ndarray, penalty: float) -> Fit:
    """Ridge logistic regression on standardised evidence, both classes weighing the same, by Newton's method."""
    mean, scale = x.mean(axis=0), np.where(x.std(axis=0) > 1e-9, x.std(axis=0), 1.0)
    z = np.hstack([(x - mean) / scale, np.ones((len(x), 1))])
    balance = np.where(y > 0, len(y) / (2 * y.sum()), len(y) / (2 * (len(y) - y.sum())))
    ridge = np.diag([penalty] * x.shape[1] + [1e-9]) * len(y) / 10
    w = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        gradient = z.T @ (balance * (p - y)) + ridge @ w
        step = np.linalg.solve(z.T @ (z * (balance * p * (1 - p))[:, None]) + ridge, gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    weights = w[:-1] / scale
    return Fit(tuple(float(v) for v in weights), float(w[-1] - weights @ mean))


def cross_validated(x: np.ndarray, y: np.ndarray, penalty: float, seed: int) -> np.ndarray:
    """Each question's confidence from fits that did not see it, averaged over repeated stratified folds."""
    total = np.zeros(len(y))
    for repeat in range(REPEATS):
        folds = _folds(y, seed + repeat)
        for fold in range(FOLDS):
            held = folds == fold
            if held.any():
                total[held] += fit_logistic(x[~held], y[~held], penalty).confidence(x[held])
    return total / REPEATS


def _folds(y: np.ndarray, seed: int) -> np.ndarray:
    rng, folds = np.random.default_rng(seed), np.zeros(len(y), dtype=int)
    for label in (0.0, 1.0):
        members = rng.permutation(np.flatnonzero(y == label))
        folds[members] = np.arange(len(members)) % FOLDS
    return folds


def log_loss(p: np.ndarray, y: np.ndarray) -> float:
    """Mean negative log likelihood."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def choose_threshold(samples: Sequence[Sample], confidences: np.ndarray) -> float:
    """The threshold at which the worst error is the smallest share, or multiple, of its own limit."""
    candidates = np.unique(np.concatenate([confidences, [0.5]]))
    middles = (candidates[1:] + candidates[:-1]) / 2

    def cost(threshold: float) -> tuple[float, float]:
        refused, answered, far = rates(samples, confidences, threshold)
        return max(refused / MOST_REFUSED, answered / MOST_ANSWERED, far / MOST_FAR), refused + answered

    return round(float(min(middles, key=lambda t: cost(float(t)))), 4)


def rates(samples: Sequence[Sample], confidences: np.ndarray, threshold: float) -> tuple[float, float, float]:
    """Wrong refusals, wrong answers, wrong answers to far questions."""
    kept = confidences >= threshold
    yes = np.array([s.answerable for s in samples])
    far = np.array([s.level == "far" for s in samples])
    return float((~kept)[yes].mean()), float(kept[~yes].mean()), float(kept[far].mean()) if far.any() else 0.0


def summary(samples: Sequence[Sample], confidences: np.ndarray, threshold: float) -> dict[str, Any]:
    """Cross-validated error rates at the threshold, the area under the curve, and whether the limits hold."""
    refused, answered, far = rates(samples, confidences, threshold)
    yes = np.array([s.answerable for s in samples])
    return {
        "wrong_refusal": round(refused, 4),
        "wrong_answer": round(answered, 4),
        "wrong_answer_far": round(far, 4),
        "auroc": round(auroc(confidences[yes].tolist(), confidences[~yes].tolist()), 4),
        "log_loss": round(log_loss(confidences, yes.astype(float)), 4),
        "meets_limits": bool(refused <= MOST_REFUSED and answered <= MOST_ANSWERED and far <= MOST_FAR),
    }


def stored_fit(fit: Fit, threshold: float, fitted_on: str, said: dict[str, Any]) -> dict[str, Any]:
    """The file that the assistant reads."""
    names = [f.name for f in fields(Evidence)]
    weights = {n: round(w, 4) for n, w in zip(names, fit.weights, strict=True)}
    return {
        "weights": weights, "bias": round(fit.bias, 4), "threshold": threshold, "fitted_on": fitted_on,
        "cross_validated": said,
    }  # fmt: skip


def described(samples: Sequence[Sample], assistant: Assistant) -> str:
    """What the fit rests on, in one line."""
    yes = sum(s.answerable for s in samples)
    seen = corpus(assistant)
    day = datetime.now(UTC).date().isoformat()
    return f"{yes} answerable and {len(samples) - yes} unanswerable dev questions, corpus {seen['sha256']}, {day}"


def _curve(samples: Sequence[Sample], confidences: np.ndarray) -> list[CurvePoint]:
    yes = np.array([s.answerable for s in samples])
    return curve(confidences[yes].tolist(), confidences[~yes].tolist())


def report(
    samples: Sequence[Sample], confidences: np.ndarray, threshold: float, said: dict[str, Any], penalty: float
) -> str:
    """The curve, the threshold's errors, and the questions that it gets wrong."""
    points = _curve(samples, confidences)
    shown = points[:: max(1, len(points) // SHOWN)]
    rows = [[f"{p.threshold:.3f}", f"{p.coverage:.3f}", f"{1 - p.coverage:.3f}", f"{p.error:.3f}", ""] for p in shown]
    lines = [table(["threshold", "coverage", "wrong refusal", "wrong answer", ""], rows), ""]
    lines.append(f"penalty {penalty:g}, threshold {threshold:.4f}, cross-validated: {said}")
    for s, c in sorted(zip(samples, confidences, strict=True), key=lambda pair: pair[1]):
        if s.answerable != (c >= threshold):
            where = s.level or ("answerable" if s.reachable else "answerable, but no point is in what was found")
            lines.append(f"  {c:.3f}  {s.id}  {where}")
    return "\n".join(lines)
