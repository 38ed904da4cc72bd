"""Word-level difference between a clause and its rewrite."""

from difflib import SequenceMatcher

import rjieba


def redline(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Pieces ``(equal | delete | insert, text)``; deletions stand before the insertions that replace them."""
    old, new = rjieba.cut(before), rjieba.cut(after)
    pieces: list[tuple[str, str]] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(("equal", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(("delete", "".join(old[a:b])))
        if d > c:
            pieces.append(("insert", "".join(new[c:d])))
    return tuple(pieces)
