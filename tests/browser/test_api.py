"""The named endpoints, as gradio_client and thirty people at once use them."""

import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.records import Answer
from assistant.serialise import answer_object

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client
    from gradio_client.exceptions import AppError

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def client(app) -> Client:
    return Client(app.url, verbose=False)


def test_ask_gives_the_object_of_the_command(client):
    answer = client.predict("数据泄露后供应商多久要通知我们?", [], api_name="/ask")
    assert list(answer) == list(answer_object(Answer("", "", False, 0.0, "composer")))
    assert answer["citations"]
    assert not answer["refused"]


def test_critique_search_and_feedback_answer_too(client, app):
    clause = "乙方对数据泄露不承担任何责任。"
    (found,) = client.predict(clause, "buyer", api_name="/critique")["clauses"]
    assert any(f["quote"] and clause[f["start"] : f["end"]] == f["quote"] for f in found["findings"])
    assert len(client.predict("责任上限", 3, api_name="/search")["hits"]) == 3
    assert client.predict("问", "答", "down", "理由", api_name="/feedback") == {"stored": True}
    assert '"理由"' in (app.data / "feedback.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "name", "words"),
    [
        (("问" * 2_001, []), "/ask", "2000"),
        (("问", "not a list"), "/ask", "history"),
        (("条" * 20_001, "buyer"), "/critique", "20000"),
        (("条款", "judge"), "/critique", "judge"),
        (("查", 10_000), "/search", "10000"),
        (("问", "答", "maybe", ""), "/feedback", "maybe"),
    ],
)
def test_the_limits_hold_on_the_server(client, arguments, name, words):
    with pytest.raises(AppError, match=words):
        client.predict(*arguments, api_name=name)


@pytest.mark.slow
def test_thirty_people_at_once_are_all_answered(app):
    people = 30
    clients = [Client(app.url, verbose=False) for _ in range(people)]
    together = threading.Barrier(people)

    def job(number: int) -> Callable[[], dict]:
        together.wait(60)
        if number % 3 == 0:
            return clients[number].predict("乙方对数据泄露不承担任何责任。", "buyer", api_name="/critique")
        return clients[number].predict("供应商责任上限定多少合适", [], api_name="/ask")

    started = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        given = list(pool.map(job, range(people)))
    print(f"{people} at once: {time.perf_counter() - started:.1f} s")
    assert all(g.get("citations") or g.get("clauses") for g in given)
