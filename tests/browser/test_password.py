"""With a password set, nothing is reachable before it is given, and one login opens both languages."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.conftest import LAPTOP, RunningApp, started

pytestmark = pytest.mark.browser

PASSWORD = "开门-42"


@pytest.fixture(scope="module")
def guarded(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    log = tmp_path_factory.mktemp("log") / "guarded.log"
    with started(data_dir, log, {"APP_PASSWORD": PASSWORD}) as running:
        yield running


def log_in(page, password: str) -> None:
    page.locator("input[type=password]").wait_for()
    page.locator("input:not([type=password]), textarea").first.fill("张三")
    page.locator("input[type=password]").fill(password)
    page.locator("button").last.click()


def test_one_login_opens_both_languages(browser, guarded):
    context = browser.new_context(viewport=LAPTOP)
    page = context.new_page()
    page.goto(guarded.url)
    log_in(page, "wrong")
    page.wait_for_timeout(2_500)
    assert page.locator("#transcript").count() == 0
    page.goto(guarded.url)
    log_in(page, PASSWORD)
    page.locator("#transcript .welcome").wait_for(timeout=20_000)
    page.goto(guarded.url + "/en/")
    page.locator("#transcript .welcome").wait_for(timeout=20_000)
    context.close()


@pytest.mark.parametrize("path", ["/gradio_api/info", "/config", "/en/gradio_api/info", "/en/config"])
def test_nothing_is_told_before_the_login(guarded, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(guarded.url + path)
    refused.value.close()
    assert refused.value.code == 401
