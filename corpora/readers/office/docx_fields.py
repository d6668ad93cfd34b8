"""Fields of Word that print what stands in their instruction: EQ (phonetic guides, enclosed and stacked characters,
fractions) and SYMBOL. Older Chinese documents are full of them.

Syntax: Word's field codes, EQ (ECMA-376 part 1, 17.16.5.15) and SYMBOL (17.16.5.63).
"""

from __future__ import annotations

import re
import unicodedata

from duizhao.corpora.structure.number_formats import formatted, public

_FORMAT = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\S+)")
_SWITCH = re.compile(r"\\([A-Za-z]{1,2})\s*(-?\d+)?\s*")
# Brackets of \b are named by the character behind the option: \lc\{
_BRACKET = re.compile(r"\\([lrb]c)\s*\\(.)\s*")
_OUTLINES = "○〇◯□◇△▢"
# Word nests three or four deep; a damaged file must not nest without end.
_DEEPEST = 12
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}


def printed(instruction: str) -> str:
    """What a field prints that has no result of its own; "" for a field that prints nothing.

    >>> printed(r"EQ \\o\\ac(○,3)"), printed(r"EQ \\F(3,4)"), printed(r"eq \\o\\ad(\\s\\up 9(hé),禾)")
    ('③', '3/4', '禾')
    """
    name, _, rest = instruction.strip().partition(" ")
    if name.upper() == "SYMBOL":
        return _symbol(rest)
    if name.upper() != "EQ":
        return ""
    text, _ = _Equation(_FORMAT.sub("", rest)).text(0, 0)
    return text


def _symbol(rest: str) -> str:
    """The character that a SYMBOL field names by its code, decimal or `0x…`."""
    found = re.match(r"\s*(0[xX][0-9A-Fa-f]{1,6}|\d{1,7})", rest)
    if not found:
        # The character itself.
        first = rest.split()[:1]
        return first[0] if first and len(first[0]) == 1 else ""
    code = int(found[1], 0) if found[1][:2].lower() == "0x" else int(found[1])
    font = re.search(r"\\f\s*\"?([^\"\\]+)", rest)
    if re.search(r"\\u\b", rest):
        return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""
    if code > 0xFF:
        return public(chr(code), font[1] if font else "") if code <= 0xFFFF and not 0xD800 <= code <= 0xDFFF else ""
    if font and re.search(r"symbol|wingdings|webdings|dingbats", font[1], re.IGNORECASE):
        return public(chr(0xF000 + code), font[1])
    return bytes([code]).decode("cp1252", "replace")


class _Equation:
    """An EQ instruction, read from left to right."""

    def __init__(self, source: str) -> None:
        self._source = source

    def text(self, at: int, depth: int) -> tuple[str, int]:
        """The text from `at` to the end or to a bracket that was not opened here, and where that is."""
        parts, at = self._arguments(at, depth)
        return "".join(text for text, _ in parts).strip(), at

    def _arguments(self, at: int, depth: int) -> tuple[list[tuple[str, bool]], int]:
        """The arguments up to the closing bracket: each with whether all of it is raised or lowered."""
        found: list[tuple[str, bool]] = []
        parts: list[str] = []
        shifted: list[bool] = []
        opened = 0

        def end() -> None:
            text = "".join(parts).strip()
            found.append((text, bool(shifted) and all(shifted)))
            parts.clear()
            shifted.clear()

        source = self._source
        while at < len(source):
            char = source[at]
            if char == "\\" and _SWITCH.match(source, at) and depth < _DEEPEST:
                text, moved, at = self._switch(at, depth)
                parts.append(text)
                shifted.append(moved)
                continue
            if char == "\\":
                char, at = source[at + 1 : at + 2], at + 1
            elif char == ")" and not opened:
                break
            elif char in ",;" and not opened and depth:
                end()
                at += 1
                continue
            else:
                opened += (char == "(") - (char == ")")
            parts.append(char)
            if not char.isspace():
                shifted.append(False)
            at += 1
        end()
        return found, at

    def _switch(self, at: int, depth: int) -> tuple[str, bool, int]:
        """A switch with its options and arguments as text, whether it raises or lowers, and where it ends."""
        source = self._source
        name, options, brackets = "", [], {}
        while True:
            bracket = _BRACKET.match(source, at)
            match = bracket or _SWITCH.match(source, at)
            if match is None:
                break
            if bracket:
                brackets[bracket[1].lower()] = bracket[2]
            elif not name and len(match[1]) == 1:
                name = match[1].lower()
            else:
                options.append(match[1].lower())
            at = match.end()
        if source[at : at + 1] != "(":
            return "", False, at
        arguments, at = self._arguments(at + 1, depth + 1)
        if not name and arguments:
            name = "s" if {"up", "do", "ai", "di"} & set(options) else "l"
        return _written(name, arguments, options, brackets), name == "s", min(at + 1, len(source))


def _written(name: str, arguments: list[tuple[str, bool]], options: list[str], brackets: dict[str, str]) -> str:
    """One switch of EQ on a line of text."""
    texts = [text for text, _ in arguments]
    if name == "f" and len(texts) == 2:
        return f"{_grouped(texts[0])}/{_grouped(texts[1])}"
    if name == "r":
        return f"{texts[0] if len(texts) > 1 else ''}√{_grouped(texts[-1])}"
    if name == "b":
        left = brackets.get("lc") or brackets.get("bc") or "("
        right = brackets.get("rc") or (_CLOSING.get(left, left) if brackets.get("bc") or not brackets else "")
        return f"{left}{', '.join(texts)}{right}"
    if name == "i":
        sign = "∑" if "su" in options else "∏" if "pr" in options else "∫"
        limits = f"_({texts[0]})" if texts[0] else ""
        limits += f"^({texts[1]})" if len(texts) > 1 and texts[1] else ""
        return f"{sign}{limits} {' '.join(texts[2:])}".rstrip()
    if name in ("l", "a"):
        return (", " if name == "l" else " ").join(filter(None, texts))
    if name == "o":
        return _overstruck(arguments)
    return "".join(texts)


def _overstruck(arguments: list[tuple[str, bool]]) -> str:
    """Characters printed over each other: a sign in a ring, a word under its reading, a stack of two words."""
    outlines = [text for text, _ in arguments if text and text in _OUTLINES]
    inside = [text for text, _ in arguments if text and text not in _OUTLINES]
    if outlines and len(inside) == 1:
        return _enclosed(inside[0]) if outlines[0] in "○〇◯" else inside[0]
    plain = "".join(text for text, shifted in arguments if not shifted)
    # What is raised over a word is its reading, as in a ruby.
    return plain or "".join(text for text, _ in arguments)


def _enclosed(text: str) -> str:
    """The character for a sign in a ring where there is one, else the sign."""
    if text.isdecimal():
        return formatted(int(text), "decimalEnclosedCircle")
    if len(text) == 1 and text.isascii() and text.isalpha():
        return unicodedata.lookup(f"CIRCLED LATIN {'CAPITAL' if text.isupper() else 'SMALL'} LETTER {text.upper()}")
    return text


def _grouped(text: str) -> str:
    """A text in brackets where it is more than one sign or number."""
    return text if len(text) <= 1 or re.fullmatch(r"[\w.]+", text) else f"({text})"
