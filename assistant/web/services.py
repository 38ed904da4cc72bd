"""What the tabs work with: the assistant, and the places where the web app keeps things."""

from collections.abc import Mapping
from dataclasses import dataclass

import gradio as gr

from assistant.errors import IndexMissing
from assistant.records import Passage
from assistant.web.checklist import ChecklistStore
from assistant.web.conversations import ConversationStore
from assistant.web.documents_store import DocumentStore
from assistant.web.feedback import NAME, FeedbackLog
from assistant.web.visitors import COOKIE, visitor_of
from assistant.wiring import Assistant


@dataclass(frozen=True, slots=True)
class Services:
    """One set for the whole app."""

    assistant: Assistant
    conversations: ConversationStore
    feedback: FeedbackLog
    checklists: ChecklistStore
    documents: DocumentStore

    @property
    def passages(self) -> Mapping[str, Passage]:
        """What is indexed, by section; nothing where there is no index yet."""
        try:
            return self.assistant.searcher.reader.current().by_section
        except IndexMissing:
            return {}


def open_services(assistant: Assistant) -> Services:
    """Everything under the assistant's data folder."""
    folder = assistant.settings.data_dir
    return Services(
        assistant,
        ConversationStore(folder / "conversations"),
        FeedbackLog(folder / NAME),
        ChecklistStore(folder / "checklists"),
        DocumentStore(assistant, folder / "documents"),
    )


def visitor(request: gr.Request | None) -> str:
    """The id of the browser that sent a request."""
    return visitor_of(request.cookies.get(COOKIE) if request else None)
