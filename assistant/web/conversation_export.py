"""A conversation as a Markdown file, with its sources as numbered notes."""

import base64
import json
import time

from assistant.web.conversations import Conversation, Exchange
from assistant.web.escape import markdown


def conversation_markdown(conversation: Conversation) -> str:
    """Questions as headings, answers as written, citations below each."""
    blocks = [f"# {markdown(conversation.title)}"]
    for exchange in conversation.exchanges:
        blocks.append(f"## {markdown(exchange.question)}")
        blocks.append("\n\n".join(_row(row) for row in exchange.answer["answer"].split("\n") if row.strip()))
        blocks.append("\n".join(_notes(exchange)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _row(row: str) -> str:
    return f"- {markdown(row[2:])}" if row.startswith("- ") else markdown(row)


def _notes(exchange: Exchange) -> list[str]:
    cited = [
        f"> \\[{c['n']}\\] {markdown(c['title'])}（{markdown(c['section'])}）：{markdown(c['quote'])}  "
        for c in exchange.answer["citations"]
    ]
    articles = [
        f"> 《{markdown(s['law'])}》第{s['article']}条（{markdown(s['status'])}）：{markdown(s['text'])}  "
        for s in exchange.answer["statutes"]
    ]
    return cited + articles


def download(name: str, media_type: str, content: bytes) -> str:
    """A file as the value of the page's download component; the time makes a second export a change."""
    encoded = base64.b64encode(content).decode()
    return json.dumps({"name": name, "type": media_type, "base64": encoded, "at": time.time_ns()})
