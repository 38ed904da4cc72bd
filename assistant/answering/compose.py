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

STATEMENTS = 8  # of an answer in all
SECTIONS = 6
SECOND_AT_LEAST = 0.5  # share of the best score from which another section has something to add
# What a statement is worth: its bearing on the question, its section's rank, and being a conclusion. Tried on the dev
# questions: with 1 to 1 to 0.4 the answers hold .847 of the facts, by rank alone .842, by bearing above all .840.
RANK_WEIGHT, CONCLUSION_WEIGHT = 1.0, 0.4
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
    chosen = choose(sections, relevance)
    citations = tuple(_citation(n, s) for n, s in enumerate(chosen, start=1))
    statutes = cite_articles(_bases(chosen), book, relevance)
    return Draft(_arrange(lead, chosen, statutes), citations, statutes)


def compose_verified(
    question: str, kept: Sequence[Statement], hits: Sequence[Hit], book: StatuteBook, weights: Weights, lead: str = ""
) -> Draft:
    """Arrange a model's verified statements within the composer's own answer, whose points fill the room they leave."""
    relevance = _relevance(weights(question), what_is_asked(question))
    own = choose(hits, relevance)
    best = hits[0].passage
    points = [
        Statement(s.passage, Part.POINT, s.text, s.start, s.end)
        for s in kept
        if s not in own and s.part in (Part.CONCLUSION, Part.POINT) and (s.passage == best or not REPLY.match(s.text))
    ]
    said = [s for s in own if s.part is Part.POINT and any(repeats(s.text, k.text) for k in kept)]
    spare = [s for s in own if s.part is Part.POINT and s not in said]
    room = STATEMENTS - (len(own) - len(spare))
    points = points[:room]
    chosen = [
        *(s for s in own if s.part is Part.CONCLUSION),
        *said,
        *points,
        *spare[: room - len(points)],
        *(s for s in own if s.part in (Part.WORDING, Part.NEXT_STEP)),
    ]
    citations = tuple(_citation(n, s) for n, s in enumerate(chosen, start=1))
    statutes = cite_articles(_bases(chosen), book, relevance)
    return Draft(_arrange(lead, chosen, statutes), citations, statutes)


def choose(hits: Sequence[Hit], relevance: Callable[[str], float]) -> list[Statement]:
    """The best section's conclusion, the points worth most of all sections, one wording and one next step."""
    best = statements(hits[0].passage)
    conclusions = [s for s in best if s.part is Part.CONCLUSION][:2] or sorted(best, key=lambda s: -relevance(s.text))[
        :1
    ]
    wording = [s for s in best if s.part is Part.WORDING][:1]
    next_step = [s for s in best if s.part is Part.NEXT_STEP][:1]
    room = STATEMENTS - len(conclusions) - len(wording) - len(next_step)
    points: list[tuple[int, Statement]] = []
    for rank, candidate in _by_worth(hits, relevance):
        said = [*conclusions, *(s for _, s in points)]
        if (
            len(points) < room
            and candidate not in conclusions
            and not any(repeats(candidate.text, s.text) for s in said)
        ):
            points.append((rank, candidate))
    ordered = [s for _, s in sorted(points, key=lambda p: (p[0], p[1].start))]
    return [
        *conclusions,
        *(Statement(s.passage, Part.POINT, s.text, s.start, s.end) for s in ordered),
        *wording,
        *next_step,
    ]


def _by_worth(hits: Sequence[Hit], relevance: Callable[[str], float]) -> list[tuple[int, Statement]]:
    """Conclusions and points of all sections with their section's rank, worth most first.

    A reply to another section's own question is left out.
    """
    worth: list[tuple[float, int, Statement]] = []
    for rank, hit in enumerate(hits):
        share = hit.score / hits[0].score if hits[0].score else 1.0
        for statement in statements(hit.passage):
            if statement.part in (Part.CONCLUSION, Part.POINT) and not (rank and REPLY.match(statement.text)):
                bonus = CONCLUSION_WEIGHT * (statement.part is Part.CONCLUSION)
                worth.append((relevance(statement.text) + RANK_WEIGHT * share + bonus, rank, statement))
    return [(rank, statement) for _, rank, statement in sorted(worth, key=lambda w: (-w[0], w[1], w[2].start))]


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
