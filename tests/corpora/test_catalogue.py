"""The catalogue: ids in one style, names that are refused with the nearest known one, and ids that had another name."""

from __future__ import annotations

import pytest

from duizhao.corpora import CATALOGUE, Notice
from duizhao.corpora.catalogue import Catalogue, CatalogueEntry, Severity
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.notices.catalogue import NOTICES


def entry(id: str, *aliases: str, severity: Severity = Severity.NOTE) -> CatalogueEntry:
    return CatalogueEntry(id, severity, "Title", "Summary", "Page.", aliases=aliases)


def catalogue() -> Catalogue:
    made = Catalogue()
    made.add(entry("text.gap"), entry("text.foreign"), entry("text.foreign_word"), entry("pdf.page", "pdf.old-page"))
    return made


@pytest.mark.parametrize("id", ["", "text", "Text.gap", "text.two-words", "text.", ".gap", "text gap", "text.a b"])
def test_an_id_that_is_not_spelt_as_ids_are(id: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        entry(id)


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("text.foriegn", "text.foreign"),
        ("text.gaps", "text.gap"),
        ("TEXT.GAP", "text.gap"),
        ("pdf.pag", "pdf.page"),
        ("texts.*", "text.*"),
        ("zzzzzzzz", None),
        ("", None),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(asked: str, near: str | None) -> None:
    made = catalogue()
    assert made.nearest(asked) == near
    with pytest.raises(SettingsError, match=rf"Did you mean {near}\?" if near else "diagnostics") as refused:
        made[asked]
    assert f"no check or notice {'fits' if '*' in asked else 'is called'} {asked}" in str(refused.value)


def test_an_old_name_means_the_same_entry() -> None:
    made = catalogue()
    assert made["pdf.old-page"] is made["pdf.page"]
    assert made["pdf.page"].first_id == "pdf.old-page"
    assert [e.id for e in made.fitting("pdf.old-*")] == ["pdf.page"]
    assert [e.id for e in made] == ["pdf.page", "text.foreign", "text.foreign_word", "text.gap"]


def test_two_entries_cannot_have_one_name() -> None:
    made = catalogue()
    made.add(entry("text.gap"))
    with pytest.raises(ValueError, match=r"two entries of the catalogue are called text\.gap"):
        made.add(entry("text.gap", severity=Severity.ERROR))
    with pytest.raises(ValueError, match=r"called pdf\.old-page"):
        made.add(entry("odt.page", "pdf.old-page"))


def test_a_notice_has_an_id_of_the_catalogue() -> None:
    with pytest.raises(SettingsError, match=r"called docx\.hiden. Did you mean docx\.hidden\?"):
        Notice("docx.hiden", "x")
    assert Notice("alignment.sentence-missing", "x").check == "alignment.sentence_missing"


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.id)
def test_what_is_said_of_a_notice(notice: CatalogueEntry) -> None:
    assert CATALOGUE[notice.id] is notice
    assert notice.title[0].isupper()
    assert notice.summary[0].isupper()
    assert not notice.summary.endswith(".")
    assert len(notice.summary) < 100
    body, cure, what = notice.text.partition("\n## Cure\n")
    assert len(body) > 40
    assert cure
    assert what.strip()
    assert "TODO" not in notice.text


def test_titles_tell_notices_apart_within_a_format() -> None:
    titles = [(n.id.split(".")[0], n.title) for n in NOTICES]
    assert len(titles) == len(set(titles))


def test_what_it_begins_with_is_made_when_it_is_first_asked() -> None:
    made, asked = Catalogue(), []

    def beginning() -> list[CatalogueEntry]:
        asked.append("once")
        return [entry("text.gap")]

    made.begin_with(beginning)
    assert asked == []
    with pytest.raises(ValueError, match=r"two entries of the catalogue are called text\.gap"):
        made.add(entry("text.gap", severity=Severity.ERROR))
    assert [e.id for e in made] == ["text.gap"]
    assert "text.gap" in made
    assert made.nearest("text.gab") == "text.gap"
    assert asked == ["once"]
    late = Catalogue()
    late.begin_with(beginning)
    assert late["text.gap"] == made["text.gap"]
