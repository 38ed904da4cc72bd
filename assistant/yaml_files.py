"""The YAML files of ``knowledge/``, read so that a slip of the pen is a message with a line and not a traceback."""

from pathlib import Path
from typing import Any

import yaml

from assistant.errors import ContentError


def load_yaml(path: Path, remedy: str) -> Any:
    """What the file holds; raises ContentError with the line of the fault and ``remedy``, what to write."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise ContentError(path.name, mark.line + 1 if mark else 0, str(problem), remedy) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path.name, 0, f"it cannot be read ({error})", "Restore the file, saved as UTF-8") from error
