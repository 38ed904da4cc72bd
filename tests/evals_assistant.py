"""An assistant over the tiny knowledge for the evals' tests, and three that are broken on purpose."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path

from assistant.answering.answerer import Answerer
from assistant.answering.confidence import Calibration, Evidence
from assistant.answering.inquiry import Retrieved
from assistant.critique.critic import Critic, Side
from assistant.records import Answer, Critique, SourceKind
from assistant.retrieval.hybrid import ANSWERS, Found, HybridSearch
from assistant.settings import from_env
from assistant.wiring import Assistant

ANSWERS_ALL = Calibration((0.0,) * len(fields(Evidence)), 5.0, 0.5, "nothing: every question is answered")


class TinyAssistant(Assistant):
    """Reads the index in ``data_dir``; answers whatever is found."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(from_env({"DATA_DIR": str(data_dir)}, None))

    @cached_property
    def answerer(self) -> Answerer:
        return replace(super().answerer, calibration=ANSWERS_ALL)


class ForgetfulSearch(HybridSearch):
    """Never shows the best hit."""

    def search(self, question: str, k: int = 10, kinds: Collection[SourceKind] = ANSWERS) -> Found:
        found = super().search(question, k, kinds)
        return replace(found, hits=found.hits[1:])


class WithBrokenRetriever(TinyAssistant):
    @cached_property
    def searcher(self) -> HybridSearch:
        return ForgetfulSearch(super().searcher.reader, self.embeddings)


class MiscopyingAnswerer(Answerer):
    """Puts another number into what it quotes."""

    def stream(self, retrieved: Retrieved) -> Iterator[Answer]:
        for answer in Answerer.stream(self, retrieved):
            yield replace(answer, answer=answer.answer.translate(str.maketrans("1236", "9875")))


class WithBrokenComposer(TinyAssistant):
    @cached_property
    def answerer(self) -> Answerer:
        sound = super().answerer
        return MiscopyingAnswerer(**{name: getattr(sound, name) for name in Answerer.__dataclass_fields__})


class FilteredCritic(Critic):
    """Loses findings whose id begins with ``lost``."""

    lost = ""

    def critique(
        self, text: str, *, side: Side = Side.BUYER, progress: Callable[[int, int], None] | None = None
    ) -> Critique:
        critique = super().critique(text, side=side, progress=progress)
        clauses = [
            replace(c, findings=tuple(f for f in c.findings if not f.id.startswith(self.lost)))
            for c in critique.clauses
        ]
        return replace(critique, clauses=tuple(clauses))


class WithBrokenRule(TinyAssistant):
    """Overlooks what ``lost`` names."""

    lost = "payment."

    @cached_property
    def critic(self) -> Critic:
        critic = FilteredCritic(super().critic.playbook, self.statutes)
        critic.lost = self.lost
        return critic


class Crashing(TinyAssistant):
    """Fails at every question and every clause."""

    def ask(self, question, history=()):
        raise RuntimeError("nothing works today")

    def critique(self, text, side=Side.BUYER, progress=None):
        raise RuntimeError("nothing works today")
