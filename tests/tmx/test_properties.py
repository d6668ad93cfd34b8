"""Whatever a memory holds, it comes back; merging is idempotent and does not mind the order of files."""

from __future__ import annotations

import io
import json
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.tmx import Entry, Memory, Variant
from duizhao.tmx.formats.jsonl import entry_json, entry_text, json_entry
from duizhao.tmx.formats.xliff import read_xliff
from duizhao.tmx.formats.xliff2 import write_xliff2
from duizhao.tmx.formats.xliff12_writer import write_xliff12
from duizhao.tmx.model import codes, plain
from duizhao.tmx.operations.dedupe import dedupe, entry_key
from duizhao.tmx.operations.diff import changes, differences
from duizhao.tmx.operations.merge import RULES, merge
from duizhao.tmx.validation.repair_codes import mend_codes
from duizhao.tmx.xml.dtd import RULES as ELEMENTS
from tests.tmx.strategies import CONTENT, ENTRIES, MEMORIES, SIMPLE, completed_memory

relaxed = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@relaxed
@given(MEMORIES)
def test_write_then_read_is_identity(tmp_path: Path, memory: Memory) -> None:
    memory.write(tmp_path / "m.tmx")
    back = Memory.read(tmp_path / "m.tmx")
    assert back == completed_memory(memory)
    back.write(tmp_path / "n.tmx")
    assert (tmp_path / "n.tmx").read_bytes() == (tmp_path / "m.tmx").read_bytes()


@relaxed
@given(MEMORIES)
def test_level_1_keeps_the_text_and_drops_the_codes(tmp_path: Path, memory: Memory) -> None:
    memory.write(tmp_path / "m.tmx", level=1)
    back = Memory.read(tmp_path / "m.tmx")
    for old, new in zip(memory, back, strict=True):
        for before, after in zip(old.variants, new.variants, strict=True):
            assert after.text == before.text
            assert not list(codes(after.content))


@relaxed
@given(ENTRIES)
def test_json_loses_nothing(entry: Entry) -> None:
    assert json_entry(json.loads(json.dumps(entry_json(entry)))) == entry
    assert entry_text(entry) == json.dumps(entry_json(entry), ensure_ascii=False, separators=(",", ":"))


@relaxed
@given(CONTENT)
def test_mended_codes_are_allowed_paired_and_stable(parts: tuple[object, ...]) -> None:
    def check(content: tuple[object, ...], parent: str) -> None:
        for part in content:
            if not isinstance(part, str):
                assert part.tag in ELEMENTS[parent].children  # type: ignore[attr-defined]
                assert set(part.attributes) <= ELEMENTS[part.tag].required | ELEMENTS[part.tag].optional  # type: ignore[attr-defined]
                assert set(part.attributes) >= ELEMENTS[part.tag].required  # type: ignore[attr-defined]
                check(part.content, part.tag)  # type: ignore[attr-defined]

    said: list[str] = []
    mended = mend_codes(parts, said.append)  # type: ignore[arg-type]
    check(mended, "seg")
    opened = [c.attributes["i"] for c in codes(mended) if c.tag == "bpt"]
    assert sorted(opened) == sorted(c.attributes["i"] for c in codes(mended) if c.tag == "ept")
    assert len(set(opened)) == len(opened)
    again: list[str] = []
    assert mend_codes(mended, again.append) == mended
    assert not again
    assert bool(said) == (mended != parts)


FILES = st.lists(st.lists(SIMPLE, max_size=5), min_size=1, max_size=3)


@relaxed
@given(FILES)
def test_merging_does_not_mind_the_order_of_files(files: list[list[Entry]]) -> None:
    for rule in ("all", "newest", "confidence"):
        results = [list(merge(order, "en", conflicts=rule)) for order in permutations(files)]
        assert all(result == results[0] for result in results)


@relaxed
@given(FILES, st.sampled_from(RULES))
def test_merging_again_changes_nothing(files: list[list[Entry]], rule: str) -> None:
    once = list(merge(files, "en", conflicts=rule))  # type: ignore[arg-type]
    assert list(merge([once], "en", conflicts=rule)) == once  # type: ignore[arg-type]
    assert list(merge([once, once], "en", conflicts=rule)) == once  # type: ignore[arg-type]


@relaxed
@given(FILES)
def test_merging_keeps_every_pair_of_texts_once(files: list[list[Entry]]) -> None:
    def texts(entries: list[Entry]) -> list[tuple[str, ...]]:
        return sorted(tuple(v.text for v in entry.variants) for entry in entries)

    merged = list(merge(files, "en"))
    assert texts(merged) == sorted(set(texts([entry for file in files for entry in file])))
    single = list(merge(files, "en", conflicts="newest"))
    assert len(single) == len({entry.variants[0].text for entry in merged})


@relaxed
@given(st.lists(SIMPLE, max_size=8), st.sampled_from(["first", "last", "newest", "confidence"]))
def test_dedupe_leaves_one_of_each_and_nothing_new(entries: list[Entry], keep: str) -> None:
    for by in ("pair", "source"):
        left = list(dedupe(lambda: entries, "en", by=by, keep=keep))  # type: ignore[arg-type]
        keys = [entry_key(entry, "en", by=by) for entry in left]
        assert len(set(keys)) == len(keys)
        assert set(keys) == {entry_key(entry, "en", by=by) for entry in entries}
        assert all(any(entry is one for one in entries) for entry in left)


@relaxed
@given(st.lists(SIMPLE, max_size=6), st.lists(SIMPLE, max_size=6))
def test_differences_account_for_every_unit(old: list[Entry], new: list[Entry]) -> None:
    found = list(differences(old, new, "en"))
    assert sum(d.old is not None for d in found) == len(old)
    assert sum(d.new is not None for d in found) == len(new)
    assert [d.kind for d in differences(old, old, "en")] == ["same"] * len(old)


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["en", "zh-CN"]))
def test_changes_rebuild_both_texts(old: str, new: str, language: str) -> None:
    pieces = changes(old, new, language)
    assert "".join(piece[1] for piece in pieces) == old
    assert "".join(piece[2] for piece in pieces) == new


@relaxed
@given(CONTENT, st.sampled_from([write_xliff2, write_xliff12]))
def test_xliff_keeps_text_and_pairing_of_sound_codes(parts: tuple[object, ...], write: Any) -> None:
    sound = mend_codes(parts, lambda what: None)  # type: ignore[arg-type]
    if not plain(sound).strip():
        return
    entry = Entry((Variant("en", sound), Variant("zh-CN", sound)))
    from duizhao.tmx.formats.rows import table_header

    stream = io.BytesIO()
    write(stream, table_header(("en", "zh-CN")), [entry])
    stream.seek(0)
    back = next(read_xliff(stream, (), "x")[1]).variants[1]
    assert back.text == plain(sound)
    # The codes of a sub-flow are part of its code's data.
    top = list(_outer(sound))
    assert [c.tag for c in _outer(back.content)] == [c.tag for c in top]
    pairs = [(c.tag, c.attributes["i"]) for c in top if c.tag in ("bpt", "ept")]
    assert [(c.tag, c.attributes["i"]) for c in _outer(back.content) if c.tag in ("bpt", "ept")] == pairs


def _outer(parts: tuple[object, ...]):  # type: ignore[no-untyped-def]
    for part in parts:
        if not isinstance(part, str):
            yield part
            if part.tag == "hi":  # type: ignore[attr-defined]
                yield from _outer(part.content)  # type: ignore[attr-defined]
