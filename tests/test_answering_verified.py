"""What a model writes counts only where it stands in a passage, and then as the passage says it."""

import pytest

from assistant.answering.verified import verify
from assistant.records import Passage, SourceKind

TEXT = "首付以20%–30%为宜,超过50%不建议签;对方坚持的,改为保函。\n\n- 未经甲方书面同意,乙方不得转让合同。\n写法:“首付款不超过30%。”"
PASSAGE = Passage("p", SourceKind.GUIDANCE, "f.md", "f#a", "首付", (), TEXT, 40, 40 + len(TEXT))


@pytest.mark.parametrize(
    ("written", "kept", "struck"),
    [
        ("- **结论:** 首付以20%–30%为宜，超过50%不建议签；对方坚持的，改为保函。[1]", 1, 0),
        ("首付以20%–30%为宜[1]", 1, 0),
        ("首付以20%–40%为宜[1]", 0, 1),
        ("乙方得转让合同。", 0, 1),
        ("甲方不得转让合同。", 0, 1),
        ("供应商承诺终身免费。\n未经甲方书面同意,乙方不得转让合同。", 1, 1),
        ("好的。", 0, 0),
        ("", 0, 0),
        ("首付款不超过30%。首付款不超过30%。", 1, 0),
    ],
)
def test_only_what_stands_in_the_source_survives(written: str, kept: int, struck: int) -> None:
    verified = verify(written, [PASSAGE])
    assert (len(verified.kept), verified.struck) == (kept, struck)


def test_a_fragment_is_shown_with_the_conditions_of_its_source() -> None:
    (statement,) = verify("超过50%不建议签", [PASSAGE]).kept
    assert statement.text == TEXT.splitlines()[0]
    assert TEXT[statement.start - 40 : statement.end - 40] == statement.text
