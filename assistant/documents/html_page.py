"""A web page as text: its main content, without navigation, scripts and what the page hides."""

import re
from pathlib import Path

from lxml import etree, html

from assistant.documents.decoding import decode
from assistant.documents.extraction import Extraction
from assistant.documents.refusals import Cause, refusal

DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.I)
FURNITURE = {
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "button",
    "svg",
    "iframe",
}
BLOCKS = {
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "br",
    "table",
    "section",
    "article",
    "blockquote",
    "dt",
    "dd",
}
SHARE = 0.5  # share of the page's own text below which the extractor has taken too little


def read_page(data: bytes, path: Path) -> Extraction:
    """The text of a page; the charset is sniffed, whatever the page declares."""
    source = DECLARATION.sub("", decode(data, path))
    try:
        tree = html.document_fromstring(source)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise refusal(path, Cause.NO_CONTENT) from error
    hidden = _drop_hidden(tree)
    _number_lists(tree)
    text = _main_content(tree)
    if not text.strip():
        raise refusal(path, Cause.NO_CONTENT)
    notices = (f"网页含 {hidden} 处隐藏文字,未计入正文。",) if hidden else ()
    return Extraction(text, notices=notices)


def _main_content(tree: html.HtmlElement) -> str:
    """What the extractor takes for the article, or all text outside the furniture where it takes too little."""
    import trafilatura  # costs a second to import, and only pages need it

    own = _plain_text(tree)
    found = trafilatura.extract(
        etree.tostring(tree, encoding="unicode", method="html"),
        include_tables=True, include_comments=False, favor_recall=True, deduplicate=False,
    )  # fmt: skip
    if found and len("".join(found.split())) >= SHARE * len("".join(own.split())):
        return str(found)
    return own if not found or not _has_navigation(tree) else str(found)


def _has_navigation(tree: html.HtmlElement) -> bool:
    return len(tree.xpath("//a")) > 10


def _plain_text(tree: html.HtmlElement) -> str:
    body = tree.find("body")
    lines: list[str] = [""]
    _collect(tree if body is None else body, lines)
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _collect(root: html.HtmlElement, lines: list[str]) -> None:
    """Text in reading order, a line a block; without recursion, because pages nest as deep as they like."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            if event == "end":
                lines[-1] += element.tail or ""
            continue
        outside = element.tag in FURNITURE or any(a.tag in FURNITURE for a in element.iterancestors())
        if element.tag in BLOCKS:
            lines.append("")
        if event == "start" and not outside:
            lines[-1] += element.text or ""
        elif event == "end" and element is not root and not any(a.tag in FURNITURE for a in element.iterancestors()):
            lines[-1] += element.tail or ""


def _drop_hidden(tree: html.HtmlElement) -> int:
    """Take out what the page does not show; returns how many pieces of text that were."""
    dropped = 0
    for element in tree.xpath("//*[@hidden or @style or @aria-hidden='true']"):
        if element.get("hidden") is None and not HIDDEN_STYLE.search(element.get("style", "")):
            continue
        if element.getparent() is not None and element.tag not in ("html", "body"):
            dropped += bool(element.text_content().strip())
            element.drop_tree()
    return dropped


def _number_lists(tree: html.HtmlElement) -> None:
    """Give the items of ordered lists the numbers that a browser shows."""
    for listing in tree.iter("ol"):
        start = listing.get("start", "1")
        number = int(start) if start.lstrip("-").isdigit() else 1
        for item in listing.iterchildren("li"):
            item.text = f"{number}. {item.text or ''}"
            number += 1
