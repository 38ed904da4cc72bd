"""What a text is: whether it is a contract clause at all, and of which types, by evidence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.critique.patterns import Searcher
from assistant.critique.reading import LABEL, Reading
from assistant.critique.rules import ClauseType

NAMED = 3.0  # evidence from which a clause is called by a type, and held to the type's elements
TOUCHED = 1.0  # evidence from which a type's red flags are looked for
HEADING, PATTERN, AGAINST = 3.0, 2.0, -3.0
ENOUGH = 3  # signs from which a text counts as a clause
RELATIVE = 0.5  # a type with less than this share of the strongest evidence is only touched
FIGURE = re.compile(r"\d(?:日|工作日|个月|年|小时|元|%|‰|‱|次)")
QUESTION = re.compile(r"\?\s*$")
PARTY = re.compile(r"甲方|乙方|双方|任何一方|任一方|一方|各方|守约方|违约方|本合同|本协议|本条款|本服务|合同|协议")
DUTY = re.compile(
    r"应当?|须|不得|有权|无权|承担|负责|视为|不予|概不|授予|归[^,。;]{0,8}所有|共有|所有。|表示接受|顺延|免责|仅限|自动|享有|收取|是指|[^,。;]指|仅指|扣|履行|赔|补偿|"
    r"提供|免除|豁免|退还|退回|放弃|授权|违约金|滞纳金|解除|终止|管辖|仲裁|支付|付清|存储于|"
    r"为准|同意|保证|承诺|可|起算|计算|期限|免费|计费|收费|不超过|不低于|生效|续约|续费|保密|为限|上限|递增|不作|不负|将|通知|告知|到期|限于|调整|归于|属于|"
    r"方可|方为|视同|等同|构成|作废|清零|失效|约束|优先|另购|减免|计入|剔除|结算|受理|开通|抵触|补交|补缴|覆盖|备份1?次|不含|不在|"
    r"为上限|最长|至多|最多|恢复|约定|取代|适用|提交|提起|丧失|代收|代付|采集|罚款|无法登录|接受|递增|上调|上浮|收取|发布|消灭|追究|顺延|另行|不予|不得|无权|以[^,。;]{1,12}为|均|方可|不再|参照|取得|赔偿|扣除|返还|归|作|按|由[^,。;]{1,10}(?:决定|认定|确定|提供)"
)
# What such contracts are about; two of these stand in for a party where a clause names none.
MATTER = re.compile(
    r"服务费|使用费|许可费|维护费|预付款|首付款|尾款|余款|定金|质保|维护期|验收|上线|交付|故障|报障|数据|个人信息|会员信息|"
    r"技术支持|节假日|缺陷|维修|维护|服务时间|服务期|有效期|续费|续约|续签|期满|届满|损失|责任|违约|系统|账号|机房|短信|定金|保修|首期款|全款|泄露|源代码|知识产权|保密信息|培训|升级|接口|款项|价款|价格|账户|"
    r"备份|可用率|可用性|储值|余额|不可抗力|仲裁|争议|附件|订单|培训|短信|定制|版本|功能|许可|授权|通知|条款|协议|报价|"
    r"工单|售后|热线|缺失|使用费|年费|首付|付款|超量|超额|用量|过渡期|交接|预付|保密期|演示|法律|文本|译本|审计|核查|陈述|信息"
)
# Speech, praise and manuals; none of it stands in a clause. 您 does, in terms of service.
CHATTER = re.compile(
    r"您好|你好|谢谢|感谢|辛苦|[吗呢呀哈啦嘛吧][。?!,~\n]|呢|哈哈|亲[,~!]|好的[,。!]|麻烦|咱|咱们|他们|大家|我们?(?!司|方|公司)|"
    r"老板|经理|小王|微信聊|[~👍😊🙏🎉]|!|扫码|领取|限时|立减|仅需|助力|一站式|本报讯|记者|据悉|近日|日前|引发|报道|敬请谅解|请问|怎么|如何|多久|求推荐|祝您|验证码|昨[日天]|今天|明天|下周|上周|"
    r"会议纪要|教材|节选|课程|与会|出席|目录|点击(?:菜单|右上角)|步骤\d|如图|岗位职责|任职要求|投递|简历|作者|摘要[::]|关键词[::]"
)
BLANK_FORM = re.compile(r"\((?:盖章|签字|签章|公章)\)|本页无正文|签署页|_{3,}|授权代表(?:\(签字\))?:|\.{8,}|日期:")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A type and the evidence for it; ``named`` types give the clause its name."""

    kind: ClauseType
    evidence: float
    named: bool


def is_clause(reading: Reading) -> bool:
    """Whether the text binds somebody: parties and duties, and little chatter."""
    text = reading.text
    parties, duties = len(PARTY.findall(text)), len({m[0] for m in DUTY.finditer(text)})
    matters = len({m[0] for m in MATTER.finditer(text)})
    chatter = len(CHATTER.findall(text)) + (1 if QUESTION.search(text) else 0)
    labelled = bool(LABEL.match(text)) or any(LABEL.match(text[s:e]) for s, e in reading.sentences)
    if BLANK_FORM.search(text) and duties < 2:
        return False
    named = "甲方" in text or "乙方" in text
    score = min(parties, 3) + min(duties, 4) + min(matters, 2) + (2 if named else 0) - 3 * chatter
    score += (1 if labelled else 0) + (1 if FIGURE.search(text) else 0)
    if not chatter and matters and duties and min(matters, 2) + min(duties, 4) + parties >= ENOUGH:
        return True
    return score >= ENOUGH and (duties >= 1 or named or matters >= 2) and (named or parties >= 1 or matters >= 1)


def recognise(searcher: Searcher, heading: str, types: Sequence[ClauseType]) -> list[Recognised]:
    """The types of a clause, best first."""
    weighed = [(kind, _evidence(searcher, heading, kind)) for kind in types]
    strongest = max((e for _, e in weighed), default=0.0)
    found = [
        Recognised(kind, evidence, evidence >= NAMED and evidence >= RELATIVE * strongest)
        for kind, evidence in weighed
        if evidence >= TOUCHED
    ]
    return sorted(found, key=lambda r: -r.evidence)


def _evidence(searcher: Searcher, heading: str, kind: ClauseType) -> float:
    rules, text = kind.recognition, searcher.reading.text
    evidence = HEADING if any(h in heading for h in rules.headings) else 0.0
    evidence += sum(weight for word, weight in rules.words if word in text)
    evidence += PATTERN * sum(1 for p in rules.patterns if searcher.find(p))
    return evidence + AGAINST * sum(1 for p in rules.against if searcher.find(p))
