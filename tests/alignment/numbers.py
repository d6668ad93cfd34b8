"""The numbers that the aligner works with, step by step, on texts of ours: what the model weighs was fitted on them, so
a change of any of them makes its weights wrong without a test of beads failing.

    python -m tests.alignment.numbers    # writes them anew, where a change is meant (and the model is fitted anew)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from duizhao.alignment import AlignSettings, align
from duizhao.alignment.beads import beads_of
from duizhao.alignment.coarse import Sketch, coarse_path
from duizhao.alignment.costs import model
from duizhao.alignment.coverage import windows
from duizhao.alignment.encoding import doubtful, encode
from duizhao.alignment.evidence import evidence
from duizhao.alignment.features import columns
from duizhao.alignment.fullness import fullness
from duizhao.alignment.job import Job
from duizhao.alignment.layout import lay
from duizhao.alignment.lengths import ratio
from duizhao.alignment.moved import _scattered
from duizhao.alignment.omissions import chances, gaps, rates, suspicion
from duizhao.alignment.path import distance, path_of
from duizhao.alignment.search import SHAPES, Band, best_path, mask
from duizhao.alignment.sentences import FIRST_HALF, HALF, clause_shares, gather, play
from duizhao.alignment.structure import Habits, Twins, add
from duizhao.alignment.text_side import Side
from duizhao.alignment.unit_numbering import numbering
from duizhao.alignment.unit_scores import UnitTexts
from duizhao.alignment.units import _content, _solve, match_units
from duizhao.corpora.model import Document
from duizhao.corpora.sentences.segmentation import segment
from scripts.transcripts import torn
from tests.conftest import ROOT
from tests.corpora.builders import from_markdown
from tests.fakes import FakeTokenEncoder
from tests.pinned import brief, write

KEPT = Path(__file__).parent / "texts" / "numbers.json"
# A story, for what is said and asked; {0} stands for what sets its lines apart from each other.
STORY = (
    ("“Who has taken the lamp?” asked Chen Qingyang.", "陈清扬问：“谁拿走了灯？”"),
    ("“I have not,” said the ferryman. “Nobody was here.”", "船夫说：“不是我。这里没有人。”"),
    ("They waited, and the river rose; by noon it was at the door…", "他们等着，河水上涨；到中午已到门口……"),
    ("“Go! Go now!” she cried (and the dogs barked).", "“走！快走！”她喊道（狗也叫了起来）。"),
    ("On 5 March 1931 the bridge at Wuhan was closed for 12 days.", "1931年3月5日，武汉的大桥关闭了十二天。"),
    ("“I sat there all night.", "“我在那里坐了一夜。"),
    ("Then I went home.”", "然后我回家了。”"),
    ("There were three rules: be quiet, be quick, be gone.", "规矩有三条：安静、迅速、走开。"),
    ("She laughed.", "她笑了。"),
    (
        "Why should he not laugh with her, when the boat was full, the sail was mended and the wind was fair?",
        "船满了，帆补好了，风也顺，他为什么不跟她一起笑呢？",
    ),
    ("BSD-3 and GPLv2", "BSD-3 and GPLv2"),
    ("No answer came from the other bank.", "对岸没有回答。"),
)


def texts(name: str) -> list[tuple[str, str]]:
    """The pairs of a table of ours."""
    lines = (ROOT / "tests/quality/texts" / name).read_text(encoding="utf-8").splitlines()
    return [(row[0], row[1]) for line in lines if len(row := line.split("\t")) == 2]


def knowing(pairs: list[tuple[str, str]]) -> FakeTokenEncoder:
    """An encoder that knows which sentences correspond, and which of their tokens by their place."""
    meanings: dict[str, str] = {}
    for number, (english, chinese) in enumerate(pairs):
        meanings[english] = meanings[chinese] = f"{number}"
        words = english.split()
        for k, word in enumerate(words):
            meanings[word] = f"{number} {k}"
        for k, char in enumerate(chinese):
            meanings[char] = f"{number} {k * len(words) // len(chinese)}"
    return FakeTokenEncoder(meanings, dimension=48)


def of_sentences(
    pairs: list[tuple[str, str]], terms: tuple[tuple[str, str], ...] = (), gone: range = range(0)
) -> Iterator[tuple[str, object]]:
    """Every step of the rounds over two lists of sentences, of which the Chinese one leaves out those of `gone`."""
    english = [one for one, _ in pairs]
    chinese = torn([other for k, (_, other) in enumerate(pairs) if k not in gone])
    source, target = Side.of(english, "en"), Side.of(chinese, "zh-CN")
    n, m = len(source), len(target)
    known = evidence(source, target, terms)
    both = known.postings()
    for side, each in zip(("source", "target"), both, strict=True):
        # Links of equal words come in any order.
        yield f"postings {side}", [*map(float, each.weight), *sorted(map(float, each.strength))]
    job = Job(source, target, known, [(0, 0), (n, m)])
    for side, outline in zip(("source", "target"), job.outlines, strict=True):
        yield f"counts {side}", outline.counts
        yield f"quoted {side}", outline.quoted
        yield f"boundaries {side}", [*outline.boundaries, *outline.endings, *outline.inside]
    path = coarse_path(Sketch(both[0], n, m))
    yield "coarse path", path
    yield "gaps", [*gaps(path, m)[0], *gaps(path, m)[1]]
    latest = play(job, "lexical", path, both)
    yield "lexical probability", latest.probability
    latest = play(job, "learned", latest)
    yield "learned probability", latest.probability
    corners, chosen = doubtful(latest.beads, n, m)
    yield "doubtful", [len(corners), *chosen[0], *chosen[1]]
    everything = np.ones(n, dtype=bool), np.ones(m, dtype=bool)
    encode(job, knowing(pairs), everything, None)
    assert job.vectors is not None
    yield "vectors", job.vectors[0]
    for name in ("sentence", "token"):
        around = path_of(latest.beads, n)
        band = Band.around(around, m, HALF if name == "sentence" else FIRST_HALF)
        chance = chances(latest.band, latest.probability)
        learnt = job.known.learned(latest.beads).postings()
        signals = gather(job, name, band, around, learnt, chance)
        if name == "token":
            signals.clauses = clause_shares(job, latest.beads, signals.views, model("clause"), chance)
        yield f"{name} chances", [*chance[0], *chance[1]]
        yield f"{name} rates", [rates(chance[0])[0], *rates(chance[0])[1], *rates(chance[1])[1]]
        yield f"{name} suspicion", [*suspicion(chance[0]), *suspicion(chance[1])]
        yield f"{name} ratio", [signals.ratio, ratio(signals.lengths), ratio(signals.lengths, None, (True, False))]
        views = windows(band)
        yield f"{name} windows", [views[0].width, *views[0].low, views[1].width, *views[1].low]
        yield f"{name} priors", distance(around, views[0])
        for column in columns(signals, slice(0, n + 1)):
            yield f"{name} column {column.names[0]}", column.values
        latest = play(job, name, latest)
        yield f"{name} probability", latest.probability
        yield f"{name} beads", [[*b.source, *b.target, b.score, b.confidence] for b in latest.beads]


def papers(pairs: list[tuple[str, str]]) -> tuple[Document, Document]:
    """Two documents of the pairs: numbered paragraphs of three, a heading before every third of them; on the Chinese
    side one number is left out, two paragraphs are one, and the last stands first."""
    english, chinese = [], []
    for number, start in enumerate(range(0, len(pairs), 3), 1):
        rows = pairs[start : start + 3]
        if number % 3 == 1:
            english.append(f"## {rows[0][0]}")
            chinese.append(f"## {rows[0][1]}")
            rows = rows[1:]
        english.append(f"{number}. " + " ".join(one for one, _ in rows))
        chinese.append(f"{number + (number > 4)}. " + "".join(other for _, other in rows))
    chinese[4] += chinese.pop(5)
    chinese.insert(1, chinese.pop())
    for side in (english, chinese):
        side.append("BSD-3-Clause OR MIT")
    note = "\n\n[^1]: A note below the text.\n", "\n\n[^1]: 正文下的一条注释。\n"
    sides = [
        from_markdown("\n\n".join(side).replace(". ", ".[^1] ", 1) + below, language=tag)
        for side, below, tag in zip((english, chinese), note, ("en", "zh-CN"), strict=True)
    ]
    return replace(sides[0], id="en"), replace(sides[1], id="zh")


def of_documents(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, object]]:
    """What units say of each other, and what that says of sentences."""
    documents = papers(pairs)
    units = documents[0].translatable, documents[1].translatable
    sides = [Side.of([u.text for u in each], doc.language) for each, doc in zip(units, documents, strict=True)]
    known = evidence(sides[0], sides[1])
    found = UnitTexts(units, known.postings(), (known.source.lengths, known.target.lengths))
    band = Band.full(len(units[0]), len(units[1]))
    table = _content(found, band)
    beads, sure, likely = _solve(table, np.zeros(table.content.shape[:2], dtype=np.float32))
    yield "units content", table.content
    yield "units accounted", [*table.accounted[0], *table.accounted[1]]
    yield "units sure", sure
    yield "units likely", likely
    near = _content(found, band, path_of(beads, len(units[0])))
    yield "units near their path", near.content
    yield "units numbering", numbering(units[0], units[1], beads, band)
    yield "units scattered", _scattered(found, [np.arange(len(each)) for each in units])
    matched = match_units(units[0], units[1], known)
    yield (
        "units matched",
        [[min(b.source, default=-1), min(b.target, default=-1), b.confidence, b.moved] for b in matched.beads],
    )
    segments = [[segment(u, language=doc.language) for u in each] for each, doc in zip(units, documents, strict=True)]
    counts = sum(map(len, segments[0])), sum(map(len, segments[1]))
    full = fullness(units, counts, matched)
    yield "units filled", [*full.filled[0], *full.filled[1], *full.hidden]
    layout = lay(units, (segments[0], segments[1]), matched)
    yield "layout", [*[u for u, _ in layout.rows[0]], *[u for u, _ in layout.rows[1]], *sum(layout.anchors, ())]
    band = Band.full(len(layout.rows[0]), len(layout.rows[1]))
    scores = np.zeros((band.n + 1, band.width, len(SHAPES)), dtype=np.float32)
    add(scores, band, layout.structure)
    yield "structure before any bead", scores
    corners, _ = best_path(band, mask(band, scores))
    habits = Habits.of(layout.structure, tuple(beads_of(corners)))
    yield "habits", [*habits.ends.flat, *habits.inside, *habits.further, habits.several, *habits.kinds[:4, :4].flat]
    scores[:] = 0.0
    Twins.of([s.text for _, s in layout.rows[0]], [s.text for _, s in layout.rows[1]]).add(scores, band)
    yield "twins", scores
    result = align(*documents, encoder=knowing(pairs), settings=AlignSettings(embed="all"))
    yield "pairs", [[len(p.source), len(p.target), p.confidence] for p in result.pairs]
    yield "joins", [[len(j.source), len(j.target), j.confidence, j.moved] for j in result.unit_beads]


def numbers() -> dict[str, list[float]]:
    """All of them by name."""
    trade = texts("papers/trade.tsv")
    law = texts("styles/law.tsv")
    found: dict[str, list[float]] = {}
    for text, steps in (
        ("story", of_sentences([*STORY, *texts("styles/essay.tsv")])),
        ("trade", of_sentences(trade, (("tariff", "关税"), ("dispute settlement", "争端解决")), range(8, 15))),
        ("record", of_documents(texts("papers/record.tsv"))),
        ("law", of_documents(law)),
    ):
        found |= {f"{text}: {name}": brief(values) for name, values in steps}
    return found


if __name__ == "__main__":
    write(numbers(), KEPT)
