"""Whatever an OpenAI-compatible endpoint does, the caller gets words or one ModelUnavailable with a reason."""

import time

import pytest
from misbehaving_endpoint import endpoint, pieces

from assistant.errors import ModelUnavailable
from assistant.models.chat import load_chat_model, stream_text
from assistant.settings import from_env


def said(address: str, timeout: str = "5") -> list[str]:
    environ = {"LLM_BASE_URL": address, "LLM_MODEL": "m", "LLM_API_KEY": "sk-test-key", "LLM_TIMEOUT": timeout}
    model = load_chat_model(from_env(environ, dotenv=None))
    assert model is not None
    return list(stream_text(model, "问题"))


def test_no_model_is_loaded_where_none_is_configured() -> None:
    assert load_chat_model(from_env({}, dotenv=None)) is None


def test_words_come_as_they_are_streamed() -> None:
    with endpoint(pieces("应当", "写明。")) as address:
        assert said(address) == ["应当", "写明。"]


@pytest.mark.parametrize(
    ("body", "status", "kind", "reason"),
    [
        (b'{"error": {"message": "slow down"}}', 429, "application/json", "请求过多(429)"),
        (b'{"error": {"message": "down"}}', 503, "application/json", "服务返回 503"),
        (b'{"error": {"message": "key sk-test-key"}}', 401, "application/json", "服务返回 401"),
        (b"<html><body>login</body></html>", 200, "text/html", "返回内容无法解析"),
        (b"data: {broken\n\ndata: [DONE]\n\n", 200, "text/event-stream", "返回内容无法解析"),
        (b'data: {"choices": []}\n\ndata: [DONE]\n\n', 200, "text/event-stream", "回答为空"),
        (pieces(""), 200, "text/event-stream", "回答为空"),
        (pieces("应当写明", finish=None), 200, "text/event-stream", "回答中途断开"),
        (b"", 200, "text/event-stream", "返回内容无法解析"),
    ],
    ids=[
        "429",
        "503",
        "401",
        "html with 200",
        "broken json",
        "no choice",
        "empty choice",
        "no finish reason",
        "no body",
    ],
)
def test_a_fault_becomes_one_error_with_a_reason(body: bytes, status: int, kind: str, reason: str) -> None:
    with endpoint(body, status=status, kind=kind) as address, pytest.raises(ModelUnavailable) as caught:
        said(address)
    assert reason in caught.value.reason
    assert "sk-test-key" not in str(caught.value)
    assert "127.0.0.1" not in caught.value.reason


def test_a_model_that_does_not_answer_in_time_is_given_up() -> None:
    with endpoint(pieces("晚了"), delay=1.5) as address, pytest.raises(ModelUnavailable, match="超时"):
        said(address, timeout="0.3")


def test_an_address_where_nobody_listens_is_said_so() -> None:
    with pytest.raises(ModelUnavailable, match="连接不上"):
        said("http://127.0.0.1:9/v1")


def test_a_model_that_never_stops_is_cut_off() -> None:
    with endpoint(pieces(*["啊" * 1000] * 20)) as address:
        assert len("".join(said(address))) <= 9000


def test_a_model_that_drips_words_is_given_up_when_its_time_is_over() -> None:
    with endpoint(pieces(*["慢"] * 50)) as address, pytest.raises(ModelUnavailable, match="超时"):
        environ = {"LLM_BASE_URL": address, "LLM_MODEL": "m"}
        model = load_chat_model(from_env(environ, dotenv=None))
        assert model is not None
        list(stream_text(model, "问题", seconds=0.0))


def test_an_endpoint_that_only_keeps_the_line_open_is_given_up_in_time() -> None:
    with endpoint(b": ping\n\n" * 20, pause=0.2) as address:
        model = load_chat_model(from_env({"LLM_BASE_URL": address, "LLM_MODEL": "m"}, dotenv=None))
        assert model is not None
        started = time.monotonic()
        with pytest.raises(ModelUnavailable, match="超时"):
            list(stream_text(model, "问题", seconds=0.6))
        assert time.monotonic() - started < 2
