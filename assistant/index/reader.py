"""Readers of the index: each request gets the generation that is current at that moment."""

import threading
from pathlib import Path

from assistant.errors import IndexBroken
from assistant.index import generations
from assistant.index.generation import Generation
from assistant.models.embedding import LocalEmbeddings


class IndexReader:
    """Opens the current generation, and the next one as soon as it is published."""

    def __init__(self, index_dir: Path, embeddings: LocalEmbeddings) -> None:
        self._index_dir = index_dir
        self._embeddings = embeddings
        self._lock = threading.Lock()
        self._open: Generation | None = None

    def current(self) -> Generation:
        """The generation in use; raises IndexMissing, IndexBroken or ModelMismatch.

        A generation that is replaced stays open for the requests that still hold it. One that was pruned between
        being named and being opened is no error: the one that took its place is opened.
        """
        opened = self._open
        if opened is not None and opened.folder == generations.current(self._index_dir):
            return opened
        with self._lock:
            while True:
                folder = generations.current(self._index_dir)
                if self._open is not None and self._open.folder == folder:
                    return self._open
                try:
                    self._open = Generation(folder, self._embeddings)
                except IndexBroken:
                    if folder == generations.current(self._index_dir):
                        raise
