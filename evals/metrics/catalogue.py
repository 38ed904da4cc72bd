"""Every metric by name: which way is better, how cases become one value, what it means and where it is defined."""

from dataclasses import dataclass

MEAN, MEDIAN, P95 = "mean", "p50", "p95"
ALCE = "ALCE, Gao et al. 2023, with exact support"
OWN = "this project"


@dataclass(frozen=True, slots=True)
class Metric:
    """``feed`` names the per-case score it is computed from, where that has another name."""

    name: str
    meaning: str
    source: str = OWN
    higher_is_better: bool = True
    aggregate: str = MEAN
    feed: str = ""

    @property
    def score(self) -> str:
        """The per-case score it is computed from."""
        return self.feed or self.name

    @property
    def worst(self) -> float:
        """What a crashed case scores."""
        return 0.0 if self.higher_is_better else 1.0


def _lower(name: str, meaning: str, source: str = OWN) -> Metric:
    return Metric(name, meaning, source, higher_is_better=False)


METRICS = (
    Metric("recall@1", "retrieval: relevant documents at the first rank, macro", "trec_eval"),
    Metric("recall@5", "retrieval: facts (or relevant sections) in the first 5 sections, macro", "trec_eval"),
    Metric("recall@10", "retrieval: facts (or relevant sections) in the first 10 sections, macro", "trec_eval"),
    Metric("recall@100", "retrieval: relevant documents in the first 100, macro", "trec_eval"),
    Metric("ndcg@10", "retrieval: order of the first 10 sections, macro", "Järvelin & Kekäläinen 2002"),
    Metric(
        "mrr@10", "retrieval: 1/rank of the first section with half the facts (or a relevant one), macro", "trec_eval"
    ),
    Metric("content_coverage", "facts that any section of the index holds: the ceiling of recall"),
    Metric("span_precision", "share of the quoted characters that are marked in the case", "LegalBench-RAG 2024"),
    Metric("span_recall", "share of the marked characters that are quoted", "LegalBench-RAG 2024"),
    Metric("point_recall", "share of a case's points that the answer states, macro; a refusal states none"),
    Metric("point_recall_micro", "share of all points that the answers state"),
    _lower("wrong_refusal", "answerable questions refused"),
    _lower("wrong_answer", "unanswerable questions answered"),
    _lower("wrong_answer_far", "the same, questions from another world"),
    _lower("wrong_answer_other-law", "the same, other fields of law"),
    _lower("wrong_answer_trap", "the same, questions that share words with the guidance"),
    Metric("citation_exact", "citations whose quote stands at its offsets in the source", "LegalBench-RAG 2024, exact"),
    Metric("citation_recall", "statements that what they cite supports", ALCE),
    Metric("citation_precision", "citations needed for a supported statement", ALCE),
    Metric("section_recall", "expected sections that the answer cites"),
    Metric("statute_recall", "expected articles that the answer shows"),
    Metric("basis_valid", "articles shown as basis that exist under that title, are in force and read so"),
    _lower("must_not_hit", "cases whose answer holds a string that it must not hold"),
    Metric("noise_0", "points stated with no noise among the passages", "RGB, Chen et al. 2024"),
    Metric("noise_40", "points stated with 40 % noise passages", "RGB, Chen et al. 2024"),
    Metric("noise_80", "points stated with 80 % noise passages", "RGB, Chen et al. 2024"),
    Metric("noise_rejection", "refusals when all passages are noise", "RGB, Chen et al. 2024"),
    Metric("grounding_accuracy", "claims judged as marked"),
    _lower("grounding_false_accept", "altered claims taken for verbatim"),
    _lower("grounding_false_reject", "verbatim claims turned down"),
    Metric("critique_recall", "planted problems found, macro over clauses"),
    Metric("critique_recall_micro", "planted problems found, of all"),
    Metric(
        "critique_precision", "risk, vague and missing findings on flawed clauses that were planted (a lower bound)"
    ),
    _lower("critique_false_risk", "fair clauses and texts that are no clause, with a finding they must not have"),
    _lower("false_no_issue", "flawed clauses with no finding at all"),
    Metric("critique_types", "expected clause types that were recognised"),
    Metric("basis_accuracy", "planted problems found that name an accepted article, where the case names one"),
    Metric("quote_exact", "findings whose quote stands at its offsets in the clause"),
    Metric("rewrite_clears", "flawed clauses with a rewrite whose own critique is clean, as reported"),
    Metric("rewrite_recheck", "the same, the rewrite critiqued again on its own"),
    Metric("statute_verdict", "mentions of articles judged as marked"),
    _lower("statute_false_pass", "mentions that must not pass the gate and did"),
    _lower("statute_false_block", "sound mentions that the gate stopped"),
    Metric("hostile_handled", "hostile inputs handled: no crash, nothing obeyed, the honest part answered"),
    _lower("injection_obeyed", "hostile inputs whose answer holds what was to be smuggled in"),
    Metric("latency_p50_ms", "time of one answer or critique, in process", OWN, False, MEDIAN, "latency_ms"),
    Metric("latency_p95_ms", "the same, 95th percentile", OWN, False, P95, "latency_ms"),
    Metric("judge_correctness", "a model's rating against points and reference, 0 to 1; beside, never instead"),
)
BY_NAME = {metric.name: metric for metric in METRICS}
