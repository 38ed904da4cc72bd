"""The tab 条款审查: a clause or a contract, its findings in place and in a list, and a rewrite."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.critique.critic import Side
from assistant.documents.readers import read_document
from assistant.records import Critique
from assistant.web.conversation_export import download
from assistant.web.critique_export import critique_markdown
from assistant.web.critique_view import review_html
from assistant.web.escape import render
from assistant.web.interface_texts import Texts
from assistant.web.limits import UPLOAD_LIMIT, checked_clause, checked_contract
from assistant.web.page_script import downloads, html
from assistant.web.services import Services, visitor
from assistant.web.user_errors import LimitExceeded, message_for
from assistant.web.with_progress import Result, Step, with_progress

FORMATS = [".docx", ".pdf", ".txt", ".md"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The last critique of a browser tab, for its exports."""

    text: str
    critique: Critique


@dataclass(frozen=True, slots=True)
class CritiqueActions:
    """What happens in the tab, without its components."""

    services: Services
    texts: Texts

    def paste(self, clause: str, side: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Critique what was pasted."""
        try:
            yield from self._review(checked_clause(clause), Side(side), visitor(request))
        except Exception as error:  # the edge
            yield self._failed(error)

    def upload(self, file: str | None, side: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Critique an uploaded contract."""
        if file is None:
            return
        try:
            yield self._working(self.texts["critique"]["reading"], 0.0), None, gr.update(visible=False)
            path = Path(file)
            if (size := path.stat().st_size) > UPLOAD_LIMIT:
                raise LimitExceeded("file_large", size, UPLOAD_LIMIT)
            yield from self._review(checked_contract(read_document(path, path.name).text), Side(side), visitor(request))
        except Exception as error:  # the edge
            yield self._failed(error)

    def _review(self, text: str, side: Side, who: str) -> Iterator[tuple[Any, ...]]:
        assistant = self.services.assistant
        steps = with_progress(
            lambda tell: assistant.critique(text, side, lambda done, total: tell(Step("critique", done, total)))
        )
        for step in steps:
            if isinstance(step, Result):
                checklists = self.services.checklists
                checklists.save(who, checklists.load(who).with_critique(step.value))
                shown = review_html(text, step.value, self._guidance, assistant.statutes, self.texts)
                yield shown, Reviewed(text, step.value), gr.update(visible=True)
            else:
                message = self.texts["critique"]["working"].format(done=step.done, total=step.total)
                yield self._working(message, step.done / max(1, step.total)), None, gr.update(visible=False)

    def _guidance(self, ref: str) -> dict[str, str] | None:
        """A guidance section by its id, where there is an index that holds it."""
        passage = self.services.assistant.searcher.reader.current().by_section.get(ref) if ref else None
        return {"title": passage.title, "text": passage.text} if passage else None

    def export(self, reviewed: Reviewed | None) -> Any:
        """The critique as Markdown."""
        if reviewed is None:
            return gr.skip()
        content = critique_markdown(reviewed.critique, self.texts)
        return download(f"{self.texts['critique']['export_name']}.md", "text/markdown", content.encode())

    def _working(self, message: str, share: float) -> str:
        return render("working.html", {"message": message, "share": share})

    def _failed(self, error: Exception) -> tuple[Any, ...]:
        return render("failed.html", {"message": message_for(error, self.texts)}), None, gr.update(visible=False)


def build_critique_tab(services: Services, texts: Texts) -> None:
    """The components of the tab and their events."""
    actions, t = CritiqueActions(services, texts), texts["critique"]
    reviewed = gr.State(None)
    with gr.Column(elem_id="critique"):
        with gr.Column(elem_id="critique-input"):
            html(render("critique_intro.html", {"t": texts}), "critique-intro")
            clause = gr.Textbox(
                label=t["clause"],
                placeholder=t["placeholder"],
                lines=7,
                max_lines=16,
                elem_id="clause",
                container=False,
            )
            with gr.Row(elem_id="critique-controls"):
                sides = [(label, value) for value, label in t["sides"].items()]
                side = gr.Radio(sides, value="buyer", label=t["side"], elem_id="side", container=False)
                upload = gr.UploadButton(
                    t["upload"], file_types=FORMATS, file_count="single", elem_id="upload", type="filepath"
                )
                run = gr.Button(t["run"], variant="primary", elem_id="run-critique")
        result = html("", "review")
        with gr.Row(elem_id="critique-exports", visible=False) as exports:
            markdown_button = gr.Button(t["export_md"], elem_id="export-md", elem_classes="button")
        saved = downloads("critique-download")
    outputs = [result, reviewed, exports]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    run.click(actions.paste, [clause, side], outputs, **quiet)
    upload.upload(actions.upload, [upload, side], outputs, **quiet)
    markdown_button.click(actions.export, reviewed, saved, **quiet)
