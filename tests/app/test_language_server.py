"""`duizhao lsp` as an editor meets it: a real client over stdin and stdout."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
