"""Loading and searching as LangChain's own classes do it."""

from pathlib import Path

import pytest
from document_files import docx, paragraph
from langchain_core.runnables import RunnableLambda

from assistant.errors import UnreadableFile
from assistant.index.reader import IndexReader
from assistant.models.embedding import BundledEmbeddings
from assistant.retrieval.hybrid import HybridSearch
from assistant.retrieval.langchain_door import DocumentLoader, GuidanceRetriever, IndexVectorStore


@pytest.fixture
def store(small_index: Path, embeddings: BundledEmbeddings) -> IndexVectorStore:
    return IndexVectorStore(IndexReader(small_index, embeddings), embeddings)


def test_a_loader_yields_a_documents_passages_with_their_places(tmp_path: Path) -> None:
    clauses = [
        f"第{n}条 {title}\n{title}的约定由双方签字后生效,任何一方变更均应提前三十日书面通知对方。"
        for n, title in (("一", "付款"), ("二", "交付"))
    ]
    (tmp_path / "合同.docx").write_bytes(docx("".join(paragraph(line) for c in clauses for line in c.split("\n"))))
    documents = DocumentLoader(tmp_path).load()
    assert [d.metadata["title"] for d in documents] == ["第一条 付款", "第二条 交付"]
    whole = DocumentLoader(tmp_path, whole=True).load()
    assert len(whole) == 1
    assert all(whole[0].page_content[d.metadata["start"] : d.metadata["end"]] == d.page_content for d in documents)


def test_a_loader_raises_for_a_bad_file_or_names_it_as_skipped(tmp_path: Path) -> None:
    (tmp_path / "好.txt").write_text("第一条 付款\n分三期付款。", encoding="utf-8")
    (tmp_path / "空.txt").write_bytes(b"")
    with pytest.raises(UnreadableFile, match="empty"):
        DocumentLoader(tmp_path).load()
    loader = DocumentLoader(str(tmp_path), skip_unreadable=True)
    assert len(loader.load()) == 1
    assert [Path(name).name for name in loader.skipped] == ["空.txt"]


def test_the_index_is_a_vector_store_to_read(store: IndexVectorStore, embeddings: BundledEmbeddings) -> None:
    scored = store.similarity_search_with_score("数据泄露后多久通知我们", k=3)
    assert scored[0][0].metadata["section"] == "data-security/breach#notice"
    assert [s for _, s in scored] == sorted((s for _, s in scored), reverse=True)
    assert len({d.id for d, _ in scored}) == 3
    assert store.similarity_search("数据泄露后多久通知我们", k=3) == [d for d, _ in scored]
    assert (
        store.similarity_search_by_vector(embeddings.embed_query("付款方式"), k=1)[0].metadata["source"]
        == "clauses/payment.md"
    )
    assert store.get_by_ids([str(scored[0][0].id), "unknown"]) == [scored[0][0]]
    assert len(store.similarity_search("付款", k=50)) == 7


def test_a_vector_store_becomes_a_retriever_in_a_chain(store: IndexVectorStore) -> None:
    chain = store.as_retriever(search_kwargs={"k": 2}) | RunnableLambda(
        lambda found: [d.metadata["section"] for d in found]
    )
    assert chain.invoke("供应商晚交付怎么赔")[0] == "clauses/payment#delay"
    assert len(store.similarity_search_with_relevance_scores("付款", k=2)) == 2


def test_nothing_is_written_through_the_vector_store(store: IndexVectorStore, embeddings: BundledEmbeddings) -> None:
    with pytest.raises(NotImplementedError, match=r"ingest\.py PATH"):
        store.add_texts(["付款"])
    with pytest.raises(NotImplementedError, match=r"ingest\.py PATH"):
        IndexVectorStore.from_texts(["付款"], embeddings)


def test_the_hybrid_search_is_a_retriever(small_index: Path, embeddings: BundledEmbeddings) -> None:
    retriever = GuidanceRetriever(search=HybridSearch(IndexReader(small_index, embeddings), embeddings), k=2)
    found = retriever.invoke("付款分几期")
    assert found[0].metadata["section"] == "clauses/payment#instalments"
    assert found[0].metadata["score"] > 0
