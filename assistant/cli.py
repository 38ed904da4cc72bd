"""The commands: ``python -m assistant ask | critique | search | mcp`` and ``python ingest.py``.

Exit codes: 0 done, 1 it ran and the result is a failure, 2 the user must change something.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError, InputRefused
from assistant.records import Answer, Critique, Turn
from assistant.settings import from_env

DONE, FAILED, USER_ERROR = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """The command ``python -m assistant``."""
    parser = argparse.ArgumentParser(
        prog="python -m assistant", description="Contract questions, answered with sources."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="answer one question with citations")
    ask.add_argument("question")
    ask.add_argument("--history", type=Path, help='JSON list of {"question", "answer"}, oldest first')
    critique = commands.add_parser("critique", help="critique a clause or a contract")
    critique.add_argument("file", help="a text file, or - for standard input")
    critique.add_argument("--side", choices=["buyer", "vendor", "neutral"], default="buyer")
    critique.add_argument("--markdown", type=Path, metavar="OUT.md", help="write a report")
    critique.add_argument("--docx", type=Path, metavar="OUT.docx", help="write the text with a comment on each finding")
    critique.add_argument(
        "--vendor-docx", type=Path, metavar="OUT.docx", help="write the version for the vendor, with tracked changes"
    )
    search = commands.add_parser("search", help="show what is found for a query")
    search.add_argument("query")
    search.add_argument("-k", type=int, default=10, help="how many passages (default 10)")
    commands.add_parser("mcp", help="serve ask, critique and search to a desktop assistant (Model Context Protocol)")
    for command in (ask, critique, search):
        command.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    return guarded({"ask": _ask, "critique": _critique, "search": _search, "mcp": _mcp}[chosen.command], chosen)


def guarded(command: Callable[[Any], int], chosen: argparse.Namespace) -> int:
    """Run a command; an error that a user can mend becomes one message and exit code 2."""
    try:
        return command(chosen)
    except AssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return USER_ERROR
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _assistant() -> Any:
    from assistant.wiring import Assistant

    settings = from_env(os.environ)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    return Assistant(settings)


def _ask(chosen: argparse.Namespace) -> int:
    from assistant.serialise import answer_object

    answer: Answer = _assistant().ask(chosen.question, read_history(chosen.history))
    if chosen.json:
        _print_json(answer_object(answer))
    else:
        print("\n".join([answer.answer, *(f"! {n}" for n in answer.notices)]))
        for citation in answer.citations:
            print(f"[{citation.n}] {citation.section} ({citation.start}-{citation.end}) {citation.title}")
    return DONE


def _critique(chosen: argparse.Namespace) -> int:
    from assistant.critique.critic import Side
    from assistant.serialise import critique_object

    text = read_clause(chosen.file)
    result: Critique = _assistant().critique(text, Side(chosen.side))
    _export(text, result, chosen)
    if chosen.json:
        _print_json(critique_object(result))
        return DONE
    print(result.verdict)
    for clause in result.clauses:
        print(f"\n== {clause.heading or '(no heading)'} [{'、'.join(clause.types)}]")
        for finding in clause.findings:
            print(f"- {finding.kind}/{finding.severity} {finding.id}: {finding.quote or '—'}\n  {finding.why}")
            if finding.suggestion:
                print(f"  → {finding.suggestion}")
        if clause.rewrite.text:
            print(f"  改写: {clause.rewrite.text}")
    for gap in result.contract_gaps:
        print(f"- gap {gap.id}: {gap.why}")
    return DONE


def _export(text: str, result: Critique, chosen: argparse.Namespace) -> None:
    """Write the files that were asked for; what their reader should know goes to standard error."""
    if not (chosen.markdown or chosen.docx or chosen.vendor_docx):
        return
    from assistant.critique.exporting.exports import original_of, reviewed_word, vendor_word
    from assistant.critique.exporting.markdown_report import markdown_report

    source = None if chosen.file == "-" else Path(chosen.file)
    original = original_of(source) if source and (chosen.docx or chosen.vendor_docx) else None
    if chosen.markdown:
        _write(chosen.markdown, markdown_report(result).encode(), source)
    for target, export in ((chosen.docx, reviewed_word), (chosen.vendor_docx, vendor_word)):
        if target:
            exported = export(text, result, original)
            _write(target, exported.data, source)
            for notice in exported.notices:
                print(f"! {target}: {notice}", file=sys.stderr)


def _write(target: Path, content: bytes, source: Path | None) -> None:
    try:
        if source and target.exists() and target.samefile(source):
            raise InputRefused(
                f"{str(target)!r} is the file that was read. Give another name: it is never overwritten."
            )
        target.write_bytes(content)
    except OSError as error:
        raise InputRefused(f"{str(target)!r} cannot be written ({error.strerror}). Choose another place.") from error


def _search(chosen: argparse.Namespace) -> int:
    from assistant.serialise import found_object

    found = _assistant().search(chosen.query, chosen.k)
    if chosen.json:
        _print_json(found_object(found))
    else:
        for hit in found.hits:
            print(f"{hit.score:.3f}  {hit.passage.section}  {hit.passage.title}")
    return DONE


def _mcp(_: argparse.Namespace) -> int:
    from assistant.mcp_server import serve

    serve(_assistant())
    return DONE


def read_history(path: Path | None) -> list[Turn]:
    """The turns of a history file; raises InputRefused with the form that is wanted."""
    if path is None:
        return []
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return [Turn(str(turn["question"]), str(turn["answer"])) for turn in raw]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputRefused(
            f'The history {str(path)!r} cannot be read ({error}). Write a JSON list of {{"question", "answer"}}.'
        ) from error


def read_clause(name: str) -> str:
    """The text of a file, or of standard input for ``-``; offsets of the critique count its characters."""
    if name == "-":
        from assistant.documents.readers import decode

        return decode(sys.stdin.buffer.read(), Path("standard input"))
    from assistant.documents.readers import read_document

    path = Path(name)
    return read_document(path, path.name).text


def ingest_main(arguments: Sequence[str] | None = None) -> int:
    """The command ``python ingest.py``."""
    parser = argparse.ArgumentParser(prog="python ingest.py", description="Bring the index up to date.")
    parser.add_argument("paths", nargs="*", type=Path, help="documents, folders or patterns to add to the guidance")
    parser.add_argument("--remove", nargs="+", metavar="SOURCE", help="take added documents out again; files stay")
    parser.add_argument("--status", action="store_true", help="say what is in the index, and do nothing")
    parser.add_argument("--check", action="store_true", help="check the index that is in use, and do nothing else")
    parser.add_argument("--rollback", action="store_true", help="go back to the generation before")
    parser.add_argument("--rebuild", action="store_true", help="start afresh, embedding everything again")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return guarded(_ingest, parser.parse_args(arguments))


def _ingest(chosen: argparse.Namespace) -> int:
    from assistant.index.generations import refuse_while_writing

    if not (chosen.status or chosen.check):  # before a second is spent on loading the parts
        refuse_while_writing(from_env(os.environ).index_dir)
    from assistant import ingest_commands

    if chosen.status:
        return ingest_commands.status(chosen)
    if chosen.check:
        return ingest_commands.check(chosen)
    return ingest_commands.roll_back(chosen) if chosen.rollback else ingest_commands.ingest(chosen)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
