"""``evals retrieval`` over a foreign corpus: the product's search, whose numbers ir-measures confirms."""

import json
from pathlib import Path

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from evals.cli import main

CORPUS = [
    ("a", "违约责任", "当事人一方不履行合同义务的,应当承担继续履行、采取补救措施或者赔偿损失等违约责任。"),
    ("b", "", "约定的违约金过分高于造成的损失的,可以请求适当减少。"),
    ("c", "定金", "定金的数额不得超过主合同标的额的百分之二十。"),
    ("d", "长文", "第一条 付款。" + "甲方应当在验收合格之后付款,乙方应当先开具发票。" * 40),
]
QUERIES = [("q1", "违约金太高能减吗"), ("q2", "定金最多收多少"), ("q3", "没有判过的问题"), ("q4", "什么时候付款")]
QRELS = [("q1", "b", 2), ("q1", "a", 1), ("q2", "c", 1), ("q4", "d", 1)]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    rows = [{"_id": i, "title": t, "text": x} for i, t, x in CORPUS]
    (tmp_path / "corpus.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    asked = [json.dumps({"_id": i, "text": t}, ensure_ascii=False) for i, t in QUERIES]
    (tmp_path / "queries.jsonl").write_text("\n".join(asked), encoding="utf-8")
    judged = "".join(f"{q}\t{d}\t{g}\n" for q, d, g in QRELS)
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + judged, encoding="utf-8")
    names = {"corpus": "corpus.jsonl", "queries": "queries.jsonl", "qrels": "qrels.tsv"}
    return [part for option, name in names.items() for part in (f"--{option}", str(tmp_path / name))]


def test_the_numbers_are_those_of_ir_measures_over_the_same_ranking(files, tmp_path, capsys):
    out, run = tmp_path / "out.json", tmp_path / "out.run"
    assert main(["retrieval", *files, "--json", str(out), "--run", str(run)]) == 0
    assert "3 queries" in capsys.readouterr().out
    result = json.loads(out.read_text(encoding="utf-8"))
    assert {row["id"] for row in result["cases"]} == {"q1", "q2", "q4"}
    qrels = [ir_measures.Qrel(q, d, g) for q, d, g in QRELS]
    names = {"recall@1": R @ 1, "recall@10": R @ 10, "ndcg@10": nDCG @ 10, "mrr@10": RR @ 10}
    expected = ir_measures.calc_aggregate(list(names.values()), qrels, list(ir_measures.read_trec_run(str(run))))
    for name, measure in names.items():
        assert result["metrics"][name]["value"] == pytest.approx(expected[measure], abs=1e-6), name


def test_a_long_document_is_chunked_and_counts_once(files, tmp_path):
    out = tmp_path / "out.json"
    main(["retrieval", *files, "--json", str(out)])
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["corpus"]["passages"] > len(CORPUS)
    for row in result["cases"]:
        found = [hit["id"] for hit in row["output"]["hits"]]
        assert len(found) == len(set(found)) and set(found) <= {i for i, _, _ in CORPUS}


def test_a_second_run_embeds_nothing_and_says_the_same(files, tmp_path):
    for name in ("one.json", "two.json"):
        main(["retrieval", *files, "--json", str(tmp_path / name)])
    kept = sorted(p.name for p in (tmp_path / "data" / "evals" / "corpora").iterdir())
    generations = [p for p in (tmp_path / "data" / "evals" / "corpora" / kept[0]).iterdir() if p.is_dir()]
    assert len(kept) == len(generations) == 1
    one, two = (json.loads((tmp_path / n).read_text(encoding="utf-8"))["cases"] for n in ("one.json", "two.json"))
    assert [r["output"]["hits"] for r in one] == [r["output"]["hits"] for r in two]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\tb\tmuch\n", "qrels.tsv:2"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq9\tb\t1\n", "judges no query"),
        ("corpus.jsonl", "", "holds no document"),
        ("corpus.jsonl", '{"text": "a"}', "has no _id"),
        ("queries.jsonl", "{broken", "is no JSON"),
    ],
)
def test_a_file_that_breaks_the_format_is_named(files, tmp_path, capsys, name, text, message):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["retrieval", *files]) == 2
    assert message in capsys.readouterr().err
