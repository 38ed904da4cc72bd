"""A desktop assistant's client finds the three tools and gets the objects that the commands print."""

import json
import os
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_a_client_lists_the_tools_asks_and_is_told_what_to_mend(indexed_data_dir: Path) -> None:
    async def talk() -> tuple[set[str], dict, dict]:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "assistant", "mcp"],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(indexed_data_dir)},
        )
        async with Client(stdio_client(server)) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            asked = await client.call_tool("ask", {"question": "违约金定多少合适"})
            refused = await client.call_tool("search", {"query": " "})
            return names, json.loads(asked.content[0].text), json.loads(refused.content[0].text)

    names, answer, refused = anyio.run(talk)
    assert names == {"ask", "critique", "search"}
    assert answer["citations"]
    assert "cannot be made" in refused["error"]
