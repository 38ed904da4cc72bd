"""Ask, critique and search for desktop assistants, over the Model Context Protocol on standard input and output."""

from collections.abc import Callable
from typing import Any

from mcp.server import MCPServer

from assistant.critique.critic import Side
from assistant.errors import AssistantError
from assistant.records import Turn
from assistant.serialise import answer_object, critique_object, found_object
from assistant.wiring import Assistant

INSTRUCTIONS = (
    "PreSign 签前 answers contract questions of a Chinese company that is about to buy membership-management software "
    "(会员系统管理软件). Every statement is quoted from its sources; pass on the quotes and their numbers unchanged. "
    "refused=true means that the question is not covered: say so, do not guess."
)


def build_server(assistant: Assistant) -> MCPServer:
    """The server with its three tools; each returns the object that the command of the same name prints."""
    server = MCPServer(name="presign", title="PreSign 签前", instructions=INSTRUCTIONS, log_level="WARNING")

    @server.tool(
        description="回答会员系统软件采购合同的问题。history 是之前的问答,按时间先后,每项含 question 和 answer。"
    )
    def ask(question: str, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        turns = [Turn(turn.get("question", ""), turn.get("answer", "")) for turn in history or []]
        return _told(lambda: answer_object(assistant.ask(question, turns)))

    @server.tool(description="审查一段合同条款或一份合同的文字。side 为 buyer(甲方,默认)、vendor 或 neutral。")
    def critique(text: str, side: str = "buyer") -> dict[str, Any]:
        if side not in {s.value for s in Side}:
            return {"error": f"side={side!r} is unknown. Use one of {', '.join(s.value for s in Side)}."}
        return _told(lambda: critique_object(assistant.critique(text, Side(side))))

    @server.tool(description="在指引、法条和自有文件中检索,返回最接近的 k 段原文。")
    def search(query: str, k: int = 5) -> dict[str, Any]:
        return _told(lambda: found_object(assistant.search(query, k)))

    return server


def serve(assistant: Assistant) -> None:
    """Serve until the client closes standard input."""
    assistant.searcher.search("合同", 1)  # the first question should not pay for opening the index
    build_server(assistant).run("stdio")


def _told(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The result, or the message of an error that a user can mend; a client shows both."""
    try:
        return work()
    except AssistantError as error:
        return {"error": str(error)}
