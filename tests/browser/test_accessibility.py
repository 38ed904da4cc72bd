"""axe-core finds no serious violation in any tab, in both languages, light and dark, on laptop and phone."""

from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = Path(find_spec("axe_playwright_python").submodule_search_locations[0]) / "axe.min.js"
SERIOUS = {"serious", "critical"}


def violations(page) -> list[str]:
    # A button that fades from disabled to enabled is half transparent for an instant: colours are read at rest.
    page.wait_for_function(
        "document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)"
    )
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']} ({v['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for v in found["violations"]
        if v["impact"] in SERIOUS
        for node in v["nodes"][:3]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["laptop", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_tab_has_a_serious_violation(request, device, language, scheme):
    visit = request.getfixturevalue(device)
    name = f"{device}-{language}-{scheme}"
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(language)
    found = {"welcome": violations(page)}
    visit.keep(f"welcome-{name}")
    visit.ask("数据泄露后供应商多久要通知我们?")
    visit.ask("明天上海天气怎么样")
    page.locator(".cite").first.click()
    found["chat"] = violations(page)
    visit.keep(f"chat-{name}")
    page.keyboard.press("Escape")
    visit.tab(1)
    page.fill("#clause textarea", "第八条 因黑客攻击造成数据泄露的,乙方不承担任何责任。乙方应及时处理故障。")
    page.click("#run-critique")
    page.locator(".finding").first.wait_for()
    page.locator("#run-critique:enabled").wait_for()
    found["critique"] = violations(page)
    visit.keep(f"critique-{name}")
    visit.tab(2)
    page.locator(".check").first.wait_for()
    found["checklist"] = violations(page)
    visit.keep(f"checklist-{name}")
    visit.tab(3)
    page.locator(".knowledge").wait_for()
    found["knowledge"] = violations(page)
    visit.keep(f"knowledge-{name}")
    assert found == {tab: [] for tab in found}


def test_no_page_is_wider_than_a_phone(phone):
    page = phone.open()
    phone.ask("数据泄露后供应商多久要通知我们?")
    for tab in range(4):
        phone.tab(tab)
        page.wait_for_timeout(400)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"tab {tab} is {wide} px wide"


def test_a_citation_is_opened_and_closed_with_the_keyboard(laptop):
    page = laptop.open()
    laptop.ask("数据泄露后供应商多久要通知我们?")
    cite = page.locator(".cite").first
    cite.focus()
    page.keyboard.press("Enter")
    page.locator("#source-panel mark.active").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "source-panel"
    page.keyboard.press("Escape")
    assert cite.evaluate("node => node === document.activeElement")
