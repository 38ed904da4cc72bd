"""Started before anything was ingested: the critique works, and the other tabs say what to run."""

from collections.abc import Iterator

import pytest

from browser.conftest import LAPTOP, RunningApp, Visit, started, visit

pytestmark = pytest.mark.browser

COMMAND = "python ingest.py"


@pytest.fixture(scope="module")
def fresh_app(tmp_path_factory) -> Iterator[RunningApp]:
    folder = tmp_path_factory.mktemp("fresh")
    with started(folder / "data", folder / "app.log", {}) as running:
        yield running


@pytest.fixture
def fresh(browser, fresh_app) -> Iterator[Visit]:
    yield from visit(browser.new_context(viewport=LAPTOP), fresh_app)


def test_the_console_the_chat_and_the_sources_say_what_to_run(fresh):
    assert COMMAND in fresh.app.log.read_text(encoding="utf-8")
    page = fresh.open()
    assert COMMAND in page.locator(".welcome .unready").inner_text()
    fresh.keep("without-index")
    page.fill("#question textarea", "供应商责任上限定多少合适")
    page.keyboard.press("Enter")
    assert COMMAND in page.locator(".turn .failed").inner_text()
    fresh.tab(3)
    assert COMMAND in page.locator("#knowledge-sources .failed").inner_text()


def test_a_clause_is_critiqued_and_exported_and_the_checklist_follows(fresh):
    page = fresh.open()
    fresh.tab(1)
    page.fill("#clause textarea", "第八条 因黑客攻击造成数据泄露的,乙方不承担任何责任。")
    page.click("#run-critique")
    page.locator(".finding.kind-risk").first.wait_for()
    with page.expect_download() as waiting:
        page.click("#export-docx")
    assert waiting.value.path().stat().st_size > 1_000
    fresh.tab(2)
    page.locator(".check .pill").first.wait_for()
