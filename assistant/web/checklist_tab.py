"""The tab 签约清单: the steps before signing to tick and annotate, filled from the chat and the critique."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import gradio as gr

from assistant.web.checklist import Item, Progress
from assistant.web.checklist_export import checklist_markdown
from assistant.web.conversation_export import download
from assistant.web.escape import render
from assistant.web.interface_texts import Texts
from assistant.web.limits import clipped_note
from assistant.web.page_script import downloads, html, listen
from assistant.web.services import Services, visitor

EVENTS = ("tick", "note")


@dataclass(frozen=True, slots=True)
class ChecklistActions:
    """What happens in the tab, without its components."""

    services: Services
    items: tuple[Item, ...]
    texts: Texts

    def show(self, request: gr.Request) -> tuple[str, str]:
        """The progress and the list, as stored."""
        who = visitor(request)
        progress = self.services.checklists.load(who)
        cited = {
            citation["section"]
            for conversation in self.services.conversations.all(who)
            for exchange in conversation.exchanges
            for citation in exchange.answer["citations"]
        }
        known = self.services.passages
        values = {
            "t": self.texts,
            "stages": [(stage, list(items)) for stage, items in groupby(self.items, key=lambda item: item.stage)],
            "progress": progress,
            "cited": cited,
            "guidance": {item.section: known[item.section] for item in self.items if item.section in known},
        }
        return self._head(progress), render("checklist.html", values)

    def tick(self, request: gr.Request, event: gr.EventData) -> str:
        """Tick an item, or take the tick away."""
        return self._change(request, event, lambda p, item, said: p.with_tick(item, bool(said.get("checked"))))

    def note(self, request: gr.Request, event: gr.EventData) -> str:
        """Write a note on an item."""
        return self._change(
            request, event, lambda p, item, said: p.with_note(item, clipped_note(str(said.get("value", ""))))
        )

    def _change(self, request: gr.Request, event: gr.EventData, change: Any) -> str:
        who, said = visitor(request), event._data
        progress = self.services.checklists.load(who)
        item = str(said.get("item", ""))
        if any(item == known.id for known in self.items):
            progress = change(progress, item, said)
            self.services.checklists.save(who, progress)
        return self._head(progress)

    def export(self, request: gr.Request) -> str:
        """A Markdown report."""
        progress = self.services.checklists.load(visitor(request))
        content = checklist_markdown(self.items, progress, self.texts, date.today())
        return download(f"{self.texts['checklist']['export_name']}.md", "text/markdown", content.encode())

    def _head(self, progress: Progress) -> str:
        done = sum(item.id in progress.ticked for item in self.items)
        return render("checklist_head.html", {"t": self.texts, "done": done, "total": len(self.items)})


def build_checklist_tab(tab: gr.Tab, services: Services, items: tuple[Item, ...], texts: Texts) -> None:
    """The components of the tab and their events."""
    actions = ChecklistActions(services, items, texts)
    with gr.Column(elem_classes="page", elem_id="checklist"):
        head = html("", "checklist-head")
        rows = html("", "checklist-rows", EVENTS)
        export = gr.Button(texts["checklist"]["export"], elem_id="export-checklist", elem_classes="button")
    saved = downloads("checklist-download")
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    tab.select(actions.show, None, [head, rows], **quiet)
    listen(rows, "tick")(actions.tick, None, head, **quiet)
    listen(rows, "note")(actions.note, None, head, **quiet)
    export.click(actions.export, None, saved, **quiet)
