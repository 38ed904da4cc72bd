"""Suite ``noise``: RGB's noise robustness and negative rejection, on own data.

RGB (Chen et al. 2024, "Benchmarking large language models in retrieval-augmented generation"): of the passages that
the answerer is given, a fixed share is replaced by noise, passages that are near the question and hold no part of the
answer; with nothing but noise the right answer is a refusal. Noise here is the best-ranked passages that hold none of
the case's points, with the scores that the search gave them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.inquiry import Inquiry, Retrieved
from assistant.records import Hit
from assistant.serialise import answer_object
from assistant.wiring import Assistant
from evals.metrics.points import met_points
from evals.records import Case, Observation, Score, Scores

PASSAGES = 5
SHARES = {"noise_0": 0.0, "noise_40": 0.4, "noise_80": 0.8}
SEARCHED = 60


def observe(case: Case, assistant: Assistant) -> Observation:
    """One answer for each share of noise, and one from noise alone."""
    question = str(case.data["question"])
    found = assistant.searcher.search(question, SEARCHED)
    sound = [h for h in found.hits if any(met_points(h.passage.text, case.points))]
    noise = [h for h in found.hits if h not in sound]
    given = {name: mixed(sound, noise, share) for name, share in SHARES.items()}
    given["noise_rejection"] = tuple(noise[:PASSAGES])
    answers = {
        name: assistant.answerer.answer(Retrieved(Inquiry(question), question, replace(found, hits=hits), hits))
        for name, hits in given.items()
    }
    return Observation({name: answer_object(answer) for name, answer in answers.items()})


def mixed(sound: Sequence[Hit], noise: Sequence[Hit], share: float) -> tuple[Hit, ...]:
    """``PASSAGES`` hits of which ``share`` are noise, best first."""
    noisy = round(PASSAGES * share)
    return tuple(sorted([*sound[: PASSAGES - noisy], *noise[:noisy]], key=lambda h: -h.score))


def score(case: Case, observation: Observation) -> Scores:
    """Point recall at each share; refusal from noise alone."""
    scores: Scores = {}
    if not case.points:
        return scores
    for name, output in observation.output.items():
        met = [False] if output["refused"] else met_points(str(output["answer"]), case.points)
        rejected = float(output["refused"])
        scores[name] = Score(rejected if name == "noise_rejection" else sum(met) / len(met))
    return scores


def feeds(case: Case) -> Iterator[str]:
    """What a crash drags down."""
    if case.points:
        yield from (*SHARES, "noise_rejection")
