"""The one door through which strings reach HTML or Markdown; nothing a user, document or model wrote passes unescaped.

HTML comes from the templates beside this module and nowhere else. Jinja2 escapes every expression in them, after
``visible`` has replaced the characters that could hide or reorder text.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
REORDERING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$])")


def visible(text: str) -> str:
    """The text with invisible and direction-changing characters named, as ``[U+202E]``, and controls as ``\ufffd``."""
    named = REORDERING.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
    return CONTROL.sub("\ufffd", named)


def markdown(text: str) -> str:
    """The text as plain words inside Markdown, on one line."""
    return MARKDOWN.sub(r"\\\1", " ".join(visible(text).split()))


def render(template: str, values: Mapping[str, Any]) -> str:
    """A template of ``templates/`` as HTML; a missing value is an error."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalize(value: Any) -> Any:
    if value is None:
        return ""
    return value if isinstance(value, Markup | int | float) else visible(str(value))
