"""Where sentences end: an ordered table of rules a language, in the form SRX gives them.

At every place of a text the first rule decides whose `before` matches what stands before the place and whose `after`
matches what follows; it breaks or forbids to break. The table is what `corpora.segmentation` cuts by and what
`duizhao segment --export-srx` writes, so a rule may use only what every SRX engine's regular expressions know:
no named groups, no look-behind.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhao.corpora.language.scripts import HAN, is_han
from duizhao.corpora.language.table import primary


class BreakRule(NamedTuple):
    """`breaks`: whether the text is cut between `before` and `after` (regular expressions)."""

    breaks: bool
    before: str
    after: str


# Words that open a sentence far more often than they follow an abbreviation inside one.
_OPENERS = (
    "The|This|These|Those|That|There|It|Its|In|On|At|As|If|For|From|To|With|Under|An?|Each|Such|All|Some|Other|Both"
    "|However|Moreover|Furthermore|Therefore|Thus|Finally|Meanwhile|When|While|Where|Since|Although|After|Before"
    "|During|By|We|They|He|She|You|Our|Their|His|Her|No|Not|Any|Many|Most|Several"
)

# Never the end of a sentence: something always follows them.
_BOUND = (
    r"Mr|Mrs|Ms|Mx|Dr|Prof|Messrs|Mme|Mlle|Hon|St|Gen|Col|Capt|Cmdr|Maj|Sgt|Lt|Gov|Sen|Rep|Amb|Rev|e\.g|i\.e|eg|ie"
    r"|[Cc]f|vs|viz|[Cc]a|[Aa]pprox|resp|op|loc|ff|seq|esp|incl|excl|Mt|Ft"
)
# Bound when a number, a letter of an annex or a symbol follows: No. 155, Art. 3, paras. (a) to (c), Rev. 2.
_COUNTED = (
    r"Nos?|nos|Arts?|arts?|Paras?|paras?|Pars?|pars?|pp?|Vols?|vols?|Chs?|chs?|Chaps?|chaps?|Figs?|figs?|Sects?|sects?"
    r"|Secs?|secs?|Tabs?|tabs?|Apps?|apps?|Eds?|eds?|Add|Corr|Suppl|Amend|Doc|Docs|Res|Dec|Conv|Rec|Regs?|Ser|Sess|Mtg"
    r"|Sched|Cls?|cls?|Item|tel|Tel|ext|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|art"
    r"|Eqs?|eqs?|Eqns?|eqns?|Refs?|refs?|Exs?|exs?|Ann|Bks?|bks?|Pts?|pts?|Vers?|vers?|Thms?|Defs?|Props?|Cors?|Lem"
    r"|Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun|Nrs?|nrs?|Bd|Stat|Ex|Exh|Pl|Tit|Std"
)
# Bound by a figure alone: `The answer is no. A …` is two sentences.
_BY_FIGURE = r"no|Cap"
# May end a sentence: decided by what follows.
_OPEN = (
    r"etc|al|ibid|Ibid|Inc|LLC|Ltd|Co|Corp|Jr|Sr|Dept|Est|Bros|Coop|Natl|Univ|Assoc|Intl|Int|Govt|Gvt|Cttee"
    # The longer first: some engines take the first alternative and do not come back.
    r"|(?:[A-Za-z]\.)+[A-Za-z]|[A-Z]"
)

# A citation behind the full stop belongs to the sentence that it ends: `cold.[1]`, `冷。〔2〕`, `冷。⁽³⁾`.
_CITED = r"(?:[\[［〔]\d{1,3}(?:\s?[-–—,，、]\s?\d{1,3})*[\]］〕]|⁽[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]{1,7}⁾)"
_END = rf"[.!?…]+[\"'”’»)\]]*{_CITED}*"
# Anything but a small letter, behind any opening quotes and brackets, or the label of an item: `It ended. (b) Boats …`.
_START = r"\s+(?:\([a-z]{1,4}\)\s+[A-Z“\"]|(?![\"'“‘«(\[]*[a-zß-ÿ])[^\s])"

_ENGLISH = (
    # A number at the very start belongs to what it numbers: `Output 1.1. Increased`, `I. Introduction`.
    BreakRule(False, r"^\s*(?:[A-Z][a-z]+\s+)?(?:[A-Z]\.)?(?:\d{1,4}|[A-Z]|[IVXLC]{1,7})(?:\.\d{1,3})*\.", r"\s"),
    # Leaders of a contents entry, set with or without blanks.
    BreakRule(False, r"(?:\s\.|\.{4,})", r"\s+(?:\.|\d{1,4}\s*$)"),
    # A reference at the end of a sentence: `see fig. 7. The …`.
    BreakRule(True, rf"(?:^|[^A-Za-z0-9.])(?:{_COUNTED}|{_BY_FIGURE})\.\s+\d+[a-z]?\.", _START),
    # So does one inside an enumeration: `as follows: 1. Adopt …; 2. Review …`.
    BreakRule(False, r"(?:^|[:;.!?…]\s+)[\"“‘(\[]*\d{1,2}\.", r"\s+[A-Z]"),
    BreakRule(False, rf"(?:^|[^A-Za-z0-9.])(?:{_BOUND})\.", r"\s"),
    BreakRule(False, rf"(?:^|[^A-Za-z0-9.])(?:{_BY_FIGURE})\.", r"\s+\d"),
    # `Cap. 613 sub. leg. A`, as ordinances are cited.
    BreakRule(False, r"(?:^|\s)sub\. leg\.", r"\s"),
    BreakRule(
        False,
        rf"(?:^|[^A-Za-z0-9.])(?:{_COUNTED})\.",
        r"\s+(?:\d|[(\[]?[a-zA-Z0-9]{1,4}[)\].]|[A-Z]{1,12}[./]|[IVXLC]+\b)",
    ),
    # A letter that names a part ends a sentence: `as in Annex A. NOTE 1`.
    BreakRule(
        True,
        r"(?:Annex|Appendix|Part|Section|Schedule|Table|Figure|Option|Group|Class|Type|Phase|Zone)\s[A-Z]\.",
        _START,
    ),
    BreakRule(True, rf"(?:^|[^A-Za-z0-9.])(?:{_OPEN})\.", rf"\s+[\"“‘(]*(?:{_OPENERS})\s"),
    BreakRule(False, rf"(?:^|[^A-Za-z0-9.])(?:{_OPEN})\.", r"\s"),
    # An exclamation mark that belongs to the name of a firm: `Yahey! Inc. makes sails.`
    BreakRule(False, r"[A-Za-z][!?]", r"\s+(?:Inc|Ltd|Corp|Co|LLC|PLC|plc|GmbH|AG|SA)(?:[.,;]|\s+[a-z])"),
    # One that belongs to a name or a quotation inside the sentence goes on with a small letter.
    BreakRule(True, _END, _START),
)

_CLOSING = r"”’」』）)】〕》〉］\]〞〟"
# Quotation marks that look the same at both ends. The cutter gives them a direction (see `directed`) before it asks the
# rules; for other engines the rules know those that a colon opens.
_STRAIGHT = r"[\"＂]"
_SAID = rf"[：:]\s?{_STRAIGHT}[^\"＂]{{1,60}}"

_CHINESE = (
    # A number at the very start belongs to what it numbers: `一. 导言`, as the United Nations print their headings.
    BreakRule(False, r"^\s*[〇零一二三四五六七八九十百甲乙丙丁戊己庚辛壬癸]{1,4}[.．]", r"."),
    # Nothing ends inside a title, nor does a title end its sentence: 《谁来点灯？》是一部戏。
    BreakRule(False, r"[《〈][^《》〈〉]{0,60}[。！？!?…]", r"[^《》〈〉]{0,60}[》〉]"),
    BreakRule(False, r"[《〈][^《》〈〉]{0,60}[！？!?…][》〉]", r"."),
    # A speech behind a colon has had its speaker: `她问：“好吗？”我说好。`
    BreakRule(True, r"[：:]\s?[“「『][^“”「」『』]{1,60}[。！？!?…]+[”」』]", r"[^。！？!?，、；：,;”’」』）)》\s]"),
    # `“为什么？”他问道。`: the speaker's verb goes on with the sentence.
    BreakRule(False, rf"[！？!?…][{_CLOSING}]+", rf"\s*[{HAN}]{{0,4}}(?:说|說|问|問|喊|嚷|叫道|答道|写道|寫道)"),
    # `“渡船开了。”孩子说。`: so does a speaker who has nothing but the verb, as in English.
    BreakRule(
        False,
        rf"。[{_CLOSING}]+",
        rf"\s*[{HAN}]{{1,6}}(?:(?<![传傳小学學据據听聽])[说說]|(?<![疑访訪学學])[问問]|[答喊嚷叫]|[说說问問答喊叫嚷释釋]道)[。！]",
    ),
    BreakRule(False, rf"{_SAID}[。！？!?]+", _STRAIGHT),
    BreakRule(True, rf"{_SAID}[。！？!?]+{_STRAIGHT}", rf"(?![。！？!?，、；：,;{_CLOSING}\s])."),
    BreakRule(
        True,
        rf"[。！？][。！？!?]*[{_CLOSING}]*{_CITED}*",
        rf"(?![。！？!?，、；：,;{_CLOSING}\s]|{_CITED}).",
    ),
    BreakRule(
        True,
        rf"[。！？][。！？!?]*[{_CLOSING}]*[\"']?{_CITED}*",
        rf"\s+(?![。！？!?，、；：,;{_CLOSING}]|{_CITED})[^\s]",
    ),
    # Half-width marks behind Chinese characters.
    BreakRule(True, rf"[{HAN}”’）)》][!?]+[{_CLOSING}]*{_CITED}*", rf"\s*(?![!?，、；：,;{_CLOSING}]|{_CITED})[^\s]"),
    BreakRule(True, rf"[{HAN}”’）)》]\.[{_CLOSING}]*{_CITED}*", rf"\s+[^\sa-z]|[{HAN}]"),
)
# Latin text in a Chinese document ends its sentences as English does, when Latin text or a quotation follows.
_ENGLISH_IN_CHINESE = (
    *_ENGLISH[:-1],
    BreakRule(True, rf"[A-Za-z]{_END}", r"\s+[\"'“‘(]*[A-Z]"),
    # Three letters stand for any that are more: a long run of them is not read from each of its places.
    BreakRule(True, r"[a-z]{3}[.!?][\"'”’)]*", rf"\s+[“《（]*[{HAN}]"),
    # Without a blank only behind a whole word: `ratified.它已生效`, not `Corp.公司`.
    BreakRule(True, r"(?:^|[^A-Za-z.@/-])[a-z]{4,}[.!?][\"'”’)]*", rf"[“《（]*[{HAN}]"),
)

RULES: dict[str, tuple[BreakRule, ...]] = {
    "en": _ENGLISH,
    "zh": (*_CHINESE, *_ENGLISH_IN_CHINESE),
}


def rules_for(tag: str) -> tuple[BreakRule, ...]:
    """The rules of a language that `duizhao.corpora.language.table` knows."""
    return RULES[primary(tag)]


_PLAIN_QUOTES = re.compile("[\"＂'〝]")
# What a quotation mark that opens can stand behind, and what one that closes can.
_BEFORE_OPENING = re.compile(r"[：:（(《「『【〔\[\s]")


def directed(text: str) -> str:
    """The text with straight quotation marks (`"`, `＂`, and `'` beside a wide character) as “ or ”, one for one: the
    first opens, the next closes, and one behind a colon or an opening bracket opens in any case.

    >>> directed('他说："好。"然后走了。')
    '他说：“好。”然后走了。'
    """
    if not _PLAIN_QUOTES.search(text):
        return text
    out = list(text)
    is_open = {'"': False, "'": False}
    for match in _PLAIN_QUOTES.finditer(text):
        at = match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        kind = "'" if match[0] == "'" else '"'
        if match[0] == "〝":
            out[at], is_open[kind] = "“", True
            continue
        if kind == "'" and not (_wide(before) or _wide(after)):
            # An apostrophe, or a quotation within Latin text.
            continue
        if kind == "'" and before.isascii() and before.isalpha() and not is_open[kind]:
            continue
        opens = not after.isspace() and after != "" and (not is_open[kind] or bool(_BEFORE_OPENING.match(before)))
        out[at] = ("“" if opens else "”") if kind == '"' else ("‘" if opens else "’")
        is_open[kind] = opens
    return "".join(out)


def _wide(char: str) -> bool:
    """Whether the character is an ideograph or a full-width mark."""
    return bool(char) and (is_han(char) or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uff60")
