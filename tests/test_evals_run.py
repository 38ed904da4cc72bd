"""``evals run`` as other programs see it: files in, table and JSON out, exit codes."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from evals_assistant import Crashing, TinyAssistant

from assistant.serialise import answer_object
from evals.cli import main, parser
from evals.reporting.table import padded, table, width
from evals.run import run

CASES = [
    {
        "id": "a1",
        "question": "付款分几期比较好",
        "points": [["30%", "三成"], ["验收"]],
        "answerable": True,
        "mine": {"k": 1},
    },
    {
        "id": "a2",
        "question": "会员数据泄露要多久通知",
        "points": ["24小时"],
        "sections": ["data-security/breach#notice"],
    },
    {"id": "u1", "question": "明天会下雨吗", "answerable": False, "level": "far", "points": []},
    {"id": "d1", "turns": [{"question": "付款分几期", "points": [["验收"]]}, {"question": "还有呢", "points": []}]},
    {
        "id": "c1",
        "clause": "甲方应于签约当日一次性付清合同总价,已付款项概不退还。",
        "must_find": [{"kind": ["risk"]}],
        "must_not_find": [],
    },
]


@pytest.fixture(scope="module")
def assistant(small_index: Path) -> TinyAssistant:
    return TinyAssistant(small_index.parent)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "foreign.jsonl"
    path.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in CASES) + "\n\n", encoding="utf-8")
    return path


def run_with(assistant: TinyAssistant, *options: str | Path) -> int:
    return run(parser().parse_args(["run", *map(str, options)]), assistant)


def test_a_foreign_file_of_mixed_cases_runs_as_it_is_and_each_row_holds_the_commands_own_object(
    assistant, foreign, tmp_path
):
    out = tmp_path / "out.json"
    assert run_with(assistant, "--cases", foreign, "--json", out) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert set(result) >= {"suite", "corpus", "commit", "models", "metrics", "cases"}
    assert result["suite"] == "answers,dialogues,critique"
    rows = {row["id"]: row for row in result["cases"]}
    assert set(rows) == {case["id"] for case in CASES}
    expected = answer_object(assistant.ask(CASES[0]["question"]))
    shown = rows["a1"]["output"]
    assert shown | {"timings_ms": 0} == json.loads(json.dumps(expected)) | {"timings_ms": 0}
    assert rows["a1"]["case"]["mine"] == {"k": 1}
    assert [turn["question"] for turn in rows["d1"]["output"]] == ["付款分几期", "还有呢"]
    assert rows["c1"]["output"]["clauses"][0]["findings"]
    assert rows["a1"]["error"] is None


def test_another_scorer_gets_the_same_point_recall_from_the_json(assistant, foreign, tmp_path):
    out = tmp_path / "out.json"
    run_with(assistant, "--cases", foreign, "--json", out)
    result = json.loads(out.read_text(encoding="utf-8"))
    shares = []
    for row in result["cases"]:
        turns = row["case"].get("turns") or [row["case"]]
        outputs = row["output"] if isinstance(row["output"], list) else [row["output"]]
        pairs = [(p, o) for t, o in zip(turns, outputs, strict=True) for p in t.get("points") or []]
        if pairs:
            met = [
                not o["refused"] and any(a.replace(" ", "") in o["answer"] for a in ([p] if isinstance(p, str) else p))
                for p, o in pairs
            ]
            shares.append(sum(met) / len(met))
    metric = result["metrics"]["point_recall"]
    assert metric["n"] == len(shares) == 3
    assert metric["value"] == pytest.approx(sum(shares) / len(shares), abs=1e-6)
    assert metric["ci95"][0] <= metric["value"] <= metric["ci95"][1]


def test_two_runs_with_one_seed_differ_in_nothing_but_time(assistant, foreign, tmp_path):
    results = []
    for name, workers in (("one.json", "1"), ("two.json", "2")):
        run_with(assistant, "--cases", foreign, "--json", tmp_path / name, "--workers", workers, "--seed", "3")
        raw = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        results.append({k: v for k, v in raw["metrics"].items() if "latency" not in k})
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-under", "point_recall=0.9"], 0),
        (["--fail-under", "wrong_answer=1"], 0),
        (["--fail-under", "wrong_answer=0.5"], 1),
        (["--fail-under", "critique_recall=1.1"], 1),
        (["--fail-under", "answers/point_recall=0.5"], 0),
    ],
)
def test_a_threshold_fails_on_the_worse_side_of_each_metric(assistant, foreign, options, code):
    assert run_with(assistant, "--cases", foreign, *options) == code


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fail-under", "pointrecall=1"], "point_recall"),
        (["--fail-under", "point_recall=high"], "has no number"),
        (["--fail-under", "grounding_accuracy=1"], "not measured by this run"),
        (["--suite", "answer"], "Known: retrieval, answers"),
        (["--filter", "no such text"], "Widen --filter"),
        (["--baseline", "missing.json"], "is no result"),
    ],
)
def test_what_a_user_must_change_is_one_message_and_exit_code_2(
    foreign, small_index, monkeypatch, capsys, options, message
):
    monkeypatch.setenv("DATA_DIR", str(small_index.parent))
    assert main(["run", "--cases", str(foreign), *options]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ") and message in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": "x", "question": "a"}\n{broken', ":2: is no JSON"),
        ('["a"]', "is no JSON object"),
        ('{"id": "x", "unknown": 1}', "do not fit any suite"),
        ('{"id": "x", "question": "a"}\n{"id": "x", "question": "b"}', "twice"),
        ("", "No case matches"),
    ],
)
def test_a_bad_case_file_is_named_with_its_line(tmp_path, small_index, monkeypatch, capsys, text, message):
    monkeypatch.setenv("DATA_DIR", str(small_index.parent))
    path = tmp_path / "bad.jsonl"
    path.write_text(text, encoding="utf-8")
    assert main(["run", "--cases", str(path)]) == 2
    assert message in capsys.readouterr().err


def test_a_suite_that_crashes_as_a_whole_fails_the_run_and_scores_zero(small_index, foreign, tmp_path, capsys):
    out = tmp_path / "out.json"
    assert run_with(Crashing(small_index.parent), "--cases", foreign, "--json", out) == 1
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["metrics"]["point_recall"] == {"value": 0.0, "n": 3, "ci95": [0.0, 0.0]}
    assert all("nothing works today" in row["error"] for row in result["cases"])
    assert "every case of critique crashed" in capsys.readouterr().err


def test_a_baseline_that_was_better_fails_the_run(assistant, tmp_path, capsys):
    path = tmp_path / "many.jsonl"
    lines = [json.dumps({"id": f"a{i}", "question": "付款分几期比较好", "points": [["验收"]]}) for i in range(8)]
    path.write_text("\n".join(lines), encoding="utf-8")
    before = tmp_path / "before.json"
    assert run_with(assistant, "--cases", path, "--json", before) == 0
    assert run_with(assistant, "--cases", path, "--baseline", before) == 0
    path.write_text("\n".join(line.replace("\\u9a8c\\u6536", "\\u4e0d\\u5728") for line in lines), encoding="utf-8")
    assert run_with(assistant, "--cases", path, "--baseline", before) == 1
    assert "point_recall went from 1.0000 to 0.0000" in capsys.readouterr().err


def test_the_page_is_self_contained_and_escapes_what_it_shows(assistant, tmp_path):
    cases, html = tmp_path / "cases.jsonl", tmp_path / "out.html"
    rows = [
        {"id": "h1", "question": "<script>alert(1)</script>付款分几期", "points": [["不在答案里的话"]]},
        {"id": "u1", "question": "明天会下雨吗", "answerable": False},
    ]
    cases.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    assert run_with(assistant, "--cases", cases, "--html", html) == 0
    page = html.read_text(encoding="utf-8")
    assert "<svg" in page and "point_recall" in page and "answers/h1" in page
    assert "<script" not in page and "http://" not in page and "https://" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_junit_counts_errors_failures_and_gates(assistant, tmp_path):
    cases, junit = tmp_path / "cases.jsonl", tmp_path / "out.xml"
    rows = [
        {"id": "good", "question": "付款分几期比较好", "points": [["验收"]]},
        {"id": "bad\u0007", "question": "付款分几期比较好", "points": [["不在答案里的话"]]},
        {"id": "broken", "question": " ", "points": [["验收"]]},
    ]
    cases.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    assert run_with(assistant, "--cases", cases, "--junit", junit, "--fail-under", "point_recall=0.99") == 1
    suites = {s.get("name"): s for s in ET.parse(junit).getroot()}
    assert {k: suites["answers"].get(k) for k in ("tests", "errors", "failures")} == {
        "tests": "3",
        "errors": "1",
        "failures": "1",
    }
    assert suites["gate"].get("failures") == "1"


def test_report_makes_the_page_and_the_summary_from_a_stored_result(assistant, foreign, tmp_path, capsys):
    out, html = tmp_path / "out.json", tmp_path / "page.html"
    run_with(assistant, "--cases", foreign, "--json", out)
    assert main(["report", str(out)]) == 2
    assert main(["report", str(out), "--html", str(html), "--summary", str(tmp_path / "kept")]) == 0
    (kept,) = (tmp_path / "kept").iterdir()
    stored, whole = json.loads(kept.read_text(encoding="utf-8")), json.loads(out.read_text(encoding="utf-8"))
    assert kept.stem == (whole["commit"] or "unknown")
    assert stored["metrics"] == whole["metrics"] and "cases" not in stored
    assert "answers/u1" in stored["failed"]
    assert "<svg" in html.read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("中文", 4), ("a，b", 4), ("", 0)])
def test_chinese_characters_take_two_columns(text, columns):
    assert width(text) == columns


def test_a_table_stays_aligned_and_long_cells_are_cut():
    lines = table(["name", "n", ""], [["中文名称", "1", "x"], ["b", "12", "y" * 90]]).split("\n")
    assert width(lines[2].split("1")[0]) == width(lines[3].split("12")[0]) + 1
    assert lines[3].endswith("…")
    assert padded("中文中文", 5) == "中文…"
