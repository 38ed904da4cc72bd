"""``evals compare``: paired, with what flipped, and 1 on a significant regression only."""

import json
from pathlib import Path

import pytest

from evals.cli import main
from evals.compare import compare


def result(values: list[float], metric: str = "point_recall") -> dict[str, object]:
    rows = [
        {"id": f"c{i}", "suite": "answers", "scores": {metric: v}, "error": None, "output": {}}
        for i, v in enumerate(values)
    ]
    return {"suite": "answers", "metrics": {}, "cases": rows}


@pytest.mark.parametrize(
    ("metric", "before", "after", "regression", "improvement"),
    [
        ("point_recall", [1.0] * 20, [0.5] * 20, True, False),
        ("point_recall", [0.5] * 20, [1.0] * 20, False, True),
        ("point_recall", [1.0] * 20, [1.0] * 20, False, False),
        ("point_recall", [1.0] * 20, [1.0] * 19 + [0.0], False, False),
        ("wrong_refusal", [0.0] * 20, [1.0] * 20, True, False),
        ("wrong_refusal", [1.0] * 20, [0.0] * 20, False, True),
    ],
)
def test_a_regression_is_one_whose_whole_interval_is_worse(metric, before, after, regression, improvement):
    (difference,) = compare(result(before, metric), result(after, metric))
    assert (difference.regression, difference.improvement) == (regression, improvement)
    assert difference.n == 20


def test_cases_that_flipped_are_named_with_both_scores():
    (difference,) = compare(result([1.0, 1.0, 0.2]), result([1.0, 0.0, 0.3]))
    assert difference.flipped == (("answers/c1", 1.0, 0.0),)


def test_only_cases_of_both_runs_are_compared():
    (difference,) = compare(result([1.0, 0.0, 0.0]), result([1.0]))
    assert (difference.n, difference.before) == (1, 1.0)


def write(path: Path, value: object) -> str:
    path.write_text(json.dumps(value), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("after", "code"), [([0.0] * 12, 1), ([1.0] * 12, 0)])
def test_the_command_exits_1_on_a_regression(tmp_path, capsys, after, code):
    files = [write(tmp_path / "a.json", result([1.0] * 12)), write(tmp_path / "b.json", result(after))]
    assert main(["compare", *files, "--json", str(tmp_path / "out.json")]) == code
    said = capsys.readouterr()
    assert "point_recall" in said.out
    assert ("REGRESSION: point_recall" in said.err) is bool(code)
    assert json.loads((tmp_path / "out.json").read_text())[0]["regression"] is bool(code)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "it lacks"),
        ("[1]", "no object"),
        ("{broken", "is no result"),
        (json.dumps(result([])), "no case in common"),
    ],
)
def test_what_is_no_result_is_refused_with_a_message(tmp_path, capsys, content, message):
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    assert main(["compare", str(tmp_path / "a.json"), write(tmp_path / "b.json", result([1.0]))]) == 2
    assert message in capsys.readouterr().err
