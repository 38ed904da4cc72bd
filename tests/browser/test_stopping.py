"""Stop during a slow model: what was verified stays with a notice, and where nothing was, that is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from misbehaving_endpoint import endpoint, pieces
from playwright.sync_api import Browser

from browser.conftest import LAPTOP, Visit, started, visit

pytestmark = pytest.mark.browser

QUESTION = "数据泄露后供应商多久要通知我们?"
EXACT = "合同写明乙方发现后24小时内通知甲方,重大事件2–4小时内先打电话,72小时内交书面报告;“及时”“尽快”都不算时限。"
ENDLESS = tuple("请稍候" for _ in range(200))


@contextmanager
def slow_app(browser: Browser, data: Path, log: Path, body: bytes, pause: float) -> Iterator[Visit]:
    """A browser at an app whose model streams ``body`` with a pause after each piece."""
    with endpoint(body, pause=pause) as address:
        settings = {"LLM_BASE_URL": address, "LLM_MODEL": "slow", "LLM_TIMEOUT": "20"}
        with started(data, log, settings) as app:
            yield from visit(browser.new_context(viewport=LAPTOP), app)


@pytest.fixture
def half_written(browser, data_dir, tmp_path) -> Iterator[Visit]:
    with slow_app(browser, data_dir, tmp_path / "log", pieces(f"{EXACT}\n", *ENDLESS), 0.3) as visited:
        yield visited


@pytest.fixture
def unwritten(browser, data_dir, tmp_path) -> Iterator[Visit]:
    with slow_app(browser, data_dir, tmp_path / "log", pieces(*ENDLESS), 0.3) as visited:
        yield visited


def begin(page) -> None:
    page.fill("#question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.locator(".turn.growing").wait_for()


def test_what_was_verified_before_stop_is_kept_with_a_notice(half_written):
    page = half_written.open()
    assert page.locator("#stop").is_hidden()
    begin(page)
    page.locator(".growing .answer-text", has_text="24小时").wait_for(timeout=30_000)
    assert page.locator("#send").is_hidden()
    half_written.keep("model-growing")
    page.click("#stop")
    page.locator(".turn .actions").wait_for(timeout=3_000)  # long before the stream would end
    half_written.keep("model-stopped")
    half_written.open()
    assert page.locator(".asked p").inner_text() == QUESTION
    assert "停止" in page.locator(".notice").inner_text()
    answer = page.locator(".answer-text").inner_text()
    assert "24小时" in answer
    assert "请稍候" not in answer


def test_stop_before_anything_was_verified_is_said_and_the_question_comes_back(unwritten):
    page = unwritten.open()
    begin(page)
    page.click("#stop")
    page.locator(".notice.stopped").wait_for(timeout=3_000)
    assert page.locator("#question textarea").input_value() == QUESTION
    assert page.locator(".growing").count() == 0
    assert page.locator("#send").is_visible()


def test_an_answer_is_kept_though_its_page_was_left(browser, data_dir, tmp_path):
    with slow_app(browser, data_dir, tmp_path / "log", pieces(f"{EXACT}\n", "请稍候", "请稍候"), 0.8) as visited:
        page = visited.open()
        begin(page)
        page.locator(".growing .answer-text").wait_for()
        page.click("#new-chat")
        page.locator(".welcome").wait_for()
        page.wait_for_timeout(5_000)
        assert page.locator(".welcome").is_visible()  # nobody is pulled back
        visited.open()
        assert "24小时" in page.locator(".answer-text").inner_text()
