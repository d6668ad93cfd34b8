"""JSON Lines from batches: for units that are written alike, the same lines as each unit by itself would give."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.tmx import Reader
from duizhao.tmx.formats.jsonl import batch_json, entry_json, read_jsonl, write_jsonl
from duizhao.tmx.xml.fast.columns import Batch

UNIT = (
    '<tu{fields}>{extras}<tuv xml:lang="en"{more}>{own}<seg>a {n} &lt;b&gt; "q" \\ {code}</seg></tuv>'
    '<tuv xml:lang="zh-CN"><seg>甲{n}</seg></tuv></tu>\n'
)


def memory(folder: Path, **parts: str) -> Path:
    made = "".join(
        UNIT.format(n=n, **{name: parts.get(name, "").replace("#", str(n)) for name in ("fields", "extras", "more",
                                                                                        "own", "code")})
        for n in range(300)
    )  # fmt: skip
    path = folder / "m.tmx"
    path.write_text(f'<tmx version="1.4"><header srclang="en"/><body>\n{made}</body></tmx>', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"fields": ' tuid="t#" creationdate="20300101T000000Z"'},
        {"extras": '<prop type="x-document">d#</prop>'},
        {"extras": "<note>remark #</note>"},
        {"extras": '<note>remark #</note><prop type="x-a">#</prop><note>again</note>'},
        {"extras": '<note xml:lang="fr">remarque #</note><prop type="x-b" xml:lang="fr">#</prop>'},
        {"more": ' changeid="wang"', "own": '<note>own #</note><prop type="context">c#</prop>'},
        {"code": '<bpt i="1">&lt;i&gt;</bpt>#<ept i="1">&lt;/i&gt;</ept>'},
    ],
)
def test_batches_are_written_as_their_entries(parts: dict[str, str], tmp_path: Path) -> None:
    with Reader(memory(tmp_path, **parts)) as reader:
        batches = list(reader.batches())
    fast = [one for one in batches if isinstance(one, Batch)]
    assert sum(map(len, fast)) > 200, "these units are alike: they come in batches"
    for batch in fast:
        assert [json.loads(line) for line in batch_json(batch).decode("utf-8").splitlines()] == [
            entry_json(entry) for entry in batch.entries()
        ]


@pytest.mark.parametrize("parts", [{}, {"extras": "<note>#</note>", "fields": ' tuid="#"'}, {"own": "<note>#</note>"}])
def test_written_and_read_is_the_memory(parts: dict[str, str], tmp_path: Path) -> None:
    path = memory(tmp_path, **parts)
    out = io.BytesIO()
    with Reader(path) as reader:
        write_jsonl(out, reader.header, reader)
    out.seek(0)
    header, back = read_jsonl(out, (), "m.jsonl")
    with Reader(path) as reader:
        assert header == reader.header
        assert list(back) == list(reader)


def read(lines: str, *languages: str) -> tuple[str, list[list[str]]]:
    header, entries = read_jsonl(io.BytesIO(lines.encode()), languages, "m.jsonl")
    return header.source_language, [[f"{v.language} {v.text}" for v in entry.variants] for entry in entries]


@pytest.mark.parametrize(
    ("line", "languages"),
    [
        ('{"en": "a", "zh-CN": "甲"}', ()),
        ('{"id": 7, "zh-CN": "甲", "en": "a"}', ("en", "zh-CN")),
        ('{"source": "a", "target": "甲"}', ("en", "zh-CN")),
        ('{"target": "甲", "document": "d", "source": "a"}', ("en", "zh-CN")),
    ],
)
def test_texts_are_found_by_their_keys(line: str, languages: tuple[str, ...]) -> None:
    assert read(line, *languages) == ("en", [["en a", "zh-CN 甲"]])


def test_a_line_without_a_translation_is_no_unit() -> None:
    lines = '{"en": "a", "zh-CN": "甲"}\n{"en": "b", "zh-CN": null}\n{"en": "c"}\n'
    assert read(lines) == ("en", [["en a", "zh-CN 甲"]])


@pytest.mark.parametrize("languages", [(), ("en", "zh-CN")])
@pytest.mark.parametrize(
    "line", ['{"id": 7, "score": 0.5, "text": "a"}', "{}", '{"prompt": "a", "answer": "甲", "n": 1}']
)
def test_lines_of_something_else_are_refused_with_their_keys(line: str, languages: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="do not say which are the texts"):
        read(f"{line}\n", *languages)
