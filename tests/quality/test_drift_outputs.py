"""Drift as people read it: what is counted, what is listed, how changed words are shortened, and the table of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Kind, Locator
from duizhao.quality.drift.accepted import Accepted, digest, read_accepted
from duizhao.quality.drift.change import Change, Drift, Nature, compared, described, is_spelling
from duizhao.quality.drift.outputs import pages_table, text

SOURCE = Locator("en.md", "p003", (3,), Kind.PARAGRAPH, (2, 2), "en/a.md", 7)
TARGET = Locator("zh.md", "p003", (3,), Kind.PARAGRAPH, (1, 1), "zh/a.md", 9)


def drift(nature: Nature, was: str = "", now: str = "", target: str = "", day: str = "", commit: str = "") -> Drift:
    changes, before, after = compared(was, now) if was and now else ((), (), ())
    return Drift(nature, was, now, target, SOURCE, TARGET, changes, before, after, commit, day, "A reason")


CHANGED = drift(Nature.CHANGED, "It opens at nine.", "It opens at ten.", "九点开。", "2030-02-03", "0123456789abcdef")
SPELLED = drift(Nature.SPELLING, "The colour.", "The color.", "颜色。", "2030-01-01")
MOVED = drift(Nature.MOVED, "It stands.", "It stands.", "它在。")
ADDED = drift(Nature.ADDED, now="It is new.", day="2030-01-30")
REMOVED = drift(Nature.REMOVED, "It is gone.", "", "没有了。", "2030-03-01")


def test_a_drift_is_shown_with_places_commit_and_versions() -> None:
    assert text([("a.md", [CHANGED])]).splitlines() == [
        "OUT OF DATE: 1 sentence in 1 of 1 document (1 changed).",
        "",
        "a.md",
        "",
        "changed  zh/a.md:9 §3, en/a.md:7 §3  01234567 2030-02-03 A reason",
        "  words        nine → ten",
        "  was          It opens at nine.",
        "  now          It opens at ten.",
        "  translation  九点开。",
        "",
        "→ Bring the translation up to date, or say that it is: duizhao drift --accept",
    ]


def test_spelling_and_moves_are_counted_and_listed_only_on_demand() -> None:
    pages = [("a.md", [SPELLED, MOVED]), ("b.md", [])]
    assert text(pages) == "UP TO DATE: 2 documents (1 spelling, 1 moved). --all lists them all.\n"
    whole = text(pages, everything=True)
    assert whole.startswith("UP TO DATE: 2 documents (1 spelling, 1 moved).\n\na.md\n\nspelling  ")
    # The same sentence in two versions is shown once.
    assert whole.count("It stands.") == 1
    assert "was          The colour." in whole
    assert "b.md" not in whole


def test_documents_that_are_out_of_date_are_counted_by_what_is_stale() -> None:
    shown = text([("a.md", [CHANGED, ADDED, SPELLED]), ("b.md", [MOVED]), ("c.md", [REMOVED])])
    assert shown.startswith(
        "OUT OF DATE: 3 sentences in 2 of 3 documents (1 changed, 1 spelling, 1 added, 1 removed, 1 moved). --all"
    )
    assert "The colour." not in shown
    assert "\nb.md\n" not in shown
    assert text([]) == "UP TO DATE: 0 documents.\n"


def test_a_place_that_is_not_there_is_not_told() -> None:
    alone = Drift(Nature.ADDED, "", "New.", "", SOURCE, Locator(""))
    assert "\nadded  en/a.md:7 §3  A reason" not in text([("a.md", [alone])])
    assert "\nadded  en/a.md:7 §3\n" in text([("a.md", [alone])])


def test_styles_mark_what_is_stale_apart_from_notes() -> None:
    shown = text([("a.md", [CHANGED, MOVED])], everything=True, style=lambda words, kind: f"<{kind}>{words}</>")
    assert "<error>OUT OF DATE</>" in shown
    assert "<warning>changed</>" in shown
    assert "<note>moved</>" in shown
    assert "<dim>  01234567" in shown
    assert "<good>UP TO DATE</>" in text([], style=lambda words, kind: f"<{kind}>{words}</>")


def test_the_table_of_pages() -> None:
    pages = [
        ("a.md", [CHANGED, ADDED, SPELLED], 4),
        # What was removed from the original is no sentence of it.
        ("b|`c`.md", [REMOVED], 3),
        ("d.md", [MOVED, SPELLED], 2),
        ("empty.md", [], 0),
        ("new.md", [ADDED, ADDED], 1),
    ]
    assert pages_table(pages).splitlines()[2:] == [
        "| `a.md` | 50 % | 2 | 2030-01-30 |",
        "| <code>b&#124;&#96;c&#96;&#46;md</code> | 100 % | 1 | 2030-03-01 |",
        "| `d.md` | 100 % | 0 |  |",
        "| `empty.md` | 0 % | 0 |  |",
        "| `new.md` | 0 % | 2 | 2030-01-30 |",
    ]


def test_many_changes_are_counted_and_long_ones_cut() -> None:
    changes = tuple(Change(old, new) for old, new in (("a", "b"), ("", "c"), ("d", ""), ("e", "f"), ("g", "h")))
    assert list(described(changes)) == ["a → b", "+ c", "− d", "and 2 more"]
    assert list(described(changes[:3])) == ["a → b", "+ c", "− d"]
    assert list(described(changes, most=5))[3:] == ["e → f", "g → h"]
    fits, long = "x" * 60, "y" * 61
    assert list(described((Change(fits, long),))) == [f"{fits} → {'y' * 59}…"]


@pytest.mark.parametrize(
    ("old", "new", "changes", "was", "now"),
    [
        ("Pay 40 francs.", "Pay 1,400 francs.", [("40", "1,400")], ["40"], ["1,400"]),
        ("Pay now.", "Pay now in writing.", [("", "in writing")], [], ["in writing"]),
        ("Do not enter here.", "Do enter here.", [("not", "")], ["not"], []),
        ("We don't row.", "We won't row at night.", [("don't", "won't"), ("", "at night")], ["don't"],
         ["won't", "at night"]),
        ("船九点开。", "船十点开。", [("九", "十")], ["九"], ["十"]),
        ("The same.", "The  same.", [], [], []),
    ],
)  # fmt: skip
def test_changed_words_and_where_they_stand(
    old: str, new: str, changes: list[tuple[str, str]], was: list[str], now: list[str]
) -> None:
    found, before, after = compared(old, new)
    assert [(one.old, one.new) for one in found] == changes
    assert [old[span.start : span.end] for span in before] == was
    assert [new[span.start : span.end] for span in after] == now


@pytest.mark.parametrize(
    ("old", "new", "spelling"),
    [
        # Short words are too near to others to be told.
        ("A bot", "A boat", False),
        ("They analysed the dialogue", "They analyzed the dialog", True),
        ("Travelled to the theatre", "Traveled to the theater", True),
        ("A licence for defence", "A license for defense", True),
        ("It costs 1,000", "It costs 1000", True),
        ("It costs 1.000", "It costs 1000", False),
        ("Unlawful harbours", "Lawful harbours", False),
        ("The harbuor is full", "The harbour is full", True),
        ("Pay $5", "Pay €5", False),
    ],
)
def test_spelling_or_meaning(old: str, new: str, spelling: bool) -> None:
    assert is_spelling(compared(old, new)[0]) is spelling


def test_what_was_accepted_is_written_sorted_and_cut_for_the_eye(tmp_path: Path) -> None:
    long = drift(Nature.CHANGED, "a", "b", "很" * 50)
    path = tmp_path / "duizhao.accepted"
    Accepted({}).with_drifts([long, ADDED, REMOVED]).write(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1:] == sorted(lines[1:])
    assert f"{digest('b')} {digest('很' * 50)} {'很' * 40}" in lines
    assert f"{digest('It is new.')} - It is new." in lines
    assert f"- {digest('没有了。')} 没有了。" in lines
    back = read_accepted(path)
    assert all(back.holds(one) for one in (long, ADDED, REMOVED))
    assert not back.holds(CHANGED)
    # An accepted line of nothing does not hold for everything.
    assert not Accepted({("-", "-"): ""}).holds(CHANGED)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for unreadable in (tmp_path / "bytes", tmp_path):
        with pytest.raises(InputError, match="cannot read what was accepted"):
            read_accepted(unreadable)
