"""How well decisions of a review outlive changes of the documents.

Two papers are made of the samples' paragraphs, with short paragraphs that come again and again, and reviewed: most rows
are confirmed, some merged, divided or moved before. Then the documents change in ten ways, are read, cut and aligned
anew, and the journal is replayed. Counted are the decisions all of whose sentences are unchanged: how many were found
again, and how many were put on other sentences. What is the same sentence is known from the paragraph it was written
from, not from its text. Beside it a peer that knows only texts: a decision goes to the first row that says the same.

    python -m scripts.bench_review [--seed 7] [--show]
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Pair
from duizhao.review import Base, Give, Merge, Patch, ReviewSheet, Row, Session, Split, read_journal, replay
from duizhao.review.folding import key_of
from scripts.changed_papers import (
    Paper,
    added,
    aligned,
    aligned_otherwise,
    cut_otherwise,
    moved,
    numbered_otherwise,
    one_side_only,
    paper,
    removed,
    reworded,
    same,
    typeset,
)

# -- the review --------------------------------------------------------------------------------------------------------


def review(base: Base, path: Path, rng: random.Random) -> None:
    """Correct some rows, confirm most; each decision carries a note by which it is known again."""
    session = Session(base, path, who="bench", clock=lambda: "2030-01-01T00:00:00Z")
    for _ in range(len(base.rows) // 8):
        at = rng.randrange(len(session.sheet.rows) - 1)
        row = session.sheet.rows[at]
        tries = [
            Merge(at),
            Split(at, source=max(len(base.text(row.source, 0)) // 2, 1)),
            Give(at, 1, "last", at + 1),
        ]
        try:
            session.do(rng.choice(tries))
        except InputError:
            continue
    chosen = [row for row in session.sheet.rows if row.who or rng.random() < 0.7]
    after = tuple(replace(row, mark="confirmed", note=f"#{k}") for k, row in enumerate(chosen))
    session.do(Patch("confirm", tuple(chosen), after))


Identity = tuple[tuple[int, str], ...]


class Truth:
    """Which paragraph each sentence was written from: sentences of a side follow the paragraphs in order."""

    def __init__(self, base: Base, found: Paper) -> None:
        self.base = base
        self.names: tuple[list[int], list[int]] = ([], [])
        for side in (0, 1):
            written = [(p.name, key_of((p.english, p.chinese)[side])) for p in found]
            by_unit: dict[str, list[int]] = {}
            for number, segment in enumerate(base.sentences[side]):
                by_unit.setdefault(segment.unit, []).append(number)
            self.names[side].extend([-1] * len(base.sentences[side]))
            units = sorted(by_unit.items(), key=lambda each: each[0])
            for unit, name in _matched(units, written, base, side):
                for number in by_unit[unit]:
                    self.names[side][number] = name

    def of(self, row: Row) -> tuple[Identity, Identity]:
        """What a row holds: paragraphs with the letters from each, in order of the text."""
        out = []
        for side in (0, 1):
            letters: dict[int, str] = {}
            for atom in row.sides[side]:
                name = self.names[side][atom.sentence]
                text = self.base.texts[side][atom.sentence][atom.start : atom.end]
                letters[name] = letters.get(name, "") + key_of(text)
            out.append(tuple(sorted(letters.items())))
        return out[0], out[1]


def _matched(
    units: Sequence[tuple[str, list[int]]], written: Sequence[tuple[int, str]], base: Base, side: int
) -> Iterator[tuple[str, int]]:
    """Units and the paragraphs they were written from: both in the order of the file, by their first letters."""
    at = 0
    for unit, numbers in units:
        text = key_of(base.texts[side][min(numbers)])
        for k in range(at, len(written)):
            if written[k][1].startswith(text):
                yield unit, written[k][0]
                at = k + 1
                break


@dataclass
class Score:
    """What became of decisions on unchanged sentences."""

    unchanged: int = 0
    found: int = 0
    wrong: int = 0
    peer_found: int = 0
    peer_wrong: int = 0


def score(old: Base, old_paper: Paper, new: Base, new_paper: Paper, path: Path, show: bool) -> Score:
    """Replay the journal at `path` on `new` and compare."""
    journal = read_journal(path)
    before = {row.note: row for row in replay(old, journal).decisions if row.note}
    replayed = replay(new, journal)
    after = {row.note: row for row in replayed.decisions if row.note}
    truth = Truth(old, old_paper), Truth(new, new_paper)
    whole: list[dict[int, str]] = [{}, {}]
    for side in (0, 1):
        for number, name in enumerate(truth[1].names[side]):
            whole[side][name] = whole[side].get(name, "") + key_of(new.texts[side][number])
    out = Score()
    first: dict[tuple[str, str], tuple[Identity, Identity]] = {}
    for row in ReviewSheet(new).rows:
        texts = key_of(new.text(row.source, 0)), key_of(new.text(row.target, 1))
        first.setdefault(texts, truth[1].of(row))
    for note, row in before.items():
        known = truth[0].of(row)
        unchanged = all(
            name >= 0 and letters in whole[side].get(name, "") for side in (0, 1) for name, letters in known[side]
        ) and not _touched(old, row, known, new_paper)
        out.unchanged += unchanged
        found = after.get(note)
        right = found is not None and truth[1].of(found) == known
        out.found += unchanged and right
        out.wrong += found is not None and not right
        peer = first.get((key_of(old.text(row.source, 0)), key_of(old.text(row.target, 1))))
        out.peer_found += unchanged and peer == known
        out.peer_wrong += peer is not None and peer != known
        if (show and (found is not None) != unchanged) or (found is not None and not right):
            print("   ", "wrong" if found else "lost", note, old.shown(row), new.shown(found) if found else "")
    return out


def _touched(old: Base, row: Row, known: tuple[Identity, Identity], new_paper: Paper) -> bool:
    """Whether a sentence of the row was reworded, which may have left its letters together."""
    texts = {p.name: (p.english, p.chinese) for p in new_paper if p.reworded}
    names = [{name for name, _ in side} & set(texts) for side in known]
    return any(
        names[side] and not any(old.texts[side][atom.sentence] in texts[name][side] for name in names[side])
        for side in (0, 1)
        for atom in row.sides[side]
    )


Change = tuple[str, Callable[[Paper, random.Random], Paper], str, Callable[[Sequence[Pair]], Sequence[Pair]]]


def as_it_is(pairs: Sequence[Pair]) -> Sequence[Pair]:
    return pairs


CHANGES: tuple[Change, ...] = (
    ("paragraphs added", added, "md", as_it_is),
    ("paragraphs removed", removed, "md", as_it_is),
    ("paragraphs moved", moved, "md", as_it_is),
    ("numbered otherwise", numbered_otherwise, "md", as_it_is),
    ("reworded, a fifth", reworded, "md", as_it_is),
    ("not yet translated", one_side_only, "md", as_it_is),
    ("typeset otherwise", typeset, "md", as_it_is),
    ("converted to HTML", same, "html", as_it_is),
    ("converted from pages", same, "txt", as_it_is),
    ("cut otherwise", same, "md", cut_otherwise),
    ("aligned otherwise", same, "md", aligned_otherwise),
    ("added, moved, from pages", lambda p, r: moved(added(p, r), r), "txt", as_it_is),
)


def run(seed: int, show: bool = False, changes: Sequence[Change] = CHANGES) -> dict[str, Score]:
    """A score for each kind of change."""
    rng = random.Random(seed)
    original = paper(rng)
    out: dict[str, Score] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journal = folder / "review.jsonl"
        old = Base.of(aligned(original, folder, "md"))
        review(old, journal, rng)
        for kind, change, ending, after in changes:
            if show:
                print(kind)
            new_paper = change(original, random.Random(seed + 1))
            new = Base.of(tuple(after(aligned(new_paper, folder, ending))))
            out[kind] = score(old, original, new, new_paper, journal, show)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="print what was lost or wrong")
    options = parser.parse_args()
    found = run(options.seed, options.show)
    print(f"{'change':26}{'unchanged':>10}{'found':>8}{'':>8}{'wrong':>7}{'peer found':>12}{'peer wrong':>12}")
    for kind, s in found.items():
        share, peer = (f"{100 * n / max(s.unchanged, 1):.1f} %" for n in (s.found, s.peer_found))
        print(f"{kind:26}{s.unchanged:>10}{s.found:>8}{share:>8}{s.wrong:>7}{peer:>12}{s.peer_wrong:>12}")
    total, right = (sum(getattr(s, name) for s in found.values()) for name in ("unchanged", "found"))
    print(
        f"{'all':26}{total:>10}{right:>8}{f'{100 * right / total:.1f} %':>8}{sum(s.wrong for s in found.values()):>7}"
    )


if __name__ == "__main__":
    main()
