"""How terms vary, for every room that asks: the forms of an English word, whether Chinese texts are renderings of one
term, and terms with several renderings found without a glossary."""

from duizhao.terminology.variation.candidates import is_whole_phrase
from duizhao.terminology.variation.discovery import Discovery, discover
from duizhao.terminology.variation.inflection import plural_key, word_key
from duizhao.terminology.variation.renderings import alike, is_phrase, likeness, one_rendering, sound_variants

__all__ = [
    "Discovery",
    "alike",
    "discover",
    "is_phrase",
    "is_whole_phrase",
    "likeness",
    "one_rendering",
    "plural_key",
    "sound_variants",
    "word_key",
]
