"""Drift sentence by sentence: versions that tests write down, aligned by a fake that knows who translates whom."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Document, Kind, Locator, Origin, Pair, Segment, Span, Unit
from duizhao.quality.drift.accepted import Accepted, digest, read_accepted
from duizhao.quality.drift.change import Drift, compared, described, is_spelling
from duizhao.quality.drift.detection import History, Version, detect
from duizhao.quality.drift.outputs import pages_table, text
from duizhao.quality.drift.trace import trace

DICTIONARY = {
    "The gate opens at nine.": "大门九点开。",
    "The gate opens at ten.": "大门十点开。",
    "Dogs stay outside.": "狗留在外面。",
    "Tickets are sold at the pier.": "码头售票。",
    "The keeper has the key.": "看门人有钥匙。",
}


def document(name: str, language: str, sentences: Sequence[str]) -> Document:
    units = tuple(
        Unit(f"x{i:02}", Kind.PARAGRAPH, None, "", one, (Span(0, len(one)),), line=2 * i - 1)
        for i, one in enumerate(sentences, 1)
    )
    return Document(name, language, units, Origin(name, "text"))


def version(language: str, sentences: Sequence[str], commit: str = "", day: str = "") -> Version:
    made = document("en.md" if language == "en" else "zh.md", language, sentences)
    return Version(lambda: made, commit, day, f"commit {commit}")


def by_heart(source: Document, target: Document) -> Sequence[Pair]:
    """Pairs what the dictionary says, whatever its order."""
    pairs = []
    for unit in source.units:
        for other in target.units:
            if DICTIONARY.get(unit.text) == other.text:
                sides = [(Segment(u.id, 0, u.text, Span(0, len(u.text))),) for u in (unit, other)]
                pairs.append(Pair(unit.text, other.text, Locator("en.md"), Locator("zh.md"), 1.0, sides[0], sides[1]))
    return pairs


def found(history: History, accepted: Accepted | None = None) -> list[tuple[str, str, str, str]]:
    return [(str(d.nature), d.was, d.now, d.target) for d in detect(history, by_heart, accepted=accepted)]


FIRST = ["The gate opens at nine.", "Dogs stay outside.", "Tickets are sold at the pier."]
CHINESE = ["大门九点开。", "狗留在外面。", "码头售票。"]


def history(*originals: Sequence[str], translation: Sequence[Sequence[str]] = (CHINESE,), at: Sequence[int]) -> History:
    count = len(originals)
    versions = [version("en", one, f"e{count - i}", f"2026-01-{count - i:02}") for i, one in enumerate(originals)]
    return History(versions, [version("zh", one, f"z{len(translation) - i}") for i, one in enumerate(translation)], at)


def test_nothing_changed_is_nothing_to_tell() -> None:
    assert found(history(FIRST, at=[0])) == []


def test_a_changed_sentence_is_told_with_all_three_versions_and_its_commit() -> None:
    changed = ["The gate opens at ten.", *FIRST[1:]]
    [drift] = detect(history(changed, FIRST, at=[1]), by_heart)
    assert (drift.nature, drift.was, drift.now, drift.target) == ("changed", FIRST[0], changed[0], CHINESE[0])
    assert (drift.commit, drift.day) == ("e2", "2026-01-02")
    assert (drift.source_at.line, drift.target_at.line) == (1, 1)
    assert list(described(drift.changes)) == ["nine → ten"]
    assert [drift.was[s.start : s.end] for s in drift.was_marks] == ["nine"]


def test_a_translation_touched_elsewhere_proves_nothing_for_this_sentence() -> None:
    changed = ["The gate opens at ten.", *FIRST[1:]]
    # the translation's newest version corrects another sentence, after the original changed
    before = ["大门九点开。", "狗在外面。", "码头售票。"]
    mended = history(changed, FIRST, translation=(CHINESE, before), at=[0, 1])
    assert found(mended) == [("changed", FIRST[0], changed[0], CHINESE[0])]


def test_a_translation_that_followed_is_up_to_date() -> None:
    changed = ["The gate opens at ten.", *FIRST[1:]]
    followed = history(changed, FIRST, translation=(["大门十点开。", *CHINESE[1:]], CHINESE), at=[0, 1])
    assert found(followed) == []


def in_order(source: Document, target: Document) -> Sequence[Pair]:
    """Pairs the first with the first, the second with the second."""
    pairs = []
    for unit, other in zip(source.units, target.units, strict=True):
        sides = [(Segment(u.id, 0, u.text, Span(0, len(u.text))),) for u in (unit, other)]
        pairs.append(Pair(unit.text, other.text, Locator("en.md"), Locator("zh.md"), 1.0, sides[0], sides[1]))
    return pairs


@pytest.mark.parametrize(
    ("before", "after", "target", "told"),
    [
        ("The gate opens at nine.", "The gate opens at ten.", "大门十点开。", False),
        ("The fee is 40 crowns.", "The fee is 30 crowns.", "费用为30克朗。", False),
        ("The fee is 40 crowns.", "The fee is 30 crowns.", "费用为40克朗。", True),
        ("Answer by letter.", "Answer by telephone.", "请用电话答复。", False),
        ("Dogs may enter.", "Dogs may not enter.", "狗可以进。", True),
        ("Answer at once, in writing.", "Answer at once.", "请立即书面答复。", True),
    ],
)
def test_a_sentence_changed_in_the_translation_first_is_up_to_date(
    before: str, after: str, target: str, told: bool
) -> None:
    versions = [version("en", [after], "e2", "2026-01-02"), version("en", [before], "e1", "2026-01-01")]
    newest_first = [version("zh", [target], "z2"), version("zh", ["旧的译文。"], "z1")]
    drifts = detect(History(versions, newest_first, [1, 1]), in_order)
    assert [str(drift.nature) for drift in drifts] == ["changed"] * told


def test_spelling_put_right_is_told_as_such_and_not_taken_for_a_translation_that_came_first() -> None:
    before, after = "The goverment answers by telephone.", "The government answers by telephone."
    versions = [version("en", [after], "e2", "2026-01-02"), version("en", [before], "e1", "2026-01-01")]
    newest_first = [version("zh", ["政府用电话答复。"], "z2"), version("zh", ["旧的译文。"], "z1")]
    drifts = detect(History(versions, newest_first, [1, 1]), in_order)
    assert [str(drift.nature) for drift in drifts] == ["spelling"]


def test_added_removed_and_never_said() -> None:
    now = [FIRST[0], "The keeper has the key.", FIRST[2]]
    translation = [*CHINESE, "这里有鱼。"]
    assert found(history(now, FIRST, translation=(translation,), at=[1])) == [
        ("removed", FIRST[1], "", CHINESE[1]),
        ("unsourced", "", "", "这里有鱼。"),
        ("added", "", "The keeper has the key.", ""),
    ]


def test_a_moved_sentence_is_told_as_moved() -> None:
    now = [FIRST[1], FIRST[2], FIRST[0]]
    assert [row[0] for row in found(history(now, FIRST, at=[1]))] == ["moved"]


def test_the_first_translation_of_a_young_original_has_nothing_behind_it() -> None:
    assert [row[0] for row in found(History([version("en", FIRST)], [version("zh", CHINESE)], [None]))][:3] == [
        "unsourced"
    ] * 3


def test_what_was_accepted_is_not_told_until_it_changes_again(tmp_path: Path) -> None:
    changed = ["The gate opens at ten.", *FIRST[1:]]
    drifts = detect(history(changed, FIRST, at=[1]), by_heart)
    path = tmp_path / "已接受.accepted"
    Accepted({}).with_drifts(drifts).write(path)
    accepted = read_accepted(path)
    assert found(history(changed, FIRST, at=[1]), accepted) == []
    # moved, and with other spaces and marks: still accepted
    again = [*FIRST[1:], "The gate   opens at ten!"]
    assert "changed" not in [row[0] for row in found(history(again, FIRST, at=[1]), accepted)]
    later = ["The gate opens at four.", *FIRST[1:]]
    assert [row[0] for row in found(history(later, changed, FIRST, at=[2]), accepted)] == ["changed"]


def test_accepted_sentences_may_be_cut_anew() -> None:
    one, other = (
        Drift(d, "", now, target, Locator("en"), Locator("zh"))
        for d, now, target in (("changed", "He rows.", "他划船。"), ("changed", "She sails.", "她扬帆。"))  # type: ignore[arg-type]
    )
    both = Drift("changed", "", "He rows. She sails.", "他划船。她扬帆。", Locator("en"), Locator("zh"))  # type: ignore[arg-type]
    assert Accepted({}).with_drifts([one, other]).holds(both)
    assert not Accepted({}).with_drifts([one]).holds(both)


def test_accepted_lines_of_one_side(tmp_path: Path) -> None:
    one, other = "0123456789abcdef", "fedcba9876543210"
    (tmp_path / "a").write_text(f"{one} - The gate.\n- {other} 大门。\n{one} {other}\n", encoding="utf-8")
    assert read_accepted(tmp_path / "a").lines == {(one, "-"): "The gate.", ("-", other): "大门。", (one, other): ""}


def test_a_broken_line_of_accepted_names_its_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("# head\nhello\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_accepted(tmp_path / "a")
    assert told.value.line == 2
    assert read_accepted(tmp_path / "none").lines == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The colour of the harbour", "The color of the harbor"),
        ("We recieve mail", "We receive mail"),
        ("Programmes, and centres.", "Programs and centers."),
        ("The Keeper rows", "the keeper rows"),
        ("It is organised", "It is organized"),
        ("“So” he said", '"So" he said'),
    ],
)
def test_spelling_is_told_apart(old: str, new: str) -> None:
    assert is_spelling(compared(old, new)[0])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("They adopt the rules", "They adapt the rules"),
        ("It costs 40 francs", "It costs 400 francs"),
        ("You may enter", "You may not enter"),
        ("It can open", "It can't open"),
        ("Version 1.2 runs", "Version 12 runs"),
        ("A private pier", "A public pier"),
        ("Pay in euros", "Pay in euros before noon"),
        ("It grew by 5%", "It grew by 5‰"),
    ],
)
def test_a_change_of_meaning_is_no_spelling(old: str, new: str) -> None:
    assert not is_spelling(compared(old, new)[0])


def test_sentences_are_followed_through_edits_moves_and_rewriting() -> None:
    old = ["One ship came in.", "The crew of nine was paid on Friday at noon.", "Nobody asked why.", "It rained."]
    new = ["The crew of ten was paid on Friday at noon.", "Rain fell on the quay.", "It rained.", "One ship came in."]
    followed = trace(old, new)
    assert followed.older == (1, None, 3, 0)
    assert followed.moved
    assert trace([], ["A."]).older == (None,)
    assert trace(old, old).older == (0, 1, 2, 3)


def test_outputs_say_what_and_where() -> None:
    changed = ["The gate opens at ten.", *FIRST[1:]]
    drifts = detect(history(changed, FIRST, at=[1]), by_heart)
    shown = text([("gate", drifts), ("other", ())])
    assert "OUT OF DATE: 1 sentence in 1 of 2 documents (1 changed)." in shown
    assert "zh.md:1" in shown
    assert "nine → ten" in shown
    assert "UP TO DATE: 1 document." in text([("other", ())])
    assert "| `gate` | 66 % | 1 | 2026-01-02 |" in pages_table([("gate", drifts, 3)])


def test_digests_are_of_letters_alone() -> None:
    assert digest("Ａ gate, opens!") == digest("a gate opens")
    assert digest("!!!") == "-"


def test_a_removed_sentence_that_was_put_beside_its_neighbour_is_told() -> None:
    """An aligner that leaves nothing over joins what lost its original to the sentence before it."""
    now, later = FIRST[:1] + FIRST[2:], "码头现在售票。"

    def eager(source: Document, target: Document) -> Sequence[Pair]:
        if len(source.units) == len(target.units):
            rows = [([unit], [other]) for unit, other in zip(source.units, target.units, strict=True)]
        else:
            rows = [([source.units[0]], list(target.units[:2])), ([source.units[1]], [target.units[2]])]
        made = []
        for one, other in rows:
            sides = [tuple(Segment(u.id, 0, u.text, Span(0, len(u.text))) for u in side) for side in (one, other)]
            texts = [" ".join(s.text for s in side) for side in sides]
            made.append(Pair(texts[0], texts[1], Locator("en.md"), Locator("zh.md"), 1.0, sides[0], sides[1]))
        return made

    # the translation's last sentence was touched after the second was removed from the original
    mended = history(now, FIRST, translation=([*CHINESE[:2], later], CHINESE), at=[0, 1])
    told = [(str(d.nature), d.was, d.target) for d in detect(mended, eager)]
    assert told == [("removed", FIRST[1], CHINESE[1])]
