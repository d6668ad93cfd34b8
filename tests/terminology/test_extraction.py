"""Extraction on the bundled sample and on made-up pairs: terms, variants, evidence, and inputs that have none."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError, MissingExtraError, SettingsError
from duizhao.corpora.model import Locator, Pair
from duizhao.corpora.samples import path as sample
from duizhao.terminology import ExtractSettings, Glossary, Status, extract


@cache
def pairs() -> tuple[Pair, ...]:
    """The sentence pairs of the sample paper, as its gold aligns them."""
    found = []
    for line in sample("gold.jsonl").read_text("utf-8").splitlines():
        unit = json.loads(line)
        for chinese, english in unit["beads"]:
            if chinese and english:
                at = Locator("en.md", unit["uid"]), Locator("zh.md", unit["uid"])
                found.append(Pair(" ".join(english), "".join(chinese), *at, 0.9))
    return tuple(found)


@cache
def glossary() -> Glossary:
    return extract(pairs())


def rows() -> list[tuple[str, str]]:
    return [(x.source, x.target) for c in glossary() for x in c.links]


def test_finds_most_of_what_a_terminologist_lists() -> None:
    """Of the listed pairs that stand twice or more at least seven in ten; of the found ones that are listed nine in ten
    with the listed English."""
    text = "".join(p.target for p in pairs()).replace(" ", "")
    gold: dict[str, set[str]] = {}
    for row in csv.DictReader(sample("terms.tsv").open(encoding="utf-8"), delimiter="\t"):
        gold.setdefault(_plain(row["zh"]), set()).add(_english(row["en"]))
    frequent = {zh for zh in gold if text.count(zh) > 1}
    found = [(_plain(zh), _english(en)) for en, zh in rows()]
    hit = {zh for zh, en in found if en in gold.get(zh, ())}
    judged = [en in gold[zh] for zh, en in found if zh in gold]
    assert len(hit & frequent) >= 0.7 * len(frequent)
    assert sum(judged) >= 0.9 * len(judged)


def _plain(text: str) -> str:
    return "".join(c for c in text if c not in " 《》")


def _english(text: str) -> str:
    words = text.lower().replace("the ", "").split("(")[0].replace("-", " ").replace("–", " ").split()
    return " ".join(w.rstrip("s,") for w in words)


@pytest.mark.parametrize(
    ("english", "variants"),
    [
        ("just transition", {"公正转型", "公正过渡"}),
        ("decent work", {"体面劳动", "体面工作"}),
        ("migrant workers", {"移徙工人", "移民工人"}),
    ],
)
def test_one_concept_has_all_its_variants(english: str, variants: set[str]) -> None:
    (concept,) = (c for c in glossary() if any(t.text == english for t in c.terms))
    targets = concept.terms_in("zh")
    assert {t.text for t in targets} == variants
    assert targets[0].status is Status.PREFERRED
    assert all(t.status is Status.ADMITTED for t in targets[1:])
    assert targets[0].count >= max(t.count for t in targets)


def test_counts_and_examples_are_what_the_texts_say() -> None:
    concept = next(c for c in glossary() if c.id == "c-just-transition")
    for term in concept.terms_in("zh"):
        assert term.count == sum(p.target.replace(" ", "").count(term.text) for p in pairs())
        assert term.documents == 1
    for link in concept.links:
        assert link.confidence is not None
        assert 0 < link.confidence <= 1
        assert link.first is not None
        assert link.examples
        for example in link.examples:
            start, end = example.source_span
            assert example.source[start:end].lower().rstrip("s") == link.source.rstrip("s")
            start, end = example.target_span
            assert example.target[start:end].replace(" ", "") == link.target


def test_instruments_are_whole() -> None:
    expected = (
        "Occupational Safety and Health (Inland Ports) Convention, 2016 (No. 17)",
        "《2016年(内河港口)职业安全与卫生公约》（第17号）",
    )
    assert expected in rows()


def test_fragments_do_not_stand_beside_what_they_are_part_of() -> None:
    found = {target for _, target in rows()}
    assert "体面" not in found
    assert "公正" not in found


def test_an_abbreviation_is_tied_to_its_full_form() -> None:
    concept = next(c for c in glossary() if any(t.text == "IINO" for t in c.terms))
    forms = {t.text: t.form for t in concept.terms}
    assert forms["IINO"] == "abbreviation"
    assert "fullForm" in forms.values()


def test_the_same_pairs_give_the_same_glossary() -> None:
    assert extract(pairs()) == glossary()


def test_the_other_direction_finds_the_same_terms() -> None:
    turned = [Pair(p.target, p.source, p.target_at, p.source_at, p.confidence) for p in pairs()]
    back = extract(turned, source_language="zh-CN", target_language="en")
    assert {(x.target, x.source) for c in back for x in c.links} == set(rows())
    assert all(c.terms_in("zh")[0].language == "zh-CN" for c in back)


def test_the_recipe_says_how() -> None:
    assert "least:2" in str(glossary().recipe)
    assert f"pairs:{len(pairs())}" in str(glossary().recipe)


def test_most_and_least() -> None:
    assert len(extract(pairs(), settings=ExtractSettings(most=5))) == 5
    strict = extract(pairs(), settings=ExtractSettings(least=5))
    names = {t.text for t in strict.concepts[0].terms}
    assert names
    assert len(strict) < len(glossary())


def test_what_stands_just_often_enough_is_a_term() -> None:
    strict = extract(pairs(), settings=ExtractSettings(least=3))
    twice, thrice = ([t.count for c in found for t in c.terms] for found in (glossary(), strict))
    assert twice.count(2) > 3 * thrice.count(2)


def test_a_sample_counts_in_the_whole() -> None:
    found = extract(pairs() * 3, settings=ExtractSettings(sample=len(pairs())))
    assert f"sample:{len(pairs())}" in str(found.recipe)
    concept = next(c for c in found if c.preferred("en").text == "just transition")  # type: ignore[union-attr]
    assert sum(t.count for t in concept.terms_in("zh")) == 3 * sum(
        p.target.count("公正转型") + p.target.count("公正过渡") for p in pairs()
    )


@pytest.mark.parametrize(
    "made",
    [
        [("Hello.", "你好。")],
        [("a", "一")] * 3,
        [("…", "……")] * 3,
        [("2024–25", "2024-2025")] * 4,
        [("word " * 300, "词" * 500)],
        [("<b>&amp;", "＜b＞＆")] * 2,
        [("体面劳动", "decent work")] * 2,
    ],
)
def test_pairs_without_terms_do_no_harm(made: list[tuple[str, str]]) -> None:
    found = extract([Pair(e, z, Locator("e"), Locator("z")) for e, z in made])
    assert isinstance(found, Glossary)


def test_no_pair_with_both_sides() -> None:
    with pytest.raises(InputError, match="no pair"):
        extract([])
    with pytest.raises(InputError, match="no pair"):
        extract([Pair("decent work", " ", Locator("e"), Locator("z"))])


def test_other_languages_are_refused() -> None:
    with pytest.raises(SettingsError, match="Known: English and Chinese"):
        extract(pairs(), source_language="en", target_language="fr")


def test_a_model_that_is_not_installed() -> None:
    with pytest.raises(MissingExtraError, match="en_no_such_model"):
        extract(pairs()[:5], settings=ExtractSettings(spacy_model="en_no_such_model"))


@pytest.mark.slow
def test_the_ilo_paper(shared: Path, tmp_path: Path) -> None:
    """The acceptance figures on the gold part of the paper alone (half of it): precision 0.95."""
    import subprocess
    import sys

    folder = shared / "corpora/ilo-gb346-pfa1"
    made = []
    for line in (folder / "gold-dev.jsonl").read_text("utf-8").splitlines():
        unit = json.loads(line)
        for chinese, english in unit["beads"]:
            if chinese and english:
                made.append(Pair(" ".join(english), "".join(chinese), Locator("en"), Locator("zh"), 1.0))
    from duizhao.terminology import write_glossary

    write_glossary(extract(made), tmp_path / "g.csv")
    done = subprocess.run(
        [
            sys.executable,
            shared / "bin/score_terms",
            tmp_path / "g.csv",
            folder / "terms-dev.tsv",
            folder / "zh.md",
            "800",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    words = done.stdout.split()
    precision, recall = float(words[words.index("precision") + 1]), float(words[words.index("recall") + 1])
    assert precision >= 0.93, done.stdout
    assert recall >= 0.55, done.stdout
