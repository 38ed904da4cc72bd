"""Texts of ours set in the punctuation of the clause they go into: full width for most contracts."""

import re

WIDE = str.maketrans(
    {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09", "?": "\uff1f", "!": "\uff01"}
)
# Punctuation after an ideograph, a quote or a closing bracket; 9:00 and 1,000 keep theirs.
NARROW = re.compile(r"(?<![0-9A-Za-z])[,;:?!]|[,;:?!](?![0-9A-Za-z])|[()]")


def like(text: str, model: str) -> str:
    """``text`` with full-width punctuation, unless ``model`` itself writes half width."""
    if model.count(",") > model.count("\uff0c"):
        return text
    return NARROW.sub(lambda m: m[0].translate(WIDE), text)
