"""The guidance files of ``knowledge/``: Markdown with a front matter and answer-ready sections.

The format is described for its editors in ``CONTRIBUTING.md``; this module is its only reader.
"""

import re
from pathlib import Path

import yaml

from assistant.errors import ContentError
from assistant.records import Basis, Section

TOPICS = ("clauses", "pre-signing", "data-security", "after-sales", "membership")
FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
HEADING = re.compile(r"^## (?P<title>[^\n{]+?) *\{#(?P<anchor>[a-z0-9-]+)\} *$", re.MULTILINE)
ANY_SECOND_LEVEL = re.compile(r"^## .*$", re.MULTILINE)
QUESTION = re.compile(r"^\u95ee[:\uff1a] *(?P<text>.+)$")
BASIS = re.compile(r"^\u4f9d\u636e[:\uff1a] *(?P<text>.+)$")
BASIS_ITEM = re.compile(r"^(?P<law>[\u4e00-\u9fff]+)#(?P<article>\d+)$")


def read_guidance(path: Path, root: Path) -> list[Section]:
    """All sections of one file, in order; ``root`` is the folder that ``Section.source`` is relative to.

    Raises ContentError naming the line and what to write instead.
    """
    return parse_guidance(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())


def parse_guidance(text: str, source: str) -> list[Section]:
    """Sections of a guidance text; offsets count characters of ``text``."""
    front = _front_matter(text, source)
    for match in ANY_SECOND_LEVEL.finditer(text):
        if not HEADING.match(match[0]):
            raise ContentError(
                source,
                _line(text, match.start()),
                f"the heading {match[0]!r} has no id",
                "Write it as `## title {#lower-case-id}`",
            )
    headings = list(HEADING.finditer(text))
    if not headings:
        raise ContentError(source, 0, "there is no section", "Add one that starts with `## title {#id}`")
    ends = [h.start() for h in headings[1:]] + [len(text)]
    sections = [_section(text, source, front, h, end) for h, end in zip(headings, ends, strict=True)]
    _refuse_doubles(text, source, headings)
    return sections


def _front_matter(text: str, source: str) -> dict[str, str]:
    match = FRONT_MATTER.match(text)
    try:
        front = yaml.safe_load(match[1]) if match else None
    except yaml.YAMLError as error:
        raise ContentError(source, 1, f"the front matter is not YAML ({error})", "Write `name: value` lines") from error
    if not isinstance(front, dict):
        raise ContentError(source, 1, "there is no front matter", "Begin with `---`, the fields, and `---` again")
    front = {key: str(value) for key, value in front.items()}
    for name in ("id", "title", "topic", "reviewed"):
        if not front.get(name):
            raise ContentError(source, 1, f"the front matter has no {name!r}", f"Add a line `{name}: ...`")
    if front["topic"] not in TOPICS:
        raise ContentError(source, 1, f"{front['topic']!r} is no topic", f"Use one of {', '.join(TOPICS)}")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", front["reviewed"]):
        raise ContentError(source, 1, f"{front['reviewed']!r} is no date", "Write `reviewed: 2026-11-24`")
    if front["id"] != source.removesuffix(".md"):
        raise ContentError(source, 1, f"id {front['id']!r} is not the file's place", f"Write `id: {source[:-3]}`")
    return front


def _section(text: str, source: str, front: dict[str, str], heading: re.Match[str], end: int) -> Section:
    questions: list[str] = []
    basis: list[Basis] = []
    position = heading.end() + 1
    while position < end:
        line_end = text.find("\n", position)
        line_end = end if line_end < 0 else min(line_end, end)
        line = text[position:line_end].strip()
        if match := QUESTION.match(line):
            questions.append(match["text"].strip())
        elif match := BASIS.match(line):
            basis.extend(
                _basis(item, source, _line(text, position))
                for item in re.split(r"[\u3001,\uff0c;\s]+", match["text"].strip())
            )
        elif line:
            break
        position = line_end + 1
    raw = text[position:end]
    body = raw.strip()
    start = position + len(raw) - len(raw.lstrip())
    if not body:
        raise ContentError(
            source, _line(text, heading.start()), f"section {heading['anchor']!r} is empty", "Write its text"
        )
    return Section(
        source=source,
        anchor=heading["anchor"],
        topic=front["topic"],
        title=heading["title"],
        document_title=front["title"],
        body=body,
        start=start,
        end=start + len(body),
        questions=tuple(questions),
        basis=tuple(basis),
        reviewed=front["reviewed"],
        line=_line(text, heading.start()),
    )


def _basis(item: str, source: str, line: int) -> Basis:
    match = BASIS_ITEM.match(item)
    if not match:
        raise ContentError(
            source, line, f"{item!r} is no legal basis", "Write the law's title and article as `民法典#577`"
        )
    return Basis(match["law"], int(match["article"]))


def _refuse_doubles(text: str, source: str, headings: list[re.Match[str]]) -> None:
    seen: set[str] = set()
    for heading in headings:
        if heading["anchor"] in seen:
            raise ContentError(
                source,
                _line(text, heading.start()),
                f"the id {heading['anchor']!r} stands twice",
                "Give one another id",
            )
        seen.add(heading["anchor"])


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
