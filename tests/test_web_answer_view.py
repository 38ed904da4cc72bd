"""An answer's text becomes parts, and its numbers open passages marked at the very words."""

from assistant.records import Answer, Citation, Hit, Passage, SourceKind, StatuteCitation
from assistant.web.answer_view import exchange_of, parts, sources
from assistant.web.conversations import Exchange

TEXT = "乙方应在24小时内通知。\n\n- 写明“发现”从何时算起。\n下一步:请乙方确认。"
START = 100


def passage(section: str = "data-security/breach#notice") -> Passage:
    return Passage(
        "p1", SourceKind.GUIDANCE, "data-security/breach.md", section, "多久要通知", ("数据泄露", "多久要通知"), TEXT,
        START, START + len(TEXT), reviewed="2026-11-24",
    )  # fmt: skip


def citation(n: int, quote: str) -> Citation:
    at = START + TEXT.index(quote)
    return Citation(
        n, "data-security/breach.md", "data-security/breach#notice", "多久要通知", quote, at, at + len(quote)
    )


QUOTES = ("乙方应在24小时内通知。", "写明“发现”从何时算起。", "请乙方确认。")
ANSWER = Answer(
    "多久通知",
    f"结论:{QUOTES[0]} [1]\n要点:\n- {QUOTES[1]} [2]\n- 合同另有[9]的说法 [9]\n法律依据:\n"
    f"- 《个人信息保护法》第57条(现行有效):应当立即补救……\n下一步:{QUOTES[2]} [3]",
    False,
    0.9,
    "composer",
    tuple(citation(n, q) for n, q in enumerate(QUOTES, start=1)),
    (StatuteCitation("个人信息保护法", 57, "现行有效", "发生或者可能发生个人信息泄露……\n(一)种类;"),),
)


def shown(known: Passage | None) -> Exchange:
    return exchange_of(ANSWER, [Hit(passage(), 1.0, 0.9, 8.0)], lambda section: known)


def test_labels_become_parts_and_only_known_numbers_become_citations():
    exchange = shown(passage())
    said = parts(exchange.answer)
    assert [p.kind for p in said] == ["conclusion", "points", "basis", "next_step"]
    assert [(s.text, s.number) for s in said[1].statements] == [(QUOTES[1], 2), ("合同另有[9]的说法 [9]", None)]
    assert said[2].statements[0].article == "《个人信息保护法》第57条"
    assert said[2].statements[0].text == "应当立即补救……"


def test_every_number_opens_a_source_in_which_exactly_its_quote_is_marked():
    exchange = shown(passage())
    opened = {source.key: source for source in sources(exchange)}
    for part in parts(exchange.answer):
        for statement in part.statements:
            if statement.number:
                rows = opened[statement.source].rows
                marked = [p.text for row in rows for p in row.pieces if str(statement.number) in p.keys]
                assert "".join(marked) == statement.text


def test_a_source_shows_where_it_comes_from():
    guidance, statute = sources(shown(passage()))
    assert (guidance.place, guidance.reviewed, guidance.path) == (
        "data-security/breach.md",
        "2026-11-24",
        ("数据泄露",),
    )
    assert (statute.title, statute.status, len(statute.rows)) == ("《个人信息保护法》第57条", "现行有效", 2)


def test_quotes_stay_readable_where_the_passage_is_gone():
    (bare, _) = sources(shown(None))
    assert ["".join(p.text for p in row.pieces) for row in bare.rows] == list(QUOTES)
    assert [row.pieces[0].keys for row in bare.rows] == [("1",), ("2",), ("3",)]


def test_a_document_is_named_without_the_folders_of_the_machine():
    known = passage()
    moved = Passage("p1", SourceKind.DOCUMENT, "/home/someone/合同.pdf", known.section, "t", (), TEXT, START, 1, page=3)
    assert sources(shown(moved))[0].place == "合同.pdf · p. 3"
