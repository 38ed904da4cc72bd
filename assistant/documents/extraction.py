"""What a format's reader hands over, before it is known where the file stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extraction:
    """The text of one file.

    ``front`` is where the body begins: running headers and footers stand before it. ``pages`` are (offset, number)
    of each page's beginning.
    """

    text: str
    front: int = 0
    pages: tuple[tuple[int, int], ...] = ()
    notices: tuple[str, ...] = ()
