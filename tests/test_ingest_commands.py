"""The command ``python ingest.py``: what it prints, what it returns, and how quickly it gives way."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hashed_embeddings import HashedEmbeddings

from assistant import ingest_commands
from assistant.errors import InputRefused
from assistant.index import generations
from assistant.settings import from_env
from assistant.wiring import Assistant

ROOT = Path(__file__).resolve().parent.parent
CLAUSE = "第一条 迟延\n乙方迟延交付的,每日按合同总额的千分之三支付违约金。\n"


@pytest.fixture
def assistant(tmp_path: Path, knowledge: Path, hashed: HashedEmbeddings) -> Assistant:
    """An assistant over the tiny knowledge whose embeddings are quick."""
    made = Assistant(from_env({"DATA_DIR": str(tmp_path / "data")}, None), knowledge)
    made.__dict__["embeddings"] = hashed
    return made


def chosen(
    *paths: Path, remove: list[str] | None = None, json: bool = False, rebuild: bool = False
) -> argparse.Namespace:
    return argparse.Namespace(paths=list(paths), remove=remove or [], json=json, rebuild=rebuild)


def command(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "ingest.py"), *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "DATA_DIR": str(data)},
    )  # fmt: skip


def test_the_report_counts_and_names_what_was_skipped_and_why(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    (folder / "合同.txt").write_text(CLAUSE, encoding="utf-8")
    (folder / "空.pdf").write_bytes(b"")
    assert ingest_commands.ingest(chosen(folder), assistant) == 0
    out, err = capsys.readouterr()
    assert "added         4" in out
    assert "空.pdf' was not read: it is empty (0 bytes). Save or download it again." in out
    assert "8 passages, 12 newly embedded" in out
    assert "read " in err
    assert "embed" in err


def test_the_report_is_one_json_object_without_bars(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert ingest_commands.ingest(chosen(json=True), assistant) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert report["passages"] == 7
    assert sorted(report["added"]) == ["clauses/payment.md", "data-security/breach.md", "statutes.yaml"]
    assert err == ""


def test_nothing_readable_among_what_was_given_is_a_failure(assistant: Assistant, tmp_path: Path) -> None:
    bad, good = tmp_path / "空.txt", tmp_path / "合同.txt"
    bad.write_bytes(b"")
    good.write_text(CLAUSE, encoding="utf-8")
    assert ingest_commands.ingest(chosen(bad), assistant) == 1
    assert ingest_commands.ingest(chosen(bad, good), assistant) == 0
    assert ingest_commands.ingest(chosen(bad), assistant) == 1


def test_the_status_says_how_old_the_index_is_and_what_has_changed(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "合同.txt"
    path.write_text(CLAUSE, encoding="utf-8")
    ingest_commands.ingest(chosen(path), assistant)
    (assistant.knowledge / "clauses" / "payment.md").open("a", encoding="utf-8").close()
    capsys.readouterr()
    assert ingest_commands.status(chosen(), assistant) == 0
    out = capsys.readouterr().out
    assert "seconds old, made with hashed" in out
    assert "4 sources, 8 passages" in out
    assert "changed since" not in out
    path.unlink()
    guidance = assistant.knowledge / "clauses" / "payment.md"
    guidance.write_text(guidance.read_text(encoding="utf-8") + "\n补充一句。\n", encoding="utf-8")
    ingest_commands.status(chosen(json=True), assistant)
    found = json.loads(capsys.readouterr().out)
    assert found["standing"]["clauses/payment.md"] == "changed"
    assert found["standing"][str(path)] == "gone"
    assert sorted(found["stale"]) == sorted(["clauses/payment.md", str(path)])


def test_a_document_is_taken_out_by_its_name(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "合同.txt"
    path.write_text(CLAUSE, encoding="utf-8")
    ingest_commands.ingest(chosen(path), assistant)
    capsys.readouterr()
    assert ingest_commands.ingest(chosen(remove=["合同.txt"], json=True), assistant) == 0
    assert json.loads(capsys.readouterr().out)["removed"] == [str(path)]
    assert path.exists()


def test_a_roll_back_is_said_and_done(assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "合同.txt"
    path.write_text(CLAUSE, encoding="utf-8")
    ingest_commands.ingest(chosen(), assistant)
    first = generations.named(assistant.settings.index_dir)
    ingest_commands.ingest(chosen(path), assistant)
    assert ingest_commands.roll_back(chosen(), assistant) == 0
    assert f"{first} is in use again" in capsys.readouterr().out
    assert generations.named(assistant.settings.index_dir) == first


def test_a_mistyped_path_is_refused_before_anything_is_read(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="does not exist"):
        ingest_commands.ingest(chosen(tmp_path / "没有"), assistant)
    assert not generations.named(assistant.settings.index_dir)


def test_a_second_ingest_leaves_with_two_within_two_seconds(tmp_path: Path) -> None:
    with generations.writing(tmp_path / "index"):
        started = time.monotonic()
        done = command(data=tmp_path)
        spent = time.monotonic() - started
    assert done.returncode == 2
    assert f"Another ingestion (process {os.getpid()}) is writing" in done.stderr
    assert "Traceback" not in done.stderr
    assert spent < 10  # two on an idle machine; this one may be busy


@pytest.mark.parametrize("argument", ["--status", "--check", "--rollback"])
def test_without_an_index_each_question_about_it_says_how_to_make_one(tmp_path: Path, argument: str) -> None:
    done = command(argument, data=tmp_path)
    assert done.returncode == 2
    assert "python ingest.py" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_check_survives_whatever_kills_the_reader(small_index: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(small_index, data / "index")
    sound = command("--check", "--json", data=data)
    assert (sound.returncode, json.loads(sound.stdout)["sound"]) == (0, True)
    passages = generations.current(data / "index") / "passages.jsonl"
    passages.write_text(
        passages.read_text(encoding="utf-8").replace("百分", "千分").replace("30%", "31%"), encoding="utf-8"
    )
    damaged = command("--check", "--json", data=data)
    found = json.loads(damaged.stdout)
    assert (damaged.returncode, found["sound"]) == (1, False)
    assert "passages.jsonl have changed" in found["reason"]
