"""Put faults into clean sentence pairs, seeded, each of a known kind and place: to measure what the checks find.

    python -m scripts.plant_faults --faults 200 --seed 7

prints, for the sample papers repeated as needed, how many faults of each kind were found and how many findings a clean
copy gives. `scripts/bench_quality.py` does the same through files and the aligner.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from duizhao import quality
from duizhao.corpora import samples
from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.corpora.numerals import quantities
from duizhao.quality import Finding, Severity
from duizhao.terminology import Concept, Glossary, Status, Term


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a kind, and the target places where a finding about it may stand."""

    kind: str
    places: tuple[Locator, ...]
    note: str


Change = Callable[[list[Pair], int, random.Random, Mapping[str, str]], str | None]


def _term(pairs: list[Pair], i: int, rng: random.Random, variants: Mapping[str, str]) -> str | None:
    here = sorted(t for t in variants if t in pairs[i].target)
    if not here:
        return None
    term = rng.choice(here)
    pairs[i] = replace(pairs[i], target=pairs[i].target.replace(term, variants[term], 1))
    return f"{term} → {variants[term]}"


def _number(pairs: list[Pair], i: int, rng: random.Random, _: Mapping[str, str]) -> str | None:
    found = [q for q in quantities(pairs[i].target, "zh") if q.text.strip()[-1].isdigit() or re.search(r"\d", q.text)]
    if not found:
        return None
    quantity = rng.choice(found)
    at = [j for j in range(*quantity.span) if pairs[i].target[j].isdigit()]
    j = rng.choice(at)
    digit = str((int(pairs[i].target[j]) + rng.randint(1, 8)) % 10)
    if digit == "0" and j == at[0]:
        digit = "1" if pairs[i].target[j] != "1" else "2"
    pairs[i] = replace(pairs[i], target=pairs[i].target[:j] + digit + pairs[i].target[j + 1 :])
    return f"{quantity.text}: digit {digit}"


def _dropped(pairs: list[Pair], i: int, _: random.Random, __: Mapping[str, str]) -> str | None:
    unit = pairs[i].source_at.unit
    negative = re.search(r"\b(?:not|no|never|without|nor|none)\b", pairs[i].source)
    if not negative or sum(p.source_at.unit == unit for p in pairs) < 2:
        return None
    pairs[i] = replace(pairs[i], target="", target_at=Locator(""))
    return "sentence with a negation left out"


def _paragraph(pairs: list[Pair], i: int, _: random.Random, __: Mapping[str, str]) -> str | None:
    at = pairs[i].source_at
    if at.kind is not Kind.PARAGRAPH or len(pairs[i].source) < 30:
        return None
    for j, pair in enumerate(pairs):
        if pair.source_at.unit == at.unit:
            pairs[j] = replace(pair, target="", target_at=Locator(""))
    return f"paragraph {at.cite} left out"


def _bracket(pairs: list[Pair], i: int, rng: random.Random, _: Mapping[str, str]) -> str | None:
    at = [j for j, c in enumerate(pairs[i].target) if c in "()（）《》“”"]
    if not at:
        return None
    j = rng.choice(at)
    mark = pairs[i].target[j]
    pairs[i] = replace(pairs[i], target=pairs[i].target[:j] + pairs[i].target[j + 1 :])
    return f"{mark} lost"


def _untranslated(pairs: list[Pair], i: int, _: random.Random, __: Mapping[str, str]) -> str | None:
    if len(pairs[i].source.split()) < 6:
        return None
    pairs[i] = replace(pairs[i], target=pairs[i].source)
    return "left in English"


def _truncated(pairs: list[Pair], i: int, _: random.Random, __: Mapping[str, str]) -> str | None:
    text = pairs[i].target
    if len(text) < 30 or not re.search(r"[.;:]$", pairs[i].source):
        return None
    pairs[i] = replace(pairs[i], target=text[: int(0.45 * len(text))].rstrip("，、；"))
    return "second half lost"


def _stray(pairs: list[Pair], i: int, rng: random.Random, _: Mapping[str, str]) -> str | None:
    at = [m.start() for m in re.finditer(rf"(?<=[{HAN}])[和与及](?=[{HAN}])", pairs[i].target)]
    if not at:
        return None
    j = rng.choice(at)
    pairs[i] = replace(pairs[i], target=pairs[i].target[:j] + " and " + pairs[i].target[j + 1 :])
    return "and for 和"


def _doubled(pairs: list[Pair], i: int, rng: random.Random, _: Mapping[str, str]) -> str | None:
    text = pairs[i].target
    at = [m.start() for m in re.finditer(rf"(?<![目标有别真端确的])的(?=[{HAN}])(?!的)", text)]
    if not at:
        return None
    j = rng.choice(at)
    pairs[i] = replace(pairs[i], target=text[:j] + "的" + text[j:])
    return "的的"


def _exchanged(pairs: list[Pair], i: int, rng: random.Random, _: Mapping[str, str]) -> str | None:
    if len(words(pairs[i].source, "en")) < 10:
        return None
    here = pairs[i].source_at.document
    others = [
        j
        for j, p in enumerate(pairs)
        if abs(j - i) > 1 and p.target and p.source_at.document == here and len(words(p.source, "en")) >= 10
    ]
    if not others:
        return None
    j = rng.choice(others)
    one, two = pairs[i], pairs[j]
    pairs[i], pairs[j] = replace(one, target=two.target), replace(two, target=one.target)
    return f"exchanged with {two.source_at}"


def _otherwise(pairs: list[Pair], i: int, _: random.Random, __: Mapping[str, str]) -> str | None:
    """The same sentence once more, translated otherwise, at the end of the document."""
    if len(pairs[i].source) < 40 or not pairs[i].target_at.document:
        return None
    unit = f"extra{len(pairs)}"
    at = replace(pairs[i].source_at, unit=unit, number=None, sentences=(1, 1))
    there = replace(pairs[i].target_at, unit=unit, number=None, sentences=(1, 1))
    pairs.append(Pair(pairs[i].source, f"为此目的，{pairs[i].target}", at, there))
    return "the same sentence translated otherwise"


KINDS: dict[str, Change] = {
    "term swapped for a variant": _term,
    "number changed": _number,
    "negation's sentence dropped": _dropped,
    "paragraph left out": _paragraph,
    "bracket lost": _bracket,
    "left untranslated": _untranslated,
    "truncated": _truncated,
    "stray English word": _stray,
    "word doubled": _doubled,
    "translations exchanged": _exchanged,
    "repetition translated otherwise": _otherwise,
}


def plant(
    pairs: Sequence[Pair], faults: int, seed: int, variants: Mapping[str, str]
) -> tuple[list[Pair], tuple[Fault, ...]]:
    """A copy of the pairs with about `faults` faults, the kinds in turn, no two in one unit; and the faults.

    `variants` maps a usual rendering to another one. Kinds that find no more places are passed over; fewer faults than
    asked for are put in when no kind finds one.
    """
    rng = random.Random(seed)
    out = list(pairs)
    taken: set[tuple[str, str]] = set()
    done: list[Fault] = []
    order = list(range(len(pairs)))
    rng.shuffle(order)
    open_kinds = list(KINDS)
    while open_kinds and len(done) < faults:
        for kind in list(open_kinds):
            if len(done) >= faults:
                break
            fault = _one(kind, out, order, rng, taken, variants)
            if fault is None:
                open_kinds.remove(kind)
            else:
                done.append(fault)
    return out, tuple(done)


def _one(
    kind: str,
    pairs: list[Pair],
    order: Sequence[int],
    rng: random.Random,
    taken: set[tuple[str, str]],
    variants: Mapping[str, str],
) -> Fault | None:
    def unit(pair: Pair) -> tuple[str, str]:
        return (pair.source_at.document, pair.source_at.unit)

    for i in order:
        if unit(pairs[i]) in taken or not pairs[i].target:
            continue
        trial = list(pairs)
        note = KINDS[kind](trial, i, rng, variants)
        if note is None:
            continue
        changed = [j for j, p in enumerate(trial) if j >= len(pairs) or p is not pairs[j]]
        if any(unit(trial[j]) in taken for j in changed):
            continue
        pairs[:] = trial
        taken.update(unit(pairs[j]) for j in changed)
        taken.add(unit(pairs[i]))
        places = tuple(at for j in {*changed, i} for at in (pairs[j].source_at, pairs[j].target_at) if at.document)
        return Fault(kind, places, note)
    return None


def clean_sample() -> tuple[list[Pair], dict[str, str]]:
    """The pairs of both sample papers with their planted terms made regular, and usual -> other rendering."""
    planted = json.loads(samples.path("planted.json").read_text(encoding="utf-8"))
    variants = {t["usual"]: next(v for v in t["renderings"] if v != t["usual"]) for t in planted["terms"]}
    found = []
    for name in ("gold.jsonl", "ports.gold.jsonl"):
        for line in samples.path(name).read_text(encoding="utf-8").splitlines():
            found += _unit_pairs(json.loads(line), name.removesuffix("gold.jsonl") or "preview.", variants)
    return found, variants


def _unit_pairs(unit: Mapping[str, object], document: str, variants: Mapping[str, str]) -> list[Pair]:
    number = (int(str(unit["number"])),) if unit["number"] else None
    kind = {"para": Kind.PARAGRAPH, "front": Kind.FRONT}.get(str(unit["kind"])) or Kind(str(unit["kind"]))
    found = []
    beads = unit["beads"]
    assert isinstance(beads, list)
    for i, (zh, en) in enumerate(beads, 1):
        target = re.sub(rf"(?<=[{HAN}]) (?=[{HAN}] |[{HAN}]$)", "", "".join(zh))
        for usual, other in variants.items():
            target = target.replace(other, usual)
        at, there = (
            Locator(f"{document}{side}.md", str(unit["uid"]), number, kind, (i, i), f"{document}{side}.md")
            for side in ("en", "zh")
        )
        found.append(Pair(" ".join(en), target, at, there))
    return found


# What a finding about a fault of each kind may be called: its first word, or the whole name.
EXPECTED = {
    "term swapped for a variant": ("term",),
    "number changed": ("number",),
    "negation's sentence dropped": ("coverage", "text.short"),
    "paragraph left out": ("coverage",),
    "bracket lost": ("mark.bracket",),
    "left untranslated": ("text.untranslated",),
    "truncated": ("text.short", "text.unrelated", "coverage", "number"),
    "stray English word": ("text.foreign",),
    "word doubled": ("text.doubled",),
    "translations exchanged": ("text.unrelated", "coverage", "alignment"),
    "repetition translated otherwise": ("repeat.source",),
}


def finds(finding: Finding, fault: Fault) -> bool:
    """Whether a finding is about a fault: of the expected name, and at its place (of renderings: any but the usual)."""
    if not any(finding.check == name or finding.check.startswith(f"{name}.") for name in EXPECTED[fault.kind]):
        return False
    places = (finding.source_at, finding.target_at, *finding.places)
    units = {(at.document, at.unit) for at in fault.places}
    return any((at.document, at.unit) in units for at in places if at.unit)


def sample_glossary() -> Glossary:
    """The sample's terms with the planted renderings marked as given up."""
    planted = json.loads(samples.path("planted.json").read_text(encoding="utf-8"))["terms"]
    concepts = []
    for i, term in enumerate(planted):
        others = [Term(v, "zh-CN", Status.DEPRECATED) for v in term["renderings"] if v != term["usual"]]
        concepts.append(Concept(f"t{i}", (Term(term["source"], "en"), Term(term["usual"], "zh-CN"), *others)))
    return Glossary(tuple(concepts))


@dataclass(frozen=True, slots=True)
class Result:
    """Faults of each kind put in and found, those not found, and other findings at places without a fault."""

    planted: Counter[str]
    found: Counter[str]
    missed: tuple[Fault, ...]
    elsewhere: tuple[Finding, ...]

    @property
    def recall(self) -> float:
        """Share of the faults that were found."""
        return self.found.total() / max(1, self.planted.total())


def measure(
    pairs: Sequence[Pair], faults: int, seed: int, variants: Mapping[str, str], glossary: Glossary | None
) -> Result:
    """Plant faults, check, and see which are found; findings that the clean pairs give as well do not count."""
    known = {f.fingerprint for f in quality.check(pairs, glossary=glossary).findings}
    faulty, planted = plant(pairs, faults, seed, variants)
    new = [f for f in quality.check(faulty, glossary=glossary).findings if f.fingerprint not in known]
    missed = tuple(fault for fault in planted if not any(finds(f, fault) for f in new))
    units = {(at.document, at.unit) for fault in planted for at in fault.places}
    far = [f for f in new if f.severity is not Severity.NOTE]
    far = [f for f in far if not {(at.document, at.unit) for at in (f.source_at, f.target_at)} & units]
    total = Counter(f.kind for f in planted)
    return Result(total, total - Counter(f.kind for f in missed), missed, tuple(far))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=4, help="clean copies that the faults are spread over")
    parser.add_argument("--no-glossary", action="store_true")
    given = parser.parse_args()
    pairs, variants = clean_sample()
    glossary = None if given.no_glossary else sample_glossary()
    results = [
        measure(pairs, given.faults // given.rounds, given.seed + n, variants, glossary) for n in range(given.rounds)
    ]
    planted = sum((r.planted for r in results), Counter())
    found = sum((r.found for r in results), Counter())
    for kind in KINDS:
        print(f"{kind:32} {found[kind]:3} of {planted[kind]:3}")
    for result in results:
        for fault in result.missed:
            print(f"  not found: {fault.kind}: {fault.note} at {fault.places[0]}")
        for finding in result.elsewhere:
            print(f"  elsewhere: {finding.check} at {finding.at}: {finding.message}")
    clean = quality.check(pairs, glossary=glossary).findings
    print(f"recall {found.total() / planted.total():.3f} of {planted.total()} faults")
    print(f"{len(clean)} findings on {len(pairs)} clean pairs")
    for finding in clean:
        print(f"  clean: {finding.check} at {finding.at}: {finding.message}")


if __name__ == "__main__":
    main()
