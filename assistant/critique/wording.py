"""What the wording of each sentence adds to the patterns, and what it takes back.

A pattern's finding stands where the sentence as a whole is worded like dangerous ones; a sentence so worded that no
pattern caught is flagged with the danger whose known wordings it is nearest to.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.critique.checking import Clause, Raised, excused, raise_on, same_matter
from assistant.critique.classifier import Classifier, Judgement
from assistant.critique.features import FIGURES
from assistant.critique.patterns import Match
from assistant.critique.quantities import read_quantity
from assistant.critique.reading import LABEL
from assistant.critique.rules import ClauseType, RedFlag
from assistant.records import FindingKind

# Log odds that patterns add to the risk of a sentence: one that has measured a figure, one that has not, and that there
# are two. From a logistic regression over the dev clauses of authors whom the classifier had not seen.
MEASURED, PATTERN, TWO = 1.6, 0.75, 0.35
SHORTEST = 6  # characters of a sentence that can be judged
COMPANY = 0.8  # log odds that another dangerous sentence of the clause adds: one-sided drafting is seldom alone
NEARLY = 0.75  # share of the nearest danger's cosine from which the second nearest is named too
BY_LIKENESS = "(本句因写法与已知的危险写法相近而列出,请对照原文看这条理由是否贴切。)"
# Lines that name somebody or something and bind nobody: 甲方(盖章):…, 住所:…, (本页为签署页).
FORM = re.compile(
    r"(?:甲方|乙方|双方|住所|地址|住址|法定代表|负责人|联系|电话|手机|邮箱|邮编|传真|统一社会信用|开户|账号|日期|签订|授权代表|签字|盖章|"
    r"项目名称|合同编号|合同名称)[^,。;:]{0,16}:[^,。;:]{0,40}|\(?(?:本页|以下无正文).{0,20}"
)
SILENT = Judgement(float("-inf"), ())


class Wording:
    """Weighs the findings of a clause by a classifier of sentences."""

    def __init__(self, types: Sequence[ClauseType], classifier: Classifier) -> None:
        self._classifier = classifier
        self._flags = {f"{k.id}.{f.id}": (k, f) for k in types for f in k.red_flags if f.side != "vendor"}

    def __call__(self, clause: Clause, raised: list[Raised]) -> list[Raised]:
        """The findings that the wording bears out, and those that it adds."""
        reading = clause.searcher.reading
        judged = [self._judged(reading.text[start:end]) for start, end in reading.sentences]
        flagged: dict[int, dict[str, RedFlag]] = {}
        for one in raised:
            if one.finding.kind is FindingKind.RISK and isinstance(one.rule, RedFlag):
                for number in _sentences(clause, one):
                    flagged.setdefault(number, {})[one.finding.id] = one.rule
        limit = self._classifier.threshold
        excess = [j.risk + bonus(flagged.get(n, {}).values()) - limit for n, j in enumerate(judged)]
        alarming = {n for n, e in enumerate(excess) if e > 0}
        bad = {n for n, e in enumerate(excess) if e > 0 or (alarming - {n} and e > -COMPANY)}
        kept = [r for r in raised if r.finding.kind is not FindingKind.RISK or bad & set(_sentences(clause, r))]
        for n in sorted(bad):
            kept += self._added(clause, reading.sentences[n], judged[n], kept)
        return kept

    def _judged(self, sentence: str) -> Judgement:
        sentence = LABEL.sub("", sentence.strip("\n"), count=1)
        if len(sentence) < SHORTEST or FORM.fullmatch(sentence):
            return SILENT
        return self._classifier.judge(sentence)

    def _added(
        self, clause: Clause, extent: tuple[int, int], judgement: Judgement, known: Sequence[Raised]
    ) -> Iterator[Raised]:
        """The nearest danger, and the next one if it is nearly as near, unless they have been named."""
        match = _bare(clause, extent)
        here = [r for r in known if r.finding.kind in (FindingKind.RISK, FindingKind.VAGUE) and _within(r, extent)]
        named = {f"{r.kind.id}.{r.rule.id}" for r in here}
        fitting = [
            (name, cosine) for name, cosine in judgement.flags
            if name in self._flags and self._fits(clause, self._flags[name][1], match)
        ]  # fmt: skip
        for name, cosine in fitting[:2]:
            if cosine < NEARLY * fitting[0][1] or name in named:
                continue
            kind, flag = self._flags[name]
            found = _marked(raise_on(clause, kind, flag, flag.kind, match))
            if not any(same_matter(found, r) for r in here):
                here.append(found)
                yield found

    def _fits(self, clause: Clause, flag: RedFlag, match: Match) -> bool:
        """Whether nothing in the sentence speaks against the flag: no excuse, and no figure that is harmless."""
        if excused(clause.searcher, flag, match):
            return False
        text = clause.searcher.reading.text[match.start : match.end]
        figures = [q for m in FIGURES.finditer(text) if (q := read_quantity(m[0]))]
        same = [q for q in figures if flag.compare and q.dimension == flag.compare[0].bound.dimension]
        return not same or any(all(c.holds(q) for c in flag.compare) for q in same)


def bonus(flags: Collection[RedFlag]) -> float:
    """What the patterns that stand in a sentence add to its risk."""
    measured, other = any(f.compare for f in flags), any(not f.compare for f in flags)
    return MEASURED * measured + PATTERN * other + TWO * (len(flags) > 1)


def _sentences(clause: Clause, raised: Raised) -> range:
    """The numbers of the sentences that a finding touches."""
    reading = clause.searcher.reading
    return range(reading.sentence_at(raised.start), reading.sentence_at(max(raised.start, raised.end - 1)) + 1)


def _marked(raised: Raised) -> Raised:
    """A finding that says of itself that it rests on likeness and not on a rule."""
    return replace(raised, finding=replace(raised.finding, why=raised.finding.why + BY_LIKENESS))


def _within(raised: Raised, extent: tuple[int, int]) -> bool:
    return raised.start < extent[1] and extent[0] < raised.end


def _bare(clause: Clause, extent: tuple[int, int]) -> Match:
    """The sentence without its number and its end mark."""
    text, (start, end) = clause.searcher.reading.text, extent
    while start < end and text[start] == "\n":
        start += 1
    if label := LABEL.match(text, start):
        start = min(label.end(), end - 1)
    while end > start + 1 and text[end - 1] in "\n;。":
        end -= 1
    return Match(start, end)
