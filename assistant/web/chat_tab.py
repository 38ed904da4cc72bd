"""The tab 问答: a question, its cited answer, the source beside it, and the conversations of this browser."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.answering.inquiry import Inquiry
from assistant.errors import IndexMissing
from assistant.web.answer_view import exchange_of
from assistant.web.answers_under_way import AnswersUnderWay, Run, Settled
from assistant.web.conversation_export import conversation_markdown, download
from assistant.web.conversations import Conversation, Exchange, new_conversation
from assistant.web.escape import render
from assistant.web.interface_texts import Texts
from assistant.web.limits import checked_question, clipped_note
from assistant.web.page_script import downloads, html, listen
from assistant.web.services import Services, visitor
from assistant.web.transcript import Open, transcript
from assistant.web.user_errors import message_for

CONVERSATION_EVENTS = ("open", "rename", "delete", "export")
TRANSCRIPT_EVENTS = ("follow", "retry", "rate")


@dataclass(frozen=True, slots=True)
class ChatActions:
    """What happens in the chat, without its components; every method gives new HTML."""

    services: Services
    texts: Texts
    under_way: AnswersUnderWay

    def start(self, request: gr.Request) -> tuple[str, str, str]:
        """The latest conversation, or the welcome."""
        stored = self.services.conversations.all(visitor(request))
        return self._shown(visitor(request), stored[0] if stored else new_conversation())

    def _shown(self, who: str, conversation: Conversation) -> tuple[str, str, str]:
        """A conversation, its words and the list; an empty one says so if nothing can be answered yet."""
        unready = "" if conversation.exchanges else self._unready()
        return conversation.id, transcript(conversation, self.texts, unready=unready), self._list(who, conversation.id)

    def _unready(self) -> str:
        try:
            self.services.assistant.searcher.reader.current()
        except IndexMissing as error:
            return message_for(error, self.texts)
        except Exception:  # told when a question is asked
            return ""
        return ""

    def ask(self, question: str, identifier: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """The answer as it grows; the question field is emptied at once."""
        who = visitor(request)
        conversation = self._conversation(who, identifier)
        yield from self._answer(question, conversation, who)

    def follow(self, identifier: str, request: gr.Request, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Ask a question that was offered."""
        yield from self.ask(str(event._data.get("question", "")), identifier, request)

    def retry(self, identifier: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Ask the last question again, in place of its answer."""
        who = visitor(request)
        conversation = self._conversation(who, identifier)
        if conversation.exchanges:
            last = conversation.exchanges[-1]
            yield from self._answer(last.question, replace(conversation, exchanges=conversation.exchanges[:-1]), who)

    def _answer(self, question: str, conversation: Conversation, who: str) -> Iterator[tuple[Any, ...]]:
        same = gr.skip()
        try:
            asked = checked_question(question)
            run = Run(self._exchanges(asked, conversation), lambda e: self._keep(who, conversation, e), self._stopped)
            if not self.under_way.start((who, conversation.id), run):
                yield same, same, same, same
                return
            yield "", transcript(conversation, self.texts, Open(asked)), same, conversation.id
            for event in run.watch():
                if not isinstance(event, Settled):
                    yield same, transcript(conversation, self.texts, event), same, same
                elif event.conversation:
                    grown = event.conversation
                    yield same, transcript(grown, self.texts), self._list(who, grown.id), grown.id
                else:
                    nothing = Open(asked, stopped=self.texts["chat"]["stopped_early"])
                    yield question, transcript(conversation, self.texts, nothing), same, same
        except Exception as error:  # the edge: whatever happens becomes one message
            failed = Open(question.strip()[:200], message_for(error, self.texts))
            yield question, transcript(conversation, self.texts, failed), same, conversation.id

    def _exchanges(self, question: str, conversation: Conversation) -> Generator[Exchange, None, None]:
        answerer = self.services.assistant.answerer
        retrieved = answerer.retrieve(Inquiry(question, tuple(conversation.history)))
        known = self.services.assistant.searcher.reader.current().by_section
        for answer in answerer.stream(retrieved):
            yield exchange_of(answer, retrieved.hits, known.get)

    def _keep(self, who: str, conversation: Conversation, exchange: Exchange) -> Conversation:
        """Store the exchange; a title that was given while it was answered stays."""
        stored = self.services.conversations.load(who, conversation.id)
        grown = replace(conversation, title=stored.title if stored else conversation.title).with_exchange(exchange)
        self.services.conversations.save(who, grown)
        return grown

    def _stopped(self, exchange: Exchange) -> Exchange:
        """The exchange with a notice that it was stopped."""
        notices = [*exchange.answer["notices"], self.texts["chat"]["stopped"]]
        return replace(exchange, answer=exchange.answer | {"notices": notices})

    def stop(self, identifier: str, request: gr.Request) -> None:
        """End the answer that is under way; whoever watches it shows how it ended."""
        self.under_way.stop((visitor(request), identifier))

    def rate(self, identifier: str, request: gr.Request, event: gr.EventData) -> Any:
        """Keep a verdict with its reason."""
        who, said = visitor(request), event._data
        conversation = self._conversation(who, identifier)
        number = int(said.get("turn", -1))
        if not 0 <= number < len(conversation.exchanges) or said.get("verdict") not in ("up", "down"):
            return gr.skip()
        exchange = conversation.exchanges[number]
        before = replace(conversation, exchanges=conversation.exchanges[:number]).history
        self.services.feedback.add(exchange, before, said["verdict"], clipped_note(str(said.get("reason", ""))))
        judged = conversation.with_verdict(number, said["verdict"])
        self.services.conversations.save(who, judged)
        return transcript(judged, self.texts)

    def new(self, request: gr.Request) -> tuple[str, str, str, str]:
        """An empty conversation."""
        return *self._shown(visitor(request), new_conversation()), ""

    def open(self, request: gr.Request, event: gr.EventData) -> tuple[str, str, str]:
        """Another conversation."""
        who = visitor(request)
        return self._shown(who, self._conversation(who, str(event._data.get("id", ""))))

    def rename(self, identifier: str, request: gr.Request, event: gr.EventData) -> str:
        """Another title."""
        said = event._data
        self.services.conversations.rename(visitor(request), str(said.get("id", "")), str(said.get("title", "")))
        return self._list(visitor(request), identifier)

    def delete(self, identifier: str, request: gr.Request, event: gr.EventData) -> tuple[Any, Any, str]:
        """Away with it; if it was open, an empty one takes its place."""
        who, gone = visitor(request), str(event._data.get("id", ""))
        self.under_way.stop((who, gone))
        self.services.conversations.delete(who, gone)
        if gone != identifier:
            return gr.skip(), gr.skip(), self._list(who, identifier)
        return self._shown(who, new_conversation())

    def export(self, request: gr.Request, event: gr.EventData) -> Any:
        """A Markdown file."""
        conversation = self.services.conversations.load(visitor(request), str(event._data.get("id", "")))
        if conversation is None:
            return gr.skip()
        name = f"{self.texts['chat']['export_name']}-{conversation.updated[:10]}.md"
        return download(name, "text/markdown", conversation_markdown(conversation).encode())

    def _conversation(self, who: str, identifier: str) -> Conversation:
        found = self.services.conversations.load(who, identifier)
        return found or replace(new_conversation(), id=identifier or new_conversation().id)

    def _list(self, who: str, current: str) -> str:
        conversations = self.services.conversations.all(who)
        return render("conversations.html", {"t": self.texts, "conversations": conversations, "current": current})


def build_chat_tab(blocks: gr.Blocks, services: Services, texts: Texts) -> None:
    """The components of the tab and their events."""
    actions, t = ChatActions(services, texts, AnswersUnderWay()), texts["chat"]
    empty = transcript(new_conversation(), texts)
    current = gr.State("")
    with gr.Row(elem_id="chat"):
        with gr.Column(elem_id="chat-side"):
            new = gr.Button(t["new"], elem_id="new-chat", elem_classes="button")
            conversations = html("", "conversations", CONVERSATION_EVENTS)
        with gr.Column(elem_id="chat-main"):
            shown = html(empty, "transcript", TRANSCRIPT_EVENTS)
            with gr.Row(elem_id="composer"):
                question = gr.Textbox(
                    label=t["question"], show_label=False, placeholder=t["placeholder"], lines=1, max_lines=6,
                    elem_id="question", container=False, autofocus=True, submit_btn=False,
                )  # fmt: skip
                send = gr.Button(t["send"], elem_id="send", variant="primary")
                stop = gr.Button(t["stop"], elem_id="stop", visible=services.assistant.settings.has_model)
            html(render("hint.html", {"t": texts}), "chat-hint")
        with gr.Column(elem_id="chat-source"):
            html(render("panel.html", {"t": texts}), "source")
    saved = downloads("chat-download")

    answer = [question, shown, conversations, current]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    place = [current, shown, conversations]
    asked = [
        send.click(actions.ask, [question, current], answer, **quiet),
        question.submit(actions.ask, [question, current], answer, **quiet),
        listen(shown, "follow")(actions.follow, [current], answer, **quiet),
        listen(shown, "retry")(actions.retry, [current], answer, **quiet),
    ]
    stop.click(actions.stop, [current], None, **quiet)
    listen(shown, "rate")(actions.rate, [current], shown, **quiet)
    new.click(actions.new, None, [*place, question], cancels=asked, **quiet)
    listen(conversations, "open")(actions.open, None, place, cancels=asked, **quiet)
    listen(conversations, "rename")(actions.rename, [current], conversations, **quiet)
    listen(conversations, "delete")(actions.delete, [current], place, **quiet)
    listen(conversations, "export")(actions.export, None, saved, **quiet)
    blocks.load(actions.start, None, place, **quiet)
