"""Every error a user can meet, each saying what happened and what to do next.

AssistantError                  exit code 2: the user must change something
├── InputRefused                a question, clause or file is outside the limits
│   └── UnreadableFile          a file cannot be read as text
├── ContentError                a file in ``knowledge/`` or ``prompts/`` breaks its format
├── SettingInvalid              a setting has a value that cannot work
├── IndexMissing                nothing has been ingested yet
│   └── NothingBefore           there is no older generation to go back to
├── IndexBroken                 a generation exists but cannot be served
├── IndexLocked                 another ingestion is running
├── IndexUnwritable             a new generation cannot be written
├── ModelMismatch               the index was built with another embedding model
└── ModelUnavailable            an optional model cannot be loaded or does not answer
"""

from pathlib import Path


class AssistantError(Exception):
    """The base of everything that is shown to a user as one plain message."""


class InputRefused(AssistantError):
    """What was given is outside the limits; the message names the limit."""


class UnreadableFile(InputRefused):
    """A file whose text cannot be had."""

    def __init__(self, path: Path | str, reason: str, remedy: str, chinese: str = "") -> None:
        super().__init__(f"{str(path)!r} was not read: {reason}. {remedy}")
        self.path, self.reason, self.remedy = str(path), reason, remedy
        self.chinese = chinese or f"{reason}. {remedy}"  # for the interface, without the path


class ContentError(AssistantError):
    """A content file breaks its format."""

    def __init__(self, path: Path | str, line: int, problem: str, remedy: str) -> None:
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {problem}. {remedy}")


class SettingInvalid(AssistantError):
    """A setting has a value that cannot work."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"{name}={value!r} cannot work: expected {expected}. Change it in the environment or `.env`.")


class IndexMissing(AssistantError):
    """There is no index yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no index at {str(path)!r} yet. Run `python ingest.py` to build it.")


class NothingBefore(IndexMissing):
    """There is no generation to roll back to."""

    def __init__(self, path: Path) -> None:
        AssistantError.__init__(self, f"There is no older index at {str(path)!r} to go back to. The one in use stays.")


class IndexBroken(AssistantError):
    """A generation is there but cannot be served."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The index at {str(path)!r} cannot be used: {reason}. "
            "Run `python ingest.py --rollback` for the one before, or `python ingest.py --rebuild` for a fresh one."
        )


class IndexLocked(AssistantError):
    """Another ingestion holds the lock."""

    def __init__(self, path: Path, owner: str) -> None:
        super().__init__(
            f"Another ingestion ({owner}) is writing {str(path)!r}. "
            "Wait for it to end and run this again; the index in use keeps answering."
        )


class IndexUnwritable(AssistantError):
    """A new generation cannot be written, most often because the disk is full."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The new index could not be written to {str(path)!r}: {reason}. The index in use is unchanged and keeps "
            "answering. Free disk space or check the folder's permissions, then run `python ingest.py` again."
        )


class ModelMismatch(AssistantError):
    """The index was built with another embedding model."""

    def __init__(self, built_with: str, configured: str) -> None:
        super().__init__(
            f"The index was built with {built_with!r}, but EMBEDDING_MODEL is {configured!r}; vectors of two models "
            "cannot be compared. Run `python ingest.py --rebuild`, or set EMBEDDING_MODEL back."
        )


class ModelUnavailable(AssistantError):
    """An optional model cannot be loaded or does not answer."""

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(f"The model {model!r} cannot be used: {reason}. Check its setting, or unset it to go without.")
        self.reason = reason
