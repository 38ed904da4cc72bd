"""Citation recall and precision in the shape of ALCE, with exact support in place of entailment.

ALCE (Gao et al. 2023, "Enabling large language models to generate text with citations"): a statement's recall is 1
if the passages it cites support it together; a citation's precision is 1 if its statement is supported and it is not
irrelevant, that is, it supports the statement alone or the others do not without it. ALCE asks an entailment model;
here the checker is **exact support**: the statement, without white space and punctuation, must stand in the quoted
text. It is stricter: no paraphrase passes. It is this package's own code, not the product's grounding module.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter

from assistant.answering import phrases
from evals.metrics.points import squeezed

MARKER = re.compile(r"\[(\d+)\]")
ARTICLE = re.compile(r"^-?\s*《(?P<law>[^》]+)》第(?P<article>\d+)条\([^)]*\):(?P<text>.*)$")
LABELS = (phrases.CONCLUSION, phrases.POINTS, phrases.WORDING, phrases.BASIS, phrases.NEXT_STEP)


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of an answer and the quoted texts it points to."""

    text: str
    quotes: tuple[str, ...]


def statements(output: dict[str, object]) -> list[Statement]:
    """The claims of an ``ask --json`` object, line by line.

    Frames in the assistant's own words (labels, the comparison of figures, what the statute gate says) state nothing
    from a source and are left out. A line of 法律依据 points to the text of its article in ``statutes``.
    """
    quotes = {str(c["n"]): str(c["quote"]) for c in output["citations"]}  # type: ignore[attr-defined]
    laws = {(s["law"], int(s["article"])): str(s["text"]) for s in output["statutes"]}  # type: ignore[attr-defined]
    found = []
    for line in str(output["answer"]).split("\n"):
        if article := ARTICLE.match(MARKER.sub("", line).strip()):
            text = article["text"].strip().removesuffix("……")
            held = laws.get((article["law"], int(article["article"])), "")
            found.append(Statement(text, (held,) if held else ()))
            continue
        claim = _without_label(MARKER.sub("", line).strip())
        if claim and not _own_words(claim):
            found.append(Statement(claim, tuple(quotes[n] for n in MARKER.findall(line) if n in quotes)))
    return found


def supports(quotes: Sequence[str], claim: str) -> bool:
    """Exact support: the claim stands in the quotes, white space and punctuation aside."""
    wanted = squeezed(claim)
    return bool(wanted) and wanted in "".join(squeezed(q) for q in quotes)


def citation_recall(found: Sequence[Statement]) -> float:
    """Share of statements that what they cite supports; 0 for an answer without statements."""
    return sum(supports(s.quotes, s.text) for s in found) / len(found) if found else 0.0


def citation_precision(found: Sequence[Statement]) -> float:
    """Share of citations that are needed for a supported statement; 0 for an answer without citations."""
    judged = [_relevant(s, i) for s in found for i in range(len(s.quotes))]
    return sum(judged) / len(judged) if judged else 0.0


def _relevant(statement: Statement, index: int) -> bool:
    if not supports(statement.quotes, statement.text):
        return False
    others = statement.quotes[:index] + statement.quotes[index + 1 :]
    return supports(statement.quotes[index : index + 1], statement.text) or not supports(others, statement.text)


def _without_label(line: str) -> str:
    line = re.sub(r"^[-*•]\s+", "", line)
    label = next((label for label in LABELS if line.startswith(label)), "")
    return line.removeprefix(label).strip()


def _own_words(line: str) -> bool:
    return any(frame.fullmatch(line) for frame in _frames())


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    """The assistant's fixed sentences as patterns, their blanks filled by anything."""
    texts = [v for k, v in vars(phrases).items() if k.isupper() and isinstance(v, str) and k != "ARTICLE"]
    return tuple(re.compile(_pattern(text), re.DOTALL) for text in texts)


def _pattern(template: str) -> str:
    return "".join(
        re.escape(text) + (".*" if field is not None else "") for text, field, _, _ in Formatter().parse(template)
    )
