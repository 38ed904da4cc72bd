"""The checklist as a Markdown report for whoever signs."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from assistant.web.checklist import Item, Progress, Standing
from assistant.web.escape import markdown
from assistant.web.interface_texts import Texts


def checklist_markdown(items: Sequence[Item], progress: Progress, texts: Texts, today: date) -> str:
    """Progress first, then each stage with its items, their standing and notes."""
    t = texts["checklist"]
    done = sum(item.id in progress.ticked for item in items)
    blocks = [f"# {t['title']}", f"{today.isoformat()} · {t['progress'].format(done=done, total=len(items))}"]
    for stage, group in groupby(items, key=lambda item: item.stage):
        rows = [_row(item, progress, texts) for item in group]
        blocks.append(f"## {markdown(stage)}\n\n" + "\n".join(rows))
    return "\n\n".join(blocks) + "\n"


def _row(item: Item, progress: Progress, texts: Texts) -> str:
    t = texts["checklist"]
    standing = progress.standing(item)
    known = "" if standing is Standing.UNKNOWN else f"（{t['standings'][standing]}）"
    note = progress.notes.get(item.id, "")
    written = f"\n  - {t['note']}：{markdown(note)}" if note else ""
    return f"- [{'x' if item.id in progress.ticked else ' '}] {markdown(item.text)}{known}{written}"
