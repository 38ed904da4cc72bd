"""The suites by name, in the order in which they run."""

from evals.records import Suite
from evals.suites import answers, critique, dialogues, grounding, hostile, noise, retrieval, statutes

_ASKED = ("question",)
SUITES = {
    suite.name: suite
    for suite in (
        Suite("retrieval", "answers.jsonl", retrieval.observe, retrieval.score, retrieval.feeds, _ASKED),
        Suite("answers", "answers.jsonl", answers.observe, answers.score, answers.feeds, _ASKED),
        Suite("dialogues", "dialogues.jsonl", dialogues.observe, dialogues.score, dialogues.feeds, ("turns",)),
        Suite("abstention", "abstention.jsonl", answers.observe, answers.score, answers.feeds, _ASKED),
        Suite("noise", "answers.jsonl", noise.observe, noise.score, noise.feeds, ("question", "points")),
        Suite(
            "grounding",
            "grounding.jsonl",
            grounding.observe,
            grounding.score,
            grounding.feeds,
            ("source", "claim", "supported"),
        ),
        Suite("critique", "critique.jsonl", critique.observe, critique.score, critique.feeds, ("clause",)),
        Suite("statutes", "statutes.jsonl", statutes.observe, statutes.score, statutes.feeds, ("mention", "verdict")),
        Suite("hostile", "hostile.jsonl", hostile.observe, hostile.score, hostile.feeds, _ASKED),
    )
}
