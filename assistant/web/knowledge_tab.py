"""The tab 知识库: what the assistant knows, a search with scores, and documents of one's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.documents.readers import SUFFIXES
from assistant.index.ingestion import Report
from assistant.index.manifest import Manifest, SourceEntry
from assistant.records import SourceKind
from assistant.web.documents_store import Added
from assistant.web.escape import render
from assistant.web.interface_texts import Texts
from assistant.web.limits import UPLOAD_LIMIT, checked_question
from assistant.web.page_script import html, listen
from assistant.web.services import Services
from assistant.web.user_errors import LimitExceeded, message_for
from assistant.web.with_progress import Result, Step, with_progress

HITS = 8
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class KnowledgeActions:
    """What happens in the tab, without its components."""

    services: Services
    texts: Texts

    def show(self) -> str:
        """All sources and the state of the index."""
        try:
            manifest = self.services.assistant.searcher.reader.current().manifest
        except Exception as error:  # the edge
            return self._failed(error)
        values = {
            "t": self.texts,
            "manifest": manifest,
            "groups": _groups(manifest),
            "documents": [e for e in manifest.sources if e.kind == SourceKind.DOCUMENT],
            "owned": {e.source for e in manifest.sources if self.services.documents.owns(e.path)},
            "laws": self._laws(),
        }
        return render("knowledge.html", values)

    def _laws(self) -> list[tuple[str, int]]:
        """Each law with how many of its articles are indexed."""
        counts: dict[str, int] = {}
        for passage in self.services.assistant.searcher.reader.current().passages:
            if passage.kind is SourceKind.STATUTE:
                law = passage.source.removeprefix("statutes/")
                counts[law] = counts.get(law, 0) + 1
        return sorted(counts.items(), key=lambda row: -row[1])

    def search(self, query: str) -> str:
        """What is found for a query, with its scores."""
        try:
            found = self.services.assistant.search(checked_question(query), HITS)
        except Exception as error:  # the edge
            return self._failed(error)
        return render("hits.html", {"t": self.texts, "found": found})

    def add(self, files: list[str] | None) -> Iterator[tuple[str, Any]]:
        """Ingest uploaded documents, then say what became of each."""
        paths = [Path(file) for file in files or []]
        if not paths:
            return
        try:
            if len(paths) > MOST_FILES:
                raise LimitExceeded("many_files", len(paths), MOST_FILES)
            for path in paths:
                if (size := path.stat().st_size) > UPLOAD_LIMIT:
                    raise LimitExceeded("file_large", size, UPLOAD_LIMIT)
            steps = with_progress(lambda tell: self.services.documents.add(paths, lambda *s: tell(Step(*s))))
            yield from self._report(steps)
        except Exception as error:  # the edge
            yield self._failed(error), gr.skip()

    def remove(self, event: gr.EventData) -> Iterator[tuple[str, Any]]:
        """Take out a document that was added here."""
        name = Path(str(event._data.get("source", ""))).name
        try:
            steps = with_progress(
                lambda tell: Added(self.services.documents.remove(name, lambda *s: tell(Step(*s))), {})
            )
            yield from self._report(steps)
        except Exception as error:  # the edge
            yield self._failed(error), gr.skip()

    def _report(self, steps: Iterator[Step | Result[Added]]) -> Iterator[tuple[str, Any]]:
        t = self.texts["knowledge"]
        for step in steps:
            if isinstance(step, Result):
                added = step.value
                refused = {name: message_for(error, self.texts) for name, error in added.refused.items()}
                values = {"t": self.texts, "names": _names(added.report), "refused": refused}
                yield render("ingest_report.html", values), self.show()
            else:
                message = t["stages"].get(step.stage, step.stage).format(done=step.done, total=step.total)
                yield render("working.html", {"message": message, "share": step.done / max(1, step.total)}), gr.skip()

    def _failed(self, error: Exception) -> str:
        return render("failed.html", {"message": message_for(error, self.texts)})


def _groups(manifest: Manifest) -> list[tuple[str, list[SourceEntry]]]:
    """Guidance by topic, which is its folder."""
    groups: dict[str, list[SourceEntry]] = {}
    for entry in manifest.sources:
        if entry.kind == SourceKind.GUIDANCE:
            groups.setdefault(entry.source.split("/")[0], []).append(entry)
    return list(groups.items())


def _names(report: Report | None) -> dict[str, list[str]]:
    """Names of the documents that an ingestion added, changed or removed; the guidance is not the user's."""
    if report is None:
        return {}
    outcomes = {"added": report.added, "changed": report.changed, "removed": report.removed}
    return {name: [Path(s).name for s in found if Path(s).is_absolute()] for name, found in outcomes.items()}


def build_knowledge_tab(tab: gr.Tab, services: Services, texts: Texts) -> None:
    """The components of the tab and their events."""
    actions, t = KnowledgeActions(services, texts), texts["knowledge"]
    with gr.Column(elem_classes="page", elem_id="knowledge"):
        html(render("knowledge_head.html", {"t": texts}), "knowledge-head")
        with gr.Row(elem_id="knowledge-search"):
            query = gr.Textbox(
                label=t["search"], show_label=False, placeholder=t["search_placeholder"], elem_id="knowledge-query",
                container=False, lines=1, max_lines=1,
            )  # fmt: skip
            find = gr.Button(t["search"], elem_id="knowledge-find", variant="primary")
            upload = gr.UploadButton(
                t["add"],
                file_types=sorted(s for s in SUFFIXES if s),
                file_count="multiple",
                elem_id="knowledge-add",
                type="filepath",
            )
        report = html("", "knowledge-report")
        hits = html("", "knowledge-hits")
        sources = html("", "knowledge-sources", ("remove",))
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    tab.select(actions.show, None, sources, **quiet)
    find.click(actions.search, query, hits, **quiet)
    query.submit(actions.search, query, hits, **quiet)
    upload.upload(actions.add, upload, [report, sources], concurrency_limit=1, **quiet)
    listen(sources, "remove")(actions.remove, None, [report, sources], concurrency_limit=1, **quiet)
