"""reStructuredText: what docutils and Sphinx make of it, and what is no text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Document, Kind
from duizhao.corpora.readers.restructured import raw_paragraphs
from duizhao.corpora.reading import read

pytest.importorskip("docutils", reason="docutils is not installed")

TEXT = """:orphan:

.. _start:

========
The Mill
========

Shut the **sluice** with :ref:`the wheel <wheel>` and :class:`~mill.Gate`,
see `the list <https://a.example/tides>`_ [#f1]_.

.. note::

   Oil the *hinge*.

   * Take a ``lamp``.

.. versionadded:: 3.2
   The *new* gate.

The wheel
---------

term one : noun
   What it means.

.. code-block:: python

   print("no text")

.. mermaid::

   a --> b

=====  ========
Gate   State
=====  ========
a1     *open*
=====  ========

.. function:: turn(wheel)

   Turns it.

Literal::

    not text

.. include:: /etc/hostname
.. raw:: html

   <b>raw</b>

.. [#f1] A foot *note*.

.. a comment
"""


def made(tmp_path: Path, text: str = TEXT) -> Document:
    (tmp_path / "mill.rst").write_text(text, encoding="utf-8")
    return read(tmp_path / "mill.rst")


def test_what_is_text_and_what_is_not(tmp_path: Path) -> None:
    document = made(tmp_path)
    assert [(unit.kind.value, unit.text) for unit in document] == [
        ("furniture", "orphan"),
        ("heading", "The Mill"),
        ("paragraph", "Shut the sluice with the wheel and Gate, see the list."),
        ("paragraph", "Oil the hinge."),
        ("bullet", "Take a lamp."),
        ("paragraph", "The new gate."),
        ("heading", "The wheel"),
        ("paragraph", "term one"),
        ("paragraph", "noun"),
        ("paragraph", "What it means."),
        ("code", 'print("no text")'),
        ("code", "a --> b"),
        ("cell", "Gate"),
        ("cell", "State"),
        ("cell", "a1"),
        ("cell", "open"),
        ("paragraph", "Turns it."),
        ("paragraph", "Literal:"),
        ("code", "not text"),
        ("footnote", "A foot note."),
        ("furniture", "a comment"),
    ]
    first = document.units[2]
    assert (first.line, [(m.kind, m.value) for m in first.marks if m.kind in ("bold", "link", "footnote")]) == (
        9,
        [("bold", ""), ("link", "https://a.example/tides"), ("footnote", "f1")],
    )


def test_headings_have_their_level_and_lists_their_numbers(tmp_path: Path) -> None:
    text = "A\n=\n\nB\n-\n\nText goes here.\n\n3. Third.\n#. Fourth.\n\n(a) One.\n\n    * Inner.\n\nC\n=\n\nx. y\n"
    document = made(tmp_path, text)
    assert [(u.text, u.level) for u in document if u.kind is Kind.HEADING] == [("A", 1), ("B", 2), ("C", 1)]
    labels = [unit.label for unit in document if unit.text in ("Third.", "Fourth.", "One.", "Inner.")]
    assert labels == ["3.", "4.", "(a)", "•"]


def test_texts_with_their_markup_are_those_of_sphinx() -> None:
    found = [" ".join(one.raw.split("\n")).strip() for one in raw_paragraphs(TEXT, Path("x.rst"))]
    assert found == [
        "The Mill",
        "Shut the **sluice** with :ref:`the wheel <wheel>` and :class:`~mill.Gate`, "
        "see `the list <https://a.example/tides>`_ [#f1]_.",
        *("Oil the *hinge*.", "Take a ``lamp``.", "The *new* gate.", "The wheel", "term one", "noun", "What it means."),
        *("Gate", "State", "a1", "*open*", "Turns it.", "Literal::", "A foot *note*."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        ".. unknown-thing::\n   :option: x\n\n   It is a sentence, and one more of it.\n\nBad `markup and **this\n",
        "Title\n===\n\n|gone| and :nope:`x` and ref_.\n\n.. |a| image:: a.png\n",
        "+---+\n| a \n+---+\n\nText stands here, unharmed.\n",
    ],
)
def test_faults_of_the_text_lose_nothing(tmp_path: Path, text: str) -> None:
    document = made(tmp_path, text)
    assert document.translatable


def test_what_nests_too_deep_is_refused(tmp_path: Path) -> None:
    deep = "".join("  " * n + "* a word\n\n" for n in range(600))
    with pytest.raises(InputError, match=r"too deep|cannot read it") as told:
        made(tmp_path, deep)
    assert len(str(told.value).splitlines()) == 1


def test_without_docutils_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docutils.frontend", None)
    with pytest.raises(SettingsError, match=r"pip install 'duizhao\[rst\]'"):
        made(tmp_path)
