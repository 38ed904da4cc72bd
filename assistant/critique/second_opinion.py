"""A language model's findings and rewrite, added only where they can be verified; it is never trusted."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.errors import ModelUnavailable
from assistant.grounding.quotes import Support, check_quote
from assistant.grounding.statute_gate import rule_on
from assistant.models.chat import stream_text
from assistant.prompts import render
from assistant.records import Basis, Finding, FindingKind, Severity
from assistant.statutes import StatuteBook

BASIS = re.compile(r"(?P<law>[\u4e00-\u9fff]+)#(?P<article>\d{1,4})")
TITLE, MOST, LONGEST = "模型补充", 6, 300
UNAVAILABLE = "模型未能给出补充意见({reason});以上是规则审查的结果。"
REJECTED = "模型提出的{count}处意见引文或法条对不上,没有采用。"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What survived of a model's answer; ``rewrite`` has still to pass the critique."""

    findings: tuple[Finding, ...] = ()
    rewrite: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """A model asked to look for what the playbook does not know."""

    model: BaseChatModel
    prompt: Path
    statutes: StatuteBook

    def on(self, clause: str, start: int, known: Sequence[Finding]) -> Opinion:
        """Verified findings on a clause that begins at ``start`` of the text; a failing model costs a notice only."""
        listed = "\n".join(f"- {f.quote or '(缺失)'}:{f.title}" for f in known) or "(无)"
        try:
            answer = "".join(stream_text(self.model, render(self.prompt, known=listed, clause=clause)))
            raw = _object(answer)
        except (ModelUnavailable, ValueError) as error:
            reason = error.reason if isinstance(error, ModelUnavailable) else "返回内容不是 JSON"
            return Opinion(notices=(UNAVAILABLE.format(reason=reason),))
        claims = raw.get("findings")
        claims = [c for c in claims if isinstance(c, dict)][:MOST] if isinstance(claims, list) else []
        checked = [self._finding(c, i, clause, start) for i, c in enumerate(claims, start=1)]
        kept = [f for f in checked if f is not None]
        rejected = len(checked) - len(kept)
        new = tuple(f for f in kept if not any(f.start < k.end and k.start < f.end for k in known))
        rewrite = raw.get("rewrite")
        notices = (REJECTED.format(count=rejected),) if rejected else ()
        return Opinion(new, rewrite.strip() if isinstance(rewrite, str) else "", notices)

    def _finding(self, claim: dict[str, Any], number: int, clause: str, start: int) -> Finding | None:
        """The claim as a finding with the clause's own words; None if quote, law or form does not hold."""
        quote, why, suggestion = (claim.get(key) for key in ("quote", "why", "suggestion"))
        if not (isinstance(quote, str) and isinstance(why, str) and isinstance(suggestion, str) and why.strip()):
            return None
        verdict = check_quote(quote, clause)
        basis = self._basis(claim.get("basis"))
        named = rule_on(f"{why}\n{suggestion}", self.statutes)
        if verdict.support is not Support.EXACT or basis is None or not all(m.ruling.passes for m in named):
            return None
        return Finding(
            id=f"model.{number}",
            kind=FindingKind.VAGUE if claim.get("kind") == "vague" else FindingKind.RISK,
            severity=Severity.MEDIUM,
            quote=clause[verdict.start : verdict.end],
            start=start + verdict.start,
            end=start + verdict.end,
            why=why.strip()[:LONGEST],
            basis=basis,
            suggestion=suggestion.strip()[:LONGEST],
            title=TITLE,
        )

    def _basis(self, raw: object) -> tuple[Basis, ...] | None:
        """The articles named, if every one exists and is in force; None otherwise."""
        items = raw if isinstance(raw, list) else []
        found = [BASIS.fullmatch(str(item).strip()) for item in items]
        bases = [Basis(m["law"], int(m["article"])) for m in found if m]
        if len(bases) < len(items) or not all(self.statutes.look_up(b.law, b.article).citable for b in bases):
            return None
        return tuple(bases)


def _object(answer: str) -> dict[str, Any]:
    """The JSON object in an answer, code fences or not; raises ValueError."""
    begin, end = answer.find("{"), answer.rfind("}")
    if begin < 0 or end < begin:
        raise ValueError("no object")
    loaded = json.loads(answer[begin : end + 1])
    if not isinstance(loaded, dict):
        raise ValueError("no object")
    return loaded
