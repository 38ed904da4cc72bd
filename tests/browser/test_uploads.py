"""Contracts and documents are uploaded with progress, and a contract comes back as Word and as Markdown."""

import io
import zipfile
from pathlib import Path

import pytest
from document_files import docx, paragraph, pdf

pytestmark = pytest.mark.browser

CONTRACT = (
    "会员系统服务合同",
    "第一条 付款 甲方应在签约后三日内支付全部费用。",
    "第二条 责任 乙方不承担任何责任。",
    "第三条 续费 合同到期自动续期一年,乙方有权单方调整价格。",
    "第四条 售后 乙方应及时处理故障。",
)
RISKY = "乙方不承担任何责任"
WATCH = """(selector) => {
  window.progressSeen = [];
  new MutationObserver(() => {
    const said = document.querySelector(selector)?.innerText.trim();
    if (said && window.progressSeen.at(-1) !== said) window.progressSeen.push(said);
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


def word(path: Path) -> Path:
    styled = paragraph(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{CONTRACT[0]}</w:t></w:r>")
    path.write_bytes(docx(styled + "".join(map(paragraph, CONTRACT[1:]))))
    return path


def printed(path: Path) -> Path:
    path.write_bytes(pdf(CONTRACT))
    return path


def parts_of(page, button: str) -> tuple[str, dict[str, str]]:
    """The suggested name of an exported .docx, and its parts."""
    with page.expect_download() as waiting:
        page.click(button)
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as package:
        return waiting.value.suggested_filename, {n: package.read(n).decode() for n in package.namelist()}


@pytest.mark.parametrize(("name", "make"), [("合同.docx", word), ("合同.pdf", printed)])
def test_a_contract_is_uploaded_with_progress_and_critiqued(laptop, tmp_path, name, make):
    page = laptop.open()
    laptop.tab(1)
    page.evaluate(WATCH, "#review .working")
    page.set_input_files("input[type=file]:not([multiple])", make(tmp_path / name))
    page.locator(".finding").first.wait_for(timeout=60_000)
    assert any(RISKY in said for said in page.locator(".finding.kind-risk blockquote").all_inner_texts())
    assert any("正在读取文件" in said for said in page.evaluate("window.progressSeen"))
    assert page.locator("#critique-exports").is_visible()


def test_a_word_contract_comes_back_with_comments_and_as_a_version_for_the_vendor(laptop, tmp_path):
    page = laptop.open()
    laptop.tab(1)
    page.set_input_files("input[type=file]:not([multiple])", word(tmp_path / "合同.docx"))
    page.locator(".finding").first.wait_for(timeout=60_000)
    name, reviewed = parts_of(page, "#export-docx")
    assert name == "签前审查意见.docx"
    assert "<w:b/>" in reviewed["word/document.xml"]  # it is the user's own document
    assert "红旗" in reviewed["word/comments.xml"]
    name, sent = parts_of(page, "#export-vendor")
    assert name == "合同修改意见.docx"
    assert "<w:ins " in sent["word/document.xml"]
    assert not any(word in part for part in sent.values() for word in ("红旗", "签前审查"))
    with page.expect_download() as waiting:
        page.click("#export-md")
    assert RISKY in waiting.value.path().read_text(encoding="utf-8")


def test_a_document_that_cannot_be_edited_in_place_says_so_beside_its_export(laptop, tmp_path):
    file = tmp_path / "带宏.docx"
    file.write_bytes(docx("".join(map(paragraph, CONTRACT)), {"word/vbaProject.bin": "macro"}))
    page = laptop.open()
    laptop.tab(1)
    page.set_input_files("input[type=file]:not([multiple])", file)
    page.locator(".finding").first.wait_for(timeout=60_000)
    _, parts = parts_of(page, "#export-docx")
    page.locator("#export-notices .notice", has_text="宏").wait_for()
    assert "word/vbaProject.bin" not in parts


def test_the_vendors_side_has_no_version_to_send_to_the_vendor(laptop):
    page = laptop.open()
    laptop.tab(1)
    page.locator("#side label").nth(1).click()
    page.fill("#clause textarea", f"第二条 {RISKY}。")
    page.click("#run-critique")
    page.locator("#export-docx").wait_for()
    assert page.locator("#export-vendor").count() == 0


@pytest.mark.parametrize(("name", "make"), [("资料.docx", word), ("资料.pdf", printed)])
def test_a_document_is_added_to_the_sources_with_progress_found_and_removed(laptop, tmp_path, name, make):
    page = laptop.open()
    laptop.tab(3)
    page.locator(".knowledge").wait_for()
    page.evaluate(WATCH, "#knowledge-report .working")
    page.set_input_files("#knowledge-add input[type=file], input[type=file][multiple]", make(tmp_path / name))
    page.locator(".report p", has_text=name).wait_for(timeout=120_000)
    assert page.evaluate("window.progressSeen")
    page.fill("#knowledge-query :is(input, textarea)", "乙方有权单方调整价格")
    page.keyboard.press("Enter")
    page.locator(".hit .source-kind", has_text="我的资料").first.wait_for()
    page.locator(".source-list [data-event=remove]").first.click()
    page.locator(".source-list [data-event=remove].armed").first.click()
    page.locator(".source-list [data-event=remove]").wait_for(state="detached", timeout=120_000)
