"""What is left out on demand: unsure pairs, stop lists; and what is listed apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.terminology.extraction.choosing import chosen, read_stop_list, stop_key, stopped
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term

SLUICE = Concept(
    "c-sluice",
    (Term("sluice", "en"), Term("水闸", "zh-CN"), Term("闸口", "zh-CN", Status.ADMITTED)),
    (Link("sluice", "水闸", 3, confidence=0.4), Link("sluice", "闸口", 2, confidence=0.95)),
)
MORNING = Concept("c-morning", (Term("mornings", "en"), Term("早晨", "zh-CN")), (Link("mornings", "早晨", 9),))


def test_an_unsure_pair_goes_with_the_terms_that_only_it_has() -> None:
    (concept, untold) = chosen([SLUICE, MORNING], least=0.9)
    assert [t.text for t in concept.terms] == ["sluice", "闸口"]
    assert concept.terms[1].status is Status.PREFERRED
    assert untold == MORNING  # a pair of which nobody said how sure it is stays


def test_nothing_asked_nothing_left_out() -> None:
    assert chosen([SLUICE, MORNING]) == (SLUICE, MORNING)


@pytest.mark.parametrize("line", ["Morning", "早晨"])
def test_a_stop_list_works_in_either_language(tmp_path: Path, line: str) -> None:
    path = tmp_path / "停用 stop.txt"
    path.write_text(f"# words that are no terms here\n\n{line}\n", "utf-8")
    assert chosen([SLUICE, MORNING], stop=read_stop_list(path)) == (SLUICE,)


def test_a_stop_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_bytes("早晨".encode("gb18030"))
    with pytest.raises(InputError, match="UTF-8"):
        read_stop_list(tmp_path / "s.txt")
    with pytest.raises(InputError, match=r"none\.txt"):
        read_stop_list(tmp_path / "none.txt")


def test_what_a_glossary_rejected_is_a_stop_list() -> None:
    no = Concept("c", (Term("mornings", "en", Status.REJECTED), Term("早晨", "zh-CN", Status.REJECTED)))
    assert stopped(Glossary((no, SLUICE))) == {stop_key("morning"), "早晨"}
