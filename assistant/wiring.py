"""The one place that knows every part: settings in, a working assistant out; each part is built on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.answerer import QUESTION_LIMIT, Answerer
from assistant.answering.confidence import load_calibration
from assistant.answering.inquiry import Inquiry
from assistant.answering.scope import load_fields
from assistant.answering.what_if import load_ranges
from assistant.errors import InputRefused
from assistant.index.ingestion import Pipeline
from assistant.index.reader import IndexReader
from assistant.models.chat import load_chat_model
from assistant.models.embedding import LocalEmbeddings, load_embeddings
from assistant.models.reranker import Reranker
from assistant.records import Answer, Critique, Turn
from assistant.retrieval.glossary import load_glossary
from assistant.retrieval.hybrid import EVERYTHING, Found, HybridSearch
from assistant.settings import ROOT, Settings
from assistant.statutes import StatuteBook, open_statute_book

if TYPE_CHECKING:
    from assistant.critique.critic import Critic, Side

KNOWLEDGE = ROOT / "knowledge"
PROMPTS = ROOT / "prompts"
SEARCH_LIMIT = 100


class Assistant:
    """Ask, critique, search and ingest over one set of settings."""

    def __init__(self, settings: Settings, knowledge: Path = KNOWLEDGE) -> None:
        self.settings = settings
        self.knowledge = knowledge

    @cached_property
    def statutes(self) -> StatuteBook:
        """The statute book as of today."""
        return open_statute_book()

    @cached_property
    def embeddings(self) -> LocalEmbeddings:
        """The configured embedding model."""
        return load_embeddings(self.settings.embedding_model)

    @cached_property
    def searcher(self) -> HybridSearch:
        """Search over the current generation."""
        reranker = Reranker(self.settings.reranker_model) if self.settings.reranker_model else None
        return HybridSearch(
            IndexReader(self.settings.index_dir, self.embeddings),
            self.embeddings,
            glossary=load_glossary(self.knowledge / "glossary.yaml"),
            reranker=reranker,
        )

    @cached_property
    def answerer(self) -> Answerer:
        """The steps of the answer chain."""
        return Answerer(
            search=self.searcher,
            book=self.statutes,
            fields=load_fields(self.knowledge / "out-of-scope.yaml"),
            ranges=load_ranges(self.knowledge / "ranges.yaml"),
            calibration=load_calibration(),
            prompt=PROMPTS / "answer.md",
            model=load_chat_model(self.settings),
            model_seconds=4 * self.settings.llm_timeout,
        )

    @cached_property
    def critic(self) -> Critic:
        """The critique of clauses; needs no index, and an answer does not wait for its playbook."""
        from assistant.critique.classifier import load_classifier
        from assistant.critique.critic import Critic
        from assistant.critique.playbook import load_playbook
        from assistant.critique.second_opinion import SecondOpinion

        playbook = load_playbook(self.knowledge / "playbook")
        model = load_chat_model(self.settings)
        opinion = SecondOpinion(model, PROMPTS / "critique.md", self.statutes) if model else None
        return Critic(playbook, self.statutes, classifier=load_classifier(), second_opinion=opinion)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question; raises AssistantError for what a user must change."""
        *_, last = self.stream(question, history)
        return last

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """The answer as it grows, the last one final."""
        yield from self.answerer.stream(self.answerer.retrieve(Inquiry(question, tuple(history))))

    def critique(
        self, text: str, side: Side | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Critique:
        """Critique a clause or a contract, from the buyer's side unless another is given."""
        from assistant.critique.critic import Side

        return self.critic.critique(text, side=side or Side.BUYER, progress=progress)

    def search(self, query: str, k: int = 10) -> Found:
        """The ``k`` best passages of every kind, statutes included; raises InputRefused for an unusable query."""
        if not query.strip() or len(query) > QUESTION_LIMIT or not 1 <= k <= SEARCH_LIMIT:
            raise InputRefused(
                f"This search cannot be made. Give a query of 1 to {QUESTION_LIMIT} characters and k from 1 to {SEARCH_LIMIT}."
            )
        return self.searcher.search(query, k, EVERYTHING)

    def pipeline(self, progress: Callable[[str, int, int], None] | None = None) -> Pipeline:
        """The ingestion into this assistant's index."""
        progress = progress or (lambda stage, done, total: None)
        return Pipeline(self.settings.index_dir, self.knowledge, self.embeddings, self.statutes, progress)

    def source_text(self, source: str) -> str:
        """The text that a citation's offsets refer to; raises KeyError for an unknown source."""
        if source.startswith("statutes/"):
            raise KeyError(source)
        return self.searcher.reader.current().text_of(source)
