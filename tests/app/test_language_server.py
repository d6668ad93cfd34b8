"""`duizhao lsp` as an editor meets it: a real client over stdin and stdout."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Locator
from tests.app.test_cli_drift import CHINESE, ENGLISH, Repository
from tests.app.test_cli_drift import pytestmark as needs_git

pytest.importorskip("pygls", reason="pygls is not installed: pip install 'duizhao[lsp]'")

pytestmark = needs_git
PROJECT = '[[pair]]\nsource = "en/*.md"\ntarget = "zh/*.md"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "文 档")
    (made.folder / "duizhao.toml").write_text(PROJECT, encoding="utf-8")
    made.commit("first", en=ENGLISH, zh=CHINESE)
    return made


def said(*bodies: Any) -> bytes:
    """Messages as an editor sends them: bytes as they are, all else as JSON."""
    found = [body if isinstance(body, bytes) else json.dumps({"jsonrpc": "2.0", **body}).encode() for body in bodies]
    return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in found)


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\r\n",
        b"Content-Length: -5\r\n\r\n{}",
        b"Content-Length: five\r\n\r\n{}",
        b"Content-Length: 1000000000000\r\n\r\n{}",
        b"Content-Length: 999999999\r\n\r\n{}",
        b"Content-Length: " + b"9" * 5000,
        b"X: " + b"y" * 10**6,
        b"\xff\xfe\r\n",
        b"Content-Length: 20\r\n\r\n{}",
    ],
)
def test_what_is_no_message_ends_it_with_a_line(sent: bytes) -> None:
    from duizhao.language_messages import Messages

    messages = Messages(io.BytesIO(sent))

    def read() -> None:
        size = 0
        while line := messages.readline():
            size = int(line.split()[1]) if line.startswith(b"Content-Length") else size
            if line == b"\r\n":
                messages.read(size)

    with pytest.raises(InputError, match="message"):
        read()


def test_headers_as_any_editor_spells_them() -> None:
    from duizhao.language_messages import Messages

    messages = Messages(io.BytesIO(b"content-length :  2\nContent-Type: a; charset=utf-8\r\n\n{}"))
    lines = [messages.readline() for _ in range(3)]
    assert lines == [b"Content-Length: 2\r\n", b"Content-Type: a; charset=utf-8\r\n", b"\r\n"]
    assert (messages.read(2), messages.readline()) == (b"{}", b"")


def test_messages_that_make_no_sense_are_a_line_each_and_it_goes_on(tmp_path: Path) -> None:
    """Hostile messages, of which the process goes on to answer the next: a shutdown, by which it ends."""
    begun = ({"id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None, "rootUri": None}},)
    nowhere = {"start": {"line": 0, "character": 0}, "end": {"line": 10**12, "character": 5}}
    here = {"uri": (tmp_path / "x.md").as_uri()}

    def opened(uri: str, text: str = "x") -> dict[str, Any]:
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        return {"method": "textDocument/didOpen", "params": {"textDocument": document}}

    uris = (
        "http://h/y",
        "untitled:1",
        "",
        "file://",
        "file:///a%00b",
        f"file:///{'a' * 5000}/b/c",
        "file://host/s/x.md",
    )
    wrong = {"range": {**nowhere, "end": nowhere["start"]}, "message": "m", "source": "duizhao", "code": "drift.x"}
    context = {"diagnostics": [{**wrong, "data": data} for data in ({}, [], "x", None)]}
    change = {"textDocument": {**here, "version": 2}, "contentChanges": [{"range": nowhere, "text": "y"}]}
    hostile = (
        b'{"a":', b'{"a":"\xff"}', b"[1, 2]", b"5", b"null", b"[" * 100_000, b'{"jsonrpc": "1.0"}',
        {"id": 2, "method": "nothing/here", "params": {}},
        {"method": "textDocument/didOpen", "params": {}},
        {"method": "textDocument/didSave"},
        *(opened(uri) for uri in uris),
        opened(here["uri"], "行\n" * 100_000),
        {"method": "textDocument/didChange", "params": change},
        *[{"method": "textDocument/didClose", "params": {"textDocument": here}}] * 2,
        {"id": 3, "method": "workspace/executeCommand", "params": {"command": "duizhao.accept", "arguments": [1]}},
        {"id": 4, "method": "workspace/executeCommand", "params": {"command": "rm", "arguments": []}},
        {"id": 5, "method": "textDocument/codeAction",
         "params": {"textDocument": here, "range": wrong["range"], "context": context}},
    )  # fmt: skip
    ended = ({"id": 9, "method": "shutdown", "params": None}, {"method": "exit"})
    code = "import sys; sys.argv = ['duizhao', 'lsp']; from duizhao.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=said(*begun, *hostile, *ended),
        capture_output=True,
        env={**os.environ, "DUIZHAO_DEBUG": ""},
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b'"id": 9' in done.stdout
    assert b'"result": []' in done.stdout, "no action for a diagnostic that is not ours"
    assert b"Traceback" not in done.stderr
    lines = done.stderr.decode().splitlines()
    assert lines
    assert all(line.startswith("duizhao: ") and len(line) < 700 for line in lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_columns_are_those_of_an_editor(tmp_path: Path, encoding: str) -> None:
    """UTF-16 units, in lines that end as the protocol says, whatever the file's encoding."""
    from pygls.workspace import PositionCodec

    from duizhao.language_server import _related

    before = "这一行有一个换行符\u2028和一个换页符\f，还有\x85。\r第二行。\r\n"
    path = tmp_path / "船.md"
    path.write_bytes(f"{before}  🚢🚢 船舶应当停靠。每条船每天缴纳法郎，港口的人要知道这些。\n".encode(encoding))
    (found,) = _related(Locator("船.md", path=str(path), line=3), "船舶应当停靠。", PositionCodec())
    where = found.location.range
    assert (where.start.line, where.start.character, where.end.character) == (2, 7, 14)


class Editor:
    """A client that remembers the diagnostics of each file."""

    def __init__(self, root: Path) -> None:
        from lsprotocol import types
        from pygls.lsp.client import BaseLanguageClient

        self.types, self.root = types, root
        self.client = BaseLanguageClient("editor", "1")
        self.found: dict[str, list[Any]] = {}
        self.logged: list[str] = []
        self.news = asyncio.Event()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: Any) -> None:
            self.found[Path(params.uri).name] = [*params.diagnostics]
            self.found[params.uri] = [*params.diagnostics]
            self.news.set()

        @self.client.feature(types.WINDOW_LOG_MESSAGE)
        def logged(params: Any) -> None:
            self.logged.append(params.message)
            self.news.set()

    async def start(self) -> None:
        code = "import sys; sys.argv = ['duizhao', 'lsp']; from duizhao.cli.main import main; main()"
        await self.client.start_io(sys.executable, "-c", code, cwd=str(self.root.parent))
        params = self.types.InitializeParams(capabilities=self.types.ClientCapabilities(), root_uri=self.root.as_uri())
        self.answer = await self.client.initialize_async(params)
        self.client.initialized(self.types.InitializedParams())

    async def until(self, holds: Callable[[], bool]) -> None:
        async def wait() -> None:
            while not holds():
                self.news.clear()
                await self.news.wait()

        await asyncio.wait_for(wait(), 60)

    def open(self, path: Path) -> None:
        document = self.types.TextDocumentItem(path.as_uri(), "markdown", 1, path.read_text(encoding="utf-8"))
        self.client.text_document_did_open(self.types.DidOpenTextDocumentParams(document))

    def save(self, path: Path, content: str) -> None:
        path.write_text(content, encoding="utf-8")
        name = self.types.TextDocumentIdentifier(path.as_uri())
        self.client.text_document_did_save(self.types.DidSaveTextDocumentParams(name))

    def of(self, path: Path) -> list[Any]:
        return self.found.get(path.as_uri(), [])

    def codes(self, path: Path) -> list[str]:
        return sorted(str(one.code) for one in self.of(path))

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()


def with_editor(root: Path, story: Callable[[Editor], Any]) -> None:
    async def told() -> None:
        editor = Editor(root)
        await editor.start()
        try:
            await story(editor)
        finally:
            await editor.stop()

    asyncio.run(told())


def test_findings_and_drift_as_an_editor_shows_them(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(repository.folder.parent / "cache"))
    repository.commit("dearer", en=ENGLISH.replace("12 francs", "15 francs"))
    en, zh = (repository.folder / side / "港口 rules.md" for side in ("en", "zh"))

    async def story(editor: Editor) -> None:
        assert editor.answer.server_info.name == "duizhao"
        editor.open(zh)
        await editor.until(lambda: bool(editor.of(zh)))
        assert editor.codes(zh) == ["drift.changed", "number.differs"]
        drift = next(one for one in editor.of(zh) if one.code == "drift.changed")
        line = zh.read_text(encoding="utf-8").splitlines()[drift.range.start.line]
        assert line[drift.range.start.character : drift.range.end.character] == "每条船每天缴纳12法郎。"
        assert "12 → 15" in drift.message
        [related] = drift.related_information
        assert related.location.uri == en.as_uri()
        there = en.read_text(encoding="utf-8").splitlines()[related.location.range.start.line]
        assert there[related.location.range.start.character :].startswith("Every boat pays 15 francs")

        # The price is mended in the editor, and a rule is added to the original only.
        editor.save(zh, CHINESE.replace("12法郎", "15法郎"))
        await editor.until(lambda: not editor.of(zh))
        editor.open(en)
        editor.save(en, ENGLISH.replace("12 francs", "15 francs") + "\nDogs stay on a lead on the quay.\n")
        # The look at what was opened may still meet the file as it is being saved.
        await editor.until(lambda: editor.codes(en) == ["coverage.paragraph"])

    with_editor(repository.folder, story)


@pytest.mark.slow
def test_what_is_accepted_is_told_no_more(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(repository.folder.parent / "cache"))
    repository.commit("wording", en=ENGLISH.replace("Nobody lights", "No visitor lights"))
    zh = repository.folder / "zh" / "港口 rules.md"

    async def story(editor: Editor) -> None:
        types = editor.types
        editor.open(zh)
        await editor.until(lambda: bool(editor.of(zh)))
        [drift] = editor.of(zh)
        name = types.TextDocumentIdentifier(zh.as_uri())
        context = types.CodeActionContext([drift])
        [action] = await editor.client.text_document_code_action_async(
            types.CodeActionParams(name, drift.range, context)
        )
        assert action.title == "duizhao: this translation is up to date"
        # The client's library reads the action's command as text; an editor sends it back as it is.
        assert "duizhao.accept" in str(action.command)
        arguments = [zh.as_uri(), drift.data["fingerprint"]]
        await editor.client.workspace_execute_command_async(
            types.ExecuteCommandParams("duizhao.accept", arguments=arguments)
        )
        await editor.until(lambda: not editor.of(zh))
        assert (repository.folder / "duizhao.accepted").read_text(encoding="utf-8").count("\n") == 2

        # A project that is broken while it is edited is said, and mended again.
        project = repository.folder / "duizhao.toml"
        project.write_text(PROJECT + "[chek]\n", encoding="utf-8")
        editor.save(zh, CHINESE)
        await editor.until(lambda: any("unknown key 'chek'" in text for text in editor.logged))
        project.write_text(PROJECT, encoding="utf-8")
        editor.save(zh, CHINESE.replace("12法郎", "21法郎"))
        await editor.until(lambda: editor.codes(zh) == ["number.differs"])

    with_editor(repository.folder, story)


def test_only_what_changed_is_aligned_again(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    from duizhao import live

    for k in range(4):
        for side, content in (("en", ENGLISH), ("zh", CHINESE)):
            (repository.folder / side / f"{k}.md").write_text(content, encoding="utf-8")
    aligned: list[str] = []
    real = live.align_one

    def noted(pair: Any, options: Any) -> Any:
        aligned.append(pair.id)
        return real(pair, options)

    monkeypatch.setattr(live, "align_one", noted)
    project = live.LiveProject(repository.folder / "duizhao.toml")
    changed = repository.folder / "zh" / "2.md"
    project.look([changed])
    assert len(aligned) == 5
    changed.write_text(CHINESE.replace("12法郎", "21法郎"), encoding="utf-8")
    verdict = project.look([changed])
    assert aligned[5:] == ["2"]
    assert [f.at.document for f in verdict.report.findings if f.check == "number.differs"] == ["zh/2.md"]
    # What cannot be read is a fault of its own, and costs no other document.
    (repository.folder / "en" / "3.md").write_bytes(b"\x00\x01\x02" * 50)
    verdict = project.look([changed])
    assert list(project.faults) == ["3"]
    assert any(f.check == "number.differs" for f in verdict.report.findings)
