"""Sentences: two lists of sentences to beads with probabilities, in rounds from cheap to dear.

1. `lexical`: dictionary, names, numbers, lengths and punctuation give a coarse path and a first alignment around it.
2. `learned`: the same with a lexicon learned from the first.
3. `sentence`: with sentence vectors, where the second round was unsure (`auto`) or everywhere (`all`).
4. `token`: with token vectors, where the encoder has them, and with where the clauses of doubtful sentences went.

Each round gives the probability of every bead in a band around the path of the round before.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment import clauses
from duizhao.alignment.beads import Bead, Range
from duizhao.alignment.blas import one_thread
from duizhao.alignment.coarse import Sketch, coarse_path, unit
from duizhao.alignment.costs import Model, model, scores
from duizhao.alignment.coverage import Coverage, Match, Windows, coverage, coverage_of_matches, windows
from duizhao.alignment.encoders.protocol import Encoder
from duizhao.alignment.encoding import doubtful, encode, gives_tokens
from duizhao.alignment.evidence import evidence
from duizhao.alignment.features import Signals
from duizhao.alignment.job import Corners, Job
from duizhao.alignment.leftovers import alike_in_length, with_leftovers, with_literal
from duizhao.alignment.lengths import ratio
from duizhao.alignment.omissions import Chances, chances, gaps, tell
from duizhao.alignment.path import distance, path_of, turned, within
from duizhao.alignment.search import B_MAX, SHAPES, Band, Floats, best_path, mask, pin, posteriors
from duizhao.alignment.signals import tokens
from duizhao.alignment.signals.links import Postings
from duizhao.alignment.structure import Structure, add
from duizhao.alignment.support import supported
from duizhao.alignment.surplus import by_tokens, by_words, ends, without_surplus
from duizhao.alignment.text_side import Side
from duizhao.corpora.progress import Advance

# Columns either side of the path of the round before.
FIRST_HALF = 10
HALF = 7
# How sharply a token prefers its best sentence, as a power of its strength: dictionary matches are yes or no, cosines
# of unrelated sentences and tokens are far from 0.
SHARP = {"sentence": 4.0, "token": 8.0}
# F1 is greatest when a bead is taken if its probability is above half the F1 to be had (Lipton, Elkan and
# Narayanaswamy 2014).
RISK = 0.4
# A found omission counts in precision and in no recall: half a bead.
OMISSION = 0.5
# Under this probability a bead is as good as impossible.
HOPELESS = 0.05
# The same in documents, where a passage without a counterpart is told rather than hidden in a bead of six sentences.
UNLIKELY = 0.5


@dataclass(frozen=True, slots=True)
class SentenceBeads:
    """Beads that cover both sides, how many sentences were encoded for them, and the name of the last model that
    decided."""

    beads: tuple[Bead, ...]
    encoded: int
    model: str


@dataclass(frozen=True)
class Round:
    """What one round found: the band, the probability of each bead in it (n + 1, width, K), the beads decided on."""

    band: Band
    probability: Floats
    beads: tuple[Bead, ...]
    model: str


def align_sentences(
    source: Side,
    target: Side,
    *,
    encoder: Encoder | None = None,
    embed: str = "auto",
    terms: Sequence[tuple[str, str]] = (),
    structure: Structure | None = None,
    anchors: Corners = (),
    fixed: Corners = (),
    progress: Advance | None = None,
) -> SentenceBeads:
    """Align two lists of sentences. Beads cover both sides once and in order; an empty side is an omission.

    `embed`: `all` encodes every sentence, `auto` those that cheap signals leave in doubt, `none` (or no encoder) none.
    `terms` are the project's (source, target) term pairs. `structure` is what paragraphs and headings say; `anchors`
    are places (i, j) near which the path is looked for: so many source and target sentences before it. Through
    those of `fixed` it passes, come what may; they ascend in both coordinates.
    """
    if source.spaced is False and target.spaced is True:
        swapped = align_sentences(
            target,
            source,
            encoder=encoder,
            embed=embed,
            terms=[(b, a) for a, b in terms],
            structure=structure and structure.swapped(),
            anchors=[(j, i) for i, j in anchors],
            fixed=[(j, i) for i, j in fixed],
            progress=progress,
        )
        return SentenceBeads(tuple(bead.swapped() for bead in swapped.beads), swapped.encoded, swapped.model)
    n, m = len(source), len(target)
    if not n or not m:
        return SentenceBeads(omissions(0, n, 0, m), 0, "lexical")
    known = evidence(source, target, terms)
    job = Job(
        source, target, known, sorted({(0, 0), *anchors, *fixed, (n, m)}), structure, sorted(fixed), sorted(fixed)
    )
    latest = lexical_rounds(job)
    if encoder is None or embed == "none":
        return _found(job, latest, 0)
    if embed == "all":
        chosen = np.ones(n, dtype=bool), np.ones(m, dtype=bool)
    else:
        sure, chosen = doubtful(latest.beads, n, m)
        job.sure = sorted({*sure, *fixed})
        if not chosen[0].any() and not chosen[1].any():
            return _found(job, latest, 0, encoder)
    encoded = encode(job, encoder, chosen, progress)
    latest = play(job, "sentence", latest)
    if job.tokens is not None:
        latest = play(job, "token", latest)
    return _found(job, latest, encoded, encoder)


def _found(job: Job, latest: Round, encoded: int, encoder: Encoder | None = None) -> SentenceBeads:
    """What the last round found; of documents without what is left over in beads, and with what was left over on both
    sides of a gap."""
    lengths = job.outlines[0].lengths, job.outlines[1].lengths
    scale = ratio(lengths, None, job.kinds)

    def fits(i: int, j: int) -> bool:
        apart = job.structure is not None and job.structure.apart(i, j)
        return not apart and alike_in_length(job.source.lengths[i], job.target.lengths[j], scale)

    beads = latest.beads
    if job.structure is not None:
        beads, more = _complete(job, beads, encoder)
        encoded += more
        beads = with_leftovers(beads, latest.band, latest.probability, fits)
        beads = with_literal(beads, job.source.texts, job.target.texts, scale)
    return SentenceBeads(beads, encoded, latest.model)


def _complete(job: Job, beads: Sequence[Bead], encoder: Encoder | None) -> tuple[tuple[Bead, ...], int]:
    """The beads of a document without sentences that are left over at their ends, and how many sentences were encoded
    to know: those of beads that may have some by their words, whatever the rounds thought of them."""
    idle = by_words(beads, job.source, job.target)
    suspected = [bead for bead in beads if any(map(idle, ends(bead)))]
    if encoder is None or not suspected or not gives_tokens(job, encoder):
        return tuple(beads), 0
    chosen = np.zeros(len(job.source), dtype=bool), np.zeros(len(job.target), dtype=bool)
    for bead in suspected:
        chosen[0][slice(*bead.source)] = True
        chosen[1][slice(*bead.target)] = True
    held = job.tokens is not None and all(
        (np.diff(table.start)[wanted] > 0).all() for table, wanted in zip(job.tokens, chosen, strict=True)
    )
    encoded = 0 if held else encode(job, encoder, chosen, None)
    assert job.tokens is not None
    vectors = by_tokens(job.tokens)
    return without_surplus(beads, lambda end: idle(end) and vectors(end), job.fixed), encoded


def lexical_rounds(job: Job) -> Round:
    """The two rounds without vectors."""
    both = job.known.postings()
    with one_thread():
        path = coarse_path(Sketch(both[0], len(job.source), len(job.target)))
    if len(job.anchors) > 2:
        path = within(path, job.anchors, 2 * HALF)
    first = play(job, "lexical", path, both)
    return play(job, "learned", first)


def play(
    job: Job, name: str, before: Round | NDArray[np.float64], both: tuple[Postings, Postings] | None = None
) -> Round:
    """One round with the model of that name, around the path of the round before (or a path), with the lexicon
    learned from it."""
    n, m = len(job.source), len(job.target)
    if isinstance(before, Round):
        path, half = path_of(before.beads, n), HALF
        both = job.known.learned(before.beads).postings()
    else:
        path, half = before, FIRST_HALF
        both = both or job.known.postings()
    band = Band.around(path, m, half)
    with one_thread():
        chance = chances(before.band, before.probability) if isinstance(before, Round) else gaps(path, m)
        signals = gather(job, name, band, path, both, chance)
        if name == "token" and isinstance(before, Round):
            signals.clauses = clause_shares(job, before.beads, signals.views, model("clause"), chance)
        table = scores(signals, model(name))
        job.twins.add(table, band)
        content = None if job.structure is None else table.copy()
        if job.structure is not None:
            add(table, band, job.structure, before.beads if isinstance(before, Round) else ())
    pins = sorted({(0, 0), *job.sure, (n, m)})
    if len(pins) > 2:
        pin(band, table, pins)
    probability, _ = posteriors(band, table)
    hopeless = HOPELESS
    if job.structure is not None:
        # Where one text runs on what the other parts, beads of many are what is to be found.
        hopeless += (UNLIKELY - HOPELESS) * (1 - max(job.structure.hidden))
    beads = decide(band, table, probability, pins, hopeless)
    if content is not None:
        beads = supported(beads, content, band, name, set(job.sure))
    return Round(band, probability, beads, name)


def gather(
    job: Job,
    name: str,
    band: Band,
    path: NDArray[np.float64],
    both: tuple[Postings, Postings],
    chance: Chances,
) -> Signals:
    """The signals of the round of that name, within the band around a path; `chance` is what is known of each
    sentence's omission."""
    views = windows(band)
    priors = distance(path, views[0]), distance(turned(path, len(job.target)), views[1])
    lengths = job.outlines[0].lengths, job.outlines[1].lengths
    signals = Signals(job.outlines, lengths, band, views, ratio=ratio(lengths, chance, job.kinds))

    def lexical(side: Postings, view: Windows, prior: Floats) -> Coverage:
        return coverage_of_matches(side.found, side.sentence, side.weight, view, prior, B_MAX, power=0.5)

    # Each side by itself, and nearly all of it in numpy, which lets the other thread run.
    with ThreadPoolExecutor(2) as pool:
        forward, backward = pool.map(lexical, both, views, priors)
    signals.pairs["lexical"] = (forward, backward)

    if name in ("sentence", "token") and job.vectors is not None:
        u, v = job.vectors
        signals.vectors = job.vectors
        forward, backward = (
            coverage(
                whole(unit(own), unit(other)),
                np.arange(len(own)),
                weight,
                view,
                prior,
                B_MAX,
                power=0.5,
                sharp=SHARP["sentence"],
            )
            for own, other, weight, view, prior in zip((u, v), (v, u), job.weights, views, priors, strict=True)
        )
        signals.pairs["sentence"] = (forward, backward)
    if name == "token" and job.tokens is not None:
        signals.pairs["token"] = token_coverage(job.tokens, views, priors)
    tell(signals, (job.source.lengths, job.target.lengths), chance)
    return signals


def clause_shares(
    job: Job, beads: Sequence[Bead], views: tuple[Windows, Windows], fitted: Model, chance: Chances
) -> tuple[Coverage, Coverage] | None:
    """Where the clauses of sentences in doubt went, aligned by tokens and lengths with a model of such features around
    the beads of the sentences; None without token vectors or doubt."""
    if job.tokens is None:
        return None
    _, chosen = doubtful(beads, len(job.source), len(job.target))
    source, target = (clauses.Clauses.of(table, each) for table, each in zip(job.tokens, chosen, strict=True))
    if not len(source) or not len(target):
        return None
    path = path_of(clauses.beads_of_clauses(beads, source, target), len(source))
    band = Band.around(path, len(target), clauses.HALF)
    known = chance[0][source.sentence], chance[1][target.sentence]
    signals = token_signals(source.table, target.table, (source.lengths, target.lengths), band, path, known)
    table = clauses.short(scores(signals, fitted))
    return clauses.shares(source, target, band, posteriors(band, table)[0], views)


def token_signals(
    source: tokens.TokenTable,
    target: tokens.TokenTable,
    lengths: tuple[NDArray[np.float64], NDArray[np.float64]],
    band: Band,
    path: NDArray[np.float64],
    chance: Chances,
) -> Signals:
    """The signals of tokens and lengths alone, of clauses or of sentences: what the model `clause` weighs."""
    views = windows(band)
    signals = Signals(None, lengths, band, views, ratio=ratio(lengths, chance))
    priors = distance(path, views[0]), distance(turned(path, band.m), views[1])
    signals.pairs["token"] = token_coverage((source, target), views, priors)
    return signals


def token_coverage(
    tables: tuple[tokens.TokenTable, tokens.TokenTable], views: tuple[Windows, Windows], priors: tuple[Floats, Floats]
) -> tuple[Coverage, Coverage]:
    """How well the tokens of either side are covered by the other."""
    forward, backward = (
        coverage(picked(best), own.sentence, own.weight, view, prior, B_MAX, power=0.5, sharp=SHARP["token"])
        for best, own, view, prior in zip(tokens.matches(*tables, views), tables, views, priors, strict=True)
    )
    return forward, backward


def whole(own: Floats, other: Floats) -> Match:
    """Matches of sentences as wholes: the cosine of unit vectors, at least 0."""

    def match(rows: slice, low: NDArray[np.int64], width: int) -> Floats:
        index = np.minimum(low[:, None] + np.arange(width), len(other) - 1)
        out = np.empty(index.shape, dtype=np.float32)
        mine = own[rows]
        for start in range(0, len(mine), 256):
            part = slice(start, start + 256)
            first, last = int(index[part].min()), int(index[part].max()) + 1
            dots = mine[part] @ other[first:last].T
            out[part] = np.take_along_axis(dots, index[part] - first, axis=1)
        return np.maximum(out, 0.0)

    return match


def picked(found: Floats) -> Match:
    """Matches that were worked out for these very windows."""
    return lambda rows, low, width: found[rows]


def omissions(i: int, n: int, j: int, m: int) -> tuple[Bead, ...]:
    """Every sentence of both ranges as an omission, source first."""
    return (
        *(Bead(Range(k, k + 1), Range(j, j)) for k in range(i, n)),
        *(Bead(Range(n, n), Range(k, k + 1)) for k in range(j, m)),
    )


def decide(
    band: Band, table: Floats, probability: Floats, pins: Corners = (), hopeless: float = HOPELESS
) -> tuple[Bead, ...]:
    """The beads that promise the greatest strict F1: the path of greatest sum of probability less RISK. The most
    probable path as a whole is another thing; it is often right nowhere in a passage where this one is right in
    half."""
    worth = np.array([1.0 if a and b else OMISSION for a, b in SHAPES], dtype=np.float32)
    gain = probability * worth
    gain -= np.float32(RISK)
    # A bead of several sentences that is `hopeless` is no cheap way to pass them: it costs what they would in pairs.
    size = np.array([max(a + b - 2, 0) if a and b else 0 for a, b in SHAPES], dtype=np.float32)
    np.subtract(gain, size * np.float32(RISK / 2), out=gain, where=probability < hopeless)
    gain = mask(band, gain)
    if len(pins) > 2:
        pin(band, gain, pins)
    places, shapes = best_path(band, gain)
    beads = []
    for (i, j), (k, h), shape in zip(places[:-1], places[1:], shapes, strict=True):
        x = j - int(band.lo[i])
        sure = float(min(1.0, probability[i, x, shape]))
        beads.append(Bead(Range(i, k), Range(j, h), float(table[i, x, shape]), sure))
    return tuple(beads)
