"""How an English word varies: what its plurals, its other forms and its British and American spellings share."""

from __future__ import annotations

import re
from functools import cache

from duizhao.corpora.language.words import stem

# Plurals that no ending makes, and their singular; those of people stay what they are in terms: women, children.
_PLURALS = {
    "mice": "mouse", "feet": "foot", "teeth": "tooth", "geese": "goose", "larvae": "larva", "loaves": "loaf",
    "knives": "knife", "shelves": "shelf", "wolves": "wolf", "thieves": "thief", "crises": "crisis",
    "analyses": "analysis", "diagnoses": "diagnosis", "hypotheses": "hypothesis", "theses": "thesis",
    "matrices": "matrix", "vertices": "vertex",
}  # fmt: skip
_ES = re.compile(r"[a-z]+(?:ss|sh|ch|x|zz)es")


def singular(phrase: str) -> str:
    """A phrase with its last word as dictionaries list it, where its plural has an ending of its own; a capital stays
    what it is, since it may be a name's.

    >>> singular("supporting processes"), singular("field mice"), singular("skills"), singular("Great Lakes Churches")
    ('supporting process', 'field mouse', 'skills', 'Great Lakes Churches')
    """
    head, space, last = phrase.rpartition(" ")
    if _ES.fullmatch(last):
        return head + space + last[:-2]
    return head + space + _PLURALS.get(last, last)


@cache
def word_key(word: str) -> str:
    """What the inflected and differently spelt forms of an English word share. For matching, never for print.

    >>> word_key("organisations") == word_key("Organization"), word_key("labor") == word_key("labour")
    (True, True)
    >>> word_key("developing") == word_key("developed")  # countries: the one is the opposite of the other
    False
    """
    if word.lower() == "developing":
        return "developing"
    w = word.lower().replace("’", "'").replace(".", "") if word[-1:] == "." else word.lower().replace("’", "'")
    w = _PLURALS.get(w, w)
    w = w.replace("programmes", "programs").replace("programme", "program")
    w = re.sub(r"(?<=[a-z]{3})our(?=s?$|ed$|ing$|able$|er|ers$)", "or", w)
    w = re.sub(r"is(?=(?:e|es|ed|ing|ation|ations|ational|er|ers)$)", "iz", w) if len(w) > 6 else w
    w = re.sub(r"tre(?=s?$)", "ter", w) if w.endswith(("tre", "tres")) else w
    w = re.sub(r"ll(?=(?:ed|ing|er|ers)$)", "l", w)
    return stem(w)


@cache
def plural_key(word: str) -> str:
    """The word without plural and possessive only: `skills` and `skill` agree, `skilled` and `skill` do not.

    >>> plural_key("workers’") == plural_key("Worker"), plural_key("worked") == plural_key("work")
    (True, False)
    >>> plural_key("meetings") == plural_key("meeting"), plural_key("policies") == plural_key("policy")
    (True, True)
    """
    w = word.lower().replace("’", "'").removesuffix("'s").rstrip("'.")
    if len(w) > 4 and w.endswith("ies"):
        w = w[:-3] + "y"
    elif len(w) > 4 and w.endswith(("sses", "shes", "ches", "xes", "zes")):
        w = w[:-2]
    elif len(w) > 3 and w.endswith("s") and not w.endswith(("ss", "us", "is")):
        w = w[:-1]
    return w if w.endswith(("ing", "ed")) else word_key(w)
