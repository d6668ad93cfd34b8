"""Where memories tip: texts of which one word after the other is another, and how alike they are, what is offered,
kept, filtered and told of them.

    python -m tests.tmx.sweeps    # writes it anew; git diff shows which limits have moved
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from duizhao.corpora.model import Locator, Pair
from duizhao.tmx import Entry, Prop, Variant
from duizhao.tmx.model import NONE, Element, content, read_confidence, sides
from duizhao.tmx.operations.dedupe import dedupe, distinct, entry_key, normal, rank, similar, sketch
from duizhao.tmx.operations.diff import changes, differences, text_lines
from duizhao.tmx.operations.filter import Filter, choose
from duizhao.tmx.operations.paragraphs import paragraph_pairs
from duizhao.tmx.operations.stats import count, han_share, size
from duizhao.tmx.pretranslation.segments import _readiness
from duizhao.tmx.store.found import MemoryMatch
from duizhao.tmx.store.fuzzy import FuzzyIndex
from duizhao.tmx.store.leverage import as_csv, as_json, leverage
from duizhao.tmx.store.pair_index import PairIndex
from duizhao.tmx.store.store import Store
from duizhao.tmx.store.tokens import key, pack, percent, score, terms, tokens
from tests.pinned import sweep, write

KEPT = Path(__file__).parent / "texts" / "sweeps.json"
WORDS = "the keeper of the north light writes down what he has seen of all ships that pass by day and night".split()
CHINESE = "北灯塔的看守人记下他白天和夜里看见的所有船只"


def other(words: list[str], n: int) -> str:
    """The words with n of them, spread over all, exchanged."""
    places = {round(k * len(words) / max(n, 1)) for k in range(n)}
    return " ".join(f"x{k}" if k in places else word for k, word in enumerate(words))


def unit(source: str, target: str, number: int = 0, *, sure: str = "", date: str = "", user: str = "") -> Entry:
    props = [Prop("x-document", f"{'ab'[number % 2]}.md")] + ([Prop("x-confidence", sure)] if sure else [])
    attributes = {**({"changedate": date} if date else {}), **({"creationid": user} if user else {})}
    variants = (Variant("en-GB", content(source)), Variant("zh-CN", content(target)))
    return Entry(variants, attributes or NONE, tuple(props))


def texts() -> Iterator[tuple[str, object]]:
    """How alike and how long texts are."""
    for long in (4, 9, 20):
        yield (
            f"words exchanged, of {long}",
            sweep(range(long + 1), lambda n, long=long: score(" ".join(WORDS[:long]), other(WORDS[:long], n), "en")),
        )
    yield "characters exchanged", sweep(range(12), lambda n: score(CHINESE, "甲" * n + CHINESE[n:], "zh"))
    forms = "The Mill, 2 (a).| The Mill, 2 (a). |the mill, 2 (a).|The Mill 2 a|The  Mill, 2 (a).|Ｔhe Mill, 2 (a)."
    yield "differences of form", [score("The Mill, 2 (a).", text, "en") for text in forms.split("|")]
    yield "percent", [percent(value) for value in (0.0, 0.004, 0.01, 0.945, 0.95, 0.9499999999, 0.99, 0.999, 1.0)]
    samples = (
        "",
        "The ILO’s 2 mills.",
        "第 17 项 ILO 成果。",
        "a-b c/d",
        "体面 Work 3.5 %",
        "café ǅ",
        "，。",
        "𠮷野家",
    )
    for ask in (terms, normal, han_share, key):
        yield ask.__name__, [ask(text) for text in samples]  # type: ignore[operator]
    yield "size", [[size(text, tag) for tag in ("en", "zh-CN")] for text in samples]
    yield "tokens", [[tokens(text, tag) for tag in ("en", "zh-CN")] for text in samples]
    yield "sketch", [sketch(text) for text in (" ".join(WORDS), CHINESE, "one", "", "北 light")]
    yield (
        "confidences",
        [read_confidence(text) for text in (None, "", "0", "0.5", "1", "1.0001", "-0.1", "nan", "x", "5e-1")],
    )
    yield "changes", [changes(" ".join(WORDS[:6]), other(WORDS[:6], n), "en") for n in range(4)]
    yield (
        "changes of characters",
        [changes(CHINESE[:9], CHINESE[:k] + "甲" + CHINESE[k + 1 : 9], "zh") for k in (0, 4, 8)],
    )


def searches() -> Iterator[tuple[str, object]]:
    """What is found among many texts."""
    rng = random.Random(7)
    many = [rng.choices(WORDS + [f"w{k}" for k in range(40)], k=rng.randint(1, 14)) for _ in range(400)]
    many += [["the"] * k for k in (1, 5, 63, 64, 65, 70)]
    for searched in (1, 4):
        index = FuzzyIndex([(3 * k, pack(words)) for k, words in enumerate(many)])
        for _ in range(searched - 1):
            index.search(["the"])
        for number, query in enumerate(([*many[5]], many[9][:3], ["the"] * 64, ["the"] * 66, WORDS[:7], ["nothing"])):
            for least in (0.0, 0.5, 0.7):
                found = index.search(query, limit=6, minimum=least)
                yield f"search {searched} {number} {least}", [[hit.number, hit.similarity] for hit in found]
    half = PairIndex.of(((k, pack(words)) for k, words in enumerate(many[:200])), phrases=False)
    rest = PairIndex.of(((k + 200, pack(words)) for k, words in enumerate(many[200:])), phrases=False)
    joined = PairIndex.joined([half, rest], phrases=False)
    yield "joined", [[hit.number, hit.similarity] for hit in joined.search(many[250], limit=4, minimum=0.5)]


def stores(folder: Path) -> Iterator[tuple[str, object]]:
    """What a store offers, and what an office would pay for."""
    rows = [unit(" ".join(WORDS), CHINESE + "，并送到港口。", 1, sure="0.9", date="20300101T000000Z")]
    rows += [unit(f"{' '.join(WORDS[:k])} at pier {k}", f"{CHINESE[: 2 * k]}，第{k}号码头。", k) for k in range(2, 12)]
    rows += [
        unit("The lamp burns.", target, k, sure=sure)
        for k, (target, sure) in enumerate((("灯亮着。", "0.3"), ("灯在烧。", "")))
    ]
    with Store(folder / "m.db", create=True) as store:
        list(store.add(rows))
        yield "documents", [[name, units] for name, units, _ in store.documents()]
        yield "languages of the store", dict(store.languages())

        def offered(text: str, minimum: int = 0, limit: int = 3, tag: str = "en") -> list[Any]:
            found = store.lookup(text, tag, minimum=minimum, limit=limit)
            return [[match.score, match.source[:20], match.target[:12], match.confidence] for match in found]

        yield "a minimum", sweep(range(50, 101, 2), lambda n: offered(other(WORDS, 3), n, 1))
        yield "words that are other", sweep(range(12), lambda n: offered(other(WORDS, n), 40, 2))
        yield "so many matches", sweep(range(1, 6), lambda n: len(offered(" ".join(WORDS), 20, n)))
        yield "of Chinese", offered(CHINESE[:14] + "，第7号码头。", 40, 3, "zh-CN")
        for phrase in ("north light", "light north", "pier 7", "nor*", "码头", "灯"):
            lines = store.concordance(phrase, limit=3)
            yield f"concordance of {phrase}", [[x.source[:24], x.before[:12], x.after[:12]] for x in lines]

        def parts(text: str, tag: str = "en") -> list[Any]:
            return [[one.text, one.start, one.end, one.translation] for one in store.fragments(text, tag)]

        yield (
            "runs of words",
            sweep(range(2, 14), lambda n: parts("Nobody knows why " + " ".join(WORDS[4 : 4 + n]) + " today")),
        )
        yield (
            "runs of characters",
            sweep(range(4, 16), lambda n: parts("无人知道" + CHINESE[3 : 3 + n] + "为何", "zh-CN")),
        )
        new = [(other(WORDS, n), f"p{n}") for n in range(10)]
        new += [
            ("The lamp burns.", "q1"),
            ("The lamp burns.", "q2"),
            (other(WORDS, 2), "q3"),
            ("…", "q4"),
            ("New.", "q5"),
        ]
        new.append(("Nobody knows why " + " ".join(WORDS[4:14]) + " today", "q6"))
        found = leverage(store, new, "en")
        yield "leverage", [list(row) for row in found.rows()]
        yield (
            "leverage of sentences",
            [[s.place, s.band, s.match.score if s.match else 0, len(s.fragments)] for s in found.sentences],
        )
        yield "leverage as CSV", as_csv(found)
        yield "leverage as JSON", as_json(found)["classes"]

    def ready(scores: tuple[int, ...], sure: float | None = None, fill: int = 85) -> str:
        empty = dict.fromkeys(MemoryMatch._fields, "")
        made = [
            MemoryMatch(**{**empty, "score": points, "target": f"{k}", "confidence": sure, "unit": k})
            for k, points in enumerate(scores)
        ]
        return _readiness(tuple(made), fill).value

    yield "readiness", [ready(()), ready((100,)), ready((100, 100)), ready((100, 99)), ready((84,)), ready((85,))]
    yield "readiness by confidence", sweep([k / 20 for k in range(21)], lambda sure: ready((100,), sure))


def operations() -> Iterator[tuple[str, object]]:
    """What is filtered, kept, counted and told apart."""
    rows = []
    for k in range(1, 11):
        known = {"sure": f"{k / 10:.1f}" if k % 3 else "", "date": f"2030{k:02}15T120000Z", "user": ("li", "ma")[k % 2]}
        rows.append(unit(" ".join(WORDS[:k]), CHINESE[: 2 * k], k, **known))
    rows.append(unit("same", "same", 3))
    rows.append(Entry((Variant("en-GB", ("a ", Element("ph", NONE, ("x",)), "b")), Variant("zh-CN", content("甲乙")))))
    rows.append(Entry((Variant("en-GB", content("alone")),)))
    for name, values in {
        "min_confidence": [0.0, 0.1, 0.2, 0.5, 0.8, 1.0],
        "max_confidence": [0.0, 0.1, 0.2, 0.5, 0.8, 1.0],
        "min_length": range(12),
        "max_length": range(12),
        "min_ratio": [k / 20 for k in range(0, 21, 2)],
        "max_ratio": [k / 20 for k in range(0, 21, 2)],
        "since": ["2030", "203005", "20300515", "2030-05-15", "20300515T120001Z", "2031"],
        "until": ["2029", "2030", "203005", "20300514", "20300515", "20300515T115959Z"],
        "script": ["han", "latin"],
        "document": ["a*", "b.md", "*", "c"],
        "user": ["ma", "li", "x"],
        "pattern": ["keeper", "北", "^the$"],
        "source_pattern": ["keeper", "北"],
        "target_pattern": ["keeper", "北"],
        "codes": [True, False],
        "different": [True, False],
        "languages": [("en", "zh-CN"), ("en-GB", "fr")],
    }.items():
        for invert in (False, True):

            def passed(value: object, name: str = name, invert: bool = invert) -> list[int]:
                kept = list(choose(rows, Filter(**{name: value}), "en", invert=invert))  # type: ignore[arg-type]
                return [k for k, row in enumerate(rows) if row in kept]

            yield f"{name}{' inverted' if invert else ''}", [[str(value), passed(value)] for value in values]  # type: ignore[attr-defined]
    twice = [
        *rows[:4],
        *rows[2:6],
        unit("The keeper", "甲", 5, sure="0.9", date="20310101T000000Z"),
        unit("the  keeper", "甲", 6),
    ]
    for by in ("pair", "source"):
        for keep in ("first", "last", "newest", "confidence"):
            for near in (False, True):
                found = dedupe(lambda: twice, "en", by=by, near=near, keep=keep)  # type: ignore[arg-type]
                yield f"dedupe {by} {keep} {near}", [[twice.index(e), e.date] for e in found]
    yield "distinct", [kept for _, kept in distinct(lambda: twice, "en")]
    yield "keys", len({entry_key(entry, "en") for entry in twice})
    yield "rank", [rank(entry, 7, keep) for entry in (rows[0], rows[2]) for keep in ("last", "newest", "confidence")]  # type: ignore[arg-type]
    near_rows = [unit(other(WORDS, n), "甲" * n + CHINESE[n:], n) for n in (0, 1, 2, 4)]
    yield "similar", sweep(range(60, 101, 4), lambda n: [number for _, number in similar(near_rows, n, "en")])
    stats = count(rows, "en")
    yield (
        "stats",
        {field.name: str(getattr(stats, field.name)) for field in fields(stats) if not field.name.startswith("_")},
    )
    changed = [*rows[:3], unit(" ".join(WORDS[:4]), "乙", 4), *rows[5:]]
    found = list(differences(rows, changed, "en"))
    yield "differences", [[d.kind, *text_lines(d, "en")] for d in found if d.kind != "same"]
    yield (
        "sides",
        [None if (both := sides(entry, "zh-CN", "en")) is None else [v.text for v in both] for entry in rows[-3:]],
    )


def paragraphs() -> Iterator[tuple[str, object]]:
    """Which pairs are one paragraph."""

    def at(unit_: str, n: int) -> Locator:
        return Locator("d", unit_, sentences=(n, n) if n else None)

    for name, places in {
        "one unit": (("a", "x"), ("a", "x"), ("b", "y")),
        "cut on one side": (("a", "x"), ("a", "y"), ("b", "y"), ("b", "z"), ("c", "w")),
        "without units": (("", ""), ("", ""), ("a", "")),
    }.items():
        for gone in (-1, 1):
            pairs = [
                Pair("" if k == gone else f"S{k}.", f"T{k}。", at(s, k), at(t, k), k / 4)
                for k, (s, t) in enumerate(places)
            ]
            yield (
                f"{name} {gone}",
                [[p.source, p.target, p.confidence, str(p.source_at.sentences)] for p in paragraph_pairs(pairs)],
            )


def sweeps(folder: Path) -> dict[str, Any]:
    """All of it by name; `folder` for a store."""
    found: dict[str, Any] = {}
    for part in (texts(), searches(), stores(folder), operations(), paragraphs()):
        found |= dict(part)
    return found


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        write(sweeps(Path(name)), KEPT)
