"""Numbers as word processors and browsers print them: the formats of lists, notes and pages.

Names are those of OOXML's ST_NumberFormat (ECMA-376 part 1, 17.18.59); readers of other formats map theirs to them.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = {"simplified": "零壹贰叁肆伍陆柒捌玖", "traditional": "零壹貳參肆伍陸柒捌玖"}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip
# A counter beyond this is a broken file (2 ** 31 as a start), and an alphabetic format would print millions of letters.
_LIMIT = 32_767


def roman(n: int) -> str:
    """A number from 1 in small Roman numerals; decimal where Roman has none (0, 4000 and more)."""
    if not 0 < n < 4000:
        return str(n)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (n // value)
        n %= value
    return text


def letters(n: int) -> str:
    """a, b … z, aa, bb … zz, aaa: Word's way, not a spreadsheet's."""
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1) if 0 < n <= 780 else str(n)


def spreadsheet_letters(n: int) -> str:
    """a … z, aa, ab … az, ba: the way of HTML and OpenDocument lists."""
    text = ""
    while n > 0:
        n, rest = divmod(n - 1, 26)
        text = chr(ord("a") + rest) + text
    return text or "0"


def chinese(n: int, digits: str = _DIGITS, units: str = "十百千万") -> str:
    """A number in Chinese: 十, 十一, 二十, 一百零五. Decimal from 100,000 up and below 0."""
    if not 0 <= n < 100_000:
        return str(n)
    if n < 10:
        return digits[n]
    zero = "零"
    text, gap = "", False
    for place in range(4, -1, -1):
        digit = n // 10**place % 10
        if digit:
            text += (zero if gap and text else "") + digits[digit] + (units[place - 1] if place else "")
            gap = False
        else:
            gap = True
    # Plain counting says 十二 where finance says 壹拾贰.
    return text[1:] if digits is _DIGITS and 10 <= n < 20 else text


def _digital(n: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(n)) if n >= 0 else str(n)


def _enclosed(first: int, count: int) -> Callable[[int], str]:
    return lambda n: chr(first + n - 1) if 0 < n <= count else str(n)


def _circled(n: int) -> str:
    for first, start, end in ((0x2460, 1, 20), (0x3251, 21, 35), (0x32B1, 36, 50)):
        if start <= n <= end:
            return chr(first + n - start)
    return str(n)


def _full_width(n: int) -> str:
    return str(n).translate({ord("0") + i: 0xFF10 + i for i in range(10)})


def _ordinal(n: int) -> str:
    suffix = "th" if n // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def _cardinal_text(n: int) -> str:
    if not 0 <= n < 1000:
        return str(n)
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10] + (f"-{_ONES[n % 10]}" if n % 10 else "")
    return f"{_ONES[n // 100]} hundred" + (f" {_cardinal_text(n % 100)}" if n % 100 else "")


def _ordinal_text(n: int) -> str:
    words = _cardinal_text(n)
    if words.isdigit():
        return words
    head, dash, last = words.rpartition("-") if "-" in words else words.rpartition(" ")
    last = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return head + dash + last


def _cycle(signs: str) -> Callable[[int], str]:
    """Signs in turn, doubled from the second round on: * † ‡ § ** ††."""
    return lambda n: signs[(n - 1) % len(signs)] * ((n - 1) // len(signs) + 1) if 0 < n < 100 else str(n)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "lowerLetter": letters,
    "upperLetter": lambda n: letters(n).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda n: roman(n).upper(),
    "ordinal": _ordinal,
    "cardinalText": lambda n: _cardinal_text(n).capitalize(),
    "ordinalText": lambda n: _ordinal_text(n).capitalize(),
    "hex": lambda n: f"{n:X}",
    "chicago": _cycle("*†‡§"),
    "numberInDash": lambda n: f"- {n} -",
    "none": lambda n: "",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _enclosed(0x2488, 20),
    "decimalEnclosedParen": _enclosed(0x2474, 20),
    "ideographEnclosedCircle": _enclosed(0x3280, 10),
    "ideographDigital": _digital,
    "taiwaneseDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "chineseLegalSimplified": lambda n: chinese(n, _FORMAL["simplified"], "拾佰仟万"),
    "ideographLegalTraditional": lambda n: chinese(n, _FORMAL["traditional"], "拾佰仟萬"),
    "ideographTraditional": lambda n: _STEMS[n - 1] if 0 < n <= 10 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if 0 < n <= 12 else str(n),
    "ideographZodiacTraditional": (lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12] if 0 < n <= 60 else str(n)),
    # Names of our own for what other formats print.
    "spreadsheetLower": spreadsheet_letters,
    "spreadsheetUpper": lambda n: spreadsheet_letters(n).upper(),
}


def formatted(n: int, name: str) -> str:
    """A number in a named format; decimal for a format we do not know and for absurd numbers.

    >>> [formatted(14, name) for name in ("decimal", "lowerRoman", "lowerLetter", "chineseCounting", "ordinalText")]
    ['14', 'xiv', 'n', '十四', 'Fourteenth']
    """
    return FORMATS.get(name, str)(n) if abs(n) <= _LIMIT else str(n)


# Symbol fonts put their signs into the private use area, where other programs show a box. What Word's own bullet
# gallery offers, from Symbol (F0B7) and Wingdings.
_SIGNS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf06e": "■", "\uf0a8": "◻", "\uf06c": "●", "\uf0d8": "➢", "\uf0fc": "✓",
    "\uf076": "❖",    "\uf0e0": "→", "\uf0f0": "⇨", "\uf02d": "-", "\uf0be": "—", "\uf071": "❑", "\uf0ae": "→",
    "\uf06f": "□", "\uf0fe": "☑", "\uf0fd": "☒", "\uf0fb": "✗", "\uf0e8": "➔", "\uf0df": "←", "\uf0e1": "↑",
    "\uf0e2": "↓",
}  # fmt: skip


def sign(text: str) -> str:
    """A bullet mark in public characters; • for a private one that we do not know."""
    return "".join(_SIGNS.get(char, "•" if "\ue000" <= char <= "\uf8ff" else char) for char in text)


# Adobe's Symbol font, which Word stores in the private use area from F020: Greek letters and signs of mathematics.
_SYMBOL = dict(
    zip(
        range(0xF041, 0xF05B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True,
    )
) | dict(zip(range(0xF061, 0xF07B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)) | {
    0xF020 + i: chr(0x20 + i) for i in range(0x20)
} | {
    0xF022: "∀", 0xF024: "∃", 0xF02A: "∗", 0xF02D: "−", 0xF040: "≅", 0xF0A3: "≤", 0xF0A5: "∞", 0xF0AB: "↔", 0xF0AC: "←",
    0xF0AD: "↑", 0xF0AE: "→", 0xF0AF: "↓", 0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0B4: "×", 0xF0B6: "∂", 0xF0B7: "•",
    0xF0B8: "÷", 0xF0B9: "≠", 0xF0BA: "≡", 0xF0BB: "≈", 0xF0BC: "…", 0xF0C7: "∩", 0xF0C8: "∪", 0xF0CE: "∈", 0xF0D2: "®",
    0xF0D3: "©", 0xF0D4: "™", 0xF0D5: "∏", 0xF0D6: "√", 0xF0D7: "⋅", 0xF0E5: "∑", 0xF0F2: "∫",
}  # fmt: skip


def public(text: str, font: str) -> str:
    """A text of a symbol font in public characters, as far as they are known; others stay as they are, and are told.

    >>> public("\uf061", "Symbol"), public("\uf0fc", "Wingdings")
    ('α', '✓')
    """
    if not any("\uf020" <= char <= "\uf0ff" for char in text):
        return text
    if "symbol" in font.lower():
        return text.translate(_SYMBOL)
    return "".join(_SIGNS.get(char, char) for char in text)


def bullet(text: str) -> str:
    """A bullet as it looks: the letter o in Courier New is Word's hollow round; those of symbol fonts are private."""
    return "◦" if text.strip() == "o" else sign(text)
