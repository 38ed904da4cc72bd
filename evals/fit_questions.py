"""The fit of ``assistant.answering.wording``: lay questions of the guidance against examples to decline."""

from pathlib import Path

import numpy as np

from assistant.answering.wording import FITTED, VERSION, features
from assistant.documents.declined import parse_declined
from assistant.documents.guidance import TOPICS, read_guidance
from evals.fit_text import fit_text


def write_question_fit(knowledge: Path, path: Path = FITTED) -> int:
    """Fit on the questions of ``knowledge`` and store it at ``path``; the number of questions."""
    files = sorted(path for topic in TOPICS for path in (knowledge / topic).glob("*.md"))
    asked = [question for path in files for section in read_guidance(path, knowledge) for question in section.questions]
    stored = knowledge / "declined.yaml"
    fields = parse_declined(stored.read_text(encoding="utf-8"), stored.name)
    declined = [example for field in fields for example in field.examples]
    texts, labels = [*asked, *declined], [True] * len(asked) + [False] * len(declined)
    np.savez_compressed(path, **fit_text(texts, labels, features).arrays(VERSION))
    return len(texts)
