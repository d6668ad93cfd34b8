"""What the checks of terminology share: the findings that a term has several renderings, with all their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Pair, Span
from duizhao.quality.context import Context
from duizhao.quality.evidence.renderings import Renderings
from duizhao.quality.report import Finding, Written
from duizhao.terminology.variation.discover import alike


def several(found: Renderings, check: str, cure: str, context: Context, *, in_form: bool = False) -> Finding | None:
    """The finding that a term has several usable renderings; with `in_form` only those that look like variants of the
    most frequent one count."""
    alone = found.alone(usable=True)
    # What differs in 的, width or the order of its words is one rendering; so are a name and its short form.
    merged: dict[str, list[int]] = {}
    for text in sorted(alone, key=lambda t: (-len(alone[t]), t)):
        kin = next((m for m in merged if _same(text, m)), None)
        if kin is None:
            merged[text] = list(alone[text])
        else:
            merged[kin] += alone[text]
    if in_form and merged:
        first = next(iter(merged))
        merged = {t: at for t, at in merged.items() if t == first or alike(comparable(first), comparable(t))}
    if len(merged) < 2:
        return None
    order = sorted(merged, key=lambda t: (-len(merged[t]), t))
    wanted = found.concept.preferred(context.target_language)
    main = wanted.text if wanted and wanted.text in merged and found.concept.decided else order[0]
    other = next(text for text in order if text != main)
    if not found.concept.decided and len(merged[order[0]]) == len(merged[order[1]]):
        cure = cure.replace("Use {main}", "Choose one and use it")
    said = ", ".join(f"{t} ({len(merged[t])})" for t in order)
    message = f"“{found.source}” is rendered in {len(order)} ways: {said}"
    subject = f"{found.concept.id} {found.source}"
    return term_finding(check, message, subject, cure.format(main=main), merged, other, found, context, main)


def _same(one: str, other: str) -> bool:
    one, other = (comparable(text).replace("的", "").strip("《》") for text in (one, other))
    return one in other or other in one or sorted(one) == sorted(other)


def term_finding(
    check: str,
    message: str,
    subject: str,
    cure: str,
    sets: Mapping[str, Sequence[int]],
    shown: str,
    found: Renderings,
    context: Context,
    main: str = "",
) -> Finding:
    """A finding that stands where the rendering `shown` first does: there is something to be changed."""
    first = sets[shown][0]
    pair = context.complete[first]
    source_span, target_span = found.spans[shown, first]
    variants = variants_of(sets, context.complete)
    wrong = [v for v in variants if v.text != main] if main else [v for v in variants if v.text == shown]
    return Finding(
        check,
        message,
        subject,
        cure=cure,
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=(source_span,),
        target_marks=(target_span,),
        variants=variants,
        count=sum(v.count for v in wrong),
    )


def variants_of(sets: Mapping[str, Sequence[int]], pairs: Sequence[Pair]) -> tuple[Written, ...]:
    """The renderings with their places, the most frequent first."""
    order = sorted(sets, key=lambda text: (-len(sets[text]), text))
    return tuple(Written(text, len(sets[text]), tuple(pairs[i].target_at for i in sets[text])) for text in order)


def marks_of(text: str, piece: str) -> tuple[Span, ...]:
    """Where a piece first stands in a text, whatever its script and case; nowhere where it does not."""
    at = comparable(text).casefold().find(comparable(piece).casefold())
    return () if at < 0 else (Span(at, at + len(piece)),)


# What stands in no term: particles, prepositions, conjunctions, adverbs, verbs of ruling; a phrase that holds one of
# these words is a piece of a sentence. And numbers, and characters of opposite or ranked meaning: 第十次会议 and
# 第二十次会议 are two things.
_LOOSE = frozenset(
    "的 了 着 过 须 将 再 再沿 从 按 及 由 向 被 把 每 其 所 是 是否 否 于 为 必须 在 由于 且 若 应 已 未 各 该 "
    "依 依照 按照 根据 就 与 获得 获 规定 而 不 不得 可以 能 以 对 对于 关于 至 等 一个 这 那 "
    "提出 决定 最终 普遍 候选人 我 我国 单独 单位".split()
)
_TELLING = frozenset(
    "一二三四五六七八九十百千万零〇第正副有无無增减減内內外上下前后後左右新旧舊男女进進出升降高低大小多少主次本"
)

_COUNTING = frozenset("一二三四五六七八九十百千万零〇第正副无無非不")


def sound_variants(one: str, other: str) -> bool:
    """Whether two discovered phrases can be two renderings of one term: neither is a piece of a sentence, and they
    differ in more than a number, an opposite or what stands before and behind a common name."""
    if not is_phrase(one) or not is_phrase(other):
        return False
    start = _common_start(one, other)
    end = _common_start(one[::-1][: len(one) - start], other[::-1][: len(other) - start])
    inner = one[start : len(one) - end], other[start : len(other) - end]
    # 第十次 and 第二十次, 正 and 副: nothing but such characters differs. 根源 and 根本原因 are one thing.
    if all(inner) and all({*piece} <= _TELLING for piece in inner):
        return False
    if not all(inner) and {*"".join(inner)} <= _COUNTING:
        return False
    # 香港特别行政区, 规定特别行政区: a name of four characters or more, with its neighbours; words as they are, so that
    # 挑战和机遇 and 挑战和机会 stay variants.
    mine, yours = words(one, "zh"), words(other, "zh")
    start = sum(map(len, mine[: _common_start(mine, yours)]))
    end = sum(map(len, mine[::-1][: _common_start(mine[::-1], yours[::-1])]))
    joined = {*mine} & {*yours} & {*_JOINING, "和"}
    return bool(joined) or not ((start == 0 and end >= 4) or (end == 0 and start >= 4))


def is_phrase(text: str) -> bool:
    """Whether a Chinese text, in simplified characters, can be a term: no word of it holds sentences together."""
    pieces = words(text, "zh")
    return not _LOOSE & {*pieces[:1], *pieces[-1:]} and not (_LOOSE - _JOINING) & {*pieces}


# What joins the parts of one term: 职业安全与卫生.
_JOINING = frozenset("与 及 以 能 不".split())


def _common_start(one: Sequence[str], other: Sequence[str]) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
WHOLE = 0.8  # share of its places in which one and the same word goes on from a phrase, from which it is a piece
# A verb or an adverb makes no term of what it stands beside: shall report, laws previously.
_NO_NOUN = re.compile(
    r"\b(?:shall|must|should|may|can|will|is|are|was|were|has|have|be|decides?|\w{4,}ly|\w{3,}ed)$|^(?:shall|must|may)\b|\bshall\b",
    re.I,
)
_FREE = frozenset(
    "the a an of and in to for on at by with or that this its their our is are as from including under through".split()
)


def is_whole(phrase: str, sources: Sequence[str]) -> bool:
    """Whether an English phrase is a term and no piece of one: in its places different words stand before and behind
    it, or words that go with anything."""
    if _NO_NOUN.search(phrase):
        return False
    for at in (0, 1):
        beside: Counter[str] = Counter()
        for source in sources:
            pattern = rf"(?:(\S+)\s+)?\b{re.escape(phrase)}\w*(?:\s+(\S+))?"
            match = re.search(pattern, source, re.I)
            if match:
                found = _WORD.fullmatch(match[at + 1] or "")
                beside[found[0].lower() if found else ""] += 1
        word, n = beside.most_common(1)[0] if beside else ("", 0)
        if word and word not in _FREE and n >= WHOLE * beside.total() and n > 3:
            return False
    return True
