"""Assistants ask by the Model Context Protocol: over HTTP with a token, and over stdin and stdout."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

from mcp import Client, StdioServerParameters, stdio_client

from tests.app.server.running import GLOSSARY, bearer, filled, serving, token

READY = {"accept": "application/json, text/event-stream"}


def asked(client: Any, method: str, params: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    answer = client.post("/mcp", json=body, headers={**headers, **READY})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["result"]
    return found


def test_over_http_with_a_token(tmp_path: Path) -> None:
    first, second = str(tmp_path / "a.db"), str(tmp_path / "b.db")
    filled(first)
    filled(second, [])
    with serving({"a": first, "b": second}) as client:
        own = bearer(token(first, "assistant", "read", "a"))
        client.post(
            "/v1/glossary/import?format=csv", content=GLOSSARY.encode(), headers=bearer(token(first, "w", "write"))
        )
        tools = asked(client, "tools/list", {}, own)["tools"]
        assert {tool["name"] for tool in tools} == {"memories", "lookup", "concordance", "terms", "check"}
        assert all(tool["annotations"]["readOnlyHint"] for tool in tools)

        def call(name: str, **given: object) -> Any:
            return asked(client, "tools/call", {"name": name, "arguments": given}, own)

        assert call("memories")["structuredContent"]["result"] == ["a"]
        text = "The Governing Body takes note of the report."
        assert call("lookup", text=text)["structuredContent"]["result"][0]["target"] == "理事会注意到该报告。"
        assert call("concordance", phrase="报告", other="takes")["structuredContent"]["lines"][0]["document"] == "a.md"
        terms = call("terms", text="理事会谈体面劳动。")["structuredContent"]["result"]
        assert {concept["id"] for concept in terms} == {"c-decent-work", "c-governing-body"}
        pairs = [{"source": "All good.", "target": "一切都好。"}, {"source": "3 things.", "target": "4件事。"}]
        faults = call("check", pairs=pairs)["structuredContent"]["result"]
        assert [(fault["check"], fault["pair"]) for fault in faults] == [("number.differs", 1)]
        assert call("lookup", text=text, memory="b")["isError"]
        assert call("lookup", text="…")["isError"]
        assert "/tmp" not in json.dumps(call("concordance", phrase="%"))
        assert client.post("/mcp", json={}, headers=READY).status_code == 401
        assert client.get("/mcp", headers=own).status_code == 405
        evil = {**own, **READY, "origin": "https://evil.example"}
        assert client.post("/mcp", json={}, headers=evil).status_code == 403
        for body in (b"", b"{", b"[]", b"[" * 100_000, b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call"}'):
            headers = {**own, **READY, "content-type": "application/json"}
            assert client.post("/mcp", content=body, headers=headers).status_code in (200, 400, 413), body[:20]


def test_over_stdin_and_stdout(tmp_path: Path) -> None:
    place, glossary = tmp_path / "memory.db", tmp_path / "g.csv"
    filled(str(place))
    glossary.write_text(GLOSSARY, encoding="utf-8")
    words = ["-m", "duizhao", "mcp", "--store", str(place), "--glossary", str(glossary)]
    parameters = StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))

    async def ask() -> list[Any]:
        async with Client(stdio_client(parameters)) as client:
            tools = await client.list_tools()
            found = await client.call_tool("lookup", {"text": "理事会注意到该报告。"})
            terms = await client.call_tool("terms", {"text": "decent work"})
            return [len(tools.tools), found.structured_content, terms.structured_content]

    tools, found, terms = asyncio.run(ask())
    assert tools == 5
    assert found["result"][0]["target"] == "The Governing Body takes note of the report."
    assert terms["result"][0]["terms"][1]["text"] == "体面劳动"
