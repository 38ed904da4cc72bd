"""Whatever happens to an ingestion, and whenever, the index answers as before, and running again completes it."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hashed_embeddings import HashedEmbeddings

from assistant.errors import NothingBefore
from assistant.index import generations
from assistant.index.generation import Generation
from assistant.index.ingestion import Pipeline
from assistant.index.reader import IndexReader
from assistant.statutes import StatuteBook

ROOT = Path(__file__).resolve().parent.parent
FILES = 200
RUN = """
import sys
from pathlib import Path
from hashed_embeddings import HashedEmbeddings
from assistant.index.ingestion import Pipeline
from assistant.statutes import open_statute_book
index, knowledge, folder = map(Path, sys.argv[1:])
Pipeline(index, knowledge, HashedEmbeddings(), open_statute_book()).run([folder])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("contracts")
    for number in range(FILES):
        text = f"第一条 交付\n乙方应当在{number + 1}日内完成第{number}号系统的交付。\n第二条 付款\n甲方应当在验收后{number + 3}日内付款。\n"
        (made / f"合同{number:03}.txt").write_text(text, encoding="utf-8")
    return made


def start(index: Path, knowledge: Path, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), str(ROOT)])}
    return subprocess.Popen([sys.executable, "-c", RUN, str(index), str(knowledge), str(folder)], env=environment)


def contents(index: Path) -> list[tuple[str, str]]:
    opened = Generation(generations.current(index), HashedEmbeddings())
    try:
        return [(p.id, p.text) for p in opened.passages]
    finally:
        opened.close()


@pytest.mark.slow
def test_killed_at_twenty_moments_the_index_answers_as_before_and_ends_the_same(
    tmp_path: Path, knowledge: Path, folder: Path, statutes: StatuteBook
) -> None:
    undisturbed, index = tmp_path / "undisturbed", tmp_path / "index"
    for place in (undisturbed, index):
        Pipeline(place, knowledge, HashedEmbeddings(), statutes).run()
    before, generation = contents(index), generations.named(index)
    began = time.monotonic()
    assert start(undisturbed, knowledge, folder).wait(300) == 0
    whole = time.monotonic() - began
    chance = random.Random(20)
    interrupted = 0
    for _ in range(20):
        process = start(index, knowledge, folder)
        time.sleep(chance.uniform(0.3, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if generations.named(index) == generation:
            interrupted += 1
            assert contents(index) == before
        else:  # it was quicker than the kill: it must be complete, and the next one begins again
            assert contents(index) == contents(undisturbed)
            generations.roll_back(index)
    assert interrupted >= 5
    assert start(index, knowledge, folder).wait(300) == 0
    assert contents(index) == contents(undisturbed)
    assert len(contents(index)) > len(before) + FILES - 1


DIES_WHILE_PRUNING = """
import os, shutil
from pathlib import Path
def half(folder, **options):
    next(p for p in sorted(Path(folder).rglob("*")) if p.is_file()).unlink()
    os._exit(9)
shutil.rmtree = half
"""


def test_a_generation_that_was_half_pruned_can_no_longer_be_chosen(
    tmp_path: Path, knowledge: Path, statutes: StatuteBook
) -> None:
    index, page = tmp_path / "index", knowledge / "clauses" / "payment.md"
    for _ in range(2):
        Pipeline(index, knowledge, HashedEmbeddings(), statutes).run()
        page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = contents(index)
    run = [sys.executable, "-c", DIES_WHILE_PRUNING + RUN, str(index), str(knowledge), str(knowledge / "clauses")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), str(ROOT)])}
    assert subprocess.run(run, env=environment, check=False).returncode == 9
    generations.roll_back(index)
    assert contents(index) == before
    with pytest.raises(NothingBefore):
        generations.roll_back(index)


@pytest.mark.slow
def test_while_an_ingestion_runs_every_question_is_answered_and_the_first_after_it_from_the_new_index(
    tmp_path: Path, knowledge: Path, folder: Path, statutes: StatuteBook
) -> None:
    index, embeddings = tmp_path / "index", HashedEmbeddings()
    Pipeline(index, knowledge, embeddings, statutes).run()
    reader = IndexReader(index, embeddings)
    vector = embeddings.embed_query("乙方应当在200日内完成第199号系统的交付")
    sizes: list[int] = []
    process = start(index, knowledge, folder)
    while process.poll() is None:
        generation = reader.current()
        assert generation.nearest(vector, 5)
        assert generation.text_of("clauses/payment.md")
        sizes.append(len(generation.passages))
        time.sleep(0.02)
    assert process.returncode == 0
    assert sizes[0] == 7
    assert len(reader.current().passages) >= 7 + FILES
    assert len(sizes) > 10
