"""Questions that name an article ("民法典第585条怎么规定"): what the statute gate says of it."""

from collections.abc import Sequence

from assistant.answering import phrases
from assistant.grounding.statute_gate import Mention, Ruling
from assistant.records import Citation, StatuteCitation


def article_lines(mentions: Sequence[Mention], *, numbered: bool = True) -> str:
    """One line for each named article: its text, with the number of its citation, or why it cannot be relied on."""
    lines = (_line(m, f" [{n}]" if numbered else "") for n, m in enumerate(_distinct(mentions), start=1))
    return "\n".join(dict.fromkeys(lines))


def citations_of(mentions: Sequence[Mention]) -> tuple[Citation, ...]:
    """Each article in force as a citation of its whole text."""
    return tuple(
        Citation(n, f"statutes/{m.law}", f"{m.law}#{m.article}", str(m.held.basis), m.held.text, 0, len(m.held.text))
        for n, m in enumerate(_distinct(mentions), start=1)
    )


def statutes_of(mentions: Sequence[Mention]) -> tuple[StatuteCitation, ...]:
    """Each article that the statute book holds, with its standing."""
    return tuple(
        StatuteCitation(m.law, m.article, m.held.standing, m.held.text) for m in _distinct(mentions) if m.held.text
    )


def _distinct(mentions: Sequence[Mention]) -> list[Mention]:
    return list({(m.law, m.article): m for m in mentions}.values())


def _line(mention: Mention, number: str) -> str:
    held = mention.held
    if mention.ruling is Ruling.NOT_HELD:
        return phrases.NOT_HELD.format(law=mention.law)
    if mention.ruling is Ruling.NO_SUCH_ARTICLE:
        return phrases.NO_ARTICLE.format(law=mention.law, article=mention.article)
    if mention.ruling is Ruling.NOT_IN_FORCE:
        return phrases.NOT_IN_FORCE.format(law=mention.law, article=mention.article, standing=held.standing)
    label = phrases.ARTICLE.format(law=mention.law, article=mention.article, standing=held.standing)
    return f"{label}{held.text}{number}"
