"""What the interface says, in the two languages of ``texts/``."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent / "texts"

Texts = Mapping[str, Any]


@cache
def load_texts(language: str) -> Texts:
    """All strings of one language, grouped by part of the interface."""
    raw = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return MappingProxyType(raw)
