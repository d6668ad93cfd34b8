"""The language server: findings and drift of a project's documents as diagnostics in an editor.

It looks when a document is opened and when it is saved, never while somebody types: half a sentence has no translation.
"""

from __future__ import annotations

import os
import re
import threading
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.model import Locator, Span
from duizhao.corpora.saying import recognised, told
from duizhao.corpora.storage.encodings import decode, load
from duizhao.corpora.version import VERSION
from duizhao.live import LiveProject, project_above
from duizhao.quality.report import Finding, State

ACCEPT = "duizhao.accept"
GRACE = 2.0  # seconds that an editor waits for us to end
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}


class DocumentServer(LanguageServer):
    """The server with the projects that it has at hand and the files that it has told of."""

    def __init__(self) -> None:
        super().__init__("duizhao", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.projects: dict[Path, LiveProject] = {}
        self.opened: set[Path] = set()
        self.told: dict[Path, set[Path]] = {}
        self.turn = threading.Lock()
        self.asked_to_end = False

    def look(self, path: Path) -> None:
        """Look at the project that a file belongs to, and tell what is found in its documents that are open."""
        where = _project(path)
        if where is None:
            return
        with self.turn:
            project = self.projects.setdefault(where, LiveProject(where))
            opened = {file for file in self.opened if _project(file) == where}
            try:
                verdict = project.look(opened)
            except DuizhaoError as error:
                self._say(str(error), types.MessageType.Error)
                return
            for name, why in project.faults.items():
                self._say(f"{name}: {why}", types.MessageType.Warning)
            by_file: dict[Path, list[Finding]] = defaultdict(list)
            for finding in verdict.report.findings:
                if finding.state in (State.NEW, State.WORSE) and finding.at.path:
                    by_file[Path(finding.at.path).resolve()].append(finding)
            for file in {*by_file, *self.told.get(where, ())}:
                self._publish(file, by_file.get(file, []))
            self.told[where] = set(by_file)

    def _publish(self, file: Path, findings: Sequence[Finding]) -> None:
        lines = _lines(file)
        found = [_diagnostic(finding, lines, self.workspace.position_codec) for finding in findings]
        params = types.PublishDiagnosticsParams(_uri(file), found)
        self.text_document_publish_diagnostics(params)

    def _say(self, text: str, kind: types.MessageType) -> None:
        self.window_log_message(types.LogMessageParams(kind, f"duizhao: {text}"))

    def accept(self, uri: str, fingerprint: str) -> None:
        """Record that a sentence is up to date, and look again."""
        path = _path(uri)
        where = _project(path) if path else None
        if path is None or where is None or where not in self.projects:
            return
        with self.turn:
            try:
                found = self.projects[where].accept(fingerprint)
            except DuizhaoError as error:
                self._say(str(error), types.MessageType.Error)
                return
        if found:
            self.look(path)


def _uri(path: Path) -> str:
    return from_fs_path(str(path)) or path.as_uri()


def _path(uri: str) -> Path | None:
    """The file that an editor names; None for what is none of this machine's: one that was not saved yet, one in an
    archive, on another host, or of a name that no file can have."""
    try:
        name = to_fs_path(uri) or ""
        return None if not name or name.startswith("//") else Path(name).resolve()
    except (OSError, ValueError, RuntimeError):
        return None


def _project(path: Path) -> Path | None:
    """The project of a file; None where no file can be called so."""
    try:
        return project_above(path)
    except OSError:
        return None


# Not str.splitlines(), which knows more line ends than the protocol does.
_LINE_END = re.compile(r"\r\n|\r|\n")


def _lines(path: Path) -> list[str]:
    """The lines of a file as an editor counts them and as our readers do, in the encoding that these see in it."""
    try:
        return _LINE_END.split(decode(load(path), path=path).text)
    except DuizhaoError:
        return []


def _range(line: int | None, text: str, marks: Sequence[Span], lines: Sequence[str]) -> types.Range:
    """The words of a sentence that matter, where its line shows them; else the line without its indentation."""
    row = max((line or 1) - 1, 0)
    shown = lines[row] if row < len(lines) else ""
    start, end = len(shown) - len(shown.lstrip()), len(shown.rstrip())
    pieces = [text[mark.start : mark.end] for mark in marks] or [text]
    places = [(shown.find(piece), len(piece)) for piece in pieces if piece.strip()]
    if places and all(at >= 0 for at, _ in places):
        start, end = min(at for at, _ in places), max(at + length for at, length in places)
    return types.Range(types.Position(row, start), types.Position(row, max(end, start)))


def _diagnostic(finding: Finding, lines: Sequence[str], codec: PositionCodec) -> types.Diagnostic:
    in_target = finding.at is finding.target_at
    text, marks = (finding.target, finding.target_marks) if in_target else (finding.source, finding.source_marks)
    other, said = (finding.source_at, finding.source) if in_target else (finding.target_at, finding.target)
    where = codec.range_to_client_units(list(lines), _range(finding.at.line, text, marks, lines))
    return types.Diagnostic(
        where,
        recognised(finding.message) + (f"\n{recognised(finding.cure)}" if finding.cure else ""),
        severity=_SEVERITIES[finding.severity],
        code=finding.check,
        source="duizhao",
        data={"fingerprint": finding.fingerprint},
        related_information=_related(other, said, codec),
    )


def _related(at: Locator, text: str, codec: PositionCodec) -> list[types.DiagnosticRelatedInformation]:
    if not at.path:
        return []
    file = Path(at.path).resolve()
    lines = _lines(file)
    where = codec.range_to_client_units(list(lines), _range(at.line, text, (), lines))
    return [types.DiagnosticRelatedInformation(types.Location(_uri(file), where), text or str(at))]


def make_server() -> DocumentServer:
    """A server that is ready to be started."""
    server = DocumentServer()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    @server.thread()
    def opened(ls: DocumentServer, params: types.DidOpenTextDocumentParams) -> None:
        path = _path(params.text_document.uri)
        if path is not None:
            ls.opened.add(path)
            ls.look(path)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    @server.thread()
    def saved(ls: DocumentServer, params: types.DidSaveTextDocumentParams) -> None:
        path = _path(params.text_document.uri)
        if path is not None:
            ls.look(path)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: DocumentServer, params: types.DidCloseTextDocumentParams) -> None:
        path = _path(params.text_document.uri)
        if path is not None:
            ls.opened.discard(path)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def actions(ls: DocumentServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        return [
            _accepting(params.text_document.uri, one)
            for one in params.context.diagnostics
            if one.source == "duizhao" and str(one.code).startswith("drift.") and _fingerprint(one)
        ]

    @server.feature(types.SHUTDOWN)
    def asked_to_end(ls: DocumentServer, params: None) -> None:
        ls.asked_to_end = True

    @server.feature(types.EXIT)
    def ended(ls: DocumentServer, params: None) -> None:
        # What is being looked at may be finished. Then at once: a thread of pygls' own that still waits for a line of
        # the editor would keep the process for ever.
        ls.turn.acquire(timeout=GRACE)
        os._exit(0 if ls.asked_to_end else 1)

    @server.command(ACCEPT)
    @server.thread()
    def accept(ls: DocumentServer, uri: str, fingerprint: str) -> None:
        ls.accept(uri, fingerprint)

    return server


def _accepting(uri: str, diagnostic: types.Diagnostic) -> types.CodeAction:
    title = told("duizhao: this translation is up to date")
    command = types.Command(title, ACCEPT, arguments=[uri, _fingerprint(diagnostic)])
    return types.CodeAction(title, types.CodeActionKind.QuickFix, [diagnostic], command=command)


def _fingerprint(diagnostic: types.Diagnostic) -> str:
    """The finding that a diagnostic of ours is of, as the editor sends it back; "" for one that is not."""
    data: Any = diagnostic.data
    return str(data.get("fingerprint", "")) if isinstance(data, dict) else ""
