"""Quantities: one table of Chinese and English that say the same, tables of what is no number, and properties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.numerals import QuantityKind, otherwise, quantities
from duizhao.corpora.numerals.characters import number
from duizhao.corpora.numerals.measures import measures

K = QuantityKind


def values(text: str, tag: str) -> list[object]:
    return [q.value for q in quantities(text, tag)]


SAME = [
    # Chinese, English, values
    (
        "第 346 届会议，2022 年 10 月至 11 月",
        "346th Session, October–November 2022",
        [346, (2022, 10, None), (2022, 11, None)],
    ),
    ("日期：2022 年 10 月 7 日", "Date: 7 October 2022", [(2022, 10, 7)]),
    ("日期：2022年10月7日", "Date: October 7, 2022", [(2022, 10, 7)]),
    ("日期：2022-10-07", "Date: 2022-10-07", [(2022, 10, 7)]),
    ("10月31日至11月10日", "31 October to 10 November", [(None, 10, 31), (None, 11, 10)]),
    ("3月7日至11日", "7–11 March", [(None, 3, 7), (None, 3, 11)]),
    ("2023 年 3 月 7-11 日", "7-11 March 2023", [(2023, 3, 7), (2023, 3, 11)]),
    ("十二月", "in December", [(None, 12, None)]),
    ("2024-2025 两年期", "biennium 2024–25", [(2024, 2025)]),
    ("2024年至2025年", "2024 to 2025", [(2024, 2025)]),
    ("20世纪90年代", "the 1990s", [1990]),
    ("二十一世纪", "the twenty-first century", [21]),
    ("二〇二二年", "2022", [2022]),
    ("首个领域，每年公布两次", "the first area, published twice a year", [1, 2]),
    ("近一半是妇女", "nearly half were women", [Fraction(1, 2)]),
    ("17 亿人", "1.7 billion people", [1_700_000_000]),
    ("17亿人", "1,700 million people", [1_700_000_000]),
    ("1.7万亿", "1.7 trillion", [1_700_000_000_000]),
    ("1亿5000万", "150 million", [150_000_000]),
    ("3 万人", "30 000 people", [30_000]),
    ("3.5万人", "35,000 people", [35_000]),
    ("10至15万", "100–150 thousand", [(100_000, 150_000)]),
    ("三百五十人", "three hundred and fifty people", [350]),
    ("一百零三", "one hundred and three", [103]),
    ("两亿五千万", "two hundred and fifty million", [250_000_000]),
    ("二十五个", "twenty-five", [25]),
    ("百分之二十", "20 per cent", [20]),
    ("20 %", "twenty per cent", [20]),
    ("百分之 3.5", "3.5 percent", [Fraction(7, 2)]),
    ("15%至20%", "15–20 per cent", [(15, 20)]),
    ("５０％", "50%", [50]),
    ("第155号公约", "Convention No. 155", [155]),
    ("第 87 号和第 98 号公约", "Conventions Nos 87 and 98", [87, 98]),
    ("《1985年劳工统计公约》(第160号)", "the Convention, 1985 (No. 160)", [1985, 160]),
    ("第 204 段", "paragraph 204", [204]),
    ("第28至31段", "paragraphs 28–31", [(28, 31)]),
    ("第 5、7 和 9 段", "paras 5, 7 and 9", [5, 7, 9]),
    ("《章程》第24条", "article 24 of the Constitution", [24]),
    ("第二十届大会", "the 20th Conference", [20]),
    ("第一项议程", "First item on the agenda", [1]),
    ("GB.346/INS/17/1。", "GB.346/INS/17/1.", ["GB.346/INS/17/1"]),
    ("第 A/RES/70/1 号决议", "resolution A/RES/70/1", ["A/RES/70/1"]),
    ("指标 8.5.1 和 8.b.1", "indicators 8.5.1 and 8.b.1", ["8.5.1", "8.b.1"]),
    ("目标 8.7 联盟", "Alliance 8.7", [Fraction(87, 10)]),
    ("二十国集团", "G20", [20]),
    ("三分之二", "two-thirds of", [Fraction(2, 3)]),
    ("五分之一", "one in five", [Fraction(1, 5)]),
    ("三个保障因素", "three enablers", [3]),
    ("兩億人、第三屆", "200 million people, 3rd", [200_000_000, 3]),
]


@pytest.mark.parametrize(("zh", "en", "expected"), SAME, ids=[row[0] for row in SAME])
def test_both_languages_say_the_same(zh: str, en: str, expected: list[object]) -> None:
    assert values(zh, "zh-CN") == expected
    assert values(en, "en") == expected


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("Costs fell 9% to $4.5 million.", "en", [9, 4_500_000]),
        ("Costs fell 9 to 12%.", "en", [(9, 12)]),
        ("3½ hours and 2 ¼ turns", "en", [Fraction(7, 2), Fraction(9, 4)]),
        ("3½小时", "zh", [Fraction(7, 2)]),
        ("票價〇．八歐元", "zh-TW", [Fraction(4, 5)]),
        ("长二．五米", "zh", [Fraction(5, 2)]),
    ],
)
def test_parts_of_numbers(text: str, tag: str, expected: list[object]) -> None:
    assert values(text, tag) == expected


@pytest.mark.parametrize(
    ("text", "value"), [("三歐元半", Fraction(7, 2)), ("两米半", Fraction(5, 2)), ("例如50mm f/2的镜头", 50)]
)
def test_what_a_turn_says(text: str, value: object) -> None:
    assert value in [one for said in otherwise(text, "zh") for one in said.values]


@pytest.mark.parametrize("space", ["\u00a0", "\u2007", "\u2009", "\u202f", "\u3000"])
def test_any_space_of_a_typesetter_groups_digits(space: str) -> None:
    for text, tag in ((f"共1{space}700{space}500人", "zh-CN"), (f"some 1{space}700{space}500 people", "en")):
        (one,) = quantities(text, tag)
        assert (one.value, one.text) == (1_700_500, f"1{space}700{space}500")


@pytest.mark.parametrize(
    ("full", "half"),
    [
        ("５．５％", "5.5%"),
        ("１２／０３／２０２４", "12/03/2024"),
        ("０９：３０", "09:30"),
        ("第６７号", "第67号"),
        ("８９", "89"),
    ],
)
def test_full_width_digits_and_signs_are_numbers_like_others(full: str, half: str) -> None:
    assert values(full, "zh-CN") == values(half, "zh-CN") != []
    assert quantities(full, "zh-CN")[0].text in full


@pytest.mark.parametrize(
    "text",
    "一些国家 一方面 进一步 第 三方机制 两性平等 两年期 十分重要 百年宣言 千方百计 万一 统一 唯一 之一 四面八方 "
    "三三两两 一个框架 一项决定 二者 七八十 三四个 十四五规划 新冠肺炎COVID-19 CO2 https://a.b/12".split(),
)
def test_chinese_that_counts_nothing(text: str) -> None:
    assert values(text, "zh") == []


@pytest.mark.parametrize(
    "text",
    "one of the most|No one|the COVID-19 crisis|SARS-CoV-2|B2B|CO2|K-12|millions of people|may march|"
    "https://example.org/2022/10|someone@mail2.org|and/or||half-hearted".split("|"),
)
def test_english_that_counts_nothing(text: str) -> None:
    assert values(text, "en") == []


@pytest.mark.parametrize(
    ("text", "tag", "kind"),
    [
        ("百分之五", "zh", K.PERCENT),
        ("2022年", "zh", K.YEAR),
        ("2022", "en", K.YEAR),
        ("第5段", "zh", K.PARAGRAPH),
        ("para. 5", "en", K.PARAGRAPH),
        ("第144号", "zh", K.INSTRUMENT),
        ("No. 144", "en", K.INSTRUMENT),
        ("第347届会议", "zh", K.SESSION),
        ("347th Session", "en", K.SESSION),
        ("third", "en", K.ORDINAL),
        ("第三", "zh", K.ORDINAL),
        ("GB.1/2", "en", K.SYMBOL),
        ("1.2.3", "en", K.LABEL),
        ("12", "zh", K.NUMBER),
    ],
)
def test_kinds(text: str, tag: str, kind: QuantityKind) -> None:
    assert [q.kind for q in quantities(text, tag)] == [kind]


def test_small_numbers_in_words_are_not_firm_and_digits_are() -> None:
    assert [q.firm for q in quantities("三个, 3个, 二十个, 第一", "zh")] == [False, True, True, False]
    assert [q.firm for q in quantities("three, 3, twenty, first", "en")] == [False, True, True, False]


def test_parts_compare_a_range_with_its_ends_and_a_date_with_its_pieces() -> None:
    assert quantities("2024–25", "en")[0].parts == (2024, 2025)
    assert quantities("7 October 2022", "en")[0].parts == (2022, "month 10", 7)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(SettingsError, match="not supported"):
        quantities("1", "xx")


@pytest.mark.parametrize("piece", ["1", "1,", "123 ", "一", "a.b.", "1-", "one ", "二零二二年", "百分之", "May 1 "])
@pytest.mark.parametrize("tag", ["en", "zh"])
def test_long_nonsense_is_no_trouble(piece: str, tag: str) -> None:
    text = piece * 5000
    assert all(q.text in text for q in quantities(text, tag))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # 十 stands alone at the beginning of a section or behind 百, as it is said.
        ("十五", 15), ("一百十五", 115), ("三千二百十", 3210), ("一万十", 10_010),
        # Two tens, and what needs a digit before it.
        ("二十十", None), ("百五", None), ("十百", None), ("千", None),
    ],
)  # fmt: skip
def test_tens_without_their_digit(text: str, value: int | None) -> None:
    assert number(text) == value


def test_a_file_of_digits_is_no_number() -> None:
    assert values("7" * 5000, "en") == values("7" * 5000, "zh") == []


TEXTS = st.text(
    alphabet=st.sampled_from(
        "0123456789 ,.-–/%第号年月日至和一二两三十百千万亿零〇分之个５GBINS()abcand thundredmillionofone"
    ),
    max_size=40,
)


@given(TEXTS, st.sampled_from(["en", "zh"]))
def test_spans_are_in_order_inside_the_text_and_quote_it(text: str, tag: str) -> None:
    end = 0
    for q in quantities(text, tag):
        assert end <= q.span[0] < q.span[1] <= len(text)
        assert q.text == text[slice(*q.span)]
        end = q.span[1]


@given(st.integers(min_value=2, max_value=10**12 - 1))
def test_every_number_reads_back_from_digits_and_from_chinese(n: int) -> None:
    assert values(f"共{n}人", "zh") == [n]
    assert values(f"共{n:,}人", "zh") == [n]
    assert values(f"{n:,} people", "en") == [n]
    assert values(f"共{_chinese(n)}个", "zh") == [n]


def _chinese(n: int) -> str:
    """An independent spelling of n in Chinese characters, as school books give it."""
    digits = "零一二三四五六七八九"

    def four(n: int) -> str:
        out, zero = "", False
        for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = n // scale % 10
            if digit:
                out, zero = out + ("零" if zero and out else "") + digits[digit] + name, False
            else:
                zero = True
        return out

    out = ""
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = n // scale % 10**4
        if part:
            out += ("零" if out and part < 1000 else "") + four(part) + name
    return out


@pytest.mark.parametrize("text", [
    "It took ſix and a half years.", "We meet at half ſix.", "ſeven ſeven ſix", "the mid-ſixties", "a goalleſſ draw",
    "the fırſt month of the quarter", "to the ſecond decimal place", "fıve grand", "twenty-ſıx tımeſ", "ſıx stone ſıx",
])  # fmt: skip
def test_letters_that_only_unicode_takes_for_others_are_no_numbers(text: str) -> None:
    # ſ and ı are s and i to a pattern that ignores case, and in no dictionary.
    for ask in (otherwise, measures, quantities):
        ask(text, "en")
    plain = text.replace("ſ", "s").replace("ı", "i")
    assert otherwise(plain, "en") or quantities(plain, "en")
