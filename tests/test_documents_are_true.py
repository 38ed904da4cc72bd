"""What the documents say can be done: their commands parse, their links resolve, their examples are in the right form."""

import contextlib
import io
import json
import re
import shlex
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

from assistant.cli import ingest_main
from assistant.cli import main as assistant_main
from assistant.documents.guidance import TOPICS, parse_guidance
from assistant.web.command import read_arguments
from evals.cli import main as evals_main

ROOT = Path(__file__).resolve().parent.parent
WITH_COMMANDS = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "evals/README.md")
DOCUMENTS = (*WITH_COMMANDS, "CHANGELOG.md", "evals/cases/README.md", "knowledge/playbook/README.md")
PROGRAMS: dict[tuple[str, ...], Callable[[list[str]], object]] = {
    ("-m", "assistant"): assistant_main,
    ("-m", "evals"): evals_main,
    ("ingest.py",): ingest_main,
    ("app.py",): read_arguments,
}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}(python .+|make .+)$", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
ASSIGNMENT = re.compile(r"[A-Z_]+=\S*")
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands_in(text: str) -> list[str]:
    """Every `python …` and `make …` of the code blocks and code spans, without prompts, comments and pipes before it."""
    lines = [
        line for language, block in BLOCK.findall(text) if language in ("bash", "console") for line in block.split("\n")
    ]
    lines += INDENTED.findall(text) + SPAN.findall(BLOCK.sub("", text))
    found = (re.split(r"(?<!\\)\|", line.removeprefix("$ ").split(" #")[0])[-1] for line in lines)
    without_settings = (" ".join(w for w in f.split(" ") if not ASSIGNMENT.fullmatch(w)).strip() for f in found)
    return [c for c in without_settings if c.startswith(("make ", "python ", ".venv/bin/python "))]


def words_of(command: str) -> list[str]:
    """A command's words; of a synopsis every optional part, and the first of several choices."""
    plain = re.sub(r"(\S+?)(?:\\\|\S+?)+(?=[\s\]]|$)", r"\1", command)
    return ["1" if word == "N" else word for word in shlex.split(re.sub(r"[\[\]]", " ", plain))]


def fault_of(command: str) -> str:
    """Why a command cannot be run as it is written; empty if it can."""
    program, *words = words_of(command)
    if program == "make":
        targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
        return "" if words and set(words) <= targets else f"no such target: {words}"
    if words[:2] == ["-m", "pytest"]:
        paths = [w for w in words[2:] if w.endswith(".py")]
        return "" if all((ROOT / p).exists() for p in paths) else f"no such file: {paths}"
    for start, main in PROGRAMS.items():
        if tuple(words[: len(start)]) == start:
            arguments = words[len(start) :]
            code, told = help_after(main, tuple(arguments))
            unknown = [w for w in arguments if OPTION.fullmatch(w) and w not in OPTION.findall(told)]
            return f"{told} {unknown}" if code or unknown else ""
    return "no such program"


@cache
def help_after(main: Callable[[list[str]], object], arguments: tuple[str, ...]) -> tuple[int, str]:
    """Exit code and text of ``--help`` behind the arguments, which are all checked before it is reached."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told), pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    return int(ended.value.code or 0), told.getvalue()


def subcommands(main: Callable[[list[str]], object]) -> list[str]:
    _, told = help_after(main, ())
    return re.findall(r"^ {4}([a-z-]+)(?: |$)", told, re.MULTILINE)


def anchors_of(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}


@pytest.mark.parametrize(
    ("command", "works"),
    [
        ("make test", True),
        ("make everything", False),
        ("python -m assistant search 违约金 -k 5", True),
        ("python -m assistant search 违约金 -k five", False),
        ("python -m assistant critique FILE\\|- [--side buyer\\|vendor] [--json]", True),
        ("python -m assistant critique clause.txt --side seller", False),
        ("python -m assistant ask 问题 --tone friendly", False),
        ("python -m assistant translate 问题", False),
        ("python -m evals run --split test", False),
        ("python ingest.py --forget a.docx", False),
        ("python -m pytest tests/test_nothing.py", False),
        ("python serve.py", False),
    ],
)
def test_a_command_that_cannot_be_run_is_recognised(command: str, works: bool) -> None:
    assert (fault_of(command) == "") is works


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_every_command_of_a_document_can_be_run_as_it_is_written(name: str) -> None:
    commands = commands_in(read(name))
    assert len(commands) >= 5
    assert {c: fault for c in commands if (fault := fault_of(c))} == {}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_every_command_and_option_of_the_assistant_and_of_ingestion(name: str) -> None:
    text = read(name)
    told = [help_after(ingest_main, ())[1]]
    for command in subcommands(assistant_main):
        assert f"python -m assistant {command}" in text
        told.append(help_after(assistant_main, (command,))[1])
    options = {o for t in told for o in OPTION.findall(t) if o.startswith("--")} - {"--help"}
    assert len(options) > 10
    assert sorted(o for o in options if o not in text) == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "evals/README.md"])
def test_every_command_of_the_evaluations_is_named(name: str) -> None:
    commands = subcommands(evals_main)
    assert len(commands) > 5
    assert [c for c in commands if not re.search(rf"evals {c}\b|`{c}`", read(name))] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_relative_link_leads_somewhere(name: str) -> None:
    here = ROOT / name
    lost = []
    for target in LINK.findall(SPAN.sub("", BLOCK.sub("", read(name)))):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        page = (here.parent / path).resolve() if path else here
        if not page.exists() or (anchor and anchor not in anchors_of(page.read_text(encoding="utf-8"))):
            lost.append(target)
    assert lost == []


def test_the_section_shown_to_contributors_keeps_the_rules_that_they_are_told() -> None:
    front, example = (
        next(
            block
            for language, block in BLOCK.findall(read("CONTRIBUTING.md"))
            if language == "markdown" and start in block
        )
        for start in ("id: ", "## ")
    )
    (section,) = parse_guidance(f"{front}\n{example}", "membership/cards.md")
    assert 60 <= len(section.body) <= 380
    assert 2 <= len(section.questions) <= 6
    assert section.basis


def test_the_range_and_the_case_shown_to_contributors_have_the_form_of_the_real_ones() -> None:
    blocks = dict(BLOCK.findall(read("CONTRIBUTING.md")))
    assert yaml.safe_load(blocks["yaml"])[0] in yaml.safe_load(read("knowledge/ranges.yaml"))
    shown = json.loads(blocks["json"])
    real = [json.loads(line) for line in read("evals/cases/dev/answers.jsonl").splitlines()]
    assert set(shown) <= {key for case in real for key in case}


def test_contributors_are_told_what_each_check_of_the_guidance_means() -> None:
    checks = re.findall(r"^def test_(\w+)\(", read("tests/test_knowledge.py"), re.MULTILINE)
    assert len(checks) > 10
    assert re.findall(r"^\| `(\w+_\w+_\w+_\w+)` \|", read("CONTRIBUTING.md"), re.MULTILINE) == checks


def test_contributors_are_told_of_every_file_and_folder_of_knowledge() -> None:
    named = {entry.name for entry in (ROOT / "knowledge").iterdir() if not entry.name.startswith(".")} - set(TOPICS)
    assert [n for n in named if f"knowledge/{n}" not in read("CONTRIBUTING.md")] == []


def test_the_table_of_cases_gives_their_numbers() -> None:
    rows = re.findall(r"^\| `(\w+\.jsonl)` \| (\d+) \| (\d+) \|", read("evals/cases/README.md"), re.MULTILINE)
    counted = [
        (n, *(str(len(read(f"evals/cases/{split}/{n}").splitlines())) for split in ("dev", "check")))
        for n, _, _ in rows
    ]
    assert len(rows) == len(list((ROOT / "evals/cases/dev").glob("*.jsonl")))
    assert rows == counted
