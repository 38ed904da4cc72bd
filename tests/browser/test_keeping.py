"""What is kept: conversations with their citations, verdicts, ticks and notes."""

import json

import pytest

pytestmark = pytest.mark.browser

FIRST, SECOND = "数据泄露后供应商多久要通知我们?", "供应商责任上限定多少合适"


def test_a_conversation_survives_a_reload_with_its_citations(laptop):
    page = laptop.open()
    laptop.ask(FIRST)
    laptop.ask("那赔偿呢?")
    answers = page.locator(".answer-text").all_inner_texts()
    laptop.open()
    assert page.locator(".answer-text").all_inner_texts() == answers
    page.locator(".cite").first.click()
    assert page.locator("#source-panel mark.active").first.is_visible()


def test_conversations_are_renamed_opened_and_deleted(laptop):
    page = laptop.open()
    laptop.ask(FIRST)
    page.click("#new-chat")
    page.wait_for_selector(".welcome")
    laptop.ask(SECOND)
    page.locator(".conversation").nth(1).hover()
    page.locator(".conversation").nth(1).locator("[data-rename]").click()
    page.locator(".conversation.renaming input").fill("数据泄露通知")
    page.keyboard.press("Enter")
    page.locator(".conversation-open", has_text="数据泄露通知").click()
    page.locator(".asked", has_text=FIRST).wait_for()
    current = page.locator(".conversation.current")
    current.hover()
    current.locator("[data-event=delete]").click()
    current.locator("[data-event=delete].armed").click()
    page.wait_for_selector(".welcome")
    assert page.locator(".conversation").count() == 1


def test_one_browser_does_not_see_what_another_asked(laptop, phone):
    laptop.open()
    laptop.ask(FIRST)
    page = phone.open()
    assert page.locator(".conversation").count() == 0
    assert page.locator(".welcome").count() == 1


def test_a_thumb_down_is_kept_with_its_reason(laptop):
    page = laptop.open()
    laptop.ask(FIRST)
    page.locator("[data-reason]").click()
    page.locator(".reason input").fill("没有说赔多少")
    page.keyboard.press("Enter")
    page.locator(".thanks").wait_for()
    rows = (laptop.app.data / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    kept = json.loads(rows[-1])
    assert (kept["question"], kept["verdict"], kept["reason"]) == (FIRST, "down", "没有说赔多少")
    assert kept["sections"]


def test_a_conversation_is_exported_as_markdown(laptop):
    page = laptop.open()
    laptop.ask(FIRST)
    page.locator(".conversation.current").hover()
    with page.expect_download() as waiting:
        page.locator(".conversation.current [data-event=export]").click()
    written = waiting.value.path().read_text(encoding="utf-8")
    assert waiting.value.suggested_filename.endswith(".md")
    assert "多久要通知我们" in written
    assert "\\[1\\]" in written


def test_an_example_and_a_follow_up_are_asked_by_a_click(laptop):
    page = laptop.open()
    page.locator(".ask").first.click()
    page.locator(".actions").first.wait_for()
    chip = page.locator(".chip[data-event=follow]").first
    question = chip.inner_text()
    chip.click()
    page.locator(".actions").nth(1).wait_for()
    assert page.locator(".asked p").nth(1).inner_text() == question


def test_ticks_and_notes_survive_a_reload_and_are_exported(laptop):
    page = laptop.open()
    laptop.tab(2)
    page.locator(".check input[type=checkbox]").first.check()
    page.locator(".check-progress b", has_text="1").wait_for()
    page.locator(".check-note").first.fill("张三 周五前")
    page.keyboard.press("Tab")
    page.wait_for_timeout(600)
    laptop.open()
    laptop.tab(2)
    page.locator(".check").first.wait_for()
    assert page.locator(".check input[type=checkbox]").first.is_checked()
    assert page.locator(".check-note").first.input_value() == "张三 周五前"
    with page.expect_download() as waiting:
        page.click("#export-checklist")
    written = waiting.value.path().read_text(encoding="utf-8")
    assert "[x]" in written
    assert "张三 周五前" in written
