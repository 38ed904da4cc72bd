"""Who is who: the names by which a text calls the buyer (甲方) and the vendor (乙方)."""

import re
from collections import Counter
from dataclasses import dataclass

BUYER, VENDOR = "甲方", "乙方"
BUYER_NAMES = (
    "采购人", "采购方", "采购单位", "购买方", "买方", "需方", "委托方", "委托人", "订购方", "订购人", "被许可方", "使用方",
    "商户", "商家", "贵司", "贵方", "客户", "用户",
)  # fmt: skip
VENDOR_NAMES = (
    "供应商", "供货商", "供货方", "供方", "卖方", "服务商", "服务提供商", "服务提供方", "服务方", "受托方", "受托人", "承包方",
    "开发方", "开发商", "许可方", "平台运营方", "平台服务商", "平台提供方", "软件商", "软件方", "厂商", "平台方", "运营方", "我司", "我方", "本公司", "平台",
)  # fmt: skip
# Compounds in which such a word is somebody else, or no party at all.
NOT_BEFORE = r"(?<![云信络付他三其器站新])(?<!通信)(?<!新的)(?<!替代)(?<!任何)(?<!甲方)(?<!乙方)(?<!及其)(?<!上游)(?<!下游)(?<!终端)"
NOT_AFTER = {
    "客户": r"(?!端|服务|关系|体验|经理|群|成功)",
    "用户": r"(?!端|界面|体验|手册|协议|名|数)(?<!的用户)(?<!与用户)",
    "商户": r"(?!号)(?<!的商户)",
    "商家": r"(?!端|版)(?<!的商家)",
    "平台": (
        r"(?<!本平台)(?<!该平台)(?<!各平台)(?<!方平台)(?<!易平台)(?<!商平台)(?<!卖平台)(?<!务平台)(?<!理平台)(?<!测平台)"
        r"(?!上|内|中|规则|数据|系统|账号|接口|首页|端|功能|页面|用户|协议|政策|公告|公示|扣费|使用|服务条款|型|化|建设|对接)"
    ),
}
DEFINED = re.compile(
    r"(?P<role>甲方|乙方|买方|卖方|采购人|供应商|委托方|受托方|客户|服务商)[^\n。;]{0,60}?"
    r"(?:以下简称|以下称|下称|简称)(?:为)?:?[\"“'「](?P<name>[^\"”'」\n]{2,12})[\"”'」]"
)
IN_BRACKETS = re.compile(r"(?P<role>甲方|乙方)\((?P<name>[^()\n]{2,8})\)")  # 甲方(采购人)


@dataclass(frozen=True, slots=True)
class Parties:
    """Names found in a text, each with the role it stands for, and the name used most for each role."""

    roles: tuple[tuple[str, str], ...]
    buyer: str = BUYER
    vendor: str = VENDOR

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds the names that are not 甲方 or 乙方 themselves; None where there are none."""
        names = sorted((name for name, _ in self.roles), key=len, reverse=True)
        if not names:
            return None
        return re.compile("|".join(f"{NOT_BEFORE}{re.escape(n)}{NOT_AFTER.get(n, '')}" for n in names))

    def role(self, name: str) -> str:
        """甲方 or 乙方."""
        return dict(self.roles)[name]

    def in_their_words(self, text: str) -> str:
        """A text of ours, written with 甲方 and 乙方, in the names that the contract uses."""
        return re.sub(f"{BUYER}|{VENDOR}", lambda m: self.buyer if m[0] == BUYER else self.vendor, text)


def find_parties(text: str) -> Parties:
    """The party names of a folded text.

    Where both 甲方 and 乙方 stand, other generic words (用户, 供应商) mean other people, unless they are defined.
    """
    names: dict[str, str] = {}
    for match in DEFINED.finditer(text):
        role = BUYER if match["role"] in (BUYER, *BUYER_NAMES) else VENDOR
        if match["name"] not in (BUYER, VENDOR):
            names[match["name"]] = role
    for match in IN_BRACKETS.finditer(text):
        if match["name"] in (*BUYER_NAMES, *VENDOR_NAMES):
            names[match["name"]] = match["role"]
    if not (BUYER in text and VENDOR in text):
        names |= _generic(text, BUYER_NAMES, BUYER) | _generic(text, VENDOR_NAMES, VENDOR)
    parties = Parties(tuple(names.items()))
    if BUYER in text and VENDOR in text:
        return parties
    return Parties(parties.roles, _usual(text, parties, BUYER), _usual(text, parties, VENDOR))


def _generic(text: str, candidates: tuple[str, ...], role: str) -> dict[str, str]:
    """Generic names for one role; 用户 and 平台 only where nothing clearer stands for that role."""
    found: dict[str, str] = {}
    for name in candidates:
        if name in ("用户", "平台") and (found or role in text):
            continue
        if re.search(f"{NOT_BEFORE}{name}{NOT_AFTER.get(name, '')}", text):
            found[name] = role
    return found


def _usual(text: str, parties: Parties, role: str) -> str:
    counts = Counter({role: text.count(role)})
    if pattern := parties.pattern:
        counts.update(m[0] for m in pattern.finditer(text) if parties.role(m[0]) == role)
    name, count = counts.most_common(1)[0]
    return name if count else role
