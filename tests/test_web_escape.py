"""Nothing that a user, a document or a model wrote becomes markup."""

from html.parser import HTMLParser

import pytest
from hostile_strings import HOSTILE, TOGETHER

from assistant.records import (
    Basis,
    ClauseReview,
    ContractGap,
    Critique,
    Finding,
    FindingKind,
    LadderStep,
    MoneyAtStake,
    Priority,
    Rewrite,
    Severity,
)
from assistant.statutes import StatuteBook
from assistant.web.conversations import Conversation, Exchange
from assistant.web.critique_view import review_html
from assistant.web.escape import markdown, render, visible
from assistant.web.interface_texts import load_texts
from assistant.web.transcript import Open, transcript

FORBIDDEN = {"img", "form", "style", "script", "iframe", "object", "embed", "link", "base", "template"}
TEXTS = load_texts("zh")


class Markup(HTMLParser):
    """Collects what a browser would act on, and the text it would show."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.acts: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.acts += [
            f"{name}={value}"
            for name, value in attrs
            if name.startswith("on") or (name in {"src", "href", "action"} and not (value or "").startswith("/"))
        ]

    def handle_data(self, data):
        self.text += data


def assert_harmless(page: str, own_forms: int = 0) -> Markup:
    markup = Markup(page)
    assert not [t for t in markup.tags if t in FORBIDDEN - {"form"}]
    assert markup.tags.count("form") == own_forms
    assert not markup.acts
    return markup


def hostile_exchange(text: str) -> Exchange:
    citation = {"n": 1, "source": text, "section": text, "title": text, "quote": text, "start": 0, "end": len(text)}
    answer = {
        "question": text, "answer": f"结论:{text} [1]\n- {text}\n{text}", "refused": False, "confidence": 0.5,
        "mode": "composer", "citations": [citation],
        "statutes": [{"law": text, "article": 1, "status": text, "text": text}],
        "notices": [text], "timings_ms": {text: 1.0}, "restated": text, "follow_ups": [text], "nearest": [text],
    }  # fmt: skip
    passage = {
        "kind": "document", "source": text, "title": text, "headings": [text], "text": text,
        "start": 0, "page": 1, "reviewed": text,
    }  # fmt: skip
    found = [{"section": text, "title": text, "score": 1.0, "dense": 1.0, "lexical": 1.0}]
    return Exchange(text, answer, {text: passage}, found)


def hostile_critique(text: str) -> Critique:
    finding = Finding(
        text, FindingKind.RISK, Severity.HIGH, text, 0, len(text), text, (Basis(text, 1),), text, text, text, text, text
    )
    rewrite = Rewrite(text, (), "own", (("equal", text), ("insert", text), ("delete", text)))
    clause = ClauseReview(0, len(text), text, (text,), (finding,), rewrite, (LadderStep(text, text, text),), text)
    return Critique(
        (clause,),
        (ContractGap(text, text, text, Severity.HIGH, text, (), text, text, text),),
        text,
        (Priority(text, 0, text, text, text, text, text),),
        (MoneyAtStake(text, 1.0, text, text, 0, 1),),
        (text,),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_the_chat_shows_hostile_strings_as_text(text):
    page = transcript(Conversation("0" * 16, text, "", (hostile_exchange(text),)), TEXTS, Open(text, text))
    markup = assert_harmless(page, own_forms=1)
    assert visible(text) in markup.text


@pytest.mark.parametrize("text", HOSTILE)
def test_the_critique_shows_hostile_strings_as_text(text, statutes: StatuteBook):
    guidance = {"title": text, "text": text}
    page = review_html(text, hostile_critique(text), lambda ref: guidance, statutes, TEXTS)
    assert visible(text) in assert_harmless(page).text


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("failed.html", {"message": TOGETHER}),
        ("working.html", {"message": TOGETHER, "share": 0.5}),
        ("ingest_report.html", {"t": TEXTS, "names": {"added": [TOGETHER]}, "refused": {TOGETHER: TOGETHER}}),
    ],
)
def test_messages_show_hostile_strings_as_text(template, values):
    assert visible(TOGETHER) in assert_harmless(render(template, values)).text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\u202e乙", "甲[U+202E]乙"),
        ("零\u200b宽", "零[U+200B]宽"),
        ("控制\x00\x07", "控制\ufffd\ufffd"),
        ("换\n行\t", "换\n行\t"),
        ("2‰ 《民法典》“引号”", "2‰ 《民法典》“引号”"),
    ],
)
def test_characters_that_hide_or_reorder_are_named_and_the_rest_stays(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize("text", HOSTILE)
def test_an_export_holds_no_live_markdown_or_html(text):
    written = markdown(text)
    for mark in "<>[]()!`*_{}":
        assert written.count(mark) == written.count(f"\\{mark}")


def test_a_template_without_one_of_its_values_is_an_error():
    with pytest.raises(Exception, match="message"):
        render("failed.html", {})
