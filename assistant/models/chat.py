"""The optional language model: any OpenAI-compatible endpoint, through LangChain, streamed.

Whatever goes wrong there becomes one ModelUnavailable with a reason that a user can read.
"""

import queue
import threading
import time
from collections.abc import Iterator

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from assistant.errors import ModelUnavailable
from assistant.settings import Settings

ENDS = frozenset({"stop", "length", "end_turn", "eos"})
LONGEST = 8_000  # characters; a model that rambles on is cut off there


def load_chat_model(settings: Settings) -> BaseChatModel | None:
    """The configured model, or None where none is configured; nothing is contacted yet."""
    if not settings.has_model:
        return None
    from langchain_openai import ChatOpenAI  # a second to import, and only this path needs it
    from pydantic import SecretStr

    return ChatOpenAI(
        model=settings.llm_model,
        base_url=settings.llm_base_url,
        api_key=SecretStr(settings.llm_api_key or "none"),
        timeout=settings.llm_timeout,
        max_retries=0,
        temperature=0,
        streaming=True,
    )


def stream_text(model: BaseChatModel, prompt: str, seconds: float = 120.0) -> Iterator[str]:
    """The model's words as they come, for ``seconds`` at most.

    Raises ModelUnavailable for every fault, an unfinished stream included.
    """
    finished, length, deadline = False, 0, time.monotonic() + seconds
    chunks: queue.SimpleQueue[AIMessageChunk | Exception | None] = queue.SimpleQueue()
    given_up = threading.Event()
    threading.Thread(target=_read, args=(model, prompt, chunks, given_up), daemon=True).start()
    try:
        while (chunk := _next(chunks, deadline)) is not None:
            text = str(chunk.text)
            length += len(text)
            finished = finished or chunk.response_metadata.get("finish_reason") in ENDS or length > LONGEST
            if text:
                yield text
            if length > LONGEST:
                break
    except Exception as error:  # the client raises its own, httpx's and pydantic's errors; none may pass this door
        raise ModelUnavailable(_name(model), _reason(error)) from error
    finally:
        given_up.set()
    if not length:
        raise ModelUnavailable(_name(model), "回答为空")
    if not finished:
        raise ModelUnavailable(_name(model), "回答中途断开")


def _read(
    model: BaseChatModel,
    prompt: str,
    chunks: "queue.SimpleQueue[AIMessageChunk | Exception | None]",
    given_up: threading.Event,
) -> None:
    """Put a model's chunks into a queue, then None, or the error that ended them.

    On a thread of its own, because an endpoint that sends only keep-alive marks holds its reader without limit.
    """
    try:
        for chunk in model.stream(prompt):
            if given_up.is_set():
                return
            if isinstance(chunk, AIMessageChunk):
                chunks.put(chunk)
        chunks.put(None)
    except Exception as error:  # handed over to the thread that waits
        chunks.put(error)


def _next(chunks: "queue.SimpleQueue[AIMessageChunk | Exception | None]", deadline: float) -> AIMessageChunk | None:
    """The next chunk, or None at the end; raises the reader's error, or TimeoutError after the deadline."""
    try:
        found = chunks.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(found, Exception):
        raise found
    return found


def _name(model: BaseChatModel) -> str:
    return str(getattr(model, "model_name", type(model).__name__))


def _reason(error: Exception) -> str:
    """A short reason in Chinese, without addresses or keys."""
    status = getattr(error, "status_code", None)
    name = type(error).__name__
    if "Timeout" in name:
        return "超时"
    if status == 429:
        return "请求过多(429)"
    if status:
        return f"服务返回 {status}"
    if "Connection" in name:
        return "连接不上"
    return f"返回内容无法解析({name})"
