"""The same search as a LangChain retriever, for those who compose their own chains."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.records import Hit
from assistant.retrieval.hybrid import HybridSearch


class GuidanceRetriever(BaseRetriever):
    """Hybrid search behind LangChain's ``invoke``; ``k`` passages a question."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    search: HybridSearch
    k: int = 8

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [as_document(hit) for hit in self.search.search(query, self.k).hits]


def as_document(hit: Hit) -> Document:
    """A hit as LangChain knows it; the metadata bag exists only here."""
    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "source": passage.source,
            "section": passage.section,
            "title": passage.title,
            "start": passage.start,
            "end": passage.end,
            "page": passage.page,
            "basis": [b.ref for b in passage.basis],
            "score": hit.score,
        },
    )
