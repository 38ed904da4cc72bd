"""The tab 条款审查: a clause or a contract, its findings in place and in a list, and a rewrite."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.critique.contract import NO_CLAUSE
from assistant.critique.critic import Side
from assistant.critique.exporting.exports import Exported, Original, original_of, reviewed_word, vendor_word
from assistant.critique.exporting.markdown_report import markdown_report
from assistant.documents.readers import read_document
from assistant.records import Critique
from assistant.web.conversation_export import download
from assistant.web.critique_view import review_html
from assistant.web.escape import render
from assistant.web.interface_texts import Texts
from assistant.web.limits import UPLOAD_LIMIT, checked_clause, checked_contract
from assistant.web.page_script import downloads, html
from assistant.web.services import Services, visitor
from assistant.web.user_errors import LimitExceeded, message_for
from assistant.web.with_progress import Result, Step, with_progress

FORMATS = [".docx", ".pdf", ".txt", ".md"]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The last critique of a browser tab, for its exports; ``original`` where it came from a .docx."""

    text: str
    critique: Critique
    original: Original | None = None

    @property
    def has_vendor_version(self) -> bool:
        """True where there is something to send to the other side."""
        return self.critique.side == Side.BUYER and self.critique.verdict != NO_CLAUSE


@dataclass(frozen=True, slots=True)
class CritiqueActions:
    """What happens in the tab, without its components; a result is (review, Reviewed, exports, vendor's, notices)."""

    services: Services
    texts: Texts

    def paste(self, clause: str, side: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Critique what was pasted."""
        try:
            yield from self._review(checked_clause(clause), None, Side(side), visitor(request))
        except Exception as error:  # the edge
            yield self._without_exports(self._failed(error))

    def upload(self, file: str | None, side: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Critique an uploaded contract."""
        if file is None:
            return
        try:
            yield self._without_exports(self._working(self.texts["critique"]["reading"], 0.0))
            path = Path(file)
            if (size := path.stat().st_size) > UPLOAD_LIMIT:
                raise LimitExceeded("file_large", size, UPLOAD_LIMIT)
            text = checked_contract(read_document(path, path.name).text)
            yield from self._review(text, original_of(path), Side(side), visitor(request))
        except Exception as error:  # the edge
            yield self._without_exports(self._failed(error))

    def _review(self, text: str, original: Original | None, side: Side, who: str) -> Iterator[tuple[Any, ...]]:
        assistant = self.services.assistant
        steps = with_progress(
            lambda tell: assistant.critique(text, side, lambda done, total: tell(Step("critique", done, total)))
        )
        for step in steps:
            if isinstance(step, Result):
                checklists = self.services.checklists
                checklists.save(who, checklists.load(who).with_critique(step.value))
                shown = review_html(text, step.value, self._guidance, assistant.statutes, self.texts)
                reviewed = Reviewed(text, step.value, original)
                yield shown, reviewed, gr.update(visible=True), gr.update(visible=reviewed.has_vendor_version), ""
            else:
                message = self.texts["critique"]["working"].format(done=step.done, total=step.total)
                yield self._without_exports(self._working(message, step.done / max(1, step.total)))

    def _guidance(self, ref: str) -> dict[str, str] | None:
        """A guidance section by its id, where there is an index that holds it."""
        passage = self.services.passages.get(ref)
        return {"title": passage.title, "text": passage.text} if passage else None

    def export_markdown(self, reviewed: Reviewed | None) -> tuple[Any, str]:
        """The critique as Markdown."""
        if reviewed is None:
            return gr.skip(), ""
        content = markdown_report(reviewed.critique)
        return download(f"{self.texts['critique']['export_name']}.md", "text/markdown", content.encode()), ""

    def export_reviewed(self, reviewed: Reviewed | None) -> Iterator[tuple[Any, str]]:
        """The text as Word, with a comment on each finding."""
        yield from self._export_word(reviewed, reviewed_word, "export_name")

    def export_vendor(self, reviewed: Reviewed | None) -> Iterator[tuple[Any, str]]:
        """The version for the vendor as Word, under a name that can be sent."""
        yield from self._export_word(reviewed, vendor_word, "export_vendor_name")

    def _export_word(
        self, reviewed: Reviewed | None, export: Callable[[str, Critique, Original | None], Exported], name: str
    ) -> Iterator[tuple[Any, str]]:
        """A file for the browser, and what its reader should know; a long contract takes some seconds."""
        if reviewed is None:
            return
        t = self.texts["critique"]
        yield gr.skip(), render("notices.html", {"notices": [t["exporting"]]})
        try:
            exported = export(reviewed.text, reviewed.critique, reviewed.original)
        except Exception as error:  # the edge
            yield gr.skip(), self._failed(error)
            return
        notices = render("notices.html", {"notices": exported.notices})
        yield download(f"{t[name]}.docx", WORD, exported.data), notices

    def _working(self, message: str, share: float) -> str:
        return render("working.html", {"message": message, "share": share})

    def _failed(self, error: Exception) -> str:
        return render("failed.html", {"message": message_for(error, self.texts)})

    def _without_exports(self, shown: str) -> tuple[Any, ...]:
        return shown, None, gr.update(visible=False), gr.update(visible=False), ""


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
        with gr.Row(elem_id="critique-exports", visible=False) as exports:
            word = gr.Button(t["export_docx"], elem_id="export-docx", elem_classes="button")
            vendor = gr.Button(t["export_vendor"], elem_id="export-vendor", elem_classes="button", visible=False)
            markdown = gr.Button(t["export_md"], elem_id="export-md", elem_classes="button")
        notices = html("", "export-notices")
        result = html("", "review")
        saved = downloads("critique-download")
    outputs = [result, reviewed, exports, vendor, notices]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    run.click(actions.paste, [clause, side], outputs, **quiet)
    upload.upload(actions.upload, [upload, side], outputs, **quiet)
    markdown.click(actions.export_markdown, reviewed, [saved, notices], **quiet)
    word.click(actions.export_reviewed, reviewed, [saved, notices], **quiet)
    vendor.click(actions.export_vendor, reviewed, [saved, notices], **quiet)
