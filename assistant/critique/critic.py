"""The critic: a clause or a contract in, findings, rewrites, gaps and a verdict out."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from assistant.critique import contract, money
from assistant.critique.checking import PROBLEMS, Clause, Raised, check
from assistant.critique.classifier import Classifier
from assistant.critique.parties import Parties
from assistant.critique.patterns import Searcher
from assistant.critique.reading import Reading, read
from assistant.critique.recognition import Recognised, is_clause, recognise
from assistant.critique.rewriting import Recheck, from_ladder, from_model, rewrite
from assistant.critique.rules import Playbook
from assistant.critique.second_opinion import SecondOpinion
from assistant.critique.splitting import CONTRACT, Part, split
from assistant.critique.typesetting import like
from assistant.critique.wording import Wording
from assistant.errors import InputRefused
from assistant.records import Basis, ClauseReview, Critique, FindingKind, LadderStep, Rewrite
from assistant.statutes import StatuteBook

LONGEST_TEXT = 500_000


class Side(StrEnum):
    """For whom the critique looks; ``neutral`` reports legal invalidity only."""

    BUYER = "buyer"
    VENDOR = "vendor"
    NEUTRAL = "neutral"


class Critic:
    """Applies the playbook; a legal basis that is not in force today is left out.

    It needs no model. ``classifier`` weighs what the patterns find and finds what they miss. ``second_opinion`` adds what a language model finds in a single clause, where that can be verified.
    """

    def __init__(
        self,
        playbook: Playbook,
        statutes: StatuteBook,
        *,
        classifier: Classifier | None = None,
        second_opinion: SecondOpinion | None = None,
    ) -> None:
        self.playbook = playbook
        self._weigh = Wording(playbook.types, classifier) if classifier else None
        self._statutes = statutes
        self._second_opinion = second_opinion
        self._citable = lru_cache(maxsize=4096)(self._look_up)

    def _look_up(self, basis: Basis) -> bool:
        return self._statutes.look_up(basis.law, basis.article).citable

    def critique(
        self, text: str, *, side: Side = Side.BUYER, progress: Callable[[int, int], None] | None = None
    ) -> Critique:
        """The critique of a text; raises InputRefused for one that is empty or too long."""
        if not text.strip():
            raise InputRefused("There is nothing to critique. Give the text of a clause or of a contract.")
        if len(text) > LONGEST_TEXT:
            raise InputRefused(f"The text has {len(text)} characters; the limit is {LONGEST_TEXT}. Give it in parts.")
        reading, parties = read(text)
        parts = split(text)
        whole = len(parts) >= CONTRACT
        studies = []
        for done, part in enumerate(parts, start=1):
            studies.append(self._study(text, part, reading.part(part.start, part.end), side))
            if progress:
                progress(done, len(parts))
        if side is Side.BUYER and len(parts) > 1:
            studies = contract.resolve(studies, whole=whole)
        reviews = tuple(self._review(text, s, parties, side) for s in studies)
        remarks = contract.notices(reading)
        if self._second_opinion and len(reviews) == 1 and reviews[0].types and side is Side.BUYER:
            review, said = self._with_opinion(text, reviews[0], studies[0], parties, self._second_opinion)
            reviews, remarks = (review,), (*remarks, *said)
        gaps = contract.gaps(self.playbook, studies) if whole and side is Side.BUYER else ()
        gaps = tuple(replace(g, basis=self._in_force(g.basis)) for g in gaps)
        return Critique(
            clauses=reviews,
            contract_gaps=gaps,
            verdict=contract.verdict(reviews, gaps),
            priorities=contract.priorities(reviews, gaps),
            money=money.at_stake(text, reading) if any(r.types for r in reviews) else (),
            notices=remarks,
            side=side,
        )

    def _study(self, text: str, part: Part, reading: Reading, side: Side) -> contract.Study:
        searcher = Searcher(reading)
        if not is_clause(reading):
            return contract.Study(part, searcher, (), ())
        recognised = recognise(searcher, part.heading, self.playbook.types)
        raised = check(Clause(text, part.start, searcher), recognised, self.playbook.types, side, self._weigh)
        return contract.Study(part, searcher, tuple(_named(recognised, raised)), tuple(map(self._cited, raised)))

    def _cited(self, raised: Raised) -> Raised:
        return replace(raised, finding=replace(raised.finding, basis=self._in_force(raised.finding.basis)))

    def _in_force(self, bases: tuple[Basis, ...]) -> tuple[Basis, ...]:
        return tuple(b for b in bases if self._citable(b))

    def _review(self, text: str, study: contract.Study, parties: Parties, side: Side) -> ClauseReview:
        part = study.part
        return ClauseReview(
            start=part.start,
            end=part.end,
            heading=part.heading,
            types=tuple(r.kind.name for r in study.types),
            findings=tuple(r.finding for r in study.raised),
            rewrite=self._rewrite(text[part.start : part.end], study, parties) if side is Side.BUYER else Rewrite(),
            ladder=tuple(
                LadderStep(r.kind.name, rung, like(parties.in_their_words(step), text))
                for r in study.types[:2]
                for rung, step in zip(
                    ("首选", "可接受", "底线"),
                    (r.kind.ladder.preferred, r.kind.ladder.acceptable, r.kind.ladder.floor),
                    strict=True,
                )
            ),
            vendor_message=_message(study),
        )

    def _with_opinion(
        self, text: str, review: ClauseReview, study: contract.Study, parties: Parties, asked: SecondOpinion
    ) -> tuple[ClauseReview, tuple[str, ...]]:
        """The review with a model's verified findings, and its rewrite where the playbook's own did not clear."""
        clause = text[review.start : review.end]
        opinion = asked.on(clause, review.start, review.findings)
        rewritten = review.rewrite
        if rewritten.source != "own" and opinion.rewrite:
            problems = [r for r in study.raised if r.finding.kind in PROBLEMS]
            rewritten = (
                from_model(clause, opinion.rewrite, parties, problems, self._recheck(study, parties)) or rewritten
            )
        return replace(review, findings=(*review.findings, *opinion.findings), rewrite=rewritten), opinion.notices

    def _rewrite(self, text: str, study: contract.Study, parties: Parties) -> Rewrite:
        if not any(r.finding.kind in PROBLEMS for r in study.raised):
            return Rewrite()
        recheck = self._recheck(study, parties)
        own = rewrite(text, parties, study.raised, recheck)
        if own.text or not study.types:
            return own
        return from_ladder(text, study.types[0].kind.ladder.preferred, study.part.heading, parties, recheck)

    def _recheck(self, study: contract.Study, parties: Parties) -> Recheck:
        """The critique of a candidate, read by itself; what another clause settles needs no place in it."""
        settled = {r.finding.id for r in study.raised if r.finding.kind is FindingKind.OK}

        def recheck(candidate: str) -> list[Raised]:
            reading, _ = read(candidate, parties)
            again = self._study(candidate, Part(0, len(candidate), study.part.heading), reading, Side.BUYER)
            return [r for r in again.raised if not (r.finding.kind is FindingKind.MISSING and r.finding.id in settled)]

        return recheck


def _named(recognised: list[Recognised], raised: list[Raised]) -> list[Recognised]:
    """The types that name the clause: the well evidenced ones, and those whose red flags stand in it."""
    flagged = {r.kind.id for r in raised if r.finding.kind in (FindingKind.RISK, FindingKind.VAGUE)}
    named = [r for r in recognised if r.named or r.kind.id in flagged]
    strange = {
        r.kind.id: r.kind for r in raised if r.kind.id in flagged and r.kind.id not in {n.kind.id for n in named}
    }
    every = [*named, *(Recognised(kind, 0.0, False) for kind in strange.values())]
    return [r for r in every if not r.kind.fallback] or every


def _message(study: contract.Study) -> str:
    """What to send to the vendor about this clause: the type's message and the points of its dangerous findings."""
    points = list(dict.fromkeys(r.finding.vendor_message for r in study.raised if r.finding.kind in PROBLEMS))
    if not points:
        return ""
    opening = study.types[0].kind.vendor_message if study.types else ""
    return "\n".join([opening, *(f"{i}. {p}" for i, p in enumerate(points, start=1))]).strip()
