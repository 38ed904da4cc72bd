"""Whether to answer at all: a fitted probability that the best passage answers the question.

The weights come from ``python -m evals calibrate`` over the dev cases and are stored beside this module with the
data they were fitted on; nothing here is set by hand. The list of fields that are not covered is no part of the fit of
the weights: a part of it was written with the same cases in view, so a fit would trust it too much.
"""

import json
import math
import re
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

from assistant.answering.wording import answerable
from assistant.errors import ContentError
from assistant.index.lexical import LexicalIndex
from assistant.index.terms import terms
from assistant.records import Hit
from assistant.retrieval.hybrid import Found

CALIBRATION = Path(__file__).with_name("calibration.json")
USUAL = 8  # texts of the index that hold a word of the field
LIFT = 0.1  # cosine above the background that counts as 1
TWIN = (0.84, 0.16)  # cosine of two questions that counts as 0, and from there to 1
# A question about this one case, this moment or an act, which no guidance can know: 我们这单, 昨天, 帮我查, 哪家.
INSTANCE = re.compile(
    r"(帮|替)(我|我们|忙)(?!.{0,6}(写|拟|改|看|审|起草|想|把关))|发(我|给我)|给我(找|推荐|讲)|"
    r"(昨天|今天|明天|刚才|刚刚|上周|下周|昨晚|明早|现在几|目前最)|(贵公司|你们公司|你们家|你们的)|(哪家|哪个牌子|哪款|谁家)|"
    r"(电话|微信号|邮箱|地址)是|(排名|排行|推荐)|我的(会员|积分|余额|卡|账号|密码)"
)
AGREEMENT = re.compile(
    r"合同|协议|条款|约定|签|写明|写进|写上|供应商|乙方|甲方|厂商|软件商|违约|赔|责任|验收|首付|尾款|付款|定金|发票|续费|续约|退款|解除|终止|"
    r"保密|泄露|数据|备份|培训|售后|响应|升级|维护|仲裁|管辖|许可|授权|源代码|条件|期限|上限|比例|合法|违法|有效|无效"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer or against it, each from about 0 to about 1; likeness may be negative."""

    similarity: float  # cosine of the best hit
    lift: float  # that cosine above what passages at random reach
    twin: float  # how nearly a lay question of the best hits asks the same
    declined: float  # how nearly a question that must be declined asks the same
    coverage: float  # share of the question's term weight that the best hit's words carry
    known: float  # share of the question's term weight that any passage carries at all
    usual: float  # share of the question's words that are usual in the guidance
    strength: float  # lexical score of the best hit, against the question's total term weight
    agreement: float  # 1 where the question speaks of agreements, data or rights
    instance: float  # 1 where it asks of one case, this moment, or for an act
    wording: float  # log odds, by its wording alone, that the guidance answers such a question


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted logistic model: ``weights`` in the order of Evidence, then the threshold of refusal."""

    weights: tuple[float, ...]
    bias: float
    threshold: float
    fitted_on: str

    def confidence(self, evidence: Evidence, out_of_scope: float = 0.0) -> float:
        """Probability that the question can be answered from the best hits.

        ``out_of_scope`` is the share of the question that belongs to a field that is not covered.
        """
        total = self.bias + sum(w * x for w, x in zip(self.weights, astuple(evidence), strict=True))
        return (1 - out_of_scope) / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_calibration(path: Path = CALIBRATION) -> Calibration:
    """The stored fit."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    if list(raw["weights"]) != [field.name for field in fields(Evidence)]:
        raise ContentError(path.name, 0, "it was fitted on other evidence", "Run `python -m evals calibrate --write`")
    return Calibration(tuple(raw["weights"].values()), raw["bias"], raw["threshold"], raw["fitted_on"])


def gather(found: Found, lexical: LexicalIndex) -> Evidence:
    """The evidence for the best hit of ``found``, which must have one."""
    weights = lexical.weights(found.query)
    total = sum(weights.values()) or 1.0
    best = found.hits[0]
    held = _own_terms(best)
    words = [w for w in dict.fromkeys(terms(found.query)) if not w.startswith("_")]
    usual = sum(lexical.frequency(w) >= USUAL for w in words)
    return Evidence(
        similarity=best.dense,
        lift=(best.dense - found.background) / LIFT,
        twin=_asked_alike(max(h.twin for h in found.hits)),
        declined=_asked_alike(found.declined_twin),
        coverage=sum(w for term, w in weights.items() if term in held) / total,
        known=sum(w for term, w in weights.items() if lexical.knows(term)) / total,
        usual=usual / len(words) if words else 0.0,
        strength=min(1.5, best.lexical / (2.2 * total)),
        agreement=float(bool(AGREEMENT.search(found.query))),
        instance=float(bool(INSTANCE.search(found.query))),
        wording=answerable(found.query),
    )


def _asked_alike(cosine: float) -> float:
    """The likeness of two questions on a scale where 0 is the usual and 1 the same; -1 where none is near."""
    return max(-1.0, (cosine - TWIN[0]) / TWIN[1])


def _own_terms(hit: Hit) -> set[str]:
    passage = hit.passage
    return set(terms("\n".join([*passage.headings, passage.text, *passage.questions])))
