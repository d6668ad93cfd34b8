"""The memory on disk: one contract for SQLite and PostgreSQL, and what only a file has to stand."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.scripts import is_han
from duizhao.tmx import Entry, Prop, Variant
from duizhao.tmx.model import NONE, content
from duizhao.tmx.store.fuzzy import FuzzyIndex
from duizhao.tmx.store.store import Store
from duizhao.tmx.store.tokens import indexed, key, pack, percent, score, terms, tokens
from tests.tmx.strategies import ENTRIES


def unit(source: str, target: str, document: str = "a.md", number: str = "", date: str = "") -> Entry:
    props = [Prop("x-document", document)] if document else []
    if number:
        props.append(Prop("x-paragraph", number))
    variants = (Variant("en-GB", content(source)), Variant("zh-CN", content(target)))
    return Entry(variants, {"changedate": date} if date else NONE, tuple(props))


UNITS = [
    unit(
        "Decent work for all is the goal of the Office.",
        "人人享有体面劳动是劳工局的目标。",
        number="1",
        date="20240101T000000Z",
    ),
    unit("The Governing Body takes note of the report.", "理事会注意到该报告。", number="2"),
    unit("Social protection floors were extended in 2024.", "2024年扩大了社会保护底线。", number="3"),
    unit("The Governing Body took note of the report.", "理事会注意到这份报告。", "b.md", number="1"),
    unit(
        "Decent work for all is the goal of the Office.",
        "人人享有体面工作是劳工局的目标。",
        "b.md",
        "2",
        "20250101T000000Z",
    ),
]


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    with Store(place, create=True) as made:
        list(made.add(UNITS))
        yield made


def test_what_was_added_is_there_in_order(store: Store) -> None:
    assert [(name, units) for name, units, _ in store.documents()] == [("a.md", 3), ("b.md", 2)]
    assert list(store.entries()) == UNITS
    assert list(store.entries("b.md")) == UNITS[3:]
    assert store.languages() == {"en": 5, "zh": 5}


def test_exact_matches_come_first_and_the_newest_of_them(store: Store) -> None:
    found = store.lookup("Decent work for all is the goal of the Office. ", "en")
    assert [(m.score, m.target) for m in found] == [(100, UNITS[4].variants[1].text), (100, UNITS[0].variants[1].text)]
    assert (found[0].document, found[0].number) == ("b.md", "2")
    assert (found[0].source_language, found[0].target_language) == ("en-GB", "zh-CN")


@pytest.mark.parametrize(
    ("text", "language", "best", "likeness"),
    [
        ("decent work, for ALL, is the goal of the office", "en", 4, 99),
        ("The Governing Body takes note of the reports.", "en-US", 1, 87),
        ("The Governing Body noted the report.", "en", 1, 62),
        ("人人享有体面劳动是劳工局的目标", "zh", 0, 93),
        ("理事会注意到那份报告。", "zh-CN", 3, 90),
    ],
)
def test_fuzzy_matches(text: str, language: str, best: int, likeness: int, store: Store) -> None:
    found = store.lookup(text, language, minimum=50)
    source = UNITS[best].variants[0 if language.startswith("en") else 1].text
    assert (found[0].source, found[0].score) == (source, likeness)
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    assert store.lookup(text, language, minimum=likeness)[0].score == likeness
    assert all(m.score > likeness for m in store.lookup(text, language, minimum=likeness + 1))


def test_nothing_like_it(store: Store) -> None:
    assert store.lookup("Quite another matter", "en") == []
    assert store.lookup("", "en") == []
    assert store.lookup("Decent work", "fr") == []
    with pytest.raises(SettingsError):
        store.lookup("x", "en", limit=0)


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("体面劳动", [0]),
        ("体面", [4, 0]),
        ("劳", [4, 0]),
        ("governing body", [3, 1]),
        ("GOVERNING  Body", [3, 1]),
        ("govern*", [3, 1]),
        ("govern", []),
        ("body takes", [1]),
        ("note report", []),
        ("２０２４", [2]),
        ("100%", []),
        ("_ote", []),
    ],
)
def test_concordance_in_both_languages(phrase: str, found: list[int], store: Store) -> None:
    lines = store.concordance(phrase)
    targets = {v.text for i in found for v in UNITS[i].variants}
    assert {line.source for line in lines} <= targets
    assert len({line.unit for line in lines}) == len(found)


def test_concordance_shows_what_stands_around(store: Store) -> None:
    (line,) = store.concordance("takes note", "en")
    assert (line.before, line.after) == (UNITS[0].variants[0].text, UNITS[2].variants[0].text)
    with pytest.raises(SettingsError, match="no word"):
        store.concordance(" …! ")


def test_adding_a_document_again_updates_it(store: Store) -> None:
    assert list(store.add([unit("New text here.", "这里是新文本。")])) == [("a.md", 1, True)]
    assert [(name, units) for name, units, _ in store.documents()] == [("a.md", 1), ("b.md", 2)]
    assert store.lookup("Social protection floors were extended in 2024.", "en") == []
    assert store.concordance("社会保护") == []
    assert len(store.concordance("新文本")) == 1
    assert store.lookup("New text here.", "en")[0].score == 100
    assert store.remove("a.md")
    assert not store.remove("a.md")
    assert store.concordance("新文本") == []


def test_units_without_a_document_need_a_name(store: Store) -> None:
    assert list(store.add([unit("x y", "甲", "")], "named.tmx")) == [("named.tmx", 1, False)]
    with pytest.raises(SettingsError, match="--document"):
        list(store.add([unit("x", "甲", "")]))


def test_a_document_in_several_runs_is_one(store: Store) -> None:
    mixed = [unit("one", "一", "m"), unit("two", "二", "n"), unit("three", "三", "m")]
    list(store.add(mixed))
    assert [e.variants[0].text for e in store.entries("m")] == ["one", "three"]
    list(store.add(mixed[:2]))
    assert [e.variants[0].text for e in store.entries("m")] == ["one"]


def test_documents_that_interleave_are_one_transaction_each(store: Store, place: str) -> None:
    # More than are held at once, so that every document lies in several parts of the spool.
    mixed = [unit(f"Sentence {n} of them.", f"第{n}句。", f"d{n % 3}") for n in range(9001)]
    added = store.add(mixed)
    assert next(added) == ("d0", 3001, False)
    with Store(place) as other:
        assert [name for name, _, _ in other.documents()] == ["a.md", "b.md", "d0"]
    assert list(added) == [("d1", 3000, False), ("d2", 3000, False)]
    for n in range(3):
        assert list(store.entries(f"d{n}")) == mixed[n::3]
    assert store.concordance("sentence 4")[0].before == "Sentence 1 of them."


def test_an_addition_that_was_cut_off_goes_on_where_it_stopped(store: Store) -> None:
    mixed = [unit(f"Sentence {n} of them.", f"第{n}句。", f"d{n % 3}") for n in range(30)]
    next(store.add(mixed))
    [id_] = store._db.rows("SELECT min(u.id) FROM unit u JOIN document d ON d.id = u.document WHERE d.name = 'd0'")
    assert list(store.add(mixed)) == [("d0", 10, True), ("d1", 10, False), ("d2", 10, False)]
    # The first was not written again; one with a unit less, more or other is.
    newest = "SELECT min(u.id) FROM unit u JOIN document d ON d.id = u.document WHERE d.name = 'd0'"
    assert store._db.rows(newest) == [id_]
    for changed in (mixed[:27], mixed, [*mixed[:27], unit("Another.", "别的。", "d0"), *mixed[28:]]):
        list(store.add(changed))
        assert list(store.entries("d0")) == [entry for entry in changed if entry.prop("x-document") == "d0"]


def test_what_xml_cannot_hold_is_left_out_whatever_it_looks_like(store: Store) -> None:
    texts = ["a\x1bb", r"a \u001b b", "a\ud800b", "a\ufffeb", "a\x08\x0cb", r"C:\bin\format", "tab\tand\nline"]
    list(store.add([unit(text, text, "x") for text in texts]))
    kept = [entry.variants[0].text for entry in store.entries("x")]
    assert kept == ["ab", r"a \u001b b", "ab", "ab", "ab", r"C:\bin\format", "tab\tand\nline"]
    assert [(name, place) for name, place, _ in store.repaired] == [("x", 1), ("x", 3), ("x", 4), ("x", 5)]


def test_a_failure_leaves_the_old_version(store: Store) -> None:
    def failing() -> Iterator[Entry]:
        yield unit("half", "半")
        raise RuntimeError("cut")

    with pytest.raises(RuntimeError):
        list(store.add(failing()))
    assert list(store.entries("a.md")) == UNITS[:3]
    assert store.concordance("半") == []


def test_one_process_sees_what_another_wrote(store: Store, place: str) -> None:
    assert store.lookup("Fresh words from elsewhere.", "en") == []
    with Store(place) as other:
        list(other.add([unit("Fresh words from elsewhere.", "来自别处的新词。", "c.md")]))
    assert store.lookup("Fresh words from elsewhere now.", "en")[0].target == "来自别处的新词。"


def test_two_read_while_one_writes(store: Store, place: str) -> None:
    with Store(place) as one, Store(place) as two:

        def slowly() -> Iterator[Entry]:
            for number in range(20):
                yield unit(f"Slow sentence number {number}.", f"慢句{number}。", "slow.md")
                for reader in (one, two):
                    assert reader.lookup(UNITS[1].variants[0].text, "en")[0].score == 100
                    assert reader.concordance("慢句") == []

        list(store.add(slowly()))
        assert len(one.concordance("慢句")) == len(two.concordance("慢句")) == 20


WRITER = """
import sys
from duizhao.tmx.store.store import Store
from tests.tmx.test_store import unit
with Store(sys.argv[1], create=True) as store:
    for number in range(10**6):
        units = [unit(f"S {number} {i}.", f"句{number}和{i}。", f"d{number:06}") for i in range(20)]
        for name, _, _ in store.add(units):
            print(name, flush=True)
"""


def test_a_kill_loses_nothing_that_was_confirmed(place: str) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, place], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert writer.stdout
    confirmed = [writer.stdout.readline().strip() for _ in range(8)]
    time.sleep(0.05)
    writer.send_signal(signal.SIGKILL)
    confirmed += [line.strip() for line in writer.stdout.read().splitlines()]
    writer.wait()
    with Store(place) as store:
        documents = {name: units for name, units, _ in store.documents()}
        assert set(confirmed) <= set(documents)
        # What was under way is there whole or not at all.
        assert set(documents.values()) == {20}
        assert len(documents) <= len(confirmed) + 1
        assert len(store.concordance("和", limit=10**6)) == 20 * len(documents)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(ENTRIES, max_size=4))
def test_any_entry_comes_back(tmp_path: Path, entries: list[Entry]) -> None:
    path = tmp_path / "any.db"
    with Store(path, create=True) as store:
        list(store.add([e._replace(extras=(Prop("x-document", "d"), *e.extras)) for e in entries]))
        if entries:
            assert [e.extras[1:] for e in store.entries("d")] == [e.extras for e in entries]
            assert [e.variants for e in store.entries("d")] == [e.variants for e in entries]


def test_a_file_that_is_no_memory_and_one_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database at all" * 100)
    (tmp_path / "empty.db").write_bytes(b"")
    for name, says in [("x.db", "not a memory"), ("none.db", "no memory here"), ("empty.db", "not a memory")]:
        with pytest.raises(InputError, match=says):
            Store(tmp_path / name)
    import sqlite3

    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE t (x)")
    with pytest.raises(InputError, match="not a memory"):
        Store(tmp_path / "other.db", create=True)


def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(InputError) as caught:
        Store("postgresql://someone:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
    assert "127.0.0.1:1/none" in str(caught.value)


# The fuzzy index ----------------------------------------------------------------------------------------------------

ALPHABET = st.lists(st.sampled_from("abcdefgh"), max_size=12)


@settings(max_examples=150)
@given(st.lists(ALPHABET, min_size=1, max_size=30), ALPHABET, st.sampled_from([0.0, 0.5, 0.7]), st.integers(1, 5))
def test_search_is_what_a_scan_over_everything_gives(
    texts: list[list[str]], query: list[str], minimum: float, limit: int
) -> None:
    from rapidfuzz.distance import Levenshtein

    index = FuzzyIndex((i, pack(text)) for i, text in enumerate(texts))
    scan = [(Levenshtein.normalized_similarity(query, text), -i) for i, text in enumerate(texts) if query]
    wanted = sorted(((s, i) for s, i in scan if s >= max(minimum, 1e-9)), reverse=True)[:limit]
    for _ in range(4):  # the first searches scan bounds, later ones use the inverted index
        found = index.search(query, limit=limit, minimum=minimum)
        assert [(round(hit.similarity, 9), hit.number) for hit in found] == [(round(s, 9), -i) for s, i in wanted]


def test_frequent_and_repeated_tokens_do_not_mislead() -> None:
    rng = random.Random(3)
    texts = [["the"] * rng.randint(1, 90) + rng.choices("abcdef", k=rng.randint(0, 6)) for _ in range(3000)]
    from rapidfuzz.distance import Levenshtein

    index = FuzzyIndex((i, pack(text)) for i, text in enumerate(texts))
    for _ in range(20):
        query = ["the"] * rng.randint(1, 90) + rng.choices("abcxyz", k=3)
        best = max(Levenshtein.normalized_similarity(query, text) for text in texts)
        assert index.search(query, limit=1)[0].similarity == pytest.approx(best)


def test_an_empty_index_finds_nothing() -> None:
    assert FuzzyIndex([]).search(["a"]) == []
    assert FuzzyIndex([(1, b"")]).search(["a"]) == []


@pytest.mark.parametrize(
    ("one", "other", "language", "expected"),
    [
        ("a b c d", "a b c d", "en", 100),
        ("a b c d", "A b, c d!", "en", 99),
        ("a b c d", "a b c", "en", 75),
        ("a b c d", "w x y z", "en", 0),
        ("...", "…", "en", 99),
        ("体面劳动", "体面工作", "zh-CN", 50),
        ("ILO 第 155 号公约", "ILO 第155号公约", "zh-CN", 99),
        ("", "", "en", 100),
    ],
)
def test_scores_are_counted_in_words_or_characters(one: str, other: str, language: str, expected: int) -> None:
    assert score(one, other, language) == expected


def test_percent_rounds_down_but_not_what_is_whole() -> None:
    assert [percent(x) for x in (0.95, 0.9499, 1.0, 0.0, 0.57, 0.29)] == [95, 94, 100, 0, 57, 29]


def test_terms_and_tokens() -> None:
    assert terms("“体面劳动”（ILO’s）") == " 体 面 劳 动 ilo’s "
    assert terms("…") == ""
    assert tokens("第17.5号", "zh") == ["第", "17.5", "号"]
    assert tokens("!?", "en") == ["!", "?"]


def test_ctrl_c_that_comes_when_all_is_on_disk_stays_ctrl_c(tmp_path: Path) -> None:
    """Python delivers it after the statement that ran, so a COMMIT may have been that."""
    with Store(tmp_path / "m.db", create=True) as store:
        db = store._db

        def interrupted() -> None:
            with db.writing():
                db.insert("INSERT INTO document (name, added) VALUES (?, ?)", ("d", ""))
                db.rows("COMMIT")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert store.documents() == [("d", 0, "")]


def test_a_heading_is_found_by_its_unit(tmp_path: Path) -> None:
    extras = (Prop("x-document", "d.md"), Prop("x-unit", "h07"))
    entry = Entry((Variant("en", ("Early warning",)), Variant("zh-CN", ("预警",))), {}, extras)
    with Store(tmp_path / "m.db", create=True) as store:
        list(store.add([entry]))
        assert store.lookup("Early warning", "en")[0].number == "h07"


def test_a_document_of_more_units_than_go_to_the_database_at_once(place: str) -> None:
    made = [unit(f"Sentence {n} of many.", f"第{n}句。", document="d") for n in range(1203)]
    with Store(place, create=True) as store:
        assert [number for _, number, _ in store.add(made)] == [1203]
        assert list(store.entries()) == made
        assert [line.source for line in store.concordance("sentence 777")] == ["Sentence 777 of many."]
        assert store.concordance("第777句")[0].before == "第776句。"


# Ideographs (rare, and not assigned), letters, marks within words, and forms that folding changes.
_KINDS = st.sampled_from("abcé’'-_ 0９ＡⅣ体面豈𠮷〇々，。ßİ\u0301" + chr(0x2A6E5) + chr(0x323AF))


@given(st.text(_KINDS, max_size=12), st.sampled_from(["en", "zh-CN", "fr", "ja"]))
def test_what_is_kept_beside_a_text_is_what_it_is_found_by(text: str, language: str) -> None:
    assert indexed(text, language) == (key(text), terms(text), pack(tokens(text, language)))
    folded = unicodedata.normalize("NFKC", text).casefold()
    apart = "".join(f" {char} " if is_han(char) else char for char in folded)
    assert terms(text).split() == re.findall(r"\w+(?:['’-]\w+)*", apart)
