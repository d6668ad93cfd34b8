"""Extract a glossary from aligned pairs: `extract` and the stages it passes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import english_to_chinese
from duizhao.corpora.model import Pair, Recipe
from duizhao.corpora.saying import say
from duizhao.terminology.extraction.in_context import EmbedTokens
from duizhao.terminology.extraction.similarity import Embed
from duizhao.terminology.glossary import Glossary

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """`least`: sentence pairs a term must stand in (0: by the size of the memory, 2 below 20,000 pairs). `most`:
    concepts at most (0: all). `occurrences`: how many occurrences of a candidate are looked at. `spacy_model`: name of
    an installed English spaCy model, or its folder, whose tags are used. `examples`: sentence pairs kept for each
    link. `sample`: pairs searched of a larger memory. `sure`: confidence (0..1) under which a pair of terms is left
    out. `stop`: keys of terms not to list, by `choosing.stop_key`."""

    least: int = 0
    most: int = 0
    occurrences: int = 200
    spacy_model: str = ""
    examples: int = 3
    sample: int = 40_000
    sure: float = 0.0
    stop: frozenset[str] = frozenset()


def extract(
    pairs: Iterable[Pair],
    *,
    source_language: str = "en",
    target_language: str = "zh-CN",
    settings: ExtractSettings = ExtractSettings(),
    progress: Progress | None = None,
    embed: Embed | None = None,
    embed_tokens: EmbedTokens | None = None,
    encoder: str = "unnamed",
) -> Glossary:
    """A glossary of the terms of aligned pairs, English and Chinese in either direction, best concepts first.

    Every term has its counts, every link between two terms its places and example sentences. Pairs with an empty side
    are passed over. `embed` (texts to unit row vectors, shape (n, d)) adds the likeness of phrases to the evidence;
    only those that pass every other test are encoded. `embed_tokens` (texts to objects with `tokens` and `vectors`)
    shows which word of a sentence translates which, in documents. `encoder` names it in the recipe. Raises
    SettingsError for other languages, InputError where no pair has both sides, WorkError where `embed` gives another
    number of vectors, and what `load_tagger` raises.
    """
    english_first = english_to_chinese(source_language, target_language)
    if not english_first and not english_to_chinese(target_language, source_language):
        raise SettingsError(
            say(
                "cannot extract terms from {source_language} to {target_language}",
                source_language=source_language,
                target_language=target_language,
            ),
            cure="Known: English and Chinese",
        )
    kept = [p for p in pairs if p.complete]
    if not kept:
        raise InputError("there is no pair with text on both sides", cure="Align the documents first")
    from duizhao.terminology.extraction.choosing import chosen
    from duizhao.terminology.extraction.concepts import gather
    from duizhao.terminology.extraction.english_usage import load_tagger
    from duizhao.terminology.extraction.evidence import counted
    from duizhao.terminology.extraction.propose import proposals_of

    tagger = load_tagger(settings.spacy_model) if settings.spacy_model else None
    step = max(1, -(-len(kept) // settings.sample))
    sample = kept[::step]
    # Traditional and simplified characters count as one: terms are found in simplified ones and named as printed.
    both = [(p.source, p.target) if english_first else (p.target, p.source) for p in sample]
    texts = [(english, comparable(chinese)) for english, chinese in both]
    least = settings.least or max(2, round(len(sample) / 20_000))
    stage = progress or _silent
    found = proposals_of(texts, least, settings.occurrences, tagger, stage, embed, embed_tokens)
    stage(say("concepts"))
    concepts = gather(found, sample, english_first, source_language, target_language, settings.examples)
    stage(say("counts"))
    concepts = list(chosen(concepts, least=settings.sure, stop=settings.stop))
    concepts = counted(concepts, kept, english_first)
    shown = {"least": str(least), "pairs": str(len(kept))}
    if step > 1:
        shown["sample"] = str(len(sample))
    if settings.sure:
        shown["sure"] = f"{settings.sure:g}"
    if settings.stop:
        shown["stop"] = str(len(settings.stop))
    if settings.spacy_model:
        shown["spacy"] = settings.spacy_model
    return Glossary(
        tuple(concepts[: settings.most or None]),
        source_language,
        target_language,
        recipe=Recipe("terminology", encoder if embed else "none", shown),
    )


def _silent(stage: str) -> None:
    pass
