"""What Word's paragraph and character styles say of numbering, hiding and tables of contents."""

from dataclasses import dataclass

from lxml import etree

from assistant.documents.word_numbering import Numbering, W

OFF = {"0", "false", "off", "none"}
DEPTH = 20  # styles that a style may be based on, one on the other


@dataclass(frozen=True, slots=True)
class Style:
    """The part of a style that matters for reading."""

    name: str
    based_on: str
    number: str | None
    level: int | None
    hidden: bool | None


class Styles:
    """The styles of one document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default = ""
        for element in () if root is None else root.iter(f"{W}style"):
            name = element.get(f"{W}styleId", "")
            self._styles[name] = _style(element)
            if element.get(f"{W}type") == "paragraph" and is_on(element.get(f"{W}default"), missing=False):
                self._default = name

    def hides(self, style: str | None) -> bool:
        """True where text of this style is hidden."""
        return next((s.hidden for s in self._chain(style) if s.hidden is not None), False)

    def is_contents(self, style: str | None) -> bool:
        """True for the lines of a table of contents, which only repeat the headings."""
        first = next(iter(self._chain(style)), None)
        return first is not None and first.name.lower().startswith(("toc ", "目录"))

    def numbering(self, properties: etree._Element | None, numbering: Numbering) -> tuple[str, int] | None:
        """The list and level of a paragraph with these properties; None where it has no number."""
        own = None if properties is None else properties.find(f"{W}numPr")
        style = None if properties is None else attribute(properties, "pStyle")
        number = None if own is None else attribute(own, "numId")
        level = None if own is None else attribute(own, "ilvl")
        if number is None:
            inherited = self._inherited(style)
            if inherited is None:
                return None
            owner, number, styled_level = inherited
            if level is None:
                level = str(numbering.level_of_style(number, owner) if styled_level is None else styled_level)
        if number == "0":
            return None
        return number, int(level) if level and level.isdigit() else 0

    def _inherited(self, style: str | None) -> tuple[str, str, int | None] | None:
        name = style or self._default
        for found in self._chain(name):
            if found.number is not None:
                return name, found.number, found.level
            name = found.based_on
        return None

    def _chain(self, style: str | None) -> list[Style]:
        chain: list[Style] = []
        name = style or self._default
        while name in self._styles and len(chain) < DEPTH:
            chain.append(self._styles[name])
            name = chain[-1].based_on
        return chain


def attribute(element: etree._Element, child: str) -> str | None:
    """The ``w:val`` of a child element."""
    found = element.find(f"{W}{child}")
    return None if found is None else found.get(f"{W}val")


def is_on(value: str | None, *, missing: bool = True) -> bool:
    """Whether a toggle such as ``w:vanish`` is set; a toggle without a value is."""
    return missing if value is None else value.lower() not in OFF


def toggled(properties: etree._Element | None, name: str) -> bool | None:
    """The toggle of this name; None where it is not mentioned."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else is_on(found.get(f"{W}val"))


def _style(element: etree._Element) -> Style:
    numbers = element.find(f"{W}pPr/{W}numPr")
    level = None if numbers is None else attribute(numbers, "ilvl")
    return Style(
        name=attribute(element, "name") or "",
        based_on=attribute(element, "basedOn") or "",
        number=None if numbers is None else attribute(numbers, "numId"),
        level=int(level) if level and level.isdigit() else None,
        hidden=toggled(element.find(f"{W}rPr"), "vanish"),
    )
