"""Documents that users add in the web app: copied under ``DATA_DIR/documents`` and ingested from there."""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.readers import read_document
from assistant.errors import UnreadableFile
from assistant.index.ingestion import Report
from assistant.wiring import Assistant

STRANGE = re.compile(r"[^\w\u4e00-\u9fff.()（）-]+")
NAME_LENGTH = 80  # characters, so that the name fits a file system in UTF-8

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of files: the ingestion of those that could be read, and why the others could not, by name."""

    report: Report | None
    refused: dict[str, UnreadableFile]


@dataclass(frozen=True, slots=True)
class DocumentStore:
    """The folder of added documents, and the index they go into."""

    assistant: Assistant
    folder: Path

    def add(self, files: Sequence[Path], tell: Tell) -> Added:
        """Copy what can be read and ingest it; a file of the same name is replaced.

        Raises IndexLocked where another ingestion is running.
        """
        refused: dict[str, UnreadableFile] = {}
        readable: list[Path] = []
        for file in files:
            try:
                read_document(file, file.name)
                readable.append(file)
            except UnreadableFile as error:
                refused[safe_name(file.name)] = error
        return Added(self._ingest(readable, tell) if readable else None, refused)

    def _ingest(self, files: Sequence[Path], tell: Tell) -> Report:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        copies = [self.folder / safe_name(file.name) for file in files]
        fresh = [copy for copy in copies if not copy.exists()]
        for file, copy in zip(files, copies, strict=True):
            shutil.copyfile(file, copy)
        try:
            return self.assistant.pipeline(tell).run(copies)
        except BaseException:
            for copy in fresh:
                copy.unlink(missing_ok=True)
            raise

    def remove(self, name: str, tell: Tell) -> Report | None:
        """Take a document out of the index and of the folder; None where there is none of that name."""
        path = self.folder / safe_name(name)
        if name != path.name or not path.is_file():
            return None
        report = self.assistant.pipeline(tell).remove([str(path.resolve())])
        path.unlink()
        return report

    def owns(self, path: str) -> bool:
        """True for a source that was added here."""
        return Path(path).parent == self.folder.resolve()


def safe_name(name: str) -> str:
    """A file name without folders or strange characters, its suffix kept."""
    plain = STRANGE.sub("_", Path(name).name).lstrip(".") or "document"
    path = Path(plain)
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix
