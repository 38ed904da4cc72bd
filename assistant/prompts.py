"""Prompt templates: one file each in ``prompts/``; a missing or unused variable is an error."""

from pathlib import Path
from string import Formatter

from assistant.errors import ContentError


def render(path: Path, **values: str) -> str:
    """The template with its variables filled in; raises ContentError if names and values do not match exactly."""
    template = path.read_text(encoding="utf-8")
    wanted = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    if missing := wanted - values.keys():
        raise ContentError(path.name, 0, f"no value for {sorted(missing)}", "Pass it, or take it out of the template")
    if unused := values.keys() - wanted:
        raise ContentError(path.name, 0, f"{sorted(unused)} is not used", "Use it in the template, or stop passing it")
    return template.format(**values)
