"""The main job in a real browser: ask, read a cited answer, open a citation, paste a clause, see findings."""

import pytest

from browser.conftest import Visit

pytestmark = pytest.mark.browser

QUESTION = "数据泄露后供应商多久要通知我们?"
CLAUSE = "第八条 因黑客攻击等第三方原因造成会员数据泄露的,乙方不承担任何责任。乙方应及时处理,并以最近一个月服务费为赔偿上限。"


@pytest.fixture(params=["laptop", "phone"])
def visit(request: pytest.FixtureRequest) -> Visit:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_question_is_answered_with_a_citation_that_opens_its_source_at_the_quoted_words(visit, language, request):
    page = visit.open(language)
    visit.ask(QUESTION)
    cite = page.locator(".turn .cite").first
    statement = cite.locator("xpath=ancestor::p").inner_text().removesuffix(cite.inner_text()).strip()
    cite.click()
    marked = page.locator("#source-panel mark.active")
    marked.first.wait_for()
    assert "".join(marked.all_inner_texts()) == statement
    assert marked.first.is_visible()
    assert page.locator("#source-panel .source-foot").inner_text()
    visit.keep(f"answer-{request.node.callspec.id}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pasted_clause_shows_findings_at_its_words_and_in_the_list(visit, language, request):
    page = visit.open(language)
    visit.tab(1)
    page.fill("#clause textarea", CLAUSE)
    page.click("#run-critique")
    page.locator(".finding.kind-risk").first.wait_for()
    quote = page.locator(".finding.kind-risk blockquote").first.inner_text()
    assert quote in CLAUSE
    assert "".join(page.locator(".clause-text").all_inner_texts()).strip() == CLAUSE
    visit.keep(f"critique-{request.node.callspec.id}")
    page.locator(".finding.kind-risk [data-show-in-text]").first.click()
    assert page.locator(".clause-text mark.linked").first.is_visible()


def test_a_question_outside_the_field_is_refused_without_citations(visit):
    page = visit.open()
    visit.ask("明天上海天气怎么样")
    assert page.locator(".answer.refused").count() == 1
    assert page.locator(".turn .cite").count() == 0
    visit.keep("refusal")


def test_a_statute_in_an_answer_opens_with_its_text_and_standing(laptop):
    page = laptop.open()
    laptop.ask("民法典第585条怎么规定")
    page.locator(".statute-link, .cite").first.click()
    panel = page.locator("#source-panel")
    assert "违约金" in panel.locator(".source-text").inner_text()
    assert "现行有效" in page.locator("#source-panel, .answer").all_inner_texts()[0] + panel.inner_text()


def test_a_citation_number_stands_on_the_line_of_its_words(visit):
    page = visit.open()
    visit.ask(QUESTION)
    alone = page.locator(".turn .cite").evaluate_all("""(chips) => chips.filter((chip) => {
      const words = document.createRange();
      words.selectNodeContents(chip.previousSibling);
      const last = [...words.getClientRects()].at(-1), own = chip.getBoundingClientRect();
      return own.top >= last.bottom || own.bottom <= last.top;
    }).length""")
    assert page.locator(".turn .cite").count() > 5
    assert alone == 0
