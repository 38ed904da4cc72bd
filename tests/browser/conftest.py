"""A real app on a free port over a real index, and a real Chromium that may reach nothing else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "artifacts" / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LAPTOP, PHONE = {"width": 1360, "height": 860}, {"width": 390, "height": 844}
START_SECONDS = 90


@dataclass(frozen=True)
class RunningApp:
    """An app that serves until the test session ends."""

    url: str
    data: Path
    log: Path


@dataclass
class Visit:
    """One fresh browser at the app; ``strangers`` are requests that left for another host, ``errors`` of the page."""

    page: Page
    app: RunningApp
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, language: str = "zh") -> Page:
        """The page, usable."""
        self.page.goto(self.app.url + ("/en/" if language == "en" else "/"))
        self.page.wait_for_selector("#transcript .welcome, #transcript .turn")
        self.page.wait_for_selector("#conversations nav")
        return self.page

    def tab(self, number: int) -> None:
        """Go to a tab, counted from 0."""
        self.page.locator("#tabs [role=tab]").nth(number).click()

    def ask(self, question: str) -> None:
        """Ask, and wait for the answer to be stored."""
        before = self.page.locator(".turn .actions").count()
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        self.page.locator(".turn .actions").nth(before).wait_for()

    def keep(self, name: str) -> None:
        """Keep a screenshot as a test artefact."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")


@pytest.fixture(scope="session")
def data_dir(indexed_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the app's own, with an index of ``knowledge/``."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(indexed_data_dir / "index", data / "index")
    return data


@pytest.fixture(scope="session")
def app(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """``python app.py`` as a user starts it."""
    log = tmp_path_factory.mktemp("log") / "app.log"
    with started(data_dir, log, {}) as running:
        yield running


class started:
    """The app as a process of its own for the length of a ``with``."""

    def __init__(self, data: Path, log: Path, settings: dict[str, str]) -> None:
        port = free_port()
        self.app = RunningApp(f"http://127.0.0.1:{port}", data, log)
        self.environment = os.environ | {"DATA_DIR": str(data), "APP_PORT": str(port), **settings}

    def __enter__(self) -> RunningApp:
        with self.app.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "app.py"], cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.app.url, timeout=2).close()
                return self.app
            except OSError:
                time.sleep(0.2)
        self.process.kill()
        raise AssertionError(f"the app did not start:\n{self.app.log.read_text()}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium without background traffic; ends with this folder, because its event loop bars any other."""
    assert CHROMIUM, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def laptop(browser: Browser, app: RunningApp) -> Iterator[Visit]:
    """A fresh browser on a laptop."""
    yield from visit(browser.new_context(viewport=LAPTOP), app)


@pytest.fixture
def phone(browser: Browser, app: RunningApp) -> Iterator[Visit]:
    """A fresh browser on a phone, 390 px wide."""
    yield from visit(browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2), app)


def visit(context: BrowserContext, app: RunningApp) -> Iterator[Visit]:
    """A visit that fails its test if the page met an error or asked another host for anything."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app.url)
    context.set_default_timeout(15_000)
    visited = Visit(context.new_page(), app)
    page = visited.page
    page.on("pageerror", lambda error: visited.errors.append(str(error)))
    page.on("request", lambda r: None if _own(r.url, app) else visited.strangers.append(r.url))
    yield visited
    context.close()
    assert not visited.strangers
    assert not visited.errors


def _own(url: str, app: RunningApp) -> bool:
    return url.startswith((app.url, "data:", "blob:"))
