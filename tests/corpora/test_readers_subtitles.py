"""SRT and WebVTT: cues as units that name their number and time, sentences over cues, what is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Document, Kind
from duizhao.corpora.reading import read, read_both

EN = """1
00:00:01,000 --> 00:00:03,500
<i>Welcome to the harbour,</i>
where the ferry

2
00:00:03,600 --> 00:00:06,000
leaves twice a day.

3
00:00:07,000 --> 00:00:09,000
- Have you seen the keeper?
- No, he sleeps.

4
00:00:10,000 --> 00:00:12,000
[door slams]

5
00:00:13,000 --> 00:00:15,000
{\\an8}We need 12 lamps &amp; oil...

6
00:00:15,100 --> 00:00:17,000
...before the tide turns.

7
01:00:30,000 --> 01:00:32,000
Shut the gate, he said
"""


def made(tmp_path: Path, text: str, name: str = "film.srt", encoding: str = "utf-8") -> Document:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read(path)


def said(document: Document) -> list[tuple[str, str]]:
    return [(unit.id, unit.text) for unit in document.translatable]


def test_cues_and_sentences_that_run_over_them(tmp_path: Path) -> None:
    document = made(tmp_path, EN)
    assert said(document) == [
        ("c1-2@00:00:01.000", "Welcome to the harbour, where the ferry leaves twice a day."),
        ("c3.1@00:00:07.000", "Have you seen the keeper?"),
        ("c3.2@00:00:07.000", "No, he sleeps."),
        ("c4@00:00:10.000", "[door slams]"),
        ("c5-6@00:00:13.000", "We need 12 lamps & oil... ...before the tide turns."),
        ("c7@01:00:30.000", "Shut the gate, he said"),
    ]
    first = document.units[0]
    assert first.cite == first.id
    assert [(mark.kind, first.text[mark.span.start : mark.span.end]) for mark in first.marks] == [
        ("italic", "Welcome to the harbour,")
    ]
    # Lines in the file: of the text, not of the number.
    assert [unit.line for unit in document.units[:2]] == [3, 12]
    assert [EN[span.start : span.end] for span in first.spans][-1] == "leaves twice a day."


@pytest.mark.parametrize(
    "changed",
    [
        EN.replace("\n", "\r\n"),
        EN.replace("\n\n", "\n"),  # no blank lines between cues
        EN.replace(",000", ".000"),
        "\ufeff" + EN,
        "".join(line for line in EN.splitlines(keepends=True) if not line.strip().isdigit()),  # no numbers
        EN.replace("00 --> ", "00  -->  ").replace(",500\n", ",500 X1:40 X2:600 Y1:20 Y2:50\n"),
    ],
)
def test_what_programs_write_otherwise(tmp_path: Path, changed: str) -> None:
    assert said(made(tmp_path, changed)) == said(made(tmp_path, EN))


def test_a_line_of_figures_and_an_empty_line_within_a_cue_are_text(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nThe count is\n\n12\n\n2\n00:00:02,000 --> 00:00:03,000\nlamps in all.\n"
    assert said(made(tmp_path, text)) == [("c1-2@00:00:01.000", "The count is 12 lamps in all.")]


ZH = [
    ("00:00:01,000 --> 00:00:03,500", "欢迎来到港口"),
    ("00:00:03,600 --> 00:00:06,000", "渡船每天 开两班"),
    ("00:00:07,000 --> 00:00:09,000", "守闸人在睡觉"),
    ("00:00:10,000 --> 00:00:12,000", "带上一盏灯"),
]


def srt(rows: list[tuple[str, str]]) -> str:
    return "\n".join(f"{n}\n{time}\n{text}\n" for n, (time, text) in enumerate(rows, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_cues_without_points_stand_alone(tmp_path: Path, encoding: str) -> None:
    document = made(tmp_path, srt(ZH), encoding=encoding)
    assert document.language == "zh"
    assert [text for _, text in said(document)] == [text for _, text in ZH]
    # A space in a Chinese subtitle is a comma.
    assert not document.notices


def test_a_pause_ends_what_has_no_point(tmp_path: Path) -> None:
    rows = [
        ("00:00:01,000 --> 00:00:02,000", "The keeper"),
        ("00:00:09,000 --> 00:00:10,000", "sleeps till noon."),
        ("00:00:11,000 --> 00:00:12,000", "The ferry"),
        ("00:00:12,100 --> 00:00:13,000", "leaves at six."),
    ]
    assert [text for _, text in said(made(tmp_path, srt(rows)))] == [
        "The keeper",
        "sleeps till noon.",
        "The ferry leaves at six.",
    ]


def test_two_languages_in_each_cue(tmp_path: Path) -> None:
    rows = [
        ("00:00:01,000 --> 00:00:02,000", "渡船中午\nThe ferry"),
        ("00:00:02,000 --> 00:00:03,000", "离开港口。\nleaves at noon."),
        ("00:00:04,000 --> 00:00:05,000", "请带一盏灯。\nBring a lamp."),
    ]
    path = tmp_path / "both.srt"
    path.write_text(srt(rows), encoding="utf-8")
    english, chinese = read_both(path, source="en", target="zh-CN")
    times = ["c1-2@00:00:01.000", "c3@00:00:04.000"]
    assert said(english) == list(zip(times, ["The ferry leaves at noon.", "Bring a lamp."], strict=True))
    assert said(chinese) == list(zip(times, ["渡船中午离开港口。", "请带一盏灯。"], strict=True))


VTT = """WEBVTT - Harbour

NOTE made by hand
on two lines

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.500 align:start position:0%
<v Anna>Welcome to the <b>harbour</b>.

00:04.000 --> 00:06.000
<c.yellow>Mind the</c> <00:05.000>step, 3 &lt; 4.

NOTE the end
"""


def test_webvtt(tmp_path: Path) -> None:
    document = made(tmp_path, VTT, "film.vtt")
    assert said(document) == [
        ("c1@00:00:01.000", "Welcome to the harbour."),
        ("c2@00:00:04.000", "Mind the step, 3 < 4."),
    ]
    apart = [unit.text for unit in document if unit.kind is Kind.FURNITURE]
    assert apart == [
        *("WEBVTT - Harbour", "NOTE made by hand", "on two lines", "STYLE", "::cue { color: red }", "NOTE the end"),
    ]


def test_captions_that_roll_say_each_line_once(tmp_path: Path) -> None:
    lines = ["welcome to the harbour", "the ferry leaves", "at noon today", "bring a lamp", "and some oil"]
    cues = [
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{before}\n{line}\n"
        for n, (before, line) in enumerate(zip(["", *lines], lines, strict=False))
    ]
    document = made(tmp_path, "WEBVTT\n\n" + "\n".join(cues), "live.vtt")
    assert [unit.text for unit in document.translatable] == lines
    # What is said twice on purpose stays.
    rows = [
        (f"00:00:0{n},000 --> 00:00:0{n + 1},000", text) for n, text in enumerate(("No.", "No.", "Go on.", "Well."))
    ]
    assert [text for _, text in said(made(tmp_path, srt(rows)))] == ["No.", "No.", "Go on.", "Well."]


@pytest.mark.parametrize(
    "text",
    ["WEBVTT\n\n", "1\n00:00:01,000 -->\nCut off", "Only text, as in a letter.", "00:00:01,000 --> 00:00:02,000\n\n"],
)
def test_without_a_cue_it_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"no cue of subtitles.*-->"):
        made(tmp_path, text)
