"""Readers of the index: each request gets the generation that is current at that moment."""

import threading
from pathlib import Path

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

        A generation that is replaced stays open for the requests that still hold it.
        """
        folder = generations.current(self._index_dir)
        opened = self._open
        if opened is None or opened.folder != folder:
            with self._lock:
                if self._open is None or self._open.folder != folder:
                    self._open = Generation(folder, self._embeddings)
                opened = self._open
        return opened
