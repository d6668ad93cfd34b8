"""Labels as papers print them: `29.`, `(29)`, 第三条, 3.2.1, (a), (iv), （一）, ①, 一、.

A label is only a reading of the first characters of a text. Whether it numbers a paragraph is decided in
`corpora.numbering`, by what stands before and after.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.numerals.characters import number as chinese_number

_HAN_DIGITS = "〇零一二三四五六七八九十百"


class Label(NamedTuple):
    """A label at the start of a text: its form, its value, as printed, and where the text behind it begins.

    `value` has one number, or several for a decimal label (3.2.1). `last` is the last number of a range
    (`12–15. [Deleted]`), else that of `value`. `suffix` belongs to a paragraph that was put in later: `bis` for
    `12 bis.` and 12之二, `A` for `12A.`.
    """

    form: str
    value: tuple[int, ...]
    printed: str
    end: int
    last: int
    suffix: str = ""

    @property
    def order(self) -> int:
        """The place of the suffix among those of its number: 0 for none, 1 for 之一 or A, 2 for bis or B."""
        if self.suffix in _LATIN:
            return _LATIN.index(self.suffix) + 2
        return ord(self.suffix) - ord("A") + 1 if self.suffix.isupper() else len(self.suffix)


#: Forms that can number the paragraphs of a whole paper, the usual first; 一、 only those within articles.
FORMS = ("dot", "decimal", "bracketed", "paren", "comma", "article", "bare", "han")

# Paragraphs put in between two numbers: 12 bis, 12 ter; in Chinese 12之二, 12之三 (之一 in the laws of China).
_LATIN = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")
_LATER = rf"(?:\s?(?P<latin>{'|'.join(_LATIN)})|(?P<letter>[A-Z])|\s?之\s?(?P<han>[{_HAN_DIGITS}]{{1,3}}))"

# 七、八月 are two months, 3、4号 two days, and no label.
_NO_OTHER = rf"(?!(?:\d{{1,2}}|[{_HAN_DIGITS}]{{1,3}})\s?[月日年天号號岁歲点點时時周週层層](?![{HAN}]{{1,2}}[:：]?$))"
_AND = "[、，,和及至或与與]"
# What an article that is cited goes on with.
_CITED = (
    rf"{_AND}?\s?第|[、，,；;）)》〉”」的之]|至\d|所(?:列|述|指|规|規|定|提|称|稱|载|載|说|說)|[规規]定|款|[项項](?!目)"
    r"|中(?:的|所|[规規]|列|述|提|[关關][于於]|有[关關]|[对對]|第|，)"
)

_FORMS = {
    # Text recognition may see a gap inside a number: `1 5.`
    "dot": re.compile(
        rf"(?:(?P<m>[⒈-⒛])|(?P<n>\d{{1,4}}|\d(?:\s\d{{1,2}}){{1,2}})(?:\s?[-–—至]\s?(?P<last>\d{{1,4}})|{_LATER})?\s?[.．](?!\d))"
        r"\s*"
    ),
    # Tenders mark what a bidder must fulfil: `▲2.3.2`, `★4.1`.
    "decimal": re.compile(r"(?:[▲△★☆※]\s?)?(?P<n>\d{1,3}(?:[.．]\d{1,3}){1,4})[.．、]?(?:\s+|(?=[" + HAN + r"《“]))"),
    "bracketed": re.compile(r"[(（\[]\s?(?P<n>\d{1,4})\s?[)）\]]\s*"),
    "paren": re.compile(r"(?P<n>\d{1,4})[)）]\s*"),
    "comma": re.compile(rf"(?P<n>\d{{1,4}})、{_NO_OTHER}\s*"),
    # With a gap behind it `第三条` begins an article whatever follows, save another number; 第三条之二 does as well.
    # Without one it is cited where it goes on with 的, 第二款, 规定 or 中所述.
    "article": re.compile(
        rf"(?:第\s?(?P<n>\d{{1,4}}|[{_HAN_DIGITS}]{{1,6}})\s?[条條]"
        rf"(?:\s?之\s?(?P<han>[{_HAN_DIGITS}]{{1,3}})(?=\s|$)|(?=\s)(?!\s*{_AND}?第)|(?!\s|{_CITED}))"
        rf"|(?:Article|ARTICLE|Art\.)\s(?P<m>\d{{1,4}})(?:\s?(?P<latin>{'|'.join(_LATIN)})|(?P<letter>[A-Z]))?\b"
        r"(?=\s*(?:[.:：–—-]|$|[A-Z(“\"])))[.:：]?\s*"
    ),
    # A number with nothing but a gap behind it: how typewritten and converted papers set it.
    "bare": re.compile(r"(?P<n>\d{1,4})(?:\t\s*|\s{2,}|\s(?=[A-Z" + HAN + r"]))"),
    "han": re.compile(rf"(?P<n>[{_HAN_DIGITS}]{{1,4}})[、.．]{_NO_OTHER}\s*"),
}


def paragraph_label(text: str) -> Label | None:
    """The label at the start of a text in one of FORMS; None where there is none.

    >>> paragraph_label("29. At the global level") == Label("dot", (29,), "29.", 4, 29)
    True
    >>> paragraph_label("第二十条 本公约") == Label("article", (20,), "第二十条", 5, 20)
    True
    >>> paragraph_label("2.5 million") is None, paragraph_label("第204段") is None
    (False, True)
    """
    for form, pattern in _FORMS.items():
        match = pattern.match(text)
        if not match:
            continue
        found = match.groupdict()
        digits = found["n"] or found["m"]
        if form == "decimal":
            value: tuple[int, ...] = tuple(int(part) for part in re.split(r"[.．]", digits))
            return Label(form, value, match[0].strip(), match.end(), value[-1])
        number = _whole("".join(digits.split()))
        if number is None:
            continue
        last = int(found["last"]) if found.get("last") else number
        return Label(form, (number,), match[0].strip(), match.end(), max(last, number), _suffix(found))
    return None


def _suffix(found: Mapping[str, str | None]) -> str:
    """`bis`, `ter` or a letter; 之二 is bis, and 之一, which has no Latin name, is `i`."""
    place = chinese_number(found.get("han") or "") or 0
    if not place:
        return found.get("latin") or found.get("letter") or ""
    return _LATIN[place - 2] if 2 <= place < len(_LATIN) + 2 else "i" * min(place, 20)


_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

#: What one label of a list can look like, as (form, expression); `(i)` is both alphabetic and Roman.
_ITEMS = (
    ("alphabetic", re.compile(r"[(（]([a-z]{1,2})[)）]|([a-z])[).](?=\s)")),
    ("roman", re.compile(r"[(（]([ivxlc]{1,7})[)）]|([ivxlc]{1,7})[).](?=\s)")),
    ("arabic", re.compile(r"(\d{1,3})[.．、](?!\d)|([⒈-⒛])")),
    ("arabic before bracket", re.compile(r"(\d{1,3})[)）](?!\d)")),
    ("arabic in brackets", re.compile(r"[(（](\d{1,3})[)）]|([⑴-⒇])")),
    ("han", re.compile(rf"[(（]([{_HAN_DIGITS}]{{1,4}})[)）]|([㈠-㈩])")),
    ("han comma", re.compile(rf"([{_HAN_DIGITS}]{{1,4}})[、.．]{_NO_OTHER}")),
    ("circled", re.compile("([①-⑳❶-❿])")),
)
#: What lists are marked with. The letter o is Word's hollow bullet as text, § its square one.
_MARKS = "-*+•‣▪▫◦●○·–—➢➤✓✔✗❖❑☐☑□⇨⇒➔➜▹◇o"
_MARK = re.compile(rf"([{re.escape(_MARKS)}])(?:\s+|$)|(§)\s+(?!\d)(?=\S)")
# What Chinese standards mark items with; elsewhere it stands before the name of an author.
_DASH = re.compile(r"(——)\s*(?=\S)")


class ListLabel(NamedTuple):
    """A label of a list item: form (`alphabetic`, `roman`, `arabic`, `arabic before bracket`, `arabic in brackets`,
    `han`, `han comma`, `circled`, `mark`, `dash`), value from 1 (0 for a mark or a dash), as printed, end of the label
    and the white space behind it."""

    form: str
    value: int
    printed: str
    end: int


def item_labels(text: str) -> tuple[ListLabel, ...]:
    """The readings of a list label at the start of a text: none, one, or two for `(i)`.

    >>> [(i.form, i.value) for i in item_labels("(i) design")]
    [('alphabetic', 9), ('roman', 1)]
    >>> [(i.form, i.value, i.end) for i in item_labels("（三）加强问责")]
    [('han', 3, 3)]
    """
    found = []
    for form, pattern in _ITEMS:
        match = pattern.match(text)
        value = _item_value(form, next(g for g in match.groups() if g)) if match else None
        if match and value:
            end = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
            found.append(ListLabel(form, value, match[0], end))
    mark = _MARK.match(text)
    if mark and not _ornamental(text):
        found.append(ListLabel("mark", 0, mark[1] or mark[2], mark.end()))
    elif dash := _DASH.match(text):
        found.append(ListLabel("dash", 0, dash[1], dash.end()))
    return tuple(found)


def _ornamental(text: str) -> bool:
    """Whether a line is one mark repeated, or has a dash at its end as at its start.

    >>> [_ornamental(t) for t in ("* * *", "– END –", "– rope – new", "* lamp")]
    [True, True, False, False]
    """
    text = text.strip()
    framed = text[0] in "-–—" and text[-1] == text[0] and text[-2:-1].isspace()
    return framed or (len(text) > 1 and len(set("".join(text.split()))) == 1)


def readings_of(label: str) -> tuple[ListLabel, ...]:
    """The readings of a label that the format gives (`a.`, `iv)`, `B.`), which needs no blank behind it; capitals have
    forms of their own.

    >>> [(i.form, i.value) for i in readings_of("B.")], [i.form for i in readings_of("i.")]
    ([('capital alphabetic', 2)], ['alphabetic', 'roman'])
    """
    found = item_labels(f"{label} x")
    if not found and label != label.lower():
        found = tuple(i._replace(form=f"capital {i.form}") for i in item_labels(f"{label.lower()} x"))
    return tuple(i._replace(printed=label) for i in found)


def _item_value(form: str, digits: str) -> int | None:
    if form == "alphabetic":
        # (aa) comes after (z); (ab) is no label.
        single = len(set(digits)) == 1
        return (ord(digits[0]) - ord("a") + 1) + 26 * (len(digits) - 1) if single else None
    if form == "roman":
        return _roman(digits)
    return _whole(digits)


def _whole(digits: str) -> int | None:
    """The value of digits, half or full-width, of a number in Chinese, or of one character such as ③, ⒊ or ㈢."""
    if digits.isdecimal():
        return int(digits)
    return chinese_number(digits) if digits[0] in _HAN_DIGITS else int(unicodedata.numeric(digits, 0)) or None


def _roman(digits: str) -> int | None:
    """The value of a small Roman numeral that is well formed, up to 89."""
    if not re.fullmatch(r"(?:x{0,3}|xl|lx{0,3})(?:ix|iv|v?i{0,3})", digits):
        return None
    values = [_ROMAN_DIGITS[c] for c in digits]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
