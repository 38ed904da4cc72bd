"""Reading the playbook: the guide's own example loads, and every fault is named with its place and its remedy."""

import re
from pathlib import Path

import pytest

from assistant.critique.playbook import load_playbook
from assistant.errors import ContentError

FOLDER = Path(__file__).parent.parent / "knowledge" / "playbook"


def example() -> str:
    match = re.search(r"```yaml\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert match
    return match[1]


def load(folder: Path, text: str) -> None:
    (folder / "acceptance.yaml").write_text(text, encoding="utf-8")
    load_playbook(folder)


def test_the_example_in_the_guide_is_a_valid_type(tmp_path: Path) -> None:
    (tmp_path / "acceptance.yaml").write_text(example(), encoding="utf-8")
    (kind,) = load_playbook(tmp_path).types
    assert (kind.id, kind.name, len(kind.elements), len(kind.red_flags)) == ("acceptance", "验收", 2, 2)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: 验收\n", "nam: 验收\n", r"acceptance.yaml:1: acceptance: unknown \['nam'\]. Known: .*name"),
        ("id: acceptance ", "id: accept ", r"the id 'accept' is not the file's name. Write `id: acceptance`"),
        (
            "norm: major\n    basis: 民法典#510",
            "norm: high",
            r"elements/standard: 'norm' is 'high'. Write one of mandatory",
        ),
        ("basis: 民法典#510", "basis: 民法典第510条", r"'民法典第510条' is no legal basis. Write .* 民法典#577"),
        ("norm: practice", "norm: mandatory", r"red_flags/short-window: a mandatory norm without 'basis'"),
        ("compare: '< 7日'", "compare: '少于7日'", r"'少于7日' is no comparison. Write it as '> 50%'"),
        ("any: ['(?:交付", "any: ['.*(?:交付", r"short-window: 'any': .* unbounded repetition .* Use …"),
        ("〈期间〉…(?:验收", "〈时间〉…(?:验收", r"〈时间〉 is not in the lexicon. Use one of"),
        (
            "any: ['(?:交付|上线|通知)",
            "any: ['(?:交付…上线|通知)",
            r"no regular expression .* gap cannot stand inside brackets",
        ),
        ("compare: '< 7日'", "compare: '< 7日'\n    compare: '< 8日'", r"the key 'compare' stands twice"),
        ("    elsewhere: 违约责任条款或验收附件\n", "", r"failure: it is not core and has no 'elsewhere'"),
        ("    core: true ", "    core: yes please ", r"'core' is .*. Write true or false"),
        ("id: short-window", "id: deemed-accepted", r"the id 'deemed-accepted' is doubled or malformed"),
        ("guidance: clauses/acceptance#standard", "guidance: 验收", r"'验收' is no section. Write it as clauses/"),
        (
            "extent: segment",
            "extent: line",
            r"short-window/fix: 'extent' is 'line'. Write one of span, segment, sentence",
        ),
        ("[验收, 交付", "[验收, 交付: [", r"not readable as YAML"),
        ("words: {验收: 2", "words: {验收: 高", r"'words' is no list of weighted words"),
    ],
)
def test_a_fault_is_named_with_its_place_and_its_remedy(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = example().replace(old, new, 1).replace("also: [验收标准, 交付与验收]", "also: [验收标准, 交付与验收]")
    if text == example():
        text = example().replace("also: [验收标准, 交付", "also: [验收标准, 交付: [", 1)
    with pytest.raises(ContentError, match=message):
        load(tmp_path, text)


def test_an_empty_folder_says_what_to_add(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"there is no clause type.*README"):
        load_playbook(tmp_path)


def test_two_types_cannot_share_a_name(tmp_path: Path) -> None:
    (tmp_path / "acceptance.yaml").write_text(example(), encoding="utf-8")
    (tmp_path / "testing.yaml").write_text(example().replace("id: acceptance ", "id: testing "), encoding="utf-8")
    with pytest.raises(ContentError, match=r"'验收' is already used in acceptance.yaml"):
        load_playbook(tmp_path)
