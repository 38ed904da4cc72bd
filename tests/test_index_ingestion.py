"""An ingestion changes what differs, keeps what it cannot read, and leaves the index in use alone when it fails."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from document_files import docx, paragraph
from hashed_embeddings import HashedEmbeddings

from assistant.errors import (
    IndexBroken,
    IndexLocked,
    IndexMissing,
    IndexUnwritable,
    InputRefused,
    ModelMismatch,
    NothingBefore,
)
from assistant.index import generations
from assistant.index.generation import Generation
from assistant.index.ingestion import Pipeline, check
from assistant.index.manifest import FORMAT, read_manifest
from assistant.index.reader import IndexReader

CLAUSE = "第一条 迟延\n乙方迟延交付的,每日按合同总额的千分之三支付违约金。\n第二条 保密\n双方对商业秘密负有保密义务,期限为三年。\n"
Opened = Callable[[], Generation]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "文件"
    made.mkdir()
    return made


def written(folder: Path, name: str, text: str = CLAUSE) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def contents(generation: Generation) -> dict[str, str]:
    return {p.id: p.text for p in generation.passages}


def test_the_first_run_reads_everything_and_the_second_nothing(pipeline: Pipeline, hashed: HashedEmbeddings) -> None:
    first = pipeline.run()
    assert set(first.added) == {"clauses/payment.md", "data-security/breach.md", "statutes.yaml"}
    assert first.passages == 7
    assert first.embedded == len(hashed.embedded) == 7 + 4
    second = pipeline.run()
    assert (second.added, second.changed, second.removed, second.embedded) == ((), (), (), 0)
    assert set(second.unchanged) == set(first.added)
    assert second.generation == first.generation
    assert len(hashed.embedded) == 11


def test_one_edited_section_embeds_one_text(pipeline: Pipeline, hashed: HashedEmbeddings, opened: Opened) -> None:
    pipeline.run()
    path = pipeline.knowledge / "clauses" / "payment.md"
    path.write_text(path.read_text(encoding="utf-8").replace("千分之一", "千分之二"), encoding="utf-8")
    hashed.embedded.clear()
    report = pipeline.run()
    assert report.changed == ("clauses/payment.md",)
    assert len(hashed.embedded) == report.embedded == 1
    assert any("千分之二" in p.text for p in opened().passages)
    assert not any("每迟延一日按合同总额的千分之一" in p.text for p in opened().passages)


def test_an_edit_undone_and_a_roll_back_embed_nothing_again(pipeline: Pipeline, hashed: HashedEmbeddings) -> None:
    pipeline.run()
    path = pipeline.knowledge / "clauses" / "payment.md"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("千分之一", "千分之二"), encoding="utf-8")
    pipeline.run()
    hashed.embedded.clear()
    path.write_text(before, encoding="utf-8")
    assert (pipeline.run().embedded, hashed.embedded) == (0, [])


def test_documents_are_remembered_changed_and_dropped_when_they_vanish(
    pipeline: Pipeline, folder: Path, opened: Opened
) -> None:
    pipeline.run()
    path = written(folder, "合同.txt")
    assert pipeline.run([folder]).added == (str(path),)
    assert pipeline.run().unchanged[-1] == str(path)
    path.write_text(CLAUSE.replace("三年", "五年"), encoding="utf-8")
    assert pipeline.run().changed == (str(path),)
    assert "五年" in opened().text_of(str(path))
    path.unlink()
    assert pipeline.run().removed == (str(path),)
    assert not any(p.source == str(path) for p in opened().passages)


def test_an_empty_folder_or_a_wrong_path_given_by_mistake_changes_nothing(pipeline: Pipeline, folder: Path) -> None:
    path = written(folder, "合同.txt")
    generation = pipeline.run([path]).generation
    empty = folder / "空"
    empty.mkdir()
    for wrong in (empty, folder / "没有", Path(f"{folder}/*.pdf")):
        with pytest.raises(InputRefused, match="the index is unchanged"):
            pipeline.run([wrong])
    assert generations.current(pipeline.index_dir).name == generation


def test_a_knowledge_folder_emptied_by_mistake_changes_nothing(pipeline: Pipeline) -> None:
    generation = pipeline.run().generation
    pipeline.knowledge.rename(pipeline.knowledge.with_name("elsewhere"))
    with pytest.raises(InputRefused, match="holds no guidance"):
        pipeline.run()
    assert generations.current(pipeline.index_dir).name == generation


def test_one_bad_file_stops_no_other(pipeline: Pipeline, folder: Path) -> None:
    good = written(folder, "好.txt")
    written(folder, "空.txt", "")
    (folder / "坏.docx").write_bytes(docx(paragraph("正文。") * 300)[:-60])
    (folder / "图.xlsx").write_bytes(b"x")
    report = pipeline.run([folder])
    assert report.added[-1] == str(good)
    assert {Path(name).name for name in report.skipped} == {"空.txt", "坏.docx", "图.xlsx"}


def test_a_file_that_breaks_later_keeps_what_was_read_of_it(pipeline: Pipeline, folder: Path, opened: Opened) -> None:
    path = written(folder, "合同.txt")
    pipeline.run([path])
    path.write_bytes(bytes(range(256)) * 4)
    report = pipeline.run()
    assert list(report.skipped) == [str(path)]
    assert opened().text_of(str(path)) == CLAUSE


def test_patterns_find_files_and_links_out_of_a_folder_are_not_followed(
    pipeline: Pipeline, folder: Path, tmp_path: Path
) -> None:
    inner = folder / "子"
    inner.mkdir()
    found = [written(folder, "一.txt"), written(inner, "二.md")]
    written(folder, ".隐藏.txt")
    (folder / "外.txt").symlink_to(written(tmp_path, "外.txt"))
    (folder / "环").symlink_to(tmp_path)
    (folder / "内.txt").symlink_to(found[0])
    by_folder = pipeline.run([folder])
    assert by_folder.added[-2:] == tuple(map(str, found))
    assert {Path(name).name for name in by_folder.skipped} == {"外.txt", "环"}
    assert all("link that leads out" in reason for reason in by_folder.skipped.values())
    assert set(pipeline.run([Path(f"{folder}/**/*.md")]).unchanged) >= {str(found[1])}


def test_a_name_with_control_characters_is_skipped_and_printed_harmlessly(pipeline: Pipeline, folder: Path) -> None:
    written(folder, "合\x1b[31m同.txt")
    raw = os.fsencode(folder) + b"/\xff\xfe.txt"
    Path(os.fsdecode(raw)).write_text(CLAUSE, encoding="utf-8")
    report = pipeline.run([folder])
    assert len(report.skipped) == 2
    for name, reason in report.skipped.items():
        assert name.isprintable()
        assert "Rename it" in reason
        reason.encode("utf-8")


def test_a_document_is_removed_by_name_and_stays_away(pipeline: Pipeline, folder: Path, opened: Opened) -> None:
    path, other = written(folder, "合同.txt"), written(folder, "附件.txt", CLAUSE + "第三条 附则\n本合同一式两份。\n")
    pipeline.run([folder])
    assert pipeline.remove(["合同.txt"]).removed == (str(path),)
    assert pipeline.run().removed == ()
    assert {p.source for p in opened().passages if p.kind == "document"} == {str(other)}
    with pytest.raises(InputRefused, match="is no document in the index"):
        pipeline.remove(["合同.txt"])
    with pytest.raises(InputRefused, match="is no document in the index"):
        pipeline.remove(["clauses/payment.md"])


def test_a_name_that_fits_two_documents_removes_neither(pipeline: Pipeline, folder: Path) -> None:
    for name in ("甲", "乙"):
        (folder / name).mkdir()
        written(folder / name, "合同.txt", CLAUSE + name)
    pipeline.run([folder])
    with pytest.raises(InputRefused, match="fits 2 documents"):
        pipeline.remove(["合同.txt"])


def test_another_model_is_named_and_a_rebuild_takes_it(pipeline: Pipeline, folder: Path) -> None:
    path = written(folder, "合同.txt")
    pipeline.run([path])
    other = replace(pipeline, embeddings=HashedEmbeddings("another"))
    with pytest.raises(ModelMismatch, match="'hashed', but EMBEDDING_MODEL is 'another'"):
        other.run()
    report = other.run(rebuild=True)
    assert str(path) in [*report.added, *report.changed, *report.unchanged]
    assert read_manifest(generations.current(pipeline.index_dir)).embedding_model == "another"


def test_an_index_of_another_format_is_made_anew_with_its_documents(pipeline: Pipeline, folder: Path) -> None:
    path = written(folder, "合同.txt")
    pipeline.run([path])
    manifest = generations.current(pipeline.index_dir) / "manifest.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace(f'"format": {FORMAT}', '"format": 1'), encoding="utf-8"
    )
    assert pipeline.run().passages == 8
    assert read_manifest(generations.current(pipeline.index_dir)).format == FORMAT


def test_a_second_writer_is_turned_away_at_once_and_a_dead_ones_lock_is_taken_over(pipeline: Pipeline) -> None:
    code = "import sys, time; from pathlib import Path; from assistant.index.generations import writing\n"
    code += "with writing(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(pipeline.index_dir)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexLocked, match=f"process {holder.pid}"):
            pipeline.run()
        holder.kill()
        holder.wait()
    assert pipeline.run().passages == 7


def test_rolling_back_returns_to_the_generation_before_and_no_further(pipeline: Pipeline, folder: Path) -> None:
    first = pipeline.run().generation
    second = pipeline.run([written(folder, "合同.txt")]).generation
    assert [g.name for g in generations.generations(pipeline.index_dir)] == [first, second]
    assert generations.roll_back(pipeline.index_dir).name == first
    with pytest.raises(NothingBefore, match="no older index"):
        generations.roll_back(pipeline.index_dir)
    assert generations.current(pipeline.index_dir).name == first


def test_only_the_generation_in_use_and_the_one_before_are_kept(pipeline: Pipeline, folder: Path) -> None:
    path = written(folder, "合同.txt")
    made = []
    for year in "三五七":
        path.write_text(CLAUSE.replace("三年", f"{year}年"), encoding="utf-8")
        made.append(pipeline.run([path]).generation)
    assert [g.name for g in generations.generations(pipeline.index_dir)] == made[-2:]


def test_what_a_killed_run_left_is_cleared_and_serves_nobody(pipeline: Pipeline) -> None:
    generation = pipeline.run().generation
    left = generations.begin(pipeline.index_dir)
    (left / "half").write_text("written", encoding="utf-8")
    (pipeline.index_dir / ".CURRENT.1.2").write_text("nonsense", encoding="utf-8")
    assert generations.current(pipeline.index_dir).name == generation
    pipeline.run()
    assert sorted(p.name for p in pipeline.index_dir.iterdir()) == [generation, "CURRENT", "LOCK"]


def test_a_reader_sees_a_new_generation_on_its_next_request(pipeline: Pipeline, folder: Path) -> None:
    reader = IndexReader(pipeline.index_dir, pipeline.embeddings)
    with pytest.raises(IndexMissing):
        reader.current()
    pipeline.run()
    held = reader.current()
    assert reader.current() is held
    pipeline.run([written(folder, "合同.txt")])
    assert len(reader.current().passages) == len(held.passages) + 1
    assert held.nearest(pipeline.embeddings.embed_query("违约金"), 3)


def test_an_unwritable_folder_is_named_with_what_to_do(pipeline: Pipeline) -> None:
    pipeline.index_dir.write_text("in the way", encoding="utf-8")
    with pytest.raises(IndexUnwritable, match="Free disk space or check the folder's permissions"):
        pipeline.run()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on file sizes")
@pytest.mark.slow
@pytest.mark.parametrize("room", [2_000, 60_000, 200_000])
def test_a_full_disk_leaves_the_old_index_answering(
    pipeline: Pipeline, folder: Path, opened: Opened, room: int
) -> None:
    generation = pipeline.run().generation
    before = contents(opened())
    path = written(
        folder, "合同.txt", "".join(f"第{i}条 条款\n乙方应当在{i}日内完成第{i}项工作。\n" for i in range(1, 400))
    )
    done = subprocess.run(
        [sys.executable, "-c", LIMITED_RUN, str(pipeline.index_dir), str(pipeline.knowledge), str(path), str(room)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])},
    )  # fmt: skip
    assert "refused IndexUnwritable" in done.stdout, done.stderr
    assert generations.current(pipeline.index_dir).name == generation
    assert contents(opened()) == before
    assert pipeline.run([path]).added == (str(path),)


LIMITED_RUN = """
import resource, signal, sys
from pathlib import Path
from hashed_embeddings import HashedEmbeddings
from assistant.errors import AssistantError
from assistant.index.ingestion import Pipeline
from assistant.statutes import open_statute_book
index, knowledge, path, room = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
try:
    Pipeline(Path(index), Path(knowledge), HashedEmbeddings(), open_statute_book()).run([Path(path)])
except AssistantError as error:
    print("refused", type(error).__name__, error)
"""


def damaged(folder: Path, name: str) -> Path:
    return next(p for p in folder.rglob(name) if p.stat().st_size)


@pytest.mark.parametrize("name", ["data_level0.bin", "chroma.sqlite3", "passages.jsonl", "manifest.json"])
def test_a_cut_file_is_noticed_before_it_can_hurt(pipeline: Pipeline, opened: Opened, name: str) -> None:
    pipeline.run()
    path = damaged(generations.current(pipeline.index_dir), name)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(IndexBroken, match=f"{name} has|manifest cannot be read"):
        opened()


def test_a_check_notices_altered_bytes_that_kept_their_number(pipeline: Pipeline) -> None:
    pipeline.run()
    current = generations.current(pipeline.index_dir)
    check(current, pipeline.embeddings)
    path = damaged(current, "passages.jsonl")
    path.write_text(path.read_text(encoding="utf-8").replace("千分之一", "千分之九"), encoding="utf-8")
    with pytest.raises(IndexBroken, match="have changed"):
        check(current, pipeline.embeddings)


def test_progress_tells_every_stage_to_its_end(pipeline: Pipeline) -> None:
    told: list[tuple[str, int, int]] = []
    replace(pipeline, progress=lambda stage, done, total: told.append((stage, done, total))).run()
    ends = {stage: (done, total) for stage, done, total in told}
    assert list(ends) == ["read", "embed", "index"]
    assert all(done == total > 0 for done, total in ends.values())
