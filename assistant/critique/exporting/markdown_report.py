"""A critique as a Markdown report; every string of the text or of a model is escaped."""

import re
from collections.abc import Iterator, Sequence

from assistant.critique.exporting.remarks import (
    COMMENTED,
    KINDS,
    SEVERITIES,
    bases,
    clause_name,
    count_line,
    gravest,
    money_line,
    numbered_clauses,
    priority_place,
    titles,
)
from assistant.records import ClauseReview, Critique, Finding, FindingKind

SYNTAX = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$])")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
UNSEEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # hides or reorders what stands beside it


def markdown_report(critique: Critique) -> str:
    """Verdict, points to win, money, table of clauses, gaps, then each clause with its findings and its rewrite."""
    blocks = ["# 签前审查报告", f"**结论：{escaped(critique.verdict)}**"]
    blocks += [f"> {escaped(notice)}" for notice in critique.notices]
    if critique.priorities:
        rows = [
            f"{i}. **{escaped(p.title)}**（{escaped(priority_place(p))}）{escaped(p.why)} 建议：{escaped(p.suggestion)}"
            for i, p in enumerate(critique.priorities, start=1)
        ]
        blocks += ["## 先争取的三点", "\n".join(rows)]
    if critique.money:
        blocks += ["## 涉及的钱", "\n".join(f"- {escaped(money_line(m))}" for m in critique.money)]
    clauses = numbered_clauses(critique)
    if clauses:
        blocks += ["## 各条一览", _overview(clauses)]
    if critique.contract_gaps:
        blocks.append("## 全文缺失")
        blocks += [
            f"- **{escaped(g.title)}**（严重程度 {SEVERITIES[g.severity]}）{escaped(g.why)}"
            + (f"\n  - 依据：{escaped(bases(g.basis))}" if g.basis else "")
            + f"\n  - {escaped(g.suggestion)}"
            for g in critique.contract_gaps
        ]
    for number, clause in clauses:
        blocks += _clause(clause, number)
    blocks.append("---\n本报告由规则对照文字得出，不是法律意见；签署前请由律师或法务复核。")
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Plain words inside Markdown, on one line; invisible characters are named and controls dropped."""
    seen = UNSEEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", CONTROL.sub("", text))
    return SYNTAX.sub(r"\\\1", " ".join(seen.split()))


def _overview(clauses: Sequence[tuple[int, ClauseReview]]) -> str:
    rows = ["| 条款 | 类型 | 问题 | 最高严重程度 | 要点 |", "| --- | --- | --- | --- | --- |"]
    for number, clause in clauses:
        cells = (
            clause_name(clause, number),
            "、".join(clause.types) or "—",
            count_line(clause),
            gravest(clause),
            titles(clause),
        )
        rows.append(f"| {' | '.join(map(escaped, cells))} |")
    return "\n".join(rows)


def _clause(clause: ClauseReview, number: int) -> Iterator[str]:
    yield f"## {escaped(clause_name(clause, number))}"
    if clause.types:
        yield f"类型：{escaped('、'.join(clause.types))}"
    for kind in (*COMMENTED, FindingKind.ELSEWHERE, FindingKind.OK):
        yield from (_finding(f) for f in clause.findings if f.kind is kind)
    if not clause.findings:
        yield "没有意见。"
    if clause.rewrite.text:
        yield "### 建议文本（与原条款并用）" if clause.rewrite.source == "ladder" else "### 建议改写"
        yield _quoted(clause.rewrite.text)
    if clause.rewrite.redline:
        marks = {"delete": "~~{}~~", "insert": "**{}**"}
        pieces = [marks.get(op, "{}").format(escaped(piece)) for op, piece in clause.rewrite.redline if piece.strip()]
        yield "### 改动（划线为删，粗体为增）"
        yield f"> {' '.join(pieces)}"
    if clause.ladder and any(f.kind in COMMENTED for f in clause.findings):
        yield "### 谈判阶梯"
        yield "\n".join(f"- **{escaped(s.clause_type)} · {escaped(s.rung)}** {escaped(s.text)}" for s in clause.ladder)
    if clause.vendor_message:
        yield "### 发给乙方的话"
        yield _quoted(clause.vendor_message)


def _finding(finding: Finding) -> str:
    rows = [f"- **{KINDS[finding.kind]}**（严重程度 {SEVERITIES[finding.severity]}）{escaped(finding.title)}"]
    if finding.quote:
        rows.append(f"  - 原文：“{escaped(finding.quote)}”")
    rows.append(f"  - 原因：{escaped(finding.why)}")
    if finding.basis:
        rows.append(f"  - 依据：{escaped(bases(finding.basis))}")
    if finding.suggestion:
        rows.append(f"  - 建议：{escaped(finding.suggestion)}")
    return "\n".join(rows)


def _quoted(text: str) -> str:
    return "\n>\n".join(f"> {escaped(line)}" for line in text.splitlines() if line.strip())
