"""How well drift is found: a history of edits in a Git repository made for it, with what should be told.

Twelve documents are made of the sample papers' gold; edits of ten kinds are committed, some followed by the
translation and some not. Counted are sentences told rightly, wrongly and missed, by kind; beside it a peer that knows
only files: it calls every sentence of a page stale whose original was committed later than its translation.

    python scripts/bench_drift.py [--edits 200] [--seed 7] [--show]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from duizhao.corpora import samples
from duizhao.drift import Traced, trace_pairs
from duizhao.drift_pages import pairs_of

KINDS = (
    "number", "word", "clause", "negation", "rewritten", "added", "removed", "moved", "spelling", "followed",
)  # fmt: skip
DOCUMENTS = 12


@dataclass
class Paragraph:
    """Sentences in both languages, side by side."""

    english: list[str]
    chinese: list[str]
    mark: str = ""


@dataclass
class Text:
    """A document under edit and what drift should tell of it: (nature, a piece of the text it is told with)."""

    name: str
    paragraphs: list[Paragraph]
    expected: list[tuple[str, str, str]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)


def texts(rng: random.Random) -> list[Text]:
    """Twelve documents, each a third of the samples' paragraphs; a bead is one place that can be edited."""
    found: list[Paragraph] = []
    seen: set[str] = set()
    for name in ("gold.jsonl", "ports.gold.jsonl"):
        for line in samples.path(name).read_text("utf-8").splitlines():
            record = json.loads(line)
            beads = record["beads"]
            if record["en"] in seen:
                continue
            seen.add(record["en"])
            if (
                record["kind"] in ("para", "paragraph", "bullet", "box", "front")
                and beads
                and all(a and b for a, b in beads)
            ):
                found.append(
                    Paragraph(
                        [" ".join(en) for _, en in beads],
                        ["".join(zh) for zh, _ in beads],
                        "- " * (record["kind"] == "bullet"),
                    )
                )
    pages = []
    for i in range(DOCUMENTS):
        chosen = sorted(rng.sample(range(len(found)), len(found) // 3))
        paragraphs = [Paragraph(list(found[k].english), list(found[k].chinese), found[k].mark) for k in chosen]
        pages.append(Text(f"page{i:02}", paragraphs))
    return pages


def write(text: Text, folder: Path, sides: str = "both") -> None:
    for side, joiner in (("en", " "), ("zh", "")):
        if sides in ("both", side):
            path = folder / side / f"{text.name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            rows = [joiner.join(p.english if side == "en" else p.chinese) for p in text.paragraphs]
            kept = [para.mark + row for para, row in zip(text.paragraphs, rows, strict=True) if row]
            path.write_text("\n\n".join(kept) + "\n", encoding="utf-8")


def commit(folder: Path, message: str, day: int) -> None:
    date = f"{1767225600 + 86400 * day} +0000"
    env = {
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "PATH": "/usr/bin:/bin:/usr/local/bin",
    }
    for args in (
        ("add", "-A"),
        ("-c", "user.name=w", "-c", "user.email=w@example.org", "commit", "-qm", message, "--allow-empty"),
    ):
        subprocess.run(["git", *args], cwd=folder, env=env, check=True)


SYNONYMS = {
    "all": "some",
    "new": "old",
    "will": "may",
    "should": "must",
    "and": "or",
    "more": "fewer",
    "workers": "employers",
    "support": "replace",
    "increase": "reduce",
    "public": "private",
    "national": "regional",
}
SPELL = [
    ("labour", "labor"),
    ("programme", "program"),
    ("organization", "organisation"),
    ("centre", "center"),
    ("recognize", "recognise"),
    (", and ", " and "),
    ("strengthen", "strengthn"),
    ("implementation", "implementaton"),
    ("development", "developement"),
]
CLAUSES = ("as far as funds allow", "with the consent of the parties", "before the end of the year")
EXTRA = [
    "This paragraph applies from next year.",
    "Members may ask for a longer delay in writing.",
    "A first review takes place after eighteen months.",
    "The secretariat keeps the list up to date.",
    "Nothing here changes what was agreed earlier.",
    "Questions go to the office in charge.",
]


def reworded(kind: str, old: str, rng: random.Random) -> str | None:
    """A sentence after an edit of this kind; None where it does not allow one."""
    if kind == "number":
        match = re.search(r"\b\d{1,4}\b", old)
        return match and old[: match.start()] + str(int(match[0]) + rng.randint(1, 9)) + old[match.end() :]
    if kind == "word":
        word = next((w for w in SYNONYMS if f" {w} " in old), None)
        return word and old.replace(f" {word} ", f" {SYNONYMS[word]} ", 1)
    if kind == "clause":
        return re.sub(r"([.;:])$", rf", {rng.choice(CLAUSES)}\1", old)
    if kind == "negation":
        match = re.search(r"\b(?:is|are|will|should|has|have|can|must|may)\b", old)
        return match and old[: match.end()] + " not" + old[match.end() :]
    if kind == "rewritten":
        words = old.rstrip(".").split()
        rng.shuffle(words)
        return "In other words, " + " ".join(words[: max(4, len(words) // 2)]).lower() + " remains open for discussion."
    swap = next(((a, b) for a, b in rng.sample(SPELL, len(SPELL)) if a in old), None)
    return swap and old.replace(swap[0], swap[1], 1)


def edit(kind: str, text: Text, rng: random.Random) -> bool:
    """One edit; False where this place does not allow it. What should be told is noted in the text."""
    places = [
        (p, s)
        for p, para in enumerate(text.paragraphs)
        for s, one in enumerate(para.english)
        if one and one not in text.touched and len(one) > 30
    ]
    if not places:
        return False
    p, s = rng.choice(places)
    para = text.paragraphs[p]
    old, chinese = para.english[s], para.chinese[s]
    if kind == "moved":
        return move(text, rng)
    if kind == "removed":
        text.expected.append(("removed", chinese, kind))
        text.touched.add(old)
        para.english[s] = ""
    elif kind == "added":
        new = rng.choice(EXTRA)
        if not old.endswith(".") or any(new in q.english for q in text.paragraphs):
            return False
        para.english.insert(s + 1, new)
        para.chinese.insert(s + 1, "")
        text.expected.append(("added", new, kind))
        text.touched.add(new)
    elif kind == "followed":
        new = old.rstrip(".") + " in each region."
        para.english[s], para.chinese[s] = new, chinese.rstrip("。") + "，各区域均如此。"
        text.touched.add(new)
    else:
        other = reworded(kind, old, rng)
        if not other or other == old:
            return False
        para.english[s] = other
        text.touched.add(other)
        text.expected.append(("spelling" if kind == "spelling" else "changed", chinese, kind))
    return True


def move(text: Text, rng: random.Random) -> bool:
    """A paragraph of the original is put elsewhere; the translation keeps its order."""
    free = [
        p
        for p, para in enumerate(text.paragraphs)
        if len(para.english) == 1 and para.english[0] and para.chinese[0] and para.english[0] not in text.touched
    ]
    if not free or len(text.paragraphs) < 6:
        return False
    return False if len(free) < 2 else _move(text, rng.choice(free), rng)


def _move(text: Text, p: int, rng: random.Random) -> bool:
    para = text.paragraphs[p]
    others = [q for q in range(len(text.paragraphs)) if abs(q - p) > 2]
    if not others:
        return False
    q = rng.choice(others)
    moved = Paragraph(list(para.english), [""] * len(para.chinese), para.mark)
    text.expected.append(("moved", para.chinese[0], "moved"))
    text.touched.update(para.english)
    stays = Paragraph([""] * len(para.english), list(para.chinese), para.mark)
    text.paragraphs[p] = stays
    text.paragraphs.insert(q, moved)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
        pages = texts(rng)
        for page in pages:
            write(page, folder)
        commit(folder, "first", 0)
        done: Counter[str] = Counter()
        day = 1
        while sum(done.values()) < args.edits and day < 3000:
            day += 1
            kind = KINDS[day % len(KINDS)]
            page = rng.choice(pages)
            if edit(kind, page, rng):
                done[kind] += 1
                # A translation that was touched elsewhere in the same or a later commit proves nothing.
                write(page, folder)
                commit(folder, f"{kind} in {page.name}", day)
        began = time.process_time()
        traced = trace_pairs(pairs_of([folder])[0])
        took = time.process_time() - began
        report(pages, traced, done, took, args.show)


def _met(piece: str, *texts: str) -> bool:
    return any(text and (piece in text or text in piece) for text in texts)


def report(pages: list[Text], traced: list[Traced], done: Counter[str], took: float, show: bool) -> None:
    by_name = {Path(one.pair.source).stem: one for one in traced}
    right = wrong = 0
    missed: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    stale = peer = 0
    for page in pages:
        one = by_name[page.name]
        left = list(one.drifts)
        for nature, piece, kind in page.expected:
            expected[kind] += 1
            hit = next((d for d in left if d.nature == nature and _met(piece, d.target, d.now)), None)
            if hit is None:
                missed[kind] += 1
                if show:
                    print("missed", page.name, kind, piece[:70])
            else:
                left.remove(hit)
                right += 1
        wrong += len(left)
        if show:
            for d in left:
                print("wrong ", page.name, d.nature, "|", d.was[:60], "|", d.now[:60], "|", d.target[:30])
        stale += len(page.expected)
        peer += one.sentences if page.expected else 0
    print(f"edits {sum(done.values())} of {len(done)} kinds over {len(pages)} documents; to tell {stale}")
    recall, precision = right / max(stale, 1), right / max(right + wrong, 1)
    print(f"recall {recall:.3f}  precision {precision:.3f}  ({took:.1f} s processor time)")
    print("missed by kind:", {kind: f"{missed[kind]} of {expected[kind]}" for kind in expected})
    print(f"peer, whole files: recall 1.000  precision {stale / max(peer, 1):.3f}")


if __name__ == "__main__":
    main()
