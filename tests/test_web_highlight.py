"""Highlights cut a text without changing it."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.web.highlight import Span, cut, lines

TEXT = st.text(alphabet="甲乙方付款。\n -1%", min_size=0, max_size=40)


@st.composite
def text_and_spans(draw):
    text = draw(TEXT)
    ends = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(ends, ends).map(sorted), max_size=6))
    return text, [Span(str(i), a, b) for i, (a, b) in enumerate(pairs)]


@given(text_and_spans())
def test_the_pieces_joined_are_the_text_and_those_of_a_span_are_its_words(case):
    text, spans = case
    pieces = cut(text, spans)
    assert "".join(p.text for p in pieces) == text
    for span in spans:
        assert "".join(p.text for p in pieces if span.key in p.keys) == text[span.start : span.end]
        assert sum(span.key in p.first for p in pieces) == (span.start < span.end)


def test_bullets_lose_their_dash_and_blank_lines_go():
    rows = lines("结论。\n\n- 要点一\n- 要点二", [Span("1", 7, 10)])
    assert [(r.bullet, "".join(p.text for p in r.pieces)) for r in rows] == [
        (False, "结论。"),
        (True, "要点一"),
        (True, "要点二"),
    ]
    assert [p.keys for p in rows[1].pieces] == [("1",)]
