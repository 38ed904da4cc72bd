"""The composer: chosen statements arranged as 结论, 要点, 法律依据, 下一步, each verbatim and numbered."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering import phrases
from assistant.answering.asked import Asked, answers_kind, what_is_asked
from assistant.answering.statements import Part, Statement, statements
from assistant.records import Basis, Citation, Hit, StatuteCitation
from assistant.statutes import StatuteBook
from assistant.text import bare_characters, sentences

POINTS_OF_BEST = 3
POINTS_IN_ALL = 5
POINTS_OF_BEST_WHEN_BROAD = 2
SECOND_AT_LEAST = 0.6  # share of the best score from which another section has something to add
SECTIONS = 4
BROAD = 8  # characters up to which a question that asks for nothing in particular is a topic
ARTICLES = 2
ARTICLE_CHARACTERS = 140
ALIKE = 0.6  # shared bigrams from which a statement repeats one already chosen

# A conclusion that answers its own section's question (能: …, 不建议: …) cannot stand under another question.
REPLY = re.compile(
    r"(能|会|要|不|可以|可|有|是|算|行|对|得|应当|应该|必须|通常|多数|看|分|没)[^,\uff0c。;\uff1b:\uff1a“”]{0,7}[:\uff1a]"
    r"|(能|会|要|不|可以|有|是)[^,\uff0c。]{0,3}[,\uff0c]"
)

Weights = Callable[[str], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Draft:
    """An arranged answer: its text, and what the numbers in it stand for."""

    text: str
    citations: tuple[Citation, ...]
    statutes: tuple[StatuteCitation, ...]


def compose(question: str, hits: Sequence[Hit], book: StatuteBook, weights: Weights, lead: str = "") -> Draft:
    """Arrange an answer to ``question`` from ``hits`` (best first, not empty); ``lead`` is shown before it.

    ``weights`` gives the terms of a text with their weight; it ranks statements, it never changes them.
    """
    asked = what_is_asked(question)
    sections = [hits[0], *(h for h in hits[1:SECTIONS] if h.score >= SECOND_AT_LEAST * hits[0].score)]
    relevance = _relevance(weights(question), asked)
    chosen = choose(sections, relevance, broad=not asked and len(question) <= BROAD)
    citations = tuple(_citation(n, s) for n, s in enumerate(chosen, start=1))
    statutes = cite_articles(_bases(chosen), book, relevance)
    return Draft(_arrange(lead, chosen, statutes), citations, statutes)


def compose_verified(
    question: str, kept: Sequence[Statement], hits: Sequence[Hit], book: StatuteBook, weights: Weights, lead: str = ""
) -> Draft:
    """Arrange a model's verified statements; the composer adds its conclusion where it is not said, and the rest."""
    asked = what_is_asked(question)
    relevance = _relevance(weights(question), asked)
    own = choose(hits[:1], relevance)
    missing = [s for s in own if not any(repeats(s.text, k.text) for k in kept)]
    first = [s for s in missing if s.part is Part.CONCLUSION]
    last = [s for s in missing if s.part in (Part.WORDING, Part.NEXT_STEP)]
    chosen = [*first, *kept, *last]
    citations = tuple(_citation(n, s) for n, s in enumerate(chosen, start=1))
    statutes = cite_articles(_bases(chosen), book, relevance)
    return Draft(_arrange(lead, chosen, statutes), citations, statutes)


def choose(hits: Sequence[Hit], relevance: Callable[[str], float], *, broad: bool = False) -> list[Statement]:
    """Statements of the best section in their order, then what other sections add; one wording, one next step.

    A ``broad`` question wants less of one section and a word from each.
    """
    best, *others = [statements(h.passage) for h in hits]
    conclusions = [s for s in best if s.part is Part.CONCLUSION] or sorted(best, key=lambda s: -relevance(s.text))[:1]
    points = sorted(
        (s for s in best if s.part is Part.POINT and s not in conclusions), key=lambda s: -relevance(s.text)
    )
    share = POINTS_OF_BEST_WHEN_BROAD if broad else POINTS_OF_BEST
    kept = sorted(points[: share if others else POINTS_OF_BEST], key=lambda s: s.start)
    for addition in _additions(others, [*conclusions, *kept], relevance):
        if len(kept) < POINTS_IN_ALL:
            kept.append(addition)
    wording = [s for s in best if s.part is Part.WORDING]
    next_step = [s for s in best if s.part is Part.NEXT_STEP]
    return [*conclusions[:2], *kept, *wording[:1], *next_step[:1]]


def _additions(
    groups: Sequence[list[Statement]], said: Sequence[Statement], relevance: Callable[[str], float]
) -> list[Statement]:
    """Of each other section its conclusion, or what bears most on the question where that has been said."""
    added: list[Statement] = []
    for group in groups:
        candidates = [s for s in group if s.part in (Part.CONCLUSION, Part.POINT)]
        candidates.sort(key=lambda s: (s.part is not Part.CONCLUSION, -relevance(s.text)))
        alone = [s for s in candidates if not REPLY.match(s.text)]
        fresh = [s for s in alone if not any(repeats(s.text, t.text) for t in [*said, *added])]
        added += [Statement(s.passage, Part.POINT, s.text, s.start, s.end) for s in fresh[:1]]
    return added


def repeats(text: str, other: str) -> bool:
    """True if most of the shorter text's bigrams stand in the other."""
    a, b = _bigrams(text), _bigrams(other)
    return len(a & b) > ALIKE * min(len(a), len(b)) if a and b else False


def _bigrams(text: str) -> set[str]:
    characters = bare_characters(text)
    return {characters[i : i + 2] for i in range(len(characters) - 1)}


def _relevance(weights: dict[str, float], asked: frozenset[Asked]) -> Callable[[str], float]:
    total = sum(weights.values()) or 1.0

    def score(text: str) -> float:
        overlap = sum(w for term, w in weights.items() if term.lstrip("_") in text) / total
        return overlap + 0.35 * answers_kind(text, asked)

    return score


def _citation(n: int, statement: Statement) -> Citation:
    passage = statement.passage
    return Citation(n, passage.source, passage.section, passage.title, statement.text, statement.start, statement.end)


def _bases(chosen: Sequence[Statement]) -> list[Basis]:
    """The legal basis of the section that the conclusion comes from, else of the first that has one."""
    return next((list(s.passage.basis) for s in chosen if s.passage.basis), [])


def cite_articles(
    bases: Sequence[Basis], book: StatuteBook, relevance: Callable[[str], float]
) -> tuple[StatuteCitation, ...]:
    """The articles in force among ``bases`` that bear most on the question, in the order given."""
    articles = [a for a in (book.look_up(b.law, b.article) for b in bases) if a.citable]
    best = sorted(articles, key=lambda a: -relevance(a.text))[:ARTICLES]
    return tuple(StatuteCitation(a.basis.law, a.basis.article, a.standing, a.text) for a in articles if a in best)


def _arrange(lead: str, chosen: Sequence[Statement], statutes: Sequence[StatuteCitation]) -> str:
    lines = [lead] if lead else []
    numbered = list(enumerate(chosen, start=1))
    parts = {part: [f"{s.text} [{n}]" for n, s in numbered if s.part is part] for part in Part}
    lines += [f"{phrases.CONCLUSION}{text}" for text in parts[Part.CONCLUSION][:1]]
    lines += parts[Part.CONCLUSION][1:]
    if parts[Part.POINT]:
        lines += [phrases.POINTS, *(f"- {text}" for text in parts[Part.POINT])]
    lines += [f"{phrases.WORDING}{text}" for text in parts[Part.WORDING]]
    if statutes:
        lines += [phrases.BASIS, *(f"- {article_line(s)}" for s in statutes)]
    lines += [f"{phrases.NEXT_STEP}{text}" for text in parts[Part.NEXT_STEP]]
    return "\n".join(lines)


def article_line(statute: StatuteCitation) -> str:
    """An article in one line: its first sentences within the limit, cut at a sentence's end, never inside."""
    label = phrases.ARTICLE.format(law=statute.law, article=statute.article, standing=statute.status)
    spans = list(sentences(statute.text))
    end = max((b for _, b in spans if b <= ARTICLE_CHARACTERS), default=spans[0][1] if spans else 0)
    return label + statute.text[:end].replace("\n", "") + ("……" if end < len(statute.text.rstrip()) else "")
