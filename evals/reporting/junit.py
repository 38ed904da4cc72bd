"""JUnit XML: one suite a suite, one test a case, and one for every threshold or regression that failed."""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from evals.judging import faults


def junit(result: dict[str, Any], failures: Sequence[str]) -> str:
    """The document as text; a crash is an ``error``, a failed case a ``failure``."""
    root = ElementTree.Element("testsuites", name="evals")
    suites = list(dict.fromkeys(row["suite"] for row in result["cases"]))
    for suite in suites:
        _add_suite(root, suite, [row for row in result["cases"] if row["suite"] == suite])
    gate = ElementTree.SubElement(
        root, "testsuite", name="gate", tests=str(len(failures)), failures=str(len(failures)), errors="0"
    )
    for message in failures:
        case = ElementTree.SubElement(gate, "testcase", classname="evals.gate", name=_clean(message))
        ElementTree.SubElement(case, "failure", message=_clean(message))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add_suite(root: ElementTree.Element, name: str, rows: Sequence[dict[str, Any]]) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=name, tests=str(len(rows)))
    errors = failed = 0
    for row in rows:
        seconds = row["scores"].get("latency_ms", 0.0) / 1000
        case = ElementTree.SubElement(
            suite, "testcase", classname=f"evals.{name}", name=_clean(row["id"]), time=f"{seconds:.4f}"
        )
        if row["error"]:
            errors += 1
            ElementTree.SubElement(case, "error", message=_clean(row["error"]))
        elif found := faults(row):
            failed += 1
            ElementTree.SubElement(case, "failure", message=_clean("; ".join(found)))
    suite.set("errors", str(errors))
    suite.set("failures", str(failed))


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c if c in "\t\n" or ("\x20" <= c <= "\ud7ff") or c > "\ue000" else "\ufffd" for c in str(text))
