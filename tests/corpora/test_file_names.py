"""Names from files: what they may lead to, and how they are written."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duizhao.corpora import read
from duizhao.corpora.storage.names import folder_of, on_one_line, same_place


@pytest.mark.parametrize(
    "name",
    [
        "../../escaped",
        "..",
        "a/../..",
        "a\\..\\..\\b",
        "/etc",
        "\\\\host\\share",
        "C:\\x",
        "c:x",
        "",
        " ",
        ".",
        "./.",
        "/",
    ],
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"^(leads out of the output folder|is empty|names no folder)$"):
        folder_of(name)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("GB.346", "GB.346"),
        ("报告/第一", "报告/第一"),
        ("a//b/./c", "a/b/c"),
        ("CON", "CON_"),
        ("com1.2030", "com1_.2030"),
        ("Aux .md", "Aux_ .md"),
        ("console", "console"),
        ("lpt9/nul", "lpt9_/nul_"),
        ("end. ", "end__"),
        ("a\nb", "a_b"),
        ("what?<now>|*", "what__now___"),
        ("caf\udce9", "caf_"),
        ("...", "___"),
    ],
)
def test_names_are_allowed_everywhere(name: str, folder: str) -> None:
    assert folder_of(name) == folder


@given(st.text())
@example("a/..\\../b")
@example("\udcff..")
def test_a_folder_lies_inside_on_every_system(name: str) -> None:
    try:
        folder = folder_of(name)
    except ValueError:
        return
    folder.encode()
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(folder)
        assert not path.is_absolute()
        assert not path.drive
        assert ".." not in path.parts
        assert path.parts
    assert not PureWindowsPath(folder).is_reserved()
    assert folder_of(folder) == folder


@pytest.mark.parametrize(("one", "other"), [("Paper", "paper"), ("STRASSE", "straße"), ("e\u0301tude", "Étude")])
def test_what_some_systems_take_for_one(one: str, other: str) -> None:
    assert same_place(one) == same_place(other)
    assert same_place(one) != same_place(f"{other}2")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems have no such names")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb.md", "a␊b.md"),
        (b"caf\xe9.md", "caf\\xe9.md"),
        ("理事\u2028会.md".encode(), "理事␤会.md"),
        (b"\x1b[2J.md", "␛[2J.md"),
    ],
)
def test_a_document_is_called_by_one_line(tmp_path: Path, name: bytes, shown: str) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("# Council\n\n1. The Council adopted the plan of action.\n")
    found = read(os.fsdecode(path), language="en")
    assert found.id == shown
    assert found.origin.path == str(tmp_path / shown)


@given(st.text())
def test_what_is_shown_is_text(name: str) -> None:
    shown = on_one_line(name)
    shown.encode()
    assert len(shown.splitlines()) <= 1
    assert on_one_line(shown) == shown
