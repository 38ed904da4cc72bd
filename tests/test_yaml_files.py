"""A slip of the pen in a content file is a message with its line."""

from pathlib import Path

import pytest

from assistant.answering.scope import load_fields
from assistant.answering.what_if import load_ranges
from assistant.errors import ContentError
from assistant.retrieval.glossary import load_glossary


@pytest.mark.parametrize("load", [load_fields, load_ranges, load_glossary])
def test_broken_yaml_is_said_with_its_line(tmp_path: Path, load) -> None:
    path = tmp_path / "content.yaml"
    path.write_text("a: [1\nb: 2\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"content\.yaml:[12]"):
        load(path)


@pytest.mark.parametrize("load", [load_fields, load_ranges, load_glossary])
def test_a_missing_file_says_what_to_do(tmp_path: Path, load) -> None:
    with pytest.raises(ContentError, match="Restore the file"):
        load(tmp_path / "gone.yaml")
