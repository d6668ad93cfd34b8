"""The seed glossary's content: enough of it, in one form, with nothing that could not be a term."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from importlib import resources

import pytest

from duizhao.corpora.language.scripts import is_han
from duizhao.terminology.ilo_seed import DOMAINS, seed

Row = tuple[str, str, list[str], list[str], str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    text = (resources.files("duizhao.terminology") / "ilo_terms.tsv").read_text("utf-8")
    lines = [line for line in text.split("\n")[1:] if line and not line.startswith("#")]
    cells = [line.split("\t") for line in lines]
    return [(i, domain, en.split(" | "), zh.split(" | "), note) for i, domain, en, zh, note in cells]


def test_it_is_large_and_covers_every_domain(rows: list[Row]) -> None:
    assert len(rows) >= 600
    count = Counter(domain for _, domain, *_ in rows)
    assert set(count) == set(DOMAINS)
    assert min(count.values()) >= 20


def test_ids_and_english_terms_are_unique(rows: list[Row]) -> None:
    assert not [i for i, n in Counter(row[0] for row in rows).items() if n > 1]
    terms = Counter(term.casefold() for row in rows for term in row[2])
    assert not [term for term, n in terms.items() if n > 1]


def test_a_preferred_chinese_term_names_few_concepts(rows: list[Row]) -> None:
    shared = Counter(row[3][0] for row in rows)
    assert max(shared.values()) <= 2
    assert sum(n > 1 for n in shared.values()) <= 5


def test_cells_are_terms(rows: list[Row]) -> None:
    for ident, _, english, chinese, note in rows:
        for term in english:
            text = term.lstrip("!~")
            assert re.search("[A-Za-z]", text), ident
            assert text[0].isalnum(), ident
            assert not any(is_han(c) for c in text), ident
            assert text == text.strip() and "  " not in text and "'" not in text, ident  # noqa: PT018
        for term in chinese:
            text = term.lstrip("!~")
            assert any(is_han(c) for c in text) or text in ("NORMLEX", "ILOSTAT"), ident
            assert not re.search(r"[\s()]", text), f"{ident}: spaces or half-width brackets"
        for text in (*english, *chinese, note):
            assert text == unicodedata.normalize("NFC", text), ident
            assert not any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn", "Cs") for c in text), ident
            brackets = text.translate(str.maketrans("（）《》", "()<>"))
            assert brackets.count("(") == brackets.count(")"), ident
            assert brackets.count("<") == brackets.count(">"), ident


def test_instruments_carry_year_and_number_in_both_languages(rows: list[Row]) -> None:
    conventions = recommendations = 0
    for ident, domain, english, chinese, _ in rows:
        if not (kind := re.fullmatch(r"([cr])(\d{3})", ident)):
            continue
        assert domain == "standards and instruments"
        word, han = ("Convention", "公约") if kind[1] == "c" else ("Recommendation", "建议书")
        conventions += kind[1] == "c"
        recommendations += kind[1] == "r"
        number = int(kind[2])
        printed = re.fullmatch(rf".+ {word}(?: \(Revised\))?, (\d{{4}}) \(No\. {number}\)", english[0])
        assert printed, ident
        assert english[1] == f"{word} No. {number}"
        for title in chinese[:-1]:
            title_form = rf"《{printed[1]}年[^《》]*{han}(?:（修订本?）)?》（第{number}号）"
            assert re.fullmatch(title_form, title), f"{ident} {title}"
        assert chinese[-1] == f"第{number}号{han}"
    assert conventions >= 90
    assert recommendations >= 50


def test_instruments_are_in_the_order_of_their_years(rows: list[Row]) -> None:
    """The Conference numbers what it adopts as it goes: a higher number is never of an earlier year."""
    for kind in "cr":
        years = [int(row[2][0].rpartition(", ")[2][:4]) for row in rows if re.fullmatch(rf"{kind}\d{{3}}", row[0])]
        assert years == sorted(years)
        assert len(years) > 50


def test_years_of_titles_stand_in_both_languages(rows: list[Row]) -> None:
    for ident, _, english, chinese, note in rows:
        said = re.sub(r"(\d\d)(\d\d)–(\d\d)\b", r"\1\2 \1\3", " ".join([*english, note]))  # 2022–25
        theirs = set(re.findall(r"\d{4}", said))
        for term in (t for t in chinese if "《" in t):
            assert set(re.findall(r"\d{4}", term)) <= theirs, f"{ident} {term}"


def test_a_chinese_title_names_one_instrument(rows: list[Row]) -> None:
    named = Counter(term for row in rows for term in {t.lstrip("!~") for t in row[3]} if "《" in term or "号" in term)
    assert not [term for term, n in named.items() if n > 1]


@pytest.mark.parametrize(
    ("ident", "year"),
    [
        # The eleven fundamental instruments (ten Conventions and a Protocol) and the four governance Conventions:
        # ILO, NORMLEX, "Conventions".
        ("c029", 1930), ("c087", 1948), ("c098", 1949), ("c100", 1951), ("c105", 1957), ("c111", 1958), ("c138", 1973),
        ("c155", 1981), ("c182", 1999), ("c187", 2006), ("p029", 2014),
        ("c081", 1947), ("c122", 1964), ("c129", 1969), ("c144", 1976),
    ],
)  # fmt: skip
def test_fundamental_and_governance_instruments_are_there_and_marked(rows: list[Row], ident: str, year: int) -> None:
    row = next(row for row in rows if row[0] == ident)
    assert str(year) in row[2][0]
    assert str(year) in row[3][0]
    wanted = "governance" if ident in ("c081", "c122", "c129", "c144") else "fundamental"
    assert wanted in row[4]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("decent work", "体面劳动"),
        ("just transition", "公正转型"),
        ("constituents", "三方成员"),
        ("outcome", "成果目标"),
        ("output", "产出"),
        ("Standards Review Mechanism", "标准审议机制"),
        ("occupational safety and health", "职业安全与卫生"),
        ("migrant worker", "移民工人"),
        ("social protection floor", "社会保护底线"),
        ("Governing Body", "理事会"),
        ("collective bargaining", "集体谈判"),
    ],
)
def test_the_organizations_own_usage_comes_first(rows: list[Row], english: str, chinese: str) -> None:
    assert [row[3][0] for row in rows if row[2][0] == english] == [chinese]


def test_what_the_organization_does_not_write_is_deprecated(rows: list[Row]) -> None:
    marked = {term for row in rows for term in row[3] if term.startswith("!")}
    assert {"!公正过渡", "!体面工作", "!移徙工人", "!社保底线", "!护理经济"} <= marked


def test_the_package_reads_it(rows: list[Row]) -> None:
    assert len(seed().concepts) == len(rows)


def test_what_china_ratified_under_another_title_is_found(rows: list[Row]) -> None:
    """NORMLEX, ratifications for China, and the titles of the decisions of ratification."""
    titles = {row[0]: row[3] for row in rows}
    assert "《1958年消除就业和职业歧视公约》（第111号）" in titles["c111"]
    assert "《1976年三方协商促进实施国际劳工标准公约》（第144号）" in titles["c144"]
    assert {"c007", "c016", "c022", "c059"} <= set(titles)


def test_a_recommendation_is_called_as_its_convention(rows: list[Row]) -> None:
    """A Convention and the Recommendation that supplements it differ in kind, number and year only."""
    by_english = {re.sub(r" (?:Convention|Recommendation).*", "", row[2][0]): row for row in rows if row[0][0] == "c"}
    pairs = 0
    for row in rows:
        subject = re.sub(r" (?:Convention|Recommendation).*", "", row[2][0])
        convention = by_english.get(subject)
        if re.fullmatch(r"r\d{3}", row[0]) and convention and re.fullmatch(r"c\d{3}", convention[0]):
            plain = {re.sub(r"《\d{4}年|(?:公约|建议书)(?:（修订本?）)?》.*", "", z) for z in convention[3]}
            assert re.sub(r"《\d{4}年|建议书(?:（修订本?）)?》.*", "", row[3][0]) in plain, row[0]
            pairs += 1
    assert pairs > 50
