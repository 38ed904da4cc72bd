"""The playbook's files: YAML in, rules out; an error names file, line, entry, fault and remedy."""

import re
from collections.abc import Mapping
from pathlib import Path

from assistant.critique.patterns import expand
from assistant.critique.quantities import Comparison, read_comparison
from assistant.critique.rules import (
    ClauseType,
    Element,
    Extent,
    Fix,
    Grounds,
    Ladder,
    Norm,
    Playbook,
    Recognition,
    RedFlag,
)
from assistant.critique.schema import IDENTIFIER, LINE, Entry, read_mapping
from assistant.errors import ContentError
from assistant.records import Basis, FindingKind

LEXICON = "lexicon.yaml"
BASIS = re.compile(r"(?P<law>[\u4e00-\u9fff]+)#(?P<article>\d+)")
GUIDANCE = re.compile(r"[a-z0-9-]+/[a-z0-9-]+(?:#[a-z0-9-]+)?")
TYPE_KEYS = {
    "id", "name", "also", "guidance", "fallback", "required", "required_norm", "recognise", "examples", "elements", "red_flags",
    "ladder", "vendor_message",
}  # fmt: skip
ELEMENT_KEYS = {
    "id", "name", "why", "norm", "basis", "guidance", "present", "vague", "when", "core", "contract", "elsewhere", "add",
    "ask",
}  # fmt: skip
FLAG_KEYS = {
    "id", "name", "why", "norm", "basis", "guidance", "kind", "side", "any", "all", "compare", "share_of", "unless",
    "unless_clause", "within", "negation", "anywhere", "family", "suggestion", "fix", "vendor_message",
    "catches", "spares",
}  # fmt: skip


def load_playbook(folder: Path) -> Playbook:
    """All types of a folder; raises ContentError."""
    lexicon = _lexicon(folder / LEXICON)
    types = [_clause_type(_entry(p, lexicon)) for p in sorted(folder.glob("*.yaml")) if p.name != LEXICON]
    if not types:
        raise ContentError(
            folder, 0, "there is no clause type", "Add a file such as `payment.yaml`; see README.md there"
        )
    seen: dict[str, str] = {}
    for kind in types:
        for name in {kind.id, kind.name}:
            if name in seen:
                raise ContentError(kind.source, 0, f"{name!r} is already used in {seen[name]}", "Give it another")
            seen[name] = kind.source
    return Playbook(tuple(types))


def _lexicon(path: Path) -> dict[str, str]:
    """Word lists by name; a list may use one that stands above it."""
    lexicon: dict[str, str] = {}
    if not path.exists():
        return lexicon
    raw = read_mapping(path)
    for name, words in raw.items():
        if name == LINE:
            continue
        entry = Entry(path.name, str(name), {"words": words}, lexicon)
        alternatives = entry.texts("words", needed=True)
        entry.patterns("words")
        lexicon[str(name)] = "|".join(expand(a, lexicon) for a in alternatives)
    return lexicon


def _entry(path: Path, lexicon: Mapping[str, str]) -> Entry:
    return Entry(path.name, path.stem, read_mapping(path), lexicon)


def _clause_type(entry: Entry) -> ClauseType:
    entry.only(TYPE_KEYS)
    identifier = entry.text("id")
    if not IDENTIFIER.fullmatch(identifier) or f"{identifier}.yaml" != entry.file:
        raise entry.fail(f"the id {identifier!r} is not the file's name", f"Write `id: {entry.file[:-5]}`")
    guidance, fallback = _guidance(entry, ""), entry.flag("fallback")
    ladder = entry.entry("ladder", {"preferred", "acceptable", "floor"})
    return ClauseType(
        id=identifier,
        name=entry.text("name"),
        also=entry.texts("also"),
        guidance=guidance,
        required=entry.text("required", needed=False),
        required_norm=Norm(entry.choice("required_norm", tuple(Norm), Norm.MAJOR)),
        recognition=_recognition(entry.entry("recognise", {"headings", "words", "patterns", "not"}), fallback),
        examples=entry.texts("examples", needed=True),
        elements=tuple(_element(e, guidance) for e in entry.entries("elements", needed=not fallback)),
        red_flags=tuple(_red_flag(e, guidance) for e in entry.entries("red_flags")),
        ladder=Ladder(ladder.text("preferred"), ladder.text("acceptable"), ladder.text("floor")),
        vendor_message=entry.text("vendor_message"),
        source=entry.file,
        fallback=fallback,
    )


def _recognition(entry: Entry, fallback: bool) -> Recognition:
    words = entry.values.get("words")
    if not isinstance(words, dict) or any(not isinstance(w, (int, float)) for w in words.values()):
        raise entry.fail("'words' is no list of weighted words", "Write `words: {首付款: 2, 发票: 1}`")
    weighted = tuple((str(word), float(weight)) for word, weight in words.items() if word != LINE)
    return Recognition(
        entry.texts("headings", needed=not fallback), weighted, entry.patterns("patterns"), entry.patterns("not")
    )


def _element(entry: Entry, guidance: str) -> Element:
    entry.only(ELEMENT_KEYS)
    core, contract, elsewhere = entry.flag("core"), entry.flag("contract"), entry.text("elsewhere", needed=False)
    if not core and not elsewhere:
        raise entry.fail("it is not core and has no 'elsewhere'", "Say in which other clause or annex it may stand")
    return Element(
        id=entry.text("id"),
        name=entry.text("name"),
        grounds=_grounds(entry, guidance),
        present=entry.patterns("present", needed=True),
        vague=entry.patterns("vague"),
        when=entry.patterns("when"),
        core=core,
        contract=contract,
        elsewhere=elsewhere,
        add=_sentence(entry, "add"),
        ask=entry.text("ask"),
    )


def _red_flag(entry: Entry, guidance: str) -> RedFlag:
    entry.only(FLAG_KEYS)
    every, together = entry.patterns("any"), entry.patterns("all")
    compare = tuple(_comparison(entry, c) for c in entry.texts("compare"))
    if not every and not together:
        raise entry.fail("it has neither 'any' nor 'all'", "Write at least one pattern")
    if compare and not any(p.measures for p in (*every, *together)):
        raise entry.fail("'compare' needs a figure in a pattern", "Write 〈期间〉, 〈比例〉, 〈金额〉 … in one")
    share_of = entry.patterns("share_of")
    if share_of and not all(p.measures for p in share_of):
        raise entry.fail("'share_of' needs 〈金额〉 in each pattern", "Write for example '总价…〈金额〉'")
    return RedFlag(
        id=entry.text("id"),
        name=entry.text("name"),
        grounds=_grounds(entry, guidance),
        kind=FindingKind(entry.choice("kind", ("risk", "vague"), "risk")),
        side=entry.choice("side", ("buyer", "vendor", "both"), "buyer"),
        any=every,
        all=together,
        compare=compare,
        share_of=share_of,
        unless=entry.patterns("unless"),
        unless_clause=entry.patterns("unless_clause"),
        whole_clause=entry.choice("within", ("sentence", "clause"), "sentence") == "clause",
        negation=entry.choice("negation", ("respect", "ignore"), "respect") == "respect",
        anywhere=entry.flag("anywhere", default=True),
        family=entry.text("family", needed=False),
        suggestion=entry.text("suggestion"),
        fix=_fix(entry),
        vendor_message=entry.text("vendor_message"),
        catches=entry.texts("catches"),
        spares=entry.texts("spares"),
    )


def _grounds(entry: Entry, guidance: str) -> Grounds:
    norm = Norm(entry.choice("norm", tuple(Norm)))
    basis = tuple(_basis(entry, item) for item in entry.texts("basis"))
    if norm is Norm.MANDATORY and not basis:
        raise entry.fail("a mandatory norm without 'basis'", "Name the article, such as 民法典#506, or choose major")
    return Grounds(entry.text("why"), norm, basis, _guidance(entry, guidance))


def _basis(entry: Entry, item: str) -> Basis:
    match = BASIS.fullmatch(item)
    if not match:
        raise entry.fail(f"{item!r} is no legal basis", "Write the law's title and article as 民法典#577")
    return Basis(match["law"], int(match["article"]))


def _guidance(entry: Entry, default: str) -> str:
    reference = entry.text("guidance", needed=not default) or default
    if not GUIDANCE.fullmatch(reference):
        raise entry.fail(f"{reference!r} is no section", "Write it as clauses/payment#milestones")
    return reference


def _comparison(entry: Entry, text: str) -> Comparison:
    comparison = read_comparison(text)
    if comparison is None:
        raise entry.fail(f"{text!r} is no comparison", "Write it as '> 50%', '< 30日', '>= 72小时' or '> 50000元'")
    return comparison


def _sentence(entry: Entry, key: str) -> str:
    text = entry.text(key)
    if text[-1] not in "。;":
        raise entry.fail(f"{key!r} does not end with a full stop", "Write whole sentences that can stand in a contract")
    return text


def _fix(entry: Entry) -> Fix:
    value = entry.values.get("fix")
    if isinstance(value, str) and value.strip():
        return Fix(_sentence(entry, "fix"))
    inner = entry.entry("fix", {"text", "extent"})
    extent = Extent(inner.choice("extent", tuple(Extent), Extent.SENTENCE))
    text = inner.values.get("text", "")
    if not isinstance(text, str) or (text and extent is Extent.SENTENCE and text.strip()[-1] not in "。;"):
        raise inner.fail(
            "'text' is no text, or no whole sentence", "Write a sentence with its full stop, or '' to delete"
        )
    return Fix(text.strip(), extent)
