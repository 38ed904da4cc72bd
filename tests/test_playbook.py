"""The playbook's content holds together: every rule catches what it names, and its remedies pass its own review."""

import json
import re
from functools import cache
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from fair_clauses import FAIR

from assistant.critique.checking import PROBLEMS, Clause, elements, red_flags
from assistant.critique.patterns import Searcher
from assistant.critique.playbook import load_playbook
from assistant.critique.reading import read
from assistant.critique.recognition import NAMED, recognise
from assistant.critique.rules import ClauseType, Playbook
from assistant.records import FindingKind
from assistant.statutes import open_statute_book

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
FILES = sorted(p.stem for p in (KNOWLEDGE / "playbook").glob("*.yaml") if p.stem != "lexicon")


@cache
def playbook() -> Playbook:
    return load_playbook(KNOWLEDGE / "playbook")


@cache
def clause_type(name: str) -> ClauseType:
    """One type read by itself, so that a fault in another file does not hide it."""
    with TemporaryDirectory() as folder:
        for file in ("lexicon.yaml", f"{name}.yaml"):
            copy(KNOWLEDGE / "playbook" / file, folder)
        return load_playbook(Path(folder)).by_id[name]


def clause(text: str) -> Clause:
    reading, _ = read(text)
    return Clause(text, 0, Searcher(reading))


def flags_in(text: str, kind: ClauseType, side: str = "buyer") -> set[str]:
    return {r.rule.id for r in red_flags(clause(text), kind, side)}


@pytest.mark.parametrize("name", FILES)
def test_every_legal_basis_exists_and_is_in_force(name: str) -> None:
    book = open_statute_book()
    kind = clause_type(name)
    bad = [
        (rule.id, basis.ref, str(book.look_up(basis.law, basis.article).standing))
        for rule in (*kind.elements, *kind.red_flags)
        for basis in rule.grounds.basis
        if not book.look_up(basis.law, basis.article).citable
    ]
    assert bad == []


@pytest.mark.parametrize("name", FILES)
def test_every_guidance_reference_leads_to_a_section(name: str) -> None:
    kind = clause_type(name)
    references = {kind.guidance, *(r.grounds.guidance for r in (*kind.elements, *kind.red_flags))}
    lost = []
    for reference in references:
        page, _, anchor = reference.partition("#")
        path = KNOWLEDGE / f"{page}.md"
        if not path.exists() or not re.search(rf"\{{#{anchor}\}}$", path.read_text(encoding="utf-8"), re.MULTILINE):
            lost.append(reference)
    assert lost == []


@pytest.mark.parametrize("name", FILES)
def test_examples_are_recognised_as_their_type(name: str) -> None:
    kind = clause_type(name)
    for example in kind.examples:
        found = {r.kind.id for r in recognise(clause(example).searcher, "", [kind])}
        assert name in found, example


@pytest.mark.parametrize("name", FILES)
def test_every_red_flag_catches_its_examples_and_spares_the_fair_ones(name: str) -> None:
    kind = clause_type(name)
    wrong = [
        (f.id, "does not catch", s)
        for f in kind.red_flags
        for s in f.catches
        if f.id not in flags_in(s, kind, _side(f.side))
    ]
    wrong += [
        (f.id, "should spare", s) for f in kind.red_flags for s in f.spares if f.id in flags_in(s, kind, _side(f.side))
    ]
    assert wrong == []


def _side(side: str) -> str:
    return "vendor" if side == "vendor" else "buyer"


@cache
def fair_cases() -> tuple[str, ...]:
    lines = (KNOWLEDGE.parent / "evals" / "cases" / "dev" / "critique.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line.strip()]
    # Those with an author are worded to be mistaken: there the classifier must take back what patterns flag.
    return tuple(c["clause"] for c in cases if (c.get("fair") and not c.get("author")) or c.get("no_clause"))


@pytest.mark.parametrize("name", FILES)
def test_no_red_flag_is_raised_on_a_fair_clause(name: str) -> None:
    kind = clause_type(name)
    wrong = []
    for text in (*FAIR, *fair_cases()):
        raised = red_flags(clause(text), kind, "buyer")
        wrong += [(r.rule.id, r.finding.quote, text) for r in raised if r.finding.kind is FindingKind.RISK]
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_the_text_of_every_fix_raises_no_red_flag(name: str) -> None:
    kind = clause_type(name)
    wrong = [
        (f.id, flags) for f in kind.red_flags if f.fix.text and (flags := flags_in(f.fix.text, kind, _side(f.side)))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_every_sentence_to_add_makes_its_element_present_and_raises_no_red_flag(name: str) -> None:
    kind = clause_type(name)
    wrong: list[tuple[str, object]] = []
    for element in kind.elements:
        if not clause(element.add).searcher.first(element.present):
            wrong.append((element.id, "its own `add` is not recognised by `present`"))
        if flags := flags_in(element.add, kind):
            wrong.append((element.id, flags))
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_the_preferred_text_has_every_core_element_and_no_ladder_text_is_dangerous(name: str) -> None:
    kind = clause_type(name)
    preferred = [r for r in elements(clause(kind.ladder.preferred), kind) if r.finding.kind in PROBLEMS]
    assert [(r.rule.id, str(r.finding.kind)) for r in preferred] == []
    for step in (kind.ladder.preferred, kind.ladder.acceptable, kind.ladder.floor):
        assert flags_in(step, kind) == set(), step


@pytest.mark.parametrize("name", FILES)
def test_a_type_has_enough_rules_to_be_worth_its_name(name: str) -> None:
    kind = clause_type(name)
    assert len(kind.elements) >= 3 or kind.fallback
    assert len(kind.red_flags) >= 3


def test_no_text_to_paste_is_called_dangerous_by_any_type() -> None:
    """A remedy of one type must not be a red flag of another that looks everywhere."""
    wrong = []
    for kind in playbook().types:
        for step in (kind.ladder.preferred, kind.ladder.acceptable):
            for other in playbook().types:
                found = list(red_flags(clause(step), other, "buyer", anywhere=True))
                wrong += [(kind.id, r.finding.id, r.finding.quote) for r in found if r.finding.kind is FindingKind.RISK]
    assert wrong == []


def test_recognition_needs_more_than_one_word() -> None:
    heaviest = max(weight for kind in playbook().types for _, weight in kind.recognition.words)
    assert heaviest < NAMED
