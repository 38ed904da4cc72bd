"""A PDF reads like the document it was printed from: paragraphs whole, pages known, scans reported."""

from pathlib import Path

import pytest
from document_files import docx, numbered, numbering, paragraph, pdf, scanned_pdf

from assistant.documents.pdf import read_pdf
from assistant.documents.word import read_word
from assistant.errors import UnreadableFile
from assistant.text import chinese_numeral

NAME = Path("合同.pdf")
SUBJECTS = (
    "软件许可",
    "费用与付款",
    "数据安全",
    "售后服务",
    "违约责任",
    "保密",
    "知识产权",
    "期限",
    "解除",
    "争议解决",
)


def contract() -> list[tuple[str, str]]:
    """Sixty articles whose lengths differ, so that lines break everywhere, also before 第X条 in a reference."""
    return [
        (
            SUBJECTS[i % 10],
            f"乙方应当在{i + 1}个工作日内完成{SUBJECTS[i % 10]}的交付，"
            + "并接受甲方的检查，" * (i % 7)
            + f"依照第{chinese_numeral(i + 1)}条的规定，"
            f"逾期一日按合同总额的千分之{chinese_numeral(i % 5 + 1)}支付违约金。",
        )
        for i in range(60)
    ]


def printed(columns: int = 34) -> bytes:
    lines = ["会员管理软件采购合同"]
    for number, (title, text) in enumerate(contract(), 1):
        lines += [f"第{chinese_numeral(number)}条 {title}", text]
    return pdf(lines, columns=columns, header="合同编号 HY-2026")


@pytest.mark.parametrize("columns", [28, 33, 34])
def test_a_contract_of_sixty_articles_gives_the_same_lines_as_its_word_file(columns: int) -> None:
    body = paragraph("会员管理软件采购合同") + "".join(numbered(t) + paragraph(text) for t, text in contract())
    word = read_word(docx(body, {"word/numbering.xml": numbering(("chineseCounting", "第%1条"))}), Path("合同.docx"))
    found = read_pdf(printed(columns), NAME)
    assert found.text[found.front :].splitlines() == word.text.splitlines()


def test_running_headers_stand_once_in_front_and_page_numbers_nowhere() -> None:
    found = read_pdf(printed(), NAME)
    assert found.text[: found.front].strip() == "合同编号 HY-2026"
    assert found.text.count("HY-2026") == 1
    assert "第 2 页" not in found.text


def test_every_page_begins_where_its_first_words_stand() -> None:
    first_lines = ["甲方的义务。", "乙方的义务。", "其他约定。"]
    found = read_pdf(pdf(first_lines, lines=1), NAME)
    assert [number for _, number in found.pages] == [1, 2, 3]
    assert [found.text[offset:].splitlines()[0] for offset, _ in found.pages] == first_lines


def test_a_scan_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        UnreadableFile, match=r"its 3 pages are pictures without text \(a scan\)\. Run text recognition"
    ):
        read_pdf(scanned_pdf(3), NAME)


def test_a_password_is_named_as_the_reason() -> None:
    with pytest.raises(UnreadableFile, match="protected with a password"):
        read_pdf(pdf(["正文。"], password="secret"), NAME)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_file_is_refused_rather_than_read_in_part(share: float) -> None:
    whole = printed()
    with pytest.raises(UnreadableFile, match="cut short"):
        read_pdf(whole[: int(len(whole) * share)], NAME)


def test_a_file_that_only_begins_like_a_pdf_is_damaged() -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        read_pdf(b"%PDF-1.7\nnothing else\nstartxref\n0\n%%EOF", NAME)
