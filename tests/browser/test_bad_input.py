"""Hostile and unusable input is shown as text or refused with a reason, and loads nothing."""

from pathlib import Path

import pytest
from hostile_strings import TOGETHER

from assistant.web.escape import visible

pytestmark = pytest.mark.browser

LOADED = "img, iframe, form[action], object, embed, #transcript style, #review style, #knowledge style"


def assert_nothing_loaded(page) -> None:
    assert page.locator(LOADED).count() == 0
    assert page.title() != "taken"


def test_a_hostile_question_is_shown_as_text(laptop):
    page = laptop.open()
    laptop.ask("违约金 " + TOGETHER)
    assert visible(TOGETHER) in page.locator(".asked p").first.inner_text()
    laptop.open()
    assert_nothing_loaded(page)


def test_a_hostile_clause_is_shown_as_text(laptop):
    page = laptop.open()
    laptop.tab(1)
    page.fill("#clause textarea", f"第一条 {TOGETHER} 乙方不承担任何责任。")
    page.click("#run-critique")
    page.locator(".document").wait_for()
    assert visible(TOGETHER) in page.locator(".document").inner_text()
    assert_nothing_loaded(page)


def test_a_hostile_document_is_ingested_found_and_shown_as_text(laptop, tmp_path: Path):
    file = tmp_path / "<img src=x onerror=alert(1)>验收.txt"
    file.write_text(f"紫色长颈鹿验收条款。{TOGETHER} 验收期为三十日。", encoding="utf-8")
    page = laptop.open()
    laptop.tab(3)
    page.locator(".knowledge").wait_for()
    page.set_input_files("#knowledge-add input[type=file], input[type=file][multiple]", file)
    page.locator(".report p").wait_for(timeout=120_000)
    page.fill("#knowledge-query :is(input, textarea)", "紫色长颈鹿验收")
    page.keyboard.press("Enter")
    page.locator(".hit", has_text="紫色长颈鹿").first.wait_for()
    assert_nothing_loaded(page)
    laptop.keep("hostile-document")
    page.locator(".source-list [data-event=remove]").first.click()
    page.locator(".source-list [data-event=remove].armed").first.click()
    page.locator(".source-list [data-event=remove]").wait_for(state="detached", timeout=120_000)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("扫描.pdf", b"%PDF-1.4 nothing", "没有加入"),
        ("空.txt", b"", "没有加入"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_a_reason(laptop, tmp_path: Path, name, content, words):
    file = tmp_path / name
    file.write_bytes(content)
    page = laptop.open()
    laptop.tab(3)
    page.locator(".knowledge").wait_for()
    page.set_input_files("#knowledge-add input[type=file], input[type=file][multiple]", file)
    page.locator(".report .bad", has_text=words).wait_for(timeout=60_000)


@pytest.mark.parametrize(("question", "words"), [("  ", "请先写下问题"), ("问" * 2_001, "2,001")])
def test_a_question_outside_the_limits_is_refused_with_the_limit(laptop, question, words):
    page = laptop.open()
    page.fill("#question textarea", question)
    page.click("#send")
    assert words in page.locator(".failed").inner_text()


@pytest.mark.parametrize(("clause", "words"), [("", "请先贴上条款"), ("条" * 20_001, "20,001"), ("😀🎉", "")])
def test_an_unusable_clause_gets_an_answer_in_words(laptop, clause, words):
    page = laptop.open()
    laptop.tab(1)
    page.fill("#clause textarea", clause)
    page.click("#run-critique")
    assert words in page.locator("#review .failed, #review .stamp").first.inner_text()


def test_an_uploaded_contract_is_read_and_critiqued(laptop, tmp_path: Path):
    file = tmp_path / "合同.txt"
    file.write_text(
        "会员系统服务合同\n第一条 付款\n甲方应在签约后三日内支付全部费用。\n第二条 责任\n乙方不承担任何责任。\n"
        "第三条 续费\n合同到期自动续期一年。\n第四条 售后\n乙方应及时处理故障。\n",
        encoding="utf-8",
    )
    page = laptop.open()
    laptop.tab(1)
    page.set_input_files("input[type=file]:not([multiple])", file)
    page.locator(".finding").first.wait_for(timeout=60_000)
    assert page.locator(".clause-text").count() >= 4
    laptop.keep("contract")
    with page.expect_download() as waiting:
        page.click("#export-md")
    assert "乙方不承担任何责任" in waiting.value.path().read_text(encoding="utf-8")
