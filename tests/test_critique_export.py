"""A critique as files: comments at the very words, changes that can be accepted or rejected, nothing that leaks."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from document_files import NAMESPACES, docx, numbered, numbering, paragraph, run
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from assistant import cli
from assistant.critique.critic import Critic
from assistant.critique.exporting.exports import Exported, Original, original_of, reviewed_word, vendor_word
from assistant.critique.exporting.manuscript import Manuscript
from assistant.critique.exporting.mapping import bare, own_manuscript, read_part, replaced, serialised
from assistant.critique.exporting.markdown_report import markdown_report
from assistant.critique.exporting.proposals import changed, changes
from assistant.critique.exporting.remarks import remarks
from assistant.critique.exporting.wordml import Author
from assistant.critique.playbook import load_playbook
from assistant.critique.redline import redline
from assistant.documents.decoding import normalise
from assistant.documents.word import read_word
from assistant.documents.word_numbering import W
from assistant.errors import InputRefused
from assistant.records import (
    Basis,
    ClauseReview,
    ContractGap,
    Critique,
    Finding,
    FindingKind,
    LadderStep,
    MoneyAtStake,
    Priority,
    Rewrite,
    Severity,
)
from assistant.statutes import open_statute_book

ROOT = Path(__file__).parent.parent
NAME = Path("合同.docx")
MOMENT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ARTICLES = {"word/numbering.xml": numbering(("chineseCountingThousand", "第%1条"), ("decimal", "%1.%2"))}
CAP = "乙方的全部责任累计不超过前一个月的服务费"
MENDED = "乙方的赔偿责任以前十二个月的服务费为限"
TEXT = f"""会员系统服务合同

第一条 责任限制
1.1 在任何情况下，{CAP}。
1.2 双方应友好协商。

第二条 数据
2.1 乙方可将会员数据用于任何目的。
"""
WHY, SUGGESTION, MESSAGE = "一个月的服务费远低于损失", "把上限提到十二个月", "责任上限请提高到十二个月的服务费。"
AUTHOR = Author("甲方", "甲", MOMENT)


def finding(text: str, quote: str, kind: FindingKind = FindingKind.RISK, **more: object) -> Finding:
    start = text.index(quote) if quote else len(text.rstrip())
    values: dict[str, object] = {
        "id": "liability.cap", "kind": kind, "severity": Severity.HIGH, "quote": quote, "start": start,
        "end": start + len(quote), "why": WHY, "basis": (Basis("民法典", 506),), "suggestion": SUGGESTION,
        "vendor_message": MESSAGE, "title": "责任上限过低", "clause_type": "责任限制",
    }  # fmt: skip
    return Finding(**(values | more))  # type: ignore[arg-type]


def review(text: str, heading: str, end: str, findings: tuple[Finding, ...], after: str = "") -> ClauseReview:
    start = text.index(heading)
    stop = text.index(end, start) + len(end)
    before = text[start:stop]
    rewrite = Rewrite(after, (), "own", redline(before, after)) if after else Rewrite()
    ladder = tuple(LadderStep("责任限制", r, f"{r}文本,上限另议。") for r in ("首选", "可接受", "底线"))
    return ClauseReview(start, stop, heading, ("责任限制",), findings, rewrite, ladder, MESSAGE if findings else "")


def critique_of(text: str = TEXT) -> Critique:
    """One clause with a rewrite, one without; overlapping quotes, an absence, an element elsewhere, a gap."""
    first = text[text.index("第一条 责任限制") : text.index("协商。") + 3]
    clauses = (
        review(
            text,
            "第一条 责任限制",
            "协商。",
            (
                finding(text, CAP),
                finding(text, f"在任何情况下，{CAP}", id="liability.always", title="没有例外"),
                finding(text, "不超过前一个月", FindingKind.VAGUE, severity=Severity.MEDIUM, title="含糊的期间"),
                finding(text, "", FindingKind.MISSING, title="上限的例外"),
                finding(text, "", FindingKind.ELSEWHERE, severity=Severity.NONE, title="保密"),
                finding(text, "友好协商", FindingKind.OK, severity=Severity.NONE, title="协商"),
            ),
            re.sub(r"\n(\S+\.)2 ", r"\n\g<1>2 本条不适用于故意。\n\g<1>3 ", first.replace(CAP, MENDED)),
        ),
        review(text, "第二条 数据", "任何目的。", (finding(text, "用于任何目的", title="用途不限"),)),
    )
    gap = ContractGap(
        "exit.absent", "缺少交接条款", "交接", Severity.MEDIUM, "没有交接就换不了系统", (), "",
        "补一条:乙方应交接。", "请补充交接。",
    )  # fmt: skip
    return Critique(
        clauses,
        (gap,),
        "先不要签",
        (Priority("liability.cap", 0, "第一条 责任限制", "责任上限过低", WHY, SUGGESTION, MESSAGE),),
        (MoneyAtStake("乙方最多赔到", 1500.0, "每月1500元×1个月", CAP, text.index(CAP), text.index(CAP) + len(CAP)),),
        ("文中有隐藏文字。",),
    )


def own_docx(extra: str = "", parts: dict[str, str] | None = None) -> bytes:
    """The contract as Word holds it: automatic numbers, runs that cut through words, a table in front."""
    cell = "<w:tc><w:tcPr/>{}</w:tc>"
    cells = "".join(cell.format(paragraph(t)) for t in ("甲方：", "某某公司 "))
    body = (
        paragraph("会员系统服务合同")
        + f"<w:tbl><w:tblPr/><w:tr>{cells}</w:tr></w:tbl>"
        + numbered("责任限制")
        + numbered(
            run("在任何情", "<w:b/>") + run("况下，乙方的全部责任累") + run("计不超过前一个月的服务费。", "<w:i/>"), 1
        )
        + numbered("双方应友好协商。", 1)
        + numbered("数据")
        + numbered(run("乙方可将会员数据用") + run("于任何目的。"), 1)
        + extra
    )
    return docx(body, ARTICLES | (parts or {}))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def document(data: bytes) -> etree._Element:
    return etree.fromstring(members(data)["word/document.xml"])


def ranges(data: bytes) -> list[tuple[str, str]]:
    """For each comment the words it stands on and its headline, by the range marks in the document."""
    comments = etree.fromstring(members(data)["word/comments.xml"])
    said = {c.get(f"{W}id"): "\n".join("".join(p.itertext()) for p in c) for c in comments}
    opened: dict[str, list[str]] = {}
    found = []
    for node in document(data).iter():
        number = node.get(f"{W}id")
        if node.tag == f"{W}commentRangeStart":
            opened[number] = []
        elif node.tag == f"{W}commentRangeEnd":
            found.append(("".join(opened.pop(number)), said[number]))
        elif node.tag == f"{W}commentReference":
            assert number in said
        else:
            words = {f"{W}t": node.text, f"{W}delText": node.text, f"{W}tab": "\t"}.get(node.tag)
            for pieces in opened.values():
                pieces.append(words or "")
    assert not opened
    return found


def rejected(data: bytes, author: str = "甲方") -> str:
    """The text with the changes of one author undone."""
    root = document(data)
    for added in [e for e in root.iter(f"{W}ins") if e.get(f"{W}author") == author]:
        inside = added.getparent()
        if inside.tag != f"{W}rPr":
            inside.remove(added)
            continue
        home = next(added.iterancestors(f"{W}p"))
        following = home.getnext()
        for child in [c for c in home if c.tag != f"{W}pPr"][::-1]:
            following.insert(0 if following.find(f"{W}pPr") is None else 1, child)
        home.getparent().remove(home)
    for struck in [e for e in root.iter(f"{W}del") if e.get(f"{W}author") == author]:
        if struck.getparent().tag != f"{W}rPr":
            for node in struck.iter(f"{W}delText"):
                node.tag = f"{W}t"
            for child in list(struck):
                struck.addprevious(child)
        struck.getparent().remove(struck)
    return read_word(replaced(data, {"word/document.xml": serialised(root)}), NAME).text


def everything(data: bytes) -> str:
    """All words of all XML parts."""
    return "\n".join("".join(etree.fromstring(m).itertext()) for n, m in members(data).items() if n.endswith(".xml"))


def assert_comments_stand_on_their_quotes(exported: Exported, text: str, critique: Critique) -> None:
    expected = [(bare(text[r.start : r.end]), bare("".join(r.lines))) for r in remarks(text, critique)]
    assert sorted((bare(words), bare(said)) for words, said in ranges(exported.data)) == sorted(expected)


def test_every_comment_stands_on_its_quote_also_where_quotes_overlap() -> None:
    exported = reviewed_word(TEXT, critique_of(), moment=MOMENT)
    on = {said.splitlines()[0]: words for words, said in ranges(exported.data)}
    assert on == {
        "【红旗 · 严重程度 高】责任上限过低": CAP,
        "【红旗 · 严重程度 高】没有例外": f"在任何情况下，{CAP}",
        "【含糊 · 严重程度 中】含糊的期间": "不超过前一个月",
        "【本条缺失 · 严重程度 高】上限的例外": "第一条 责任限制",
        "【可能在别处】本条未写，请到别处核对": "第一条 责任限制",
        "【建议改写】已复查，可直接粘贴": "第一条 责任限制",
        "【红旗 · 严重程度 高】用途不限": "用于任何目的",
    }


def test_a_comment_says_kind_severity_why_basis_and_suggestion_and_who_says_it() -> None:
    exported = reviewed_word(TEXT, critique_of(), moment=MOMENT)
    (said,) = [said for _, said in ranges(exported.data) if "责任上限过低" in said]
    assert said.splitlines() == [
        "【红旗 · 严重程度 高】责任上限过低", f"原因：{WHY}", "依据：《民法典》第506条", f"建议：{SUGGESTION}",
    ]  # fmt: skip
    comment = etree.fromstring(members(exported.data)["word/comments.xml"])[0]
    assert {k.removeprefix(W): v for k, v in comment.items() if k != f"{W}id"} == {
        "author": "签前 PreSign", "initials": "签前", "date": "2026-03-01T09:30:00Z",
    }  # fmt: skip


def test_the_summary_holds_verdict_points_money_and_findings_by_clause() -> None:
    body = document(reviewed_word(TEXT, critique_of(), moment=MOMENT).data).find(f"{W}body")
    front = "".join("".join(e.itertext()) for e in body)
    for words in (
        "结论：先不要签",
        "先争取的三点",
        "1. 责任上限过低（第一条 责任限制）",
        "乙方最多赔到：1500 元",
        "红旗 2、含糊 1、本条缺失 1",
    ):
        assert words in front.partition("1.1 在任何情况下")[0]
    assert "缺少交接条款" in front


def test_a_clause_without_a_heading_is_spoken_of_at_its_last_words() -> None:
    text = "乙方应提供服务。乙方尽快处理故障。\n"
    clause = ClauseReview(0, len(text) - 1, "", ("售后",), (finding(text, "", FindingKind.MISSING),), Rewrite())
    exported = reviewed_word(text, Critique((clause,), (), "先谈再签"), moment=MOMENT)
    assert [words for words, _ in ranges(exported.data)] == ["供服务。乙方尽快处理故障"]


def test_comments_in_the_users_own_document_stand_on_their_quotes_and_leave_the_rest_alone() -> None:
    data = own_docx()
    text = read_word(data, NAME).text
    assert "第一条 责任限制\n一.1 在任何情况下" in text
    critique = critique_of(text)
    exported = reviewed_word(text, critique, Original(data, NAME), MOMENT)
    assert exported.in_original
    assert not exported.notices
    on = {said.splitlines()[0].partition("】")[2]: words for words, said in ranges(exported.data)}
    assert on["责任上限过低"] == CAP
    assert on["没有例外"] == f"在任何情况下，{CAP}"
    assert on["用途不限"] == "用于任何目的"
    assert on["上限的例外"] == "责任限制"  # Word itself writes 第一条 in front
    before, after = members(data), members(exported.data)
    assert after["word/numbering.xml"] == before["word/numbering.xml"]
    assert bare(text) in bare(read_word(exported.data, NAME).text)
    looks = {
        "".join(r.itertext()): [c.tag.removeprefix(W) for c in r.find(f"{W}rPr")]
        for r in document(exported.data).iter(f"{W}r")
        if r.find(f"{W}rPr") is not None
    }
    assert looks["不超过前一个月"] == looks["计"] == looks["的服务费"] == ["i"]


def test_earlier_comments_and_changes_are_kept_and_named() -> None:
    theirs = '<w:ins w:id="7" w:author="乙方" w:date="2026-01-01T00:00:00Z">' + run("另行协商。") + "</w:ins>"
    remark = '<w:commentRangeStart w:id="3"/>' + run("旧批注处") + '<w:commentRangeEnd w:id="3"/>'
    comments = f'<w:comments {NAMESPACES}><w:comment w:id="3" w:author="李"><w:p>{run("旧意见")}</w:p></w:comment></w:comments>'
    data = own_docx(paragraph(theirs + remark), {"word/comments.xml": comments})
    text = read_word(data, NAME).text
    exported = reviewed_word(text, critique_of(text), Original(data, NAME), MOMENT)
    assert exported.in_original
    assert [n for n in exported.notices if "1 处未接受的修订" in n]
    assert [n for n in exported.notices if "1 条批注" in n]
    assert ("旧批注处", "旧意见") in ranges(exported.data)
    assert document(exported.data).find(f".//{W}ins").get(f"{W}author") == "乙方"
    assert all(n in everything(exported.data) for n in exported.notices)


BOX = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    f"{paragraph('框内:乙方不承担任何责任。')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)
OUTSIDE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" TargetMode="External" '
    'Target="http://example.test/a.png"/></Relationships>'
)


@pytest.mark.parametrize(
    ("extra", "parts", "quote", "reason"),
    [
        (BOX, {}, "框内:乙方不承担任何责任", "文本框"),
        ("", {"word/vbaProject.bin": "x"}, "用于任何目的", "宏"),
        ("", {"_xmlsignatures/sig1.xml": "<a/>"}, "用于任何目的", "数字签名"),
        ("", {"word/_rels/document.xml.rels": OUTSIDE}, "用于任何目的", "外部内容"),
    ],
    ids=["text box", "macros", "signature", "external picture"],
)
def test_a_document_that_cannot_be_edited_safely_gives_a_fresh_one_and_says_why(
    extra: str, parts: dict[str, str], quote: str, reason: str
) -> None:
    data = own_docx(extra, parts)
    text = read_word(data, NAME).text
    start = text.index("第二条")
    clause = ClauseReview(start, len(text), "第二条 数据", ("数据",), (finding(text, quote),), Rewrite())
    exported = reviewed_word(text, Critique((clause,), (), "先谈再签"), Original(data, NAME), MOMENT)
    assert not exported.in_original
    assert reason in exported.notices[0]
    assert [words for words, _ in ranges(exported.data)] == [quote]
    assert exported.notices[0] in everything(exported.data)


def test_a_text_that_is_not_the_documents_own_gives_a_fresh_document() -> None:
    exported = reviewed_word(TEXT, critique_of(), Original(own_docx(), NAME), MOMENT)
    assert not exported.in_original
    assert "对不上" in exported.notices[0]
    assert_comments_stand_on_their_quotes(exported, TEXT, critique_of())


@pytest.mark.parametrize("own", [False, True], ids=["fresh", "own document"])
def test_the_vendors_version_accepts_to_the_rewrite_and_rejects_to_the_original(own: bool) -> None:
    data = own_docx()
    text = read_word(data, NAME).text if own else TEXT
    critique = critique_of(text) if own else critique_of()
    exported = vendor_word(text, critique, Original(data, NAME) if own else None, MOMENT)
    assert exported.in_original is own
    assert MENDED in bare(read_word(exported.data, NAME).text)
    assert CAP not in read_word(exported.data, NAME).text
    assert bare(text) in bare(rejected(exported.data))
    changed_by = {e.get(f"{W}author") for tag in ("ins", "del") for e in document(exported.data).iter(f"{W}{tag}")}
    assert changed_by == {"甲方"}
    assert {said for _, said in ranges(exported.data)} == {MESSAGE}


def test_a_text_box_that_nothing_is_said_about_does_not_stop_the_edits() -> None:
    data = own_docx(BOX)
    text = read_word(data, NAME).text
    for export in (reviewed_word, vendor_word):
        assert export(text, critique_of(text), Original(data, NAME), MOMENT).in_original


def test_an_added_paragraph_of_a_numbered_list_takes_words_number_and_not_two() -> None:
    data = own_docx()
    text = read_word(data, NAME).text
    before = text[text.index("第一条") : text.index("协商。") + 3]
    clause = review(text, "第一条 责任限制", "协商。", (finding(text, CAP),), before + "\n一.3 本条不适用于故意。")
    exported = vendor_word(text, Critique((clause,), (), "先谈再签"), Original(data, NAME), MOMENT)
    assert "一.2 双方应友好协商。\n一.3 本条不适用于故意。\n第二条" in read_word(exported.data, NAME).text


def test_a_number_that_word_generates_stays_where_a_rewrite_drops_it() -> None:
    data = own_docx()
    text = read_word(data, NAME).text
    before = text[text.index("第一条") : text.index("协商。") + 3]
    clause = review(text, "第一条 责任限制", "协商。", (finding(text, CAP),), before.replace("一.2 双方", "各方"))
    exported = vendor_word(text, Critique((clause,), (), "先谈再签"), Original(data, NAME), MOMENT)
    assert exported.in_original
    assert "\n一.2 各方应友好协商。\n" in read_word(exported.data, NAME).text


def test_where_no_rewrite_clears_the_preferred_text_takes_precedence_and_the_clause_stays() -> None:
    exported = vendor_word(TEXT, critique_of(), moment=MOMENT)
    accepted = read_word(exported.data, NAME).text
    assert "2.1 乙方可将会员数据用于任何目的。\n本条上述约定与以下约定不一致的，以以下约定为准：首选文本" in accepted


def test_a_rewrite_that_reaches_into_the_signatures_is_offered_beside_the_clause() -> None:
    text = "第一条 服务\n乙方尽快处理。\n甲方（盖章）：          乙方（盖章）："
    clause = review(
        text, "第一条 服务", "乙方（盖章）：", (finding(text, "尽快处理"),), "第一条 服务\n乙方两小时内处理。"
    )
    accepted = read_word(vendor_word(text, Critique((clause,), (), "先谈再签"), moment=MOMENT).data, NAME).text
    lines = [line for line in accepted.splitlines() if line.strip()]
    assert lines[-3:] == [
        "乙方尽快处理。", "本条上述约定与以下约定不一致的，以以下约定为准：首选文本,上限另议。", "甲方（盖章）：          乙方（盖章）：",
    ]  # fmt: skip


def test_the_vendors_version_holds_nothing_of_ones_own_side() -> None:
    words = everything(vendor_word(TEXT, critique_of(), moment=MOMENT).data)
    inner = (
        WHY,
        SUGGESTION,
        "底线",
        "可接受",
        "严重",
        "红旗",
        "先不要签",
        "506",
        "PreSign",
        "签前",
        "1500",
        "没有交接就换不了",
    )
    assert [word for word in inner if word in words] == []
    for word in (MESSAGE, "请补充交接。", "乙方应交接。"):
        assert word in words


def test_earlier_comments_do_not_go_to_the_vendor_and_earlier_changes_do() -> None:
    theirs = '<w:ins w:id="7" w:author="乙方">' + run("另行协商。") + "</w:ins>"
    remark = '<w:commentRangeStart w:id="3"/>' + run("旧处") + '<w:commentRangeEnd w:id="3"/>'
    remark += '<w:r><w:commentReference w:id="3"/></w:r>'
    comments = f'<w:comments {NAMESPACES}><w:comment w:id="3"><w:p>{run("内部:别让步")}</w:p></w:comment></w:comments>'
    data = own_docx(paragraph(theirs + remark), {"word/comments.xml": comments})
    text = read_word(data, NAME).text
    exported = vendor_word(text, critique_of(text), Original(data, NAME), MOMENT)
    assert exported.in_original
    assert "内部:别让步" not in everything(exported.data)
    assert any("1 条批注" in n and "没有带入" in n for n in exported.notices)
    assert any("1 处未接受的修订" in n for n in exported.notices)
    assert "乙方" in {e.get(f"{W}author") for e in document(exported.data).iter(f"{W}ins")}


def test_a_change_inside_anothers_insertion_stands_beside_it_and_not_in_it() -> None:
    theirs = '<w:ins w:id="7" w:author="乙方">' + run("乙方收到通知后尽快处理故障。") + "</w:ins>"
    data = docx(paragraph("第一条 服务") + paragraph(theirs))
    text = read_word(data, NAME).text
    clause = review(
        text, "第一条 服务", "故障。", (finding(text, "尽快处理"),), text.replace("尽快处理", "两小时内处理")
    )
    exported = vendor_word(text, Critique((clause,), (), "先谈再签"), Original(data, NAME), MOMENT)
    assert exported.in_original
    assert "乙方收到通知后两小时内处理故障。" in read_word(exported.data, NAME).text
    assert "乙方收到通知后尽快处理故障。" in rejected(exported.data)
    assert not [
        e for e in document(exported.data).iter(f"{W}ins") if next(e.iterancestors(f"{W}ins"), None) is not None
    ]


@pytest.mark.parametrize(
    ("side", "verdict"), [("vendor", "先谈再签"), ("neutral", "先谈再签"), ("buyer", "不是合同条款")]
)
def test_there_is_a_vendors_version_only_of_the_buyers_critique_of_clauses(side: str, verdict: str) -> None:
    with pytest.raises(InputRefused, match="no version for the vendor"):
        vendor_word(TEXT, Critique((), (), verdict, side=side))


HOSTILE = (
    "第一条 <w:p>&amp;\x00\x0b\ufffe]]>\n1.1 乙方\x07可\t<script>alert(1)</script>用\u202e于任何目的。\U0001f600\n"
)


def test_markup_and_control_characters_are_words_or_nothing() -> None:
    quote = "乙方\x07可\t<script>alert(1)</script>用"
    hostile = finding(HOSTILE, quote, why="<b>&\x00", title="]]>\x0c", suggestion="\ud800")
    clause = ClauseReview(0, len(HOSTILE), "第一条 <w:p>", ("责任限制",), (hostile,), Rewrite(), (), "<w:r/>\x01")
    critique = Critique((clause,), (), "先谈再签")
    exported = reviewed_word(HOSTILE, critique, moment=MOMENT)
    assert ranges(exported.data)[0][0] == quote.replace("\x07", "")
    for made in (exported, vendor_word(HOSTILE, critique, moment=MOMENT)):
        assert bare(normalise(HOSTILE)) in bare(read_word(made.data, NAME).text) + bare("\x00")
        assert not [n for n, m in members(made.data).items() if b"External" in m or b"<script" in m]


def test_no_relationship_of_an_export_leads_outside_and_a_template_is_not_named() -> None:
    settings = f'<w:settings {NAMESPACES}><w:attachedTemplate xmlns:r="urn:r" r:id="r9"/></w:settings>'
    parts = {
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": OUTSIDE.replace("/image", "/attachedTemplate"),
    }
    data = own_docx("", parts)
    text = read_word(data, NAME).text
    exported = reviewed_word(text, critique_of(text), Original(data, NAME), MOMENT)
    assert exported.in_original
    assert not [n for n, m in members(exported.data).items() if b"External" in m or b"attachedTemplate" in m]


RUNS = st.lists(
    st.lists(st.text("甲乙责任，。 ab<&", min_size=1, max_size=6), min_size=1, max_size=4), min_size=1, max_size=5
)


@given(RUNS, st.data())
@settings(max_examples=80, deadline=None)
def test_wherever_runs_are_cut_a_comment_finds_its_words_and_changes_can_be_undone(
    lines: list[list[str]], data: st.DataObject
) -> None:
    packed = docx("".join(paragraph("".join(map(run, line))) for line in lines))
    text = read_word(packed, NAME).text
    if not text.strip():
        return
    manuscript = own_manuscript(packed, NAME, text)
    assert manuscript is not None
    visible = [i for i, c in enumerate(text) if not c.isspace()]
    first, last = sorted((data.draw(st.sampled_from(visible)), data.draw(st.sampled_from(visible))))
    manuscript.anchor(first, last + 1, 1)
    added = data.draw(st.sampled_from(["", "新", "新\n增", "一\n二\n三"]))
    manuscript.delete(first, last + 1, AUTHOR)
    if added:
        manuscript.insert(last + 1, added, AUTHOR)
    written = replaced(packed, {"word/document.xml": serialised(manuscript.root)})
    assert bare(_commented(manuscript)) == bare(text[first : last + 1])
    assert bare(read_word(written, NAME).text) == bare(text[:first] + added + text[last + 1 :])
    undone = [line.strip() for line in rejected(written).splitlines() if line.strip()]
    assert undone == [line.strip() for line in text.splitlines() if line.strip()]


def _commented(manuscript: Manuscript) -> str:
    nodes = list(manuscript.root.iter())
    tags = [n.tag for n in nodes]
    inside = nodes[tags.index(f"{W}commentRangeStart") : tags.index(f"{W}commentRangeEnd")]
    return "".join(n.text or "" for n in inside if n.tag in (f"{W}t", f"{W}delText"))


def test_changes_of_the_text_are_the_redline_with_scraps_taken_in() -> None:
    critique = critique_of()
    first, *_ = changes(TEXT, critique)
    assert TEXT[first.start : first.start + len(first.removed)] == first.removed
    accepted = changed(TEXT, changes(TEXT, critique))
    assert critique.clauses[0].rewrite.text in accepted


def test_the_markdown_report_says_everything_and_escapes_it() -> None:
    clause = critique_of().clauses[0]
    report = markdown_report(critique_of())
    for words in (
        "**结论：先不要签**",
        "## 先争取的三点",
        "每月1500元×1个月",
        "| 第一条 责任限制 |",
        "缺少交接条款",
        "《民法典》第506条",
    ):
        assert words in report
    assert report.count("  - 原因：") == len(clause.findings) + 1
    hostile = finding(TEXT, CAP, why="![x](http://example.test) <img src=x> | `a`\u202e", title="a|b")
    bad = markdown_report(Critique((review(TEXT, "第一条 责任限制", "协商。", (hostile,)),), (), "先谈再签"))
    assert not re.search(r"(?<!\\)(?:!\[|<img|`a)|\u202e", bad)
    assert r"a\|b" in bad


FLAWED = """第一条 会员数据
1.1 甲方同意,乙方可将甲方会员数据脱敏后用于任何目的,该授权在本合同终止后继续有效。
1.2 发生会员个人信息泄露事件的,乙方应在合理时间内告知甲方,乙方不承担任何赔偿责任。
第二条 期限
2.1 本合同有效期三年,期满前九十日内双方均未书面提出终止的,自动续展三年。
第三条 责任
3.1 在任何情况下,乙方的全部责任累计不超过索赔事件发生前一个月甲方实际支付的服务费。
"""


@cache
def critic() -> Critic:
    with TemporaryDirectory() as folder:
        for name in ("data-ownership", "data-breach", "term-renewal", "liability", "lexicon"):
            copy(ROOT / "knowledge" / "playbook" / f"{name}.yaml", folder)
        return Critic(load_playbook(Path(folder)), open_statute_book())


def as_word(text: str) -> Iterator[str]:
    """Each line a paragraph, cut into runs of five characters."""
    for line in text.splitlines():
        yield paragraph("".join(run(line[i : i + 5]) for i in range(0, len(line), 5)))


@pytest.mark.parametrize("own", [False, True], ids=["fresh", "own document"])
def test_a_real_critique_exports_with_its_comments_on_its_quotes(own: bool) -> None:
    data = docx("".join(as_word(FLAWED)))
    text = read_word(data, NAME).text
    critique = critic().critique(text)
    quoted = [f.quote for c in critique.clauses for f in c.findings if f.quote and f.kind is FindingKind.RISK]
    assert len(quoted) >= 4
    original = Original(data, NAME) if own else None
    exported = reviewed_word(text, critique, original, MOMENT)
    assert exported.in_original is own
    assert_comments_stand_on_their_quotes(exported, text, critique)
    assert set(quoted) <= {words for words, _ in ranges(exported.data)}
    sent = vendor_word(text, critique, original, MOMENT)
    assert sent.in_original is own
    assert bare(text) in bare(rejected(sent.data))
    assert bare(changed(text, changes(text, critique))) in bare(read_word(sent.data, NAME).text)


def test_the_command_writes_what_is_asked_for_and_never_over_what_it_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "合同.docx"
    source.write_bytes(docx("".join(as_word(FLAWED))))
    targets = {name: tmp_path / name for name in ("a.docx", "b.docx", "c.md")}
    arguments = ["critique", str(source), "--docx", str(targets["a.docx"]), "--vendor-docx", str(targets["b.docx"])]
    assert cli.main([*arguments, "--markdown", str(targets["c.md"])]) == cli.DONE
    assert "第一条 会员数据" in targets["c.md"].read_text(encoding="utf-8")
    assert ranges(targets["a.docx"].read_bytes())
    assert b"w:ins" in read_part(targets["b.docx"].read_bytes(), "word/document.xml")
    before = source.read_bytes()
    assert cli.main(["critique", str(source), "--docx", str(source)]) == cli.USER_ERROR
    assert cli.main(["critique", str(source), "--docx", str(tmp_path / "no" / "x.docx")]) == cli.USER_ERROR
    assert "never overwritten" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_only_a_word_file_is_an_original(tmp_path: Path) -> None:
    plain, word = tmp_path / "合同.txt", tmp_path / "合同.docx"
    plain.write_text(TEXT, encoding="utf-8")
    word.write_bytes(own_docx())
    assert original_of(plain) is None
    assert original_of(word) == Original(word.read_bytes(), word)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_exports_and_sets_the_comments_on_the_same_words(tmp_path: Path) -> None:
    made = reviewed_word(TEXT, critique_of(), moment=MOMENT)
    (tmp_path / "a.docx").write_bytes(made.data)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "fodt"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "a.docx"], check=True, capture_output=True, timeout=120)
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    root = etree.parse(tmp_path / "a.fodt").getroot()
    opened: dict[str, str] = {}
    words = []

    def walk(node: etree._Element) -> None:
        name = node.get(f"{office}name")
        if node.tag == f"{office}annotation":
            opened[name] = ""
            return
        if node.tag == f"{office}annotation-end":
            words.append(opened.pop(name))
        add(node.text)
        for child in node:
            walk(child)
            add(child.tail)

    def add(text: str | None) -> None:
        for key in opened:
            opened[key] += text or ""

    walk(root.find(f".//{office}text"))
    assert sorted(words) == sorted(w for w, _ in ranges(made.data))
