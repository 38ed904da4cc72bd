"""What the question suites share: asking, checking what is shown against its sources, scoring one answer."""

from collections.abc import Sequence
from typing import Any

from assistant.records import Answer, Turn
from assistant.serialise import answer_object
from assistant.statutes import StatuteBook
from assistant.text import fold
from assistant.wiring import Assistant
from evals.metrics.citations import citation_precision, citation_recall, statements
from evals.metrics.points import met_points
from evals.metrics.spans import Span, precision_and_recall
from evals.records import Score, Scores


def shown(assistant: Assistant, answer: Answer) -> tuple[dict[str, Any], dict[str, Any]]:
    """The object of ``ask --json``, and what its citations and articles were found to be."""
    output = answer_object(answer)
    return output, {
        "exact": [quote_stands(assistant, c) for c in output["citations"]],
        "articles": [article_stands(assistant.statutes, s) for s in output["statutes"]],
    }


def quote_stands(assistant: Assistant, citation: dict[str, Any]) -> bool:
    """Whether the quote is what its source says between its offsets."""
    source = str(citation["source"])
    if source.startswith("statutes/"):
        law, _, article = str(citation["section"]).partition("#")
        text = assistant.statutes.look_up(law, int(article)).text if article.isdigit() else ""
    else:
        try:
            text = assistant.source_text(source)
        except KeyError:
            return False
    return bool(citation["quote"]) and text[citation["start"] : citation["end"]] == citation["quote"]


def article_stands(book: StatuteBook, statute: dict[str, Any]) -> bool:
    """Whether the article is in force and reads as shown."""
    held = book.look_up(str(statute["law"]), int(statute["article"]))
    return held.citable and held.text == statute["text"]


def earlier_turns(history: Sequence[dict[str, Any]]) -> tuple[Turn, ...]:
    """A case's ``history`` as the assistant takes it."""
    return tuple(Turn(str(t["question"]), str(t["answer"])) for t in history)


def point_scores(outputs: Sequence[dict[str, Any]], points: Sequence[Sequence[Sequence[str]]]) -> Scores:
    """Point recall over one or more answers; a refusal meets no point."""
    met: list[bool] = []
    for output, wanted in zip(outputs, points, strict=True):
        met += [False] * len(wanted) if output["refused"] else met_points(str(output["answer"]), wanted)
    if not met:
        return {}
    flat = [alternatives for wanted in points for alternatives in wanted]
    missed = ["/".join(p) for p, m in zip(flat, met, strict=True) if not m]
    share = sum(met) / len(met)
    reason = f"{sum(met)} of {len(met)}" + (f", not: {'; '.join(missed)}" if missed else "")
    return {"point_recall": Score(share, 1.0, reason), "point_recall_micro": Score(share, float(len(met)))}


def source_scores(outputs: Sequence[dict[str, Any]], evidence: Sequence[dict[str, Any]]) -> Scores:
    """Citations and articles of answers that were given; nothing for a refusal, which cites nothing."""
    scores: Scores = {}
    exact = [stands for seen in evidence for stands in seen["exact"]]
    articles = [stands for seen in evidence for stands in seen["articles"]]
    claims = [claim for output in outputs if not output["refused"] for claim in statements(output)]
    if exact:
        scores["citation_exact"] = Score(sum(exact) / len(exact))
    if articles:
        scores["basis_valid"] = Score(sum(articles) / len(articles))
    if claims:
        loose = [c.text for c in claims if not citation_recall([c])]
        scores["citation_recall"] = Score(
            citation_recall(claims), 1.0, f"unsupported: {'; '.join(loose)}" if loose else ""
        )
        scores["citation_precision"] = Score(citation_precision(claims))
    return scores


def smuggled(answer: str, must_not: Sequence[str]) -> list[str]:
    """The strings that must not stand in the answer and do, as written or after folding width and case."""
    folded = fold(answer)
    return [s for s in must_not if s and (s in answer or (bool(fold(s)) and fold(s) in folded))]


def expectation_scores(output: dict[str, Any], expected: dict[str, Any]) -> Scores:
    """Articles, sections, spans and forbidden strings that a case may name."""
    scores: Scores = {}
    if wanted := expected.get("statutes"):
        shown_articles = {(s["law"], int(s["article"])) for s in output["statutes"]}
        scores["statute_recall"] = Score(sum((law, int(n)) in shown_articles for law, n in wanted) / len(wanted))
    if sections := expected.get("sections"):
        cited = {c["section"] for c in output["citations"]}
        scores["section_recall"] = Score(sum(s in cited for s in sections) / len(sections))
    if spans := expected.get("spans"):
        quoted = [Span(c["source"], c["start"], c["end"]) for c in output["citations"]]
        precision, recall = precision_and_recall(quoted, [Span(str(s), int(a), int(b)) for s, a, b in spans])
        scores |= {"span_precision": Score(precision), "span_recall": Score(recall)}
    if must_not := expected.get("must_not"):
        said = smuggled(str(output["answer"]), must_not)
        scores["must_not_hit"] = Score(float(bool(said)), 1.0, "; ".join(said))
    return scores


def latency(outputs: Sequence[dict[str, Any]]) -> Scores:
    """Milliseconds of one answer, as the assistant itself measured them."""
    times = [float(o["timings_ms"]["total"]) for o in outputs if "total" in o["timings_ms"]]
    return {"latency_ms": Score(sum(times) / len(times))} if times else {}
