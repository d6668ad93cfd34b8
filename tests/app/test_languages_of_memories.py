"""A memory in six languages, its Chinese in both scripts and not everywhere: every command works on one pair."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.tmx import Entry, Memory, Prop, Variant
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.model import content
from tests.app.running import invoke, printed

TEXTS = [
    {
        "en-GB": "The lock keeper rings the bell at 6 a.m.",
        "fr": "L'éclusier sonne la cloche à 6 heures.",
        "es": "El esclusero toca la campana a las 6.",
        "ru": "Смотритель звонит в колокол в 6 утра.",
        "ar": "يقرع الحارس الجرس في السادسة.",
        "zh-CN": "船闸管理员早上6点敲钟。",
        "zh-TW": "船閘管理員早上6點敲鐘。",
    },
    {
        "en-GB": "Two boats wait below the weir.",
        "fr": "Deux bateaux attendent sous le barrage.",
        "zh-TW": "兩艘船在堰下等候。",
    },
    {
        "en-GB": "The ferry carries seven carts across the river.",
        "fr": "Le bac porte sept charrettes à travers le fleuve.",
        "ar": "تنقل العبارة سبع عربات عبر النهر.",
    },
    {"en-GB": "Nets dry on the wall.", "ru": "Сети сохнут на стене.", "zh-CN": "渔网晾在墙上。"},
    {"fr": "La cloche est fêlée.", "zh-CN": "钟裂了。", "es": "La campana está rajada."},
]


def memory(srclang: str, turn: int = 0) -> Memory:
    """The texts with their languages in an order that differs from unit to unit."""
    entries = []
    for number, texts in enumerate(TEXTS):
        tags = sorted(texts, key=lambda tag: hash_of(f"{tag}{number}{turn}"))
        variants = tuple(Variant(tag, content(texts[tag])) for tag in tags)
        entries.append(Entry(variants, {"tuid": str(number)}, (Prop("x-document", "river.md"),)))
    return Memory(table_header((srclang, "")), tuple(entries))


def hash_of(text: str) -> int:
    return sum(ord(char) * (place + 3) ** 3 for place, char in enumerate(text)) % 97


@pytest.fixture(params=["en", "en-GB", "*all*"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    memory(request.param).write(tmp_path / "river.tmx")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIZHAO_MEMORY", raising=False)
    return tmp_path


@pytest.fixture
def stored(folder: Path) -> Path:
    invoke("memory", "add", "river.tmx")
    return folder


def test_check_compares_one_pair_and_counts_what_lacks_it(folder: Path) -> None:
    done = invoke("check", "river.tmx", "--all", "--no-cache")
    assert "compared are en-GB and zh-CN; left aside: ar, es, fr, ru" in done.stderr
    assert "left out: 2 units lack one of them" in done.stderr
    assert "3 sentence pairs" in done.stdout
    done = invoke("check", "river.tmx", "--no-cache", "--target", "zh-TW")
    assert "compared are en-GB and zh-TW" in done.stderr
    assert "left out: 3 units lack one of them" in done.stderr
    done = invoke("check", "river.tmx", "--no-cache", "--source", "zh-CN", "--target-language", "en")
    assert "languages:zh-en" in done.stdout


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--target", "fr"), "language 'fr' is not supported"),
        (("--source", "en-GB", "--target", "en"), "no unit has en-GB and en-GB"),
        (("--target", "Chinese"), "'Chinese' is not a language code"),
    ],
)
def test_check_refuses_languages_that_it_cannot_compare(folder: Path, options: tuple[str, ...], why: str) -> None:
    assert why in printed("check", "river.tmx", *options)


def test_a_wrong_number_is_found_in_the_script_that_is_asked_for(folder: Path) -> None:
    text = Path("river.tmx").read_text(encoding="utf-8").replace("早上6點", "早上7點")
    Path("wrong.tmx").write_text(text, encoding="utf-8")
    assert "number.differs" not in invoke("check", "wrong.tmx", "--no-cache").stdout
    assert "number.differs" in invoke("check", "wrong.tmx", "--no-cache", "--target", "zh-TW", code=1).stdout


def test_a_memory_whose_header_names_french_is_checked_all_the_same(folder: Path) -> None:
    memory("fr").write("french.tmx")
    assert "compared are en-GB and zh-CN" in invoke("check", "french.tmx", "--no-cache").stderr


def test_check_takes_the_languages_of_documents_and_leaves_those_of_projects(folder: Path) -> None:
    Path("a.txt").write_text("船闸已关闭。\n", encoding="utf-8")
    Path("b.txt").write_text("The lock is closed.\n", encoding="utf-8")
    documents = ("check", "a.txt", "b.txt", "--no-cache")
    assert "languages:zh-en" in invoke(*documents, "--source", "zh").stdout
    assert "declared as English" in printed(*documents, "--source", "en")
    Path("duizhao.toml").write_text(
        '[project]\noutput = "out"\n[[pair]]\nsource = "b.txt"\ntarget = "a.txt"\n', encoding="utf-8"
    )
    assert "a project says its languages itself" in printed("check", "--target", "zh-TW")


def test_lookup_leaves_out_a_unit_without_the_language(stored: Path) -> None:
    found = invoke("memory", "lookup", TEXTS[2]["en-GB"], code=1)
    assert found.stdout == ""
    assert "looked up are en and zh; left aside: ar, es, fr, ru" in found.stderr
    assert "left out: 1 unit that fits has no text in zh" in found.stderr
    assert TEXTS[2]["fr"] in invoke("memory", "lookup", TEXTS[2]["en-GB"], "--target", "fr").stdout
    assert TEXTS[1]["zh-TW"] in invoke("memory", "lookup", TEXTS[1]["en-GB"]).stdout
    assert invoke("memory", "lookup", TEXTS[1]["en-GB"], "--target", "zh-CN", code=1).stdout == ""
    both = json.loads(invoke("memory", "lookup", TEXTS[0]["en-GB"], "--json", "--target", "zh-TW").stdout)
    assert [match["target"] for match in both["matches"]] == [TEXTS[0]["zh-TW"]]
    assert TEXTS[0]["zh-CN"] in invoke("memory", "lookup", TEXTS[0]["en-GB"]).stdout
    other = invoke("memory", "lookup", TEXTS[4]["fr"], "--source", "fr", "--target", "es")
    assert TEXTS[4]["es"] in other.stdout


def test_a_chinese_text_is_not_answered_in_spanish(stored: Path) -> None:
    found = invoke("memory", "lookup", TEXTS[4]["zh-CN"], code=1)
    assert found.stdout == ""
    assert "left out: 1 unit that fits has no text in en" in found.stderr


def test_concordance_leaves_out_a_unit_without_the_language(stored: Path) -> None:
    found = invoke("memory", "concordance", "ferry", code=1)
    assert found.stdout == ""
    assert "left out: 1 that fit" in found.stderr
    assert TEXTS[2]["ar"] in invoke("memory", "concordance", "ferry", "--target", "ar").stdout
    shown = invoke("memory", "concordance", "bell", "--source", "en", "--target", "zh-TW").stdout
    assert TEXTS[0]["zh-TW"] in shown
    assert TEXTS[0]["zh-CN"] not in shown


def test_leverage_counts_matches_of_the_pair(stored: Path) -> None:
    Path("new.txt").write_text(f"{TEXTS[1]['en-GB']}\n\n{TEXTS[2]['en-GB']}\n", encoding="utf-8")

    def rows(*options: str) -> dict[str, int]:
        done = invoke("memory", "leverage", "new.txt", "--format", "json", *options)
        return {row["match"]: row["segments"] for row in json.loads(done.stdout)["classes"]}

    assert rows()["100 %"] == 1
    assert rows("--target", "fr")["100 %"] == 2
    assert rows("--target", "zh-CN")["100 %"] == 0
    said = invoke("memory", "leverage", "new.txt", "--source", "en-GB").stderr
    assert "left out: 1 unit that fits has no text in zh" in said


def test_export_of_a_pair_holds_its_two_languages_alone(stored: Path) -> None:
    done = invoke("memory", "export", "pair.tmx", "--source", "en", "--target", "zh-TW")
    assert "2 units\nleft out: 3 without en-GB and zh-TW" in done.stderr
    back = Memory.read("pair.tmx")
    assert back.source_language == "en-GB"
    assert [[v.language for v in entry.variants] for entry in back] == [["en-GB", "zh-TW"]] * 2
    assert "5 units" in invoke("memory", "export", "all.tmx").stderr
    assert {v.language for entry in Memory.read("all.tmx") for v in entry.variants} == set(TEXTS[0])


def test_stats_count_every_pair_or_the_one_that_is_asked_for(folder: Path) -> None:
    counted = json.loads(invoke("tmx", "stats", "river.tmx", "--json").stdout)["pairs"]
    assert {name: counted[f"en-GB → {name}"] for name in ("zh-CN", "zh-TW", "fr", "ar")} == {
        "zh-CN": 2,
        "zh-TW": 2,
        "fr": 3,
        "ar": 2,
    }
    done = invoke("tmx", "stats", "river.tmx", "--source", "en", "--target", "fr", "--json")
    one = json.loads(done.stdout)
    assert (one["units"], one["pairs"]) == (3, {"en-GB → fr": 3})
    assert "left out: 2 without en-GB and fr" in done.stderr


def test_diff_sees_no_order_of_languages_and_one_pair_where_it_is_asked_for(folder: Path) -> None:
    memory("en", turn=1).write("turned.tmx")
    assert "0 changed, 0 added, 0 removed, 5 same" in invoke("tmx", "diff", "river.tmx", "turned.tmx").stderr
    text = Path("turned.tmx").read_text(encoding="utf-8").replace("sept charrettes", "huit charrettes")
    Path("new.tmx").write_text(text, encoding="utf-8")
    assert "[-sept-]{+huit+}" in invoke("tmx", "diff", "river.tmx", "new.tmx", code=1).stdout
    done = invoke("tmx", "diff", "river.tmx", "new.tmx", "--target", "zh")
    assert "new.tmx: left out: 2 without en-GB and zh-CN" in done.stderr
    assert "0 changed, 0 added, 0 removed, 3 same" in done.stderr
    done = invoke("tmx", "diff", "river.tmx", "new.tmx", "--target", "fr", "--format", "tmx", code=1)
    assert done.stdout.count("<tuv") == 2


def test_extract_says_which_pair(folder: Path) -> None:
    done = invoke("glossary", "extract", "river.tmx", "--no-embed")
    assert "extracted from en-GB and zh-CN; left aside: ar, es, fr, ru" in done.stderr
    assert "left out: 2 units that lack one of them" in done.stderr
    assert "en-GB and zh-TW" in invoke("glossary", "extract", "river.tmx", "--target", "zh-TW", "--no-embed").stderr


def test_convert_writes_the_pair_that_is_named(folder: Path) -> None:
    assert (
        "left out: 3 without en-GB and zh-TW"
        in invoke("tmx", "convert", "river.tmx", "p.xlf", "--languages", "en,zh-TW").stderr
    )
    text = Path("p.xlf").read_text(encoding="utf-8")
    assert 'trgLang="zh-TW"' in text
    assert TEXTS[3]["zh-CN"] not in text


def test_pretranslation_fills_from_the_pair(stored: Path) -> None:
    Path("new.txt").write_text(f"{TEXTS[0]['en-GB']}\n\n{TEXTS[2]['en-GB']}\n", encoding="utf-8")
    said = invoke("memory", "pretranslate", "new.txt", "-o", "new.xlf", "--target", "zh-TW").stderr
    assert "looked up are en and zh-TW" in said
    text = Path("new.xlf").read_text(encoding="utf-8")
    assert TEXTS[0]["zh-TW"] in text
    assert not any(TEXTS[2][tag] in text for tag in ("fr", "ar"))
