"""What each figure of a question is of and what it is per: 总价, 首付, 拖了, 提前; 每天, 一年, 月费."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.figures import Figure, read
from assistant.index.terms import simplify
from assistant.text import fold

# What a figure is of, by the nearest words before it, else right behind it.
CAP = r"封顶|上限|最[多高][罚赔付扣]?|不超过|为限|累计"
SHARES = {
    "首付款": r"签约[^,]{0,3}付|首付|首款|头款|首期|预付",
    "定金": r"定金",
    "订金": r"订金|诚意金|意向金",
    "质保金": r"质保金|质量保证金|保证金|留款",
    "尾款": r"尾款|余款",
    "违约金": r"违约金|罚金",
    "维护费": r"维护费|维保费?",
}
ROLES: dict[str, dict[str, str]] = {
    "rate": {
        "cap": CAP,
        "rise": r"涨[价幅]?(?:最多|最高|[^,]{0,3}不超过)?|上浮|递增|上调|提价|加价",
        "uptime": r"可用(?:率|性)|sla|在线率|uptime|正常运行",
        "credit": r"赔|抵扣|抵|减免|补偿|返还",
        **SHARES,
        "other": r"税|利率|年化|提成|分成|抽|满意|达标|毛利|好评|成功率|手续费|充值|流水|营业额",
    },
    "money": {
        "cap": CAP,
        "total": r"总价|合同|总额|总金额|价款|项目|报价|预算|一共|总共|年费|月费",
        **SHARES,
        "owed": r"欠|未付|没付|应付|逾期金额",
        "fine": r"罚|赔|扣",
        "other": r"单价|每[家店个条人台套单次笔]|退|送|充|赠|损失|押金|余额|流水|营业额|利润|工资|另加|另外|其中|减|优惠|分摊",
    },
    "time": {
        "cap": CAP,
        "late": r"(?:拖|逾期|晚|迟|延|超期|耽误|欠)[^,\d]{0,4}",
        "used": r"用了|用到|只用|才用|使用了|用过|才?开了|跑了|用",
        "left": r"剩|没用|余下",
        "term": r"交|付|买|签|一次|合同期|充|期限|服务期",
        "notice": r"提前|提早",
        "after": r"过了",
    },
    "date": {"end": r"到期日?|届满|截止|有效期|到|至", "other": r"签|生效|开始|起|自|从|上线|付"},
}
ROLES_BEHIND: dict[str, dict[str, str]] = {
    "time": {"notice": r"之?前|以前", "after": r"[之以]?后", "left": r"没用|没到期", "cap": r"的?(?:服务费|费用)"},
    "money": {"other": r"[一/每](?:家|店|个店|条|人|台|次|笔)", **SHARES, "cap": CAP, "owed": r"没付|未付"},
    "date": {"end": r".{0,4}(?:到期|届满|期满|过期|截止|结束|终止|为?止|满)"},
    "rate": {"cap": CAP, **SHARES, "other": r"税|利息|手续费|提成"},
}
COMPILED = {
    (place, kind): tuple((role, re.compile(words)) for role, words in roles.items())
    for place, table in (("before", ROLES), ("behind", ROLES_BEHIND))
    for kind, roles in table.items()
}
REACH = {"money": 12, "rate": 14, "time": 7, "date": 6}  # characters before a figure in which its words are looked for
DURING = re.compile(r"[了过期晚迟拖续用剩后前满签]$")  # 用了一年 is a time, 一年3万 is a price
PAST = re.compile(r"[之以]?[后内前]|期满|到期")
NEAR = re.compile(r"[^,。;?!]{0,14}")
NEAR_DAY = re.compile(r"[^。;?!]{0,16}")
NEAR_ONCE = re.compile(r"(?:的?(?:服务|使用|软件|系统)?费用?)?[要是就得收交罚扣赔付]?")
JUST_BEFORE = re.compile(r"[^,。;?!]?")
PRICED = ("money", "rate")


def figures(question: str) -> tuple[Figure, ...]:
    """The figures of a question in order, each with what it is per and what it is of."""
    text = simplify(fold(question))
    found = _attached(text, read(text))
    return tuple(replace(f, role=_role(text, found, i)) for i, f in enumerate(found))


def _attached(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Each 每天, 一年, 年费 joined to the amount or rate that it belongs to."""
    out = list(found)
    for i, figure in enumerate(found):
        if (figure.kind == "per" or _once(text, found, i)) and (owner := _owner(text, out, i)) is not None:
            unit = figure.unit.removesuffix("费") if out[owner].kind == "money" else figure.unit
            out[owner] = replace(out[owner], per=unit)
            out[i] = replace(figure, kind="per")
    return [f for f in out if f.kind != "per"]


def _once(text: str, found: Sequence[Figure], at: int) -> bool:
    """True for 一天, 一年 that may be what a price is for; a time that has gone by is not, unless a rate follows."""
    figure = found[at]
    if figure.kind != "time" or figure.value != 1 or PAST.match(text, figure.end):
        return False
    rate_follows = at + 1 < len(found) and found[at + 1].kind == "rate"
    return rate_follows or not DURING.search(text[: figure.start])


def _owner(text: str, found: Sequence[Figure], at: int) -> int | None:
    """The place of the amount or rate that a "per" belongs to: the next one if near, else one just before."""
    figure = found[at]
    near = NEAR_DAY if figure.unit == "天" else NEAR
    near = near if figure.kind == "per" else NEAR_ONCE
    following = found[at + 1] if at + 1 < len(found) else None
    if following and following.kind in PRICED and near.fullmatch(text[figure.end : following.start]):
        after = found[at + 2] if at + 2 < len(found) else None
        of_it = after and after.kind == "rate" and text[following.end : after.start] in ("", "的")
        return at + 2 if of_it else at + 1  # 每天按6万的千分之五: not 每天6万
    if at and found[at - 1].kind in PRICED and JUST_BEFORE.fullmatch(text[found[at - 1].end : figure.start]):
        return at - 1 if not found[at - 1].per else None
    return None


def _role(text: str, found: Sequence[Figure], at: int) -> str:
    figure = found[at]
    if (reach := REACH.get(figure.kind)) is None:
        return ""
    begin = max(found[at - 1].end if at else 0, figure.start - reach)
    before = re.split(r"[。;?!\n]", text[begin : figure.start])[-1]
    last = before.rpartition(",")[2]
    before = before if len(last) <= 4 and figure.kind != "date" else last
    named = [
        (m.end(), -m.start(), role) for role, words in COMPILED["before", figure.kind] for m in words.finditer(before)
    ]
    if named:
        return max(named)[2]
    end = min(found[at + 1].start if at + 1 < len(found) else len(text), figure.end + 10)
    behind = re.split(r"[,。;?!\n]", text[figure.end : end])[0].removeprefix("的")
    return next((role for role, words in COMPILED["behind", figure.kind] if words.match(behind)), "")
