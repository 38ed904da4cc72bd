"""The same loading and search as LangChain knows them, for those who compose their own chains.

The metadata bag of LangChain's ``Document`` exists only here.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from pydantic import ConfigDict

from assistant.chunking.passages import document_passages
from assistant.documents.readers import read_document
from assistant.documents.sandbox import Sandbox
from assistant.errors import UnreadableFile
from assistant.index.found_files import document_sources
from assistant.index.reader import IndexReader
from assistant.models.embedding import LocalEmbeddings
from assistant.records import Hit, Passage
from assistant.retrieval.hybrid import HybridSearch


class DocumentLoader(BaseLoader):
    """Loads files, folders and patterns as LangChain documents, one a passage, or one a file with ``whole``.

    A file that cannot be read raises UnreadableFile; with ``skip_unreadable`` it is left out and named in
    ``skipped`` with the reason.
    """

    def __init__(self, *paths: str | Path, whole: bool = False, skip_unreadable: bool = False) -> None:
        self._paths = [Path(path) for path in paths]
        self._whole = whole
        self._skip_unreadable = skip_unreadable
        self.skipped: dict[str, str] = {}

    def lazy_load(self) -> Iterator[Document]:
        """One document after the other; raises InputRefused for a path that holds nothing."""
        found = document_sources(self._paths)
        self.skipped = dict(found.skipped)
        with Sandbox() as sandbox:
            for source in found.sources.values():
                try:
                    text = read_document(source.path, source.name, sandbox)
                except UnreadableFile as error:
                    if not self._skip_unreadable:
                        raise
                    self.skipped[source.name] = str(error)
                    continue
                if self._whole:
                    metadata = {"source": source.name, "title": text.title, "notices": list(text.notices)}
                    yield Document(page_content=text.text, metadata=metadata)
                else:
                    yield from (passage_document(passage) for passage in document_passages(text))


class IndexVectorStore(VectorStore):
    """The index in use as a vector store to read; it is written by ``python ingest.py`` and by nothing else."""

    def __init__(self, reader: IndexReader, embeddings: LocalEmbeddings) -> None:
        self._reader = reader
        self._embeddings = embeddings

    @property
    def embeddings(self) -> Embeddings:
        """The model with which the index was built."""
        return self._embeddings

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The ``k`` passages of which the text or a lay question is nearest to ``query``."""
        return [document for document, _ in self.similarity_search_with_score(query, k)]

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, float]]:
        """The same with the cosine similarity, best first."""
        return self._nearest(self._embeddings.embed_query(query), k)

    def similarity_search_by_vector(self, embedding: list[float], k: int = 4, **kwargs: Any) -> list[Document]:
        """The ``k`` passages nearest to a vector of the index's own model."""
        return [document for document, _ in self._nearest(embedding, k)]

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """The passages with these ids; unknown ones are left out."""
        by_id = {passage.id: passage for passage in self._reader.current().passages}
        return [passage_document(by_id[name]) for name in ids if name in by_id]

    def add_texts(self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, **kwargs: Any) -> NoReturn:
        """Not possible: a generation never changes once it is published."""
        raise NotImplementedError("The index is immutable. Add files with `python ingest.py PATH`.")

    @classmethod
    def from_texts(
        cls, texts: list[str], embedding: Embeddings, metadatas: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> Self:
        """Not possible: see ``add_texts``."""
        raise NotImplementedError("The index is built from files. Run `python ingest.py PATH`.")

    def _select_relevance_score_fn(self) -> Any:
        return lambda similarity: max(0.0, min(1.0, similarity))

    def _nearest(self, vector: Sequence[float], k: int) -> list[tuple[Document, float]]:
        generation = self._reader.current()
        units = k
        while True:  # several units may stand for one passage
            found = generation.nearest(vector, units)
            if len(found) >= k or units >= len(generation.units):
                break
            units = min(units * 2 + 8, len(generation.units))
        best = list(found.items())[:k]
        return [(passage_document(generation.passages[i]), similarity) for i, similarity in best]


class GuidanceRetriever(BaseRetriever):
    """Hybrid search behind LangChain's ``invoke``; ``k`` passages a question."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    search: HybridSearch
    k: int = 8

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [as_document(hit) for hit in self.search.search(query, self.k).hits]


def as_document(hit: Hit) -> Document:
    """A hit with its score as LangChain knows it."""
    document = passage_document(hit.passage)
    document.metadata["score"] = hit.score
    return document


def passage_document(passage: Passage) -> Document:
    """A passage as LangChain knows it; ``source``, ``start`` and ``end`` say where its words stand."""
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "source": passage.source,
            "section": passage.section,
            "title": passage.title,
            "headings": list(passage.headings),
            "start": passage.start,
            "end": passage.end,
            "page": passage.page,
            "basis": [b.ref for b in passage.basis],
        },
    )
