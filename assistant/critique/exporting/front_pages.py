"""The pages around an exported document: summary or letter in front, what the contract lacks behind."""

from collections.abc import Iterator, Sequence

from lxml import etree

from assistant.critique.exporting.remarks import (
    SEVERITIES,
    clause_name,
    count_line,
    gravest,
    money_line,
    numbered_clauses,
    priority_place,
    titles,
)
from assistant.critique.exporting.wordml import page_break, said, table
from assistant.records import ContractGap, Critique, Severity

OVERVIEW = (1900, 1300, 1500, 800, 3300)
GAPS = (2200, 800, 5800)
LETTER = (2400, 6400)
NEW_CLAUSES = (2000, 4400, 2400)


def summary(critique: Critique, notices: Sequence[str]) -> Iterator[etree._Element]:
    """Verdict, three points to win first, money at stake, findings by clause, gaps."""
    yield said("签前审查摘要（内部，勿发给乙方）", bold=True, points=16, centred=True)
    yield said(f"结论：{critique.verdict}", bold=True, points=14)
    for notice in (*critique.notices, *notices):
        yield said(f"提示：{notice}", points=9)
    if critique.priorities:
        yield said("先争取的三点", bold=True, points=12)
    for number, point in enumerate(critique.priorities, start=1):
        yield said(f"{number}. {point.title}（{priority_place(point)}）", bold=True)
        yield said(f"{point.why} 建议：{point.suggestion}")
    yield said("涉及的钱", bold=True, points=12)
    if not critique.money:
        yield said("文中没有可以据以计算的总价或费用。")
    for stake in critique.money:
        yield said(f"· {money_line(stake)}")
    rows = [
        (clause_name(c, i), "、".join(c.types) or "—", count_line(c), gravest(c), titles(c))
        for i, c in numbered_clauses(critique)
    ]
    if rows:
        yield said("各条一览", bold=True, points=12)
        yield table(("条款", "类型", "问题", "最高程度", "要点"), rows, OVERVIEW)
    if critique.contract_gaps:
        yield said("全文缺失（建议文本见文末）", bold=True, points=12)
    for severity in Severity:
        missing = [g.title for g in critique.contract_gaps if g.severity is severity]
        if missing:
            yield said(f"程度 {SEVERITIES[severity]}：{'；'.join(missing)}")
    yield said(
        "正文中的批注标在原文对应的字句上。本摘要由规则对照文字得出，不是法律意见；签署前请由律师或法务复核。", points=9
    )
    yield page_break()


def letter(critique: Critique) -> Iterator[etree._Element]:
    """What the vendor is asked for, clause by clause; nothing of what one's own side thinks of it."""
    yield said("合同修改意见", bold=True, points=16, centred=True)
    yield said(
        "致乙方：感谢提供合同文本。我方审阅后，对下列条款提出修改意见，修改之处已在后附文本中以修订方式标明，"
        "供双方商议。请在本文件上以修订方式回复，谢谢。"
    )
    asked = [(clause_name(c, i), c.vendor_message) for i, c in enumerate(critique.clauses, start=1) if c.vendor_message]
    if asked:
        yield said("一、修改意见", bold=True, points=12)
        yield table(("条款", "我方意见"), asked, LETTER)
    else:
        yield said("对现有条款没有修改意见。")
    if critique.contract_gaps:
        yield said("二、建议补充的内容", bold=True, points=12)
        names = dict.fromkeys(g.clause_type for g in critique.contract_gaps)
        yield said(f"建议补充以下方面的约定：{'、'.join(names)}。建议条文附在文末。")
    yield page_break()


def gaps_for_buyer(critique: Critique) -> Iterator[etree._Element]:
    """What the contract lacks, why it matters and what to write."""
    if critique.contract_gaps:
        yield page_break()
        yield said("附：全文缺失的内容（内部，勿发给乙方）", bold=True, points=12)
        rows = [(g.title, SEVERITIES[g.severity], f"{g.why}\n{g.suggestion}") for g in critique.contract_gaps]
        yield table(("事项", "程度", "说明与建议"), rows, GAPS)
        yield said("")  # a document may not end with a table


def gaps_for_vendor(critique: Critique) -> Iterator[etree._Element]:
    """Texts that the vendor is asked to add."""
    if critique.contract_gaps:
        yield page_break()
        yield said("附：建议补充的条文", bold=True, points=12)
        rows = [(_matter(g), _text_of(g), g.vendor_message) for g in critique.contract_gaps]
        yield table(("事项", "建议条文", "说明"), rows, NEW_CLAUSES)
        yield said("")


def _matter(gap: ContractGap) -> str:
    name = gap.title.removeprefix("全文没有").removeprefix("缺少").removesuffix("条款")
    return name if name == gap.clause_type else f"{gap.clause_type}：{name}"


def _text_of(gap: ContractGap) -> str:
    return gap.suggestion.removeprefix("补一条:").removeprefix("补写:")
