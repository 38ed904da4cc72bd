"""What a user of the evaluations must change; shown as one message, exit code 2."""

from collections.abc import Iterable
from pathlib import Path

from assistant.errors import AssistantError


class EvalsError(AssistantError):
    """The base of all errors of this package."""


class CasesInvalid(EvalsError):
    """A case file cannot be read."""

    def __init__(self, path: Path, line: int, problem: str, remedy: str) -> None:
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {problem}. {remedy}")


class NoCases(EvalsError):
    """Nothing is left to run."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"No case matches {wanted}. Widen --filter, or name another --suite or --cases file.")


class UnknownName(EvalsError):
    """A suite or metric that does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no {kind} {name!r}. Known: {', '.join(known)}.")


class ResultInvalid(EvalsError):
    """A result file is not what ``evals run --json`` writes."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{str(path)!r} is no result of `python -m evals run --json`: {problem}. Give another file.")
