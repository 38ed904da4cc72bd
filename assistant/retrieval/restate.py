"""A follow-up becomes a question that stands alone: ellipsis, pronouns, the other side, "what else"."""

import re
from collections.abc import Sequence

from assistant.chunking.tokens import count_tokens
from assistant.records import Turn
from assistant.text import fold

HISTORY_TOKENS = 1500  # how much of a conversation is looked at, newest first
MORE = re.compile(r"^(还有(呢|吗|什么|没有?)?|继续|然后呢|别的呢|其他呢|more|go on)[?!\u3002.~]*$")
OTHER_SIDE = re.compile(r"^那?(甲方|乙方|供应商|我们|对方|他们|我方)(呢|这边呢|那边呢)?[?!\u3002]*$")
POINTING = re.compile(
    r"(^(那|那么|这样|这个|那个|这种|那种|这|它|他们?|如果|要是|万一|写成|改成|换成|超过|低于|少于|包括|具体|为什么|为啥|凭什么|依据|有依据|有法律)|"
    r"(这个|那个|这条|那条|该条|上述|刚才|前面)|(呢)[?!\u3002]*$)"
)
BARE = re.compile(
    r"^(要|得|是|会|能|该|最)?(多久|多长时间|多少|多少钱|几天|几个月|几年|几次|谁|谁来|谁付|谁出|怎么写|怎么办|怎么算|怎么定|"
    r"怎么说|为什么|为啥|可以吗|行吗|合法吗|合理吗|有用吗|违法吗|有效吗|一定要吗|必须吗|依据是什么|法律依据).{0,4}$"
)
# A short question without a noun of the field leans on what was asked before: 超了咋办, 要不要双向的.
TOPICAL = re.compile(
    r"合同|协议|条款|违约|赔|责任|验收|首付|尾款|付款|预付|定金|押金|发票|续费|续约|涨价|退款|保密|泄露|数据|备份|培训|售后|响应|升级|维护|"
    r"仲裁|诉讼|管辖|许可|授权|源代码|源码|会员|积分|储值|优惠券|短信|门店|小程序|接口|功能|账号|可用率|试用|试运行|分包|转让|不可抗力|"
    r"公章|盖章|签字|签约|知识产权|日志|加密|权限|服务器|迁移|导出|删除|注销|资质|执照|等保|报价|预算|附件|通知"
)
NEW_TOPIC = re.compile(r"^(算了|换个|另外|对了|先说|再问|还想问|顺便|下一个|别的问题)")
SIDES = {"甲方": "乙方", "乙方": "甲方", "供应商": "我们", "我们": "供应商", "对方": "我们"}
ENDING = "?\uff1f\u3002!\uff01"
ALONE = 14  # characters from which a question that points at nothing is taken to stand alone


def restate(question: str, history: Sequence[Turn]) -> str:
    """The question as it should be searched for; the question itself where it stands alone."""
    recent = within_budget(history)
    asked = fold(question).strip()
    if not recent or not _depends(asked):
        return question
    topic = _topic(recent)
    if MORE.match(asked):
        return topic
    if side := OTHER_SIDE.match(asked):
        return _for_side(topic, side[1])
    return f"{topic.rstrip(ENDING)} {question}"


def wants_more(question: str) -> bool:
    """True for "还有呢": the same topic, but what has not been said yet."""
    return bool(MORE.match(fold(question).strip()))


def within_budget(history: Sequence[Turn], budget: int = HISTORY_TOKENS) -> list[Turn]:
    """The newest turns that fit into ``budget`` tokens, oldest first."""
    kept: list[Turn] = []
    for turn in reversed(history):
        budget -= count_tokens(turn.question) + count_tokens(turn.answer)
        if budget < 0 and kept:
            break
        kept.append(turn)
    return kept[::-1]


def _depends(asked: str) -> bool:
    if NEW_TOPIC.match(asked):
        return False
    if MORE.match(asked) or OTHER_SIDE.match(asked) or BARE.match(asked):
        return True
    if len(asked) < ALONE + 6 and POINTING.search(asked):
        return True
    return len(asked) < ALONE and not TOPICAL.search(asked)


def _topic(history: Sequence[Turn]) -> str:
    """The last question that stood alone, with what later turns narrowed it to (the newest one only)."""
    for back, turn in enumerate(reversed(history)):
        if not _depends(fold(turn.question).strip()):
            newest = history[-1].question
            extra = "" if back == 0 or MORE.match(fold(newest).strip()) else f" {newest}"
            return turn.question + extra
    return history[-1].question


def _for_side(topic: str, side: str) -> str:
    other = SIDES.get(side)
    if other and other in topic:
        return topic.replace(other, side)
    return f"{side} {topic}"
