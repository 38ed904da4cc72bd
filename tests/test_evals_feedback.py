"""A thumb down becomes a case; a model's rating is read strictly and set beside what people said."""

import json
from pathlib import Path

import pytest
from misbehaving_endpoint import endpoint, pieces

from evals.case_files import foreign_cases
from evals.cli import main
from evals.judge import Rating, agree, read_reply

DOWN = {
    "question": "付款分几期?",
    "answer": "分三期。",
    "verdict": "down",
    "reason": "没说验收",
    "history": [{"question": "a", "answer": "b"}],
}


def feedback(tmp_path: Path, *entries: dict[str, object]) -> str:
    path = tmp_path / "feedback.jsonl"
    path.write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in entries), encoding="utf-8")
    return str(path)


def test_bad_answers_become_case_lines_once_and_good_ones_do_not(tmp_path, capsys):
    source = feedback(tmp_path, DOWN, DOWN, DOWN | {"question": "验收怎么写", "verdict": "up"})
    out = tmp_path / "new.jsonl"
    assert main(["promote", source, "--out", str(out)]) == 0
    (line,) = [json.loads(text) for text in out.read_text(encoding="utf-8").splitlines()]
    assert (line["question"], line["history"]) == (DOWN["question"], DOWN["history"])
    assert line["review"] == {"reason": "没说验收", "answer": "分三期。"}
    assert [case.suite for case in foreign_cases(out, [])] == ["answers"]
    assert main(["promote", source, "--out", str(out)]) == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    assert "0 new cases" in capsys.readouterr().out


def test_no_feedback_is_a_message(tmp_path, capsys):
    assert main(["promote", feedback(tmp_path)]) == 2
    assert "holds no feedback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("reply", "value", "error"),
    [
        ('{"score": 2, "reason": "全对"}', 1.0, False),
        ('想一想……\n{"score": 1, "reason": "少一点"}', 0.5, False),
        ('```json\n{"score": 0}\n```', 0.0, False),
        ('{"score": 5}', 0.0, True),
        ("很好", 0.0, True),
        ("", 0.0, True),
    ],
)
def test_only_a_score_of_the_rubric_counts(reply, value, error):
    rating = read_reply("x", reply)
    assert (rating.value, bool(rating.error)) == (value, error)


def test_agreement_is_counted_over_labelled_answers_only():
    ratings = [Rating("a", 1.0), Rating("b", 0.5), Rating("c", 1.0), Rating("d", 0.0)]
    said = agree(ratings, {"a": True, "b": False, "c": False, "z": True})
    assert (said["n"], said["agreement"]) == (3, pytest.approx(0.6667))
    assert said["kappa"] == pytest.approx(0.4, abs=1e-4)
    assert agree(ratings, {})["n"] == 0


@pytest.fixture
def result(tmp_path: Path) -> str:
    rows = [
        {
            "id": "a",
            "suite": "answers",
            "scores": {},
            "error": None,
            "case": {"points": [["验收"]]},
            "output": {"question": "q", "answer": "按验收付款"},
        },
        {"id": "b", "suite": "answers", "scores": {}, "error": "crashed", "case": {}, "output": None},
    ]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"suite": "answers", "metrics": {}, "cases": rows}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("body", "status", "code", "said"),
    [
        (pieces('{"score": 2, "reason": "好"}'), 200, 0, "judge_correctness 1.0000"),
        (b"<html>busy</html>", 503, 1, "judge_correctness 0.0000"),
    ],
)
def test_a_real_endpoint_judges_and_its_faults_score_zero(
    result, tmp_path, monkeypatch, capsys, body, status, code, said
):
    labels = tmp_path / "labels.jsonl"
    labels.write_text('{"id": "a", "correct": true}\n', encoding="utf-8")
    with endpoint(body, status=status) as address:
        monkeypatch.setenv("LLM_BASE_URL", address)
        monkeypatch.setenv("LLM_MODEL", "m")
        assert main(["judge", result, "--labels", str(labels)]) == code
    out = capsys.readouterr().out
    assert said in out and "agreement with people" in out


def test_without_a_model_the_judge_says_what_to_set(result, monkeypatch, capsys):
    monkeypatch.setenv("LLM_BASE_URL", "")
    monkeypatch.setenv("LLM_MODEL", "")
    assert main(["judge", result]) == 2
    assert "LLM_BASE_URL" in capsys.readouterr().err
