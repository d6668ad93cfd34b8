"""The Python face: what it takes and refuses, how collections show themselves, and that names mean what they say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from duizhao import alignment, corpora, quality, terminology, tmx
from duizhao.corpora import DuizhaoError, InputError, MissingExtraError, Pair, SettingsError

EN, ZH = ["The mill is shut.", "", "It rained."], ["磨坊关了。", "下雨了。"]


@pytest.mark.parametrize("wrong", ["A lamp.", b"A lamp."])
def test_a_string_is_not_a_list_of_lines(wrong: str) -> None:
    with pytest.raises(InputError, match=r"the source is one string.*text\.splitlines\(\)"):
        alignment.align_lines(wrong, ZH)
    with pytest.raises(InputError, match=r"the target is one string.*corpora\.sentences_of\(text, 'zh-CN'\)"):
        alignment.align_lines(EN, wrong)


def test_lines_are_strings() -> None:
    with pytest.raises(InputError, match=r"line 2: the source holds something that is not a string: NoneType"):
        alignment.align_lines(["A lamp.", None], ZH)  # type: ignore[list-item]


@pytest.mark.parametrize("wrong", [["A lamp."], "en.md", Path("en.md"), None])
def test_align_takes_documents(wrong: object) -> None:
    with pytest.raises(InputError, match=r"takes two documents.*corpora\.read.*align_lines"):
        alignment.align(wrong, ["一盏灯。"])  # type: ignore[arg-type]


def test_line_alignments_give_pairs() -> None:
    found = alignment.align_lines(iter(EN), tuple(ZH))
    assert [(p.source, p.target) for p in found if p.source or p.target] == [
        ("The mill is shut.", "磨坊关了。"),
        ("It rained.", "下雨了。"),
    ]
    assert found.pairs == tuple(found)
    assert [p.source_at.line for p in found if p.source] == [1, 3]
    assert len(found) == len(found.beads)
    joined = alignment.align_lines(["It rained for three days. The road was closed."], ["雨下了三天。", "路封了。"])
    assert [p.target for p in joined] == ["雨下了三天。路封了。"]


def test_a_pair_is_two_texts() -> None:
    pair = Pair("A lamp.", "一盏灯。")
    assert (pair.source_at, pair.target_at) == (corpora.Locator(), corpora.Locator())
    assert repr(pair) == "Pair('A lamp.', '一盏灯。')"
    assert quality.check([pair]).pairs == 1
    assert tmx.Memory.from_pairs([pair]).pairs()[0].target == "一盏灯。"


def collections() -> list[object]:
    pairs = [Pair(f"The lamp number {n} is <lit>.", f"第 {n + 1000} 盏灯亮了。", confidence=0.5) for n in range(200)]
    concepts = tuple(
        terminology.Concept(f"c-{n}", (terminology.Term(f"lamp <{n}>", "en"), terminology.Term(f"灯{n}", "zh-CN")))
        for n in range(200)
    )
    glossary = terminology.Glossary(concepts)
    return [
        alignment.align_lines([p.source for p in pairs], [p.target for p in pairs]),
        tmx.Memory.from_pairs(pairs),
        glossary,
        quality.check(pairs),
    ]


def test_collections_are_a_line_and_a_table() -> None:
    for shown in collections():
        assert len(repr(shown)) < 200, repr(shown)
        assert "\n" not in repr(shown)
        html = shown._repr_html_()  # type: ignore[attr-defined]
        assert html.startswith("<table>")
        assert 2 <= html.count("<tr>") <= 21, repr(shown)
        assert "<lit>" not in html
    one = collections()[1]
    assert "… and 180 more" in one._repr_html_()  # type: ignore[attr-defined]


def test_documents_and_alignments_are_a_line_and_a_table(tmp_path: Path) -> None:
    for name, text in (("en.md", "# A lamp\n\nIt is <lit>.\n"), ("zh.md", "# 一盏灯\n\n它亮了。\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    source, target = corpora.read(tmp_path / "en.md"), corpora.read(tmp_path / "zh.md")
    assert repr(source) == "<Document en.md (en): 2 units>"
    found = alignment.align(source, target)
    assert len(found) == len(found.pairs) == 2
    assert list(found) == list(found.pairs)
    assert repr(found) == "<Alignment: 2 pairs, 0 notices>"
    for shown in (source, found):
        assert "&lt;lit&gt;" in shown._repr_html_()


def test_a_memory_is_a_sequence() -> None:
    memory = tmx.Memory.from_pairs([Pair(str(n), f"{n}个") for n in range(1, 6)])
    assert memory[0].variants[0].text == "1"
    assert memory[-1].variants[0].text == "5"
    assert [e.variants[0].text for e in memory[1:3]] == ["2", "3"]
    assert memory[1:3].header == memory.header


def test_the_names_of_the_commands_are_there(tmp_path: Path) -> None:
    pairs = [Pair("A lamp.", "一盏灯。", confidence=0.9), Pair("A lamp.", "一盏灯。"), Pair("It", "它", confidence=0.1)]
    memory = tmx.Memory.from_pairs(pairs)
    assert len(tmx.dedupe(memory)) == 2
    assert len(tmx.filter(memory, min_length=2)) == 2
    assert len(tmx.filter(memory, tmx.Filter(min_length=2), invert=True)) == 1
    assert len(tmx.merge([memory, memory])) == 2
    memory.write(tmp_path / "m.tmx")
    assert tmx.convert(tmp_path / "m.tmx", tmp_path / "m.csv") == 3
    assert tmx.convert(tmp_path / "m.csv", tmp_path / "n.tmx", languages=("en", "zh-CN")) == 3
    assert tmx.validate(tmp_path / "n.tmx", "omegat").loads("omegat")
    with tmx.Store(tmp_path / "m.db", create=True) as store:
        assert [units for _, units, _ in store.add(memory, "m")] == [3]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda m: tmx.filter(m, min_lenght=3), "unknown condition 'min_lenght'. Did you mean 'min_length'"),
        (lambda m: tmx.merge([]), "no memory to merge"),
        (lambda m: tmx.merge([m], conflicts="best"), "unknown rule"),
        (lambda m: tmx.dedupe(m, keep="best"), "unknown rule"),
        (lambda m: tmx.convert("a.tmx", "b.csv", languages=("en",)), "two codes"),
        (lambda m: tmx.validate("a.tmx", "nosuchtool"), "unknown tool"),
        (lambda m: quality.check([Pair("a", "b")], only="number.difers"), "Did you mean number.differs"),
    ],
)
def test_misuse_is_one_of_our_errors(call: object, says: str) -> None:
    with pytest.raises(SettingsError) as error:
        call(tmx.Memory.from_pairs([]))  # type: ignore[operator]
    assert says in str(error.value)


def test_only_some_checks() -> None:
    pairs = [Pair("It has grown since 2024 (by much.", "自 2023 年以来有所增长！")]
    every = {f.check for f in quality.check(pairs).findings}
    assert len(every) > 1
    assert {f.check for f in quality.check(pairs, only="number.differs").findings} == {"number.differs"}
    assert {f.check for f in quality.check(pairs, only=("number.*", "mark.*")).findings} == {
        check for check in every if check.startswith(("number.", "mark."))
    }


def test_data_frames() -> None:
    pandas = pytest.importorskip("pandas")
    pair = Pair("A lamp.", "一盏灯。", corpora.Locator("en.md", "p1", (2,), line=7), confidence=0.5)
    frame = corpora.to_pandas([pair, Pair("x", "y")])
    assert list(frame.columns[:4]) == ["source", "target", "confidence", "type"]
    row = frame.iloc[0]
    assert (row["document"], row["line"], row["target_line"], row["confidence"]) == ("en.md", 7, 0, 0.5)
    assert pandas.isna(frame.iloc[1]["confidence"])
    assert list(tmx.Memory.from_pairs([pair]).to_pandas()["target"]) == ["一盏灯。"]
    assert list(corpora.to_pandas([]).columns) == list(frame.columns)


def test_data_frames_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match="pip install pandas"):
        corpora.to_pandas([])


@pytest.mark.parametrize("room", [alignment, corpora, quality, terminology, tmx])
def test_what_is_exported_is_there_and_documented(room: object) -> None:
    for name in room.__all__:  # type: ignore[attr-defined]
        value = getattr(room, name)
        assert not callable(value) or value.__doc__, name
    assert issubclass(DuizhaoError, Exception)
