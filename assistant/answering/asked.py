"""What kind of answer a question wants: when, how much, who, how to write, whether, what if."""

import re
from enum import StrEnum

from assistant.text import fold


class Asked(StrEnum):
    """The kind of thing a question asks for."""

    WHEN = "when"
    HOW_MUCH = "how much"
    WHO = "who"
    WORDING = "wording"
    WHETHER = "whether"
    WHAT_IF = "what if"


SIGNS = {
    Asked.WHEN: r"多久|多长时间|几天|几个?小时|几个?月|几年|什么时候|何时|期限|时限|提前多",
    Asked.HOW_MUCH: r"多少|几成|比例|百分之|%|上限|多高|几倍|几个点|怎么算|如何计算",
    Asked.WHO: r"谁|哪一?方|归.{0,4}(吗|么|还是)|由.{0,6}(承担|负责|出)",
    Asked.WORDING: r"怎么写|咋写|如何写|写法|措辞|模板|范本|怎么约定|怎么定|条款内容|怎么表述",
    Asked.WHETHER: r"吗|行不行|能不能|可不可以|可以不|合法|违法|有效|算不算|合理|要不要|必须|能否|是否|高不高|够不够|对不对",
    Asked.WHAT_IF: r"如果|要是|万一|假如|怎么办|咋办|咋整|跑路|倒闭|不肯|不给|拒绝|拖着",
}
EVIDENCE = {
    Asked.WHEN: r"[0-9零一二三四五六七八九十百两]+ ?(个)?(工作日|自然日|小时|分钟|天|日|周|个月|月|年)|立即|提前|期限",
    Asked.HOW_MUCH: r"[0-9零一二三四五六七八九十百两]+ ?(%|‰|万?元|倍|个月|个百分点|成)|百分之|千分之|全额|上限",
    Asked.WHO: r"甲方|乙方|供应商|买方|我们|由.{1,10}(承担|负责|决定|通知)",
    Asked.WORDING: r"写明|写清|约定|写法|写进|注明",
    Asked.WHETHER: r"可以|不可以|不能|不得|无效|有效|合法|违法|不合理|合理|应当|必须|不必|不算|有权|无权|够|偏高|偏低",
    Asked.WHAT_IF: r"可以|有权|要求|解除|赔偿|催告|书面|保留|通知|立即|退",
}
_SIGNS = {kind: re.compile(pattern) for kind, pattern in SIGNS.items()}
_EVIDENCE = {kind: re.compile(pattern) for kind, pattern in EVIDENCE.items()}


def what_is_asked(question: str) -> frozenset[Asked]:
    """All kinds that the question's words ask for; none for a bare topic."""
    folded = fold(question)
    return frozenset(kind for kind, pattern in _SIGNS.items() if pattern.search(folded))


def answers_kind(text: str, asked: frozenset[Asked]) -> float:
    """Share of the kinds asked for that a statement has the words of; 0 where nothing is asked for."""
    folded = fold(text)
    return sum(bool(_EVIDENCE[kind].search(folded)) for kind in asked) / len(asked) if asked else 0.0
