"""What the web app keeps: conversations, checklists and feedback survive, and stay with their browser."""

import json
import stat
from pathlib import Path

import pytest

from assistant.records import ClauseReview, ContractGap, Critique, Finding, FindingKind, Rewrite, Severity, Turn
from assistant.web.checklist import ChecklistStore, Item, Progress, Standing, load_checklist
from assistant.web.conversation_export import conversation_markdown
from assistant.web.conversations import KEPT, Conversation, ConversationStore, Exchange, new_conversation
from assistant.web.documents_store import safe_name
from assistant.web.feedback import FeedbackLog
from assistant.web.visitors import ANONYMOUS, visitor_of

ROOT = Path(__file__).resolve().parent.parent
ANNA, BEN = "a" * 32, "b" * 32


def exchange(question: str) -> Exchange:
    citation = {"n": 1, "source": "s.md", "section": "s#a", "title": "标题", "quote": "原文", "start": 0, "end": 2}
    answer = {"answer": "结论:原文 [1]", "citations": [citation], "statutes": [], "refused": False}
    return Exchange(question, answer, {"s#a": {"text": "原文", "start": 0}})


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(tmp_path / "conversations")


def test_a_conversation_reads_the_same_after_a_reload(store: ConversationStore):
    talk = (
        new_conversation().with_exchange(exchange("问题一")).with_exchange(exchange("问题二")).with_verdict(1, "down")
    )
    store.save(ANNA, talk)
    assert store.load(ANNA, talk.id) == talk
    assert talk.title == "问题一"
    assert talk.history == [Turn("问题一", "结论:原文 [1]"), Turn("问题二", "结论:原文 [1]")]


def test_a_conversation_belongs_to_its_browser(store: ConversationStore):
    talk = new_conversation().with_exchange(exchange("问题"))
    store.save(ANNA, talk)
    assert store.load(BEN, talk.id) is None
    assert store.all(BEN) == []
    store.delete(BEN, talk.id)
    assert store.load(ANNA, talk.id) is not None


def test_files_are_readable_by_their_owner_only(store: ConversationStore, tmp_path: Path):
    store.save(ANNA, new_conversation().with_exchange(exchange("问题")))
    (file,) = tmp_path.rglob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("identifier", ["../" + "a" * 13, "", "x", "A" * 16, "a" * 16 + "/"])
def test_an_identifier_that_is_none_opens_nothing(store: ConversationStore, identifier: str):
    assert store.load(ANNA, identifier) is None
    store.delete(ANNA, identifier)


def test_renamed_and_deleted_conversations_are_so_after_a_reload(store: ConversationStore):
    talk = new_conversation().with_exchange(exchange("问题"))
    store.save(ANNA, talk)
    store.rename(ANNA, talk.id, "  付款  ")
    assert [c.title for c in store.all(ANNA)] == ["付款"]
    store.delete(ANNA, talk.id)
    assert store.all(ANNA) == []


def test_an_anonymous_client_leaves_nothing_on_the_disk(store: ConversationStore, tmp_path: Path):
    store.save(ANONYMOUS, new_conversation().with_exchange(exchange("问题")))
    ChecklistStore(tmp_path / "checklists").save(ANONYMOUS, Progress().with_tick("a", True))
    assert not list(tmp_path.rglob("*.json"))


def test_a_damaged_file_is_passed_over(store: ConversationStore, tmp_path: Path):
    talk = new_conversation().with_exchange(exchange("问题"))
    store.save(ANNA, talk)
    (tmp_path / "conversations" / ANNA / f"{'c' * 16}.json").write_text("{", encoding="utf-8")
    assert store.all(ANNA) == [talk]


@pytest.mark.slow
def test_the_oldest_conversations_of_a_browser_make_room(store: ConversationStore):
    for _ in range(KEPT + 3):
        store.save(ANNA, new_conversation().with_exchange(exchange("问题")))
    assert len(store.all(ANNA)) == KEPT


@pytest.mark.parametrize("cookie", [None, "", "../../etc", "A" * 32, "a" * 31])
def test_a_malformed_cookie_is_nobody(cookie):
    assert visitor_of(cookie) == ANONYMOUS


def test_an_export_names_every_source():
    written = conversation_markdown(Conversation("0" * 16, "标题", "", (exchange("多久?"),)))
    assert "# 标题" in written
    assert "## 多久?" in written
    assert "原文" in written.split(">")[-1]


def test_a_verdict_is_one_line_with_the_turns_before_it(tmp_path: Path):
    log = FeedbackLog(tmp_path / "feedback.jsonl")
    log.add(exchange("多久?"), [Turn("先问", "先答")], "down", "缺了时限")
    log.add(exchange("多少?"), [], "up", "")
    first, second = (json.loads(row) for row in log.path.read_text(encoding="utf-8").splitlines())
    assert first | {"at": ""} == {
        "at": "",
        "question": "多久?",
        "history": [{"question": "先问", "answer": "先答"}],
        "answer": "结论:原文 [1]",
        "sections": ["s#a"],
        "refused": False,
        "verdict": "down",
        "reason": "缺了时限",
    }
    assert second["verdict"] == "up"
    with pytest.raises(ValueError, match="maybe"):
        log.add(exchange("多久?"), [], "maybe", "")


def clause(kind: FindingKind, *types: str) -> ClauseReview:
    return ClauseReview(0, 1, "", types, (Finding("x", kind, Severity.HIGH, "", 0, 0, ""),), Rewrite())


GAP = ContractGap("g", "验收", "验收", Severity.HIGH, "")
WHOLE = Critique((*(clause(FindingKind.OK, "售后响应"),) * 3, clause(FindingKind.RISK, "费用与付款")), (GAP,), "")


@pytest.mark.parametrize(
    ("types", "standing"),
    [
        (("售后响应",), Standing.AGREED),
        (("费用与付款",), Standing.OPEN),
        (("验收",), Standing.MISSING),
        (("售后响应", "验收"), Standing.MISSING),
        (("售后响应", "费用与付款"), Standing.OPEN),
        (("保密",), Standing.UNKNOWN),
        ((), Standing.UNKNOWN),
    ],
)
def test_a_critique_fills_the_checklist(types, standing):
    assert Progress().with_critique(WHOLE).standing(Item("i", "条款", "", "", types)) is standing


def test_one_clause_adds_to_what_a_whole_contract_showed():
    progress = Progress().with_critique(WHOLE).with_critique(Critique((clause(FindingKind.OK, "验收"),), (), ""))
    assert progress.standing(Item("i", "", "", "", ("验收", "售后响应"))) is Standing.AGREED


def test_ticks_and_notes_survive(tmp_path: Path):
    store = ChecklistStore(tmp_path)
    progress = Progress().with_tick("a", True).with_tick("b", True).with_tick("a", False).with_note("b", "张三")
    store.save(ANNA, progress)
    assert store.load(ANNA) == progress
    assert store.load(ANNA).with_note("b", "").notes == {}
    assert store.load(BEN) == Progress()


def test_the_checklist_of_the_product_is_read_and_its_ids_are_unique():
    items = load_checklist(ROOT / "knowledge")
    assert len(items) > 20
    assert len({item.id for item in items}) == len(items)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("合同(终稿) v2.docx", "合同(终稿)_v2.docx"),
        ("<img src=x>.txt", "_img_src_x_.txt"),
        (".env", "env"),
        ("长" * 200 + ".pdf", "长" * 76 + ".pdf"),
    ],
)
def test_a_document_is_stored_under_a_plain_name(given, kept):
    assert safe_name(given) == kept
