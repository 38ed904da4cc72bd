"""Decides between answer, statute look-up, small talk and refusal, and puts the Answer together."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from assistant.answering import phrases
from assistant.answering.compose import Draft, compose, compose_verified
from assistant.answering.confidence import USUAL, Calibration, gather
from assistant.answering.inquiry import Inquiry, Retrieved
from assistant.answering.named_articles import article_lines, citations_of, statutes_of
from assistant.answering.refuse import refusal, small_talk
from assistant.answering.scope import Field, nearest_field
from assistant.answering.sums import reckon, with_sums
from assistant.answering.verified import Verified, verify
from assistant.answering.what_if import Range, compare, with_comparison
from assistant.chunking.tokens import clip_tokens
from assistant.errors import InputRefused, ModelUnavailable
from assistant.grounding.statute_gate import rule_on
from assistant.index.terms import terms
from assistant.models.chat import stream_text
from assistant.prompts import render
from assistant.records import Answer, Hit
from assistant.retrieval.hybrid import HybridSearch
from assistant.retrieval.restate import restate, wants_more
from assistant.statutes import StatuteBook

QUESTION_LIMIT = 2_000  # characters
FOUND = 8
FOLLOW_UPS = 3
COMPARED = 3  # of the best sections, the ones whose ranges a figure is held against
MODEL_PASSAGES = 5
CONTEXT_TOKENS = 2_400
SAME_FIELD = 0.92  # cosine to a declined question from which a refusal names its field
FOREIGN = 0.3  # share of a follow-up that is of another field, from which it is not restated
STRANGE = 0.5  # share of a follow-up that is foreign to the field from which it is not restated
# The question is what the article says, not what to do; without the article there is nothing to answer.
ASKS_FOR_TEXT = re.compile(r"条.{0,12}(规定|怎么说|说的是|内容|原文|写了|是什么|讲什么|讲的)")


@dataclass(frozen=True, slots=True)
class Answerer:
    """Everything an answer needs; ``model`` is optional and never trusted."""

    search: HybridSearch
    book: StatuteBook
    fields: tuple[Field, ...]
    ranges: tuple[Range, ...]
    calibration: Calibration
    prompt: Path
    model: BaseChatModel | None = None
    model_seconds: float = 120.0

    def retrieve(self, inquiry: Inquiry) -> Retrieved:
        """Understand the question and search; raises InputRefused for an empty or overlong one."""
        question = inquiry.question.strip()
        if not question:
            raise InputRefused("The question is empty. Type a question.")
        if len(question) > QUESTION_LIMIT:
            raise InputRefused(
                f"The question has {len(question)} characters, the limit is {QUESTION_LIMIT}. "
                "Shorten it; a clause belongs into the critique."
            )
        restated = restate(question, inquiry.history) if self._is_of_the_field(question) else question
        found = self.search.search(restated, FOUND)
        return Retrieved(inquiry, restated, found, self._unsaid(inquiry, found.hits))

    def _is_of_the_field(self, question: str) -> bool:
        """False for a question whose own words are strange here: what was asked before must not lend it a topic."""
        if nearest_field(question, self.fields)[1] >= FOREIGN:
            return False
        lexical = self.search.reader.current().lexical
        words = [w for w in terms(question) if not w.startswith("_")]
        return not words or sum(lexical.frequency(w) >= USUAL for w in words) >= STRANGE * len(words)

    def _unsaid(self, inquiry: Inquiry, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """For "还有呢", sections that the last answer quoted go to the end."""
        if not (inquiry.history and wants_more(inquiry.question)):
            return hits
        last = inquiry.history[-1].answer
        said = [h for h in hits if h.passage.text[:12] in last]
        return tuple(h for h in hits if h not in said) + tuple(said)

    def answer(self, retrieved: Retrieved) -> Answer:
        """The final answer."""
        *_, last = self.stream(retrieved)
        return last

    def stream(self, retrieved: Retrieved) -> Iterator[Answer]:
        """The answer as it grows; the last one is final. Nothing unverified is ever yielded."""
        started = time.perf_counter()
        for answer in self._stream(retrieved):
            spent = round((time.perf_counter() - started) * 1000, 2)
            restated = retrieved.restated if retrieved.restated != retrieved.inquiry.question.strip() else ""
            timings = retrieved.found.timings_ms | {"answer": spent}
            yield replace(
                answer,
                timings_ms=timings | {"total": round(sum(timings.values()), 2)},
                restated=restated,
                notices=(*answer.notices, *_understood(retrieved)),
            )

    def _stream(self, retrieved: Retrieved) -> Iterator[Answer]:
        question, hits = retrieved.inquiry.question.strip(), retrieved.hits
        if reply := small_talk(question):
            yield Answer(question, reply, refused=False, confidence=1.0, mode="composer")
            return
        confidence, field = self._judge(retrieved)
        mentions = rule_on(question, self.book)
        held = all(m.ruling.passes for m in mentions)
        sure = confidence >= self.calibration.threshold
        if mentions and (not sure or ASKS_FOR_TEXT.search(question)):
            cited = citations_of(mentions) if held else ()
            lines = article_lines(mentions)
            text = lines if held else f"{lines}\n{phrases.REFUSAL_SCOPE}"
            statutes = statutes_of(mentions)
            yield Answer(question, text, not held, confidence, "composer", cited, statutes if held else ())
            return
        if not hits or confidence < self.calibration.threshold:
            text, nearest = refusal(hits, field)
            yield Answer(question, text, True, confidence, "composer", nearest=nearest)
            return
        for answer in self._answers(retrieved, confidence, article_lines(mentions, numbered=False)):
            yield replace(answer, statutes=tuple(dict.fromkeys([*statutes_of(mentions), *answer.statutes])))

    def _judge(self, retrieved: Retrieved) -> tuple[float, Field | None]:
        field, share = nearest_field(retrieved.restated, self.fields)
        declined = retrieved.found.declined
        if field is None and declined is not None and retrieved.found.declined_twin >= SAME_FIELD:
            field = Field(declined.title, (), declined.text)
        if not retrieved.found.hits:
            return 0.0, field
        evidence = gather(retrieved.found, self.search.reader.current().lexical)
        return round(self.calibration.confidence(evidence, share), 4), field

    def _answers(self, retrieved: Retrieved, confidence: float, lead: str) -> Iterator[Answer]:
        hits = retrieved.hits
        composed = self._composed(retrieved, lead)
        answer = Answer(
            retrieved.inquiry.question.strip(), composed.text, False, confidence, "composer",
            composed.citations, composed.statutes, follow_ups=_follow_ups(hits),
        )  # fmt: skip
        if self.model is None:
            yield answer
            return
        yield from self._with_model(self.model, retrieved, answer, lead)

    def _composed(self, retrieved: Retrieved, lead: str) -> Draft:
        weights = self.search.reader.current().lexical.weights
        return self._compared(retrieved, compose(_words(retrieved), retrieved.hits, self.book, weights, lead))

    def _compared(self, retrieved: Retrieved, draft: Draft) -> Draft:
        """The draft with what the question's own figures come to, and one of them beside the range it is measured by."""
        passages = [h.passage for h in retrieved.hits[:COMPARED]]
        compared = compare(retrieved.restated, self.ranges, [p.section for p in passages])
        draft = with_comparison(draft, compared, passages) if compared else draft
        return with_sums(draft, reckon(retrieved.restated, self.book))

    def _with_model(self, model: BaseChatModel, retrieved: Retrieved, fallback: Answer, lead: str) -> Iterator[Answer]:
        """The model's verified sentences as they come, or the composer's answer with a notice."""
        passages = [h.passage for h in retrieved.hits[:MODEL_PASSAGES]]
        written = ""
        yield fallback  # ready in milliseconds; a model takes its time
        try:
            for piece in stream_text(model, self._prompt(retrieved.restated, retrieved.hits), self.model_seconds):
                written += piece
                if piece.endswith(("\n", "\u3002")):
                    verified = verify(written, passages)
                    if verified.kept:
                        yield self._from_model(retrieved, fallback, verified, lead)
        except ModelUnavailable as error:
            notice = phrases.NOTICE_MODEL_DOWN.format(reason=error.reason)
            yield replace(fallback, notices=(*fallback.notices, notice))
            return
        yield self._from_model(retrieved, fallback, verify(written, passages), lead)

    def _from_model(self, retrieved: Retrieved, fallback: Answer, verified: Verified, lead: str) -> Answer:
        if not verified.kept:
            return replace(fallback, notices=(phrases.NOTICE_ALL_STRUCK,))
        weights = self.search.reader.current().lexical.weights
        draft = compose_verified(_words(retrieved), verified.kept, retrieved.hits, self.book, weights, lead)
        draft = self._compared(retrieved, draft)
        struck = (phrases.NOTICE_STRUCK.format(struck=verified.struck),) if verified.struck else ()
        return replace(
            fallback,
            answer=draft.text,
            mode="model",
            citations=draft.citations,
            statutes=draft.statutes,
            notices=struck,
        )

    def _prompt(self, question: str, hits: Sequence[Hit]) -> str:
        listed = "\n\n".join(
            f"[{n}] {h.passage.title}\n{h.passage.text}" for n, h in enumerate(hits[:MODEL_PASSAGES], start=1)
        )
        return render(self.prompt, passages=clip_tokens(listed, CONTEXT_TOKENS), question=question)


def _words(retrieved: Retrieved) -> str:
    """The question as it was read, with what its colloquial words mean."""
    return retrieved.found.read.words if retrieved.found.read else retrieved.restated


def _understood(retrieved: Retrieved) -> tuple[str, ...]:
    """Which typos were mended, so that a wrong guess can be seen."""
    read = retrieved.found.read
    mended = "、".join(f"“{c.typed}”按“{c.understood}”" for c in (read.corrections if read else ()))
    return (phrases.NOTICE_TYPOS.format(mended=mended),) if mended else ()


def _follow_ups(hits: Sequence[Hit]) -> tuple[str, ...]:
    """A lay question of each of the next sections, to go on with."""
    return tuple(h.passage.questions[0] for h in hits[1:] if h.passage.questions)[:FOLLOW_UPS]
