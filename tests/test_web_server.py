"""Who may reach the app, and what its API gives."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from assistant.errors import SettingInvalid
from assistant.settings import Settings, from_env
from assistant.web.server import WRONG_PASSWORD_SECONDS, check_address, is_own_machine, login_for

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def settings() -> Settings:
    return replace(from_env({}, dotenv=None), app_port=0)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("x.test", False),
    ],
)
def test_only_loopback_addresses_are_this_machine(host, own):
    assert is_own_machine(host) is own


def test_an_open_address_without_a_password_is_refused(settings):
    with pytest.raises(SettingInvalid, match="APP_PASSWORD"):
        check_address(replace(settings, app_host="0.0.0.0"))
    check_address(replace(settings, app_host="0.0.0.0", app_password="secret"))
    check_address(settings)


def test_a_port_in_use_is_named(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingInvalid, match="APP_PORT"):
            check_address(replace(settings, app_port=taken.getsockname()[1]))


def test_a_wrong_password_is_refused_and_costs_time():
    async def tries() -> tuple[bool, float, bool]:
        login = login_for("正确")
        right = await login("anyone", "正确")
        started = anyio.current_time()
        wrong = await login("anyone", "错误")
        return right, anyio.current_time() - started, wrong

    right, spent, wrong = anyio.run(tries)
    assert (right, wrong) == (True, False)
    assert spent >= WRONG_PASSWORD_SECONDS * 0.9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"APP_HOST": "0.0.0.0", "APP_PASSWORD": ""}, "APP_PASSWORD"),
        ({"APP_PORT": "eighty"}, "APP_PORT"),
    ],
)
def test_the_command_says_what_to_change_and_ends_with_2(settings, words):
    environment = os.environ | {"APP_PORT": "0"} | settings
    done = subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
