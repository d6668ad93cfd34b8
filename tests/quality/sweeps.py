"""Where the checks tip: pairs of which one length, count or likeness grows step by step, and what each is told; and
what the checks go by (numbers, lengths, words, manner) for all pairs of our texts, whole and torn.

    python -m tests.quality.sweeps    # writes it anew; git diff shows which limits have moved
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from duizhao.corpora.model import Kind, Pair
from duizhao.quality.checks import CHECKS
from duizhao.quality.context import Context, make_context
from duizhao.quality.evidence.lexical import likelihood
from duizhao.quality.scores import measure
from duizhao.terminology.formats import read_glossary
from scripts.transcripts import torn
from tests.conftest import ROOT
from tests.pinned import brief, sweep, write
from tests.quality.samples import pair, pairs
from tests.terminology.sweeps import rows as term_rows

KEPT = Path(__file__).parent / "texts" / "sweeps.json"
TEXTS = ROOT / "tests" / "quality" / "texts"
BY_ID = {check.id: check for check in CHECKS}
Rows = Sequence[tuple[str, str]]


def context(rows: Rows | Sequence[Pair], glossary: str = "", folder: Path | None = None) -> Context:
    found = list(rows)
    made = found if found and isinstance(found[0], Pair) else pairs(found)  # type: ignore[arg-type]
    known = None
    if glossary and folder is not None:
        (folder / "g.csv").write_text("source_term,target_term\n" + glossary, encoding="utf-8")
        known = read_glossary(folder / "g.csv")
    return make_context(made, glossary=known, source_language="en", target_language="zh-CN")  # type: ignore[arg-type]


def told(check: str, rows: Rows | Sequence[Pair], **more: Any) -> str:
    """What a check says of pairs: of which of them, what, and where its marks lie."""
    found = []
    for finding in BY_ID[check](context(rows, **more)):
        number = (finding.source_at.number or finding.target_at.number or ("",))[0]
        marks = "".join(f"<{a}-{b}" for a, b in finding.source_marks) + "".join(
            f">{a}-{b}" for a, b in finding.target_marks
        )
        heavy = "!" if finding.severity.value != "note" else ""
        ways = "".join(f" [{v.text[:8]} {v.count}]" for v in finding.variants)
        found.append(f"{number}{heavy}{marks} {finding.message[:60]}{ways} → {finding.cure[:24]}")
    return " | ".join(found)


def usual(count: int) -> list[tuple[str, str]]:
    """Sentences of one ratio of lengths, no two alike."""
    things = "harbour lantern compass anchor rudder canvas timber copper barley pepper".split()
    chinese = "港口 灯笼 罗盘 船锚 船舵 帆布 木材 铜料 大麦 胡椒".split()
    return [
        (
            f"The {things[k % 10]} of ship {k} was counted, weighed and listed by the clerk.",
            f"第{k}号船的{chinese[k % 10]}由书记员清点、称重并登记在册。",
        )
        for k in range(count)
    ]


def limits(folder: Path) -> Iterator[tuple[str, object]]:
    """The limits of the checks, each by itself."""
    long = (
        "The committee has considered the report on the lights of the northern harbours and adopted all of its points."
    )
    half = "委员会审议了关于北方港口灯光的报告并通过了其中所有要点。"
    yield "length", sweep(range(2, 90, 2), lambda n: told("text.long", [*usual(20), (long, (half * 4)[:n])]))
    yield (
        "shortness",
        sweep(range(2, 40), lambda n: told("text.short", [*usual(20), (long, (half * 4)[: n - 1] + "。")])),
    )
    yield (
        "pairs that say how long is usual",
        sweep(range(17, 23), lambda n: told("text.short", [*usual(n), (long, "是。")])),
    )

    def doubt(level: float) -> str:
        rows = pairs([("It rose by 5 per cent.", "上升6%。"), ("It fell by 7 per cent.", "下降8%。"), *usual(2)])
        known = [replace(row, confidence=sure) for row, sure in zip(rows, (level, 0.8, 0.95, 0.95), strict=True)]
        return f"{sorted(context(known).doubtful)}"

    yield "doubt", sweep([k / 100 for k in range(28, 46)], doubt)

    def term(given: tuple[int, int]) -> str:
        kept, other = given
        names = ["港口"] * kept + ["海港"] * other
        rows = [(f"The harbour of town {k} is deep.", f"{k}镇的{name}很深。") for k, name in enumerate(names)]
        known = {"glossary": "harbour,港口", "folder": folder}
        return f"{told('term.missing', rows, **known)} ~ {told('term.varies', rows, **known)}"

    for kept in range(6):
        yield f"{kept} uses of a term", sweep(range(6), lambda n, kept=kept: term((kept, n)))

    def again(given: tuple[int, int]) -> str:
        rows = [("The members of the council shall meet.", "理事会成员应举行会议。")] * given[0]
        rows += [("The members of the council shall meet.", "理事国须开会。")] * given[1]
        return told("repeat.source", rows)

    for first in (1, 2, 3):
        yield f"a sentence said {first} times so", sweep(range(4), lambda n, first=first: again((first, n)))
    yield (
        "length of a sentence that is repeated",
        sweep(
            range(1, 12),
            lambda n: told(
                "repeat.source",
                [
                    (" ".join(["harbour"] * n) + " opens", "港口启用"),
                    (" ".join(["harbour"] * n) + " opens", "码头开放"),
                ],
            ),
        ),
    )
    yield "length of a translation that is repeated", sweep(range(1, 24), lambda n: told("repeat.target", [
        ("The harbour was opened on Monday morning.", "港" * n + "。"),
            ("The market closes late on Sunday night.", "港" * n + "。")]))  # fmt: skip
    words = "at the country level the office will support its members in the following areas of their work".split()

    areas, others = "在国家一级劳工局将支持成员的下列工作领域", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"

    def near(n: int) -> str:
        changed = [w if k >= n else f"{w}x" for k, w in enumerate(words)]
        return told("repeat.near", [(" ".join(words), areas), (" ".join(changed), "本局的重点是帮助各国政府")])

    yield "words that are other", sweep(range(8), near)
    changed = [*words[:-1], "labour"]
    yield "characters that are other", sweep(range(20), lambda n: told("repeat.near", [
        (" ".join(words), areas), (" ".join(changed), others[:n] + areas[n:])]))  # fmt: skip
    yield "letters of a name", sweep(range(2, 12), lambda n: told("name.differs", [
        ("A call by " + "Marbelstonek"[:n].title() + " came.",
            "来自" + ("Marbelstone"[: n - 1] + "z").title() + "的电话。")]))  # fmt: skip
    yield (
        "slips in a long name",
        sweep(
            range(5),
            lambda n: told(
                "name.differs",
                [("A call by Marbelstone came.", "来自" + "Marbelstone"[: 11 - n] + "zzzz"[:n] + "的电话。")],
            ),
        ),
    )

    def contents(lines: int = 4, dots: int = 8, between: int = 0) -> str:
        rows = [(f"Part {k} {'.' * dots} {k}", f"第{k}部分 {'.' * dots} {k + 1}") for k in range(lines)]
        if between:
            rows += [(f"Cut short {k}", f"截断{k}") for k in range(between)]
            rows.append(("The last ........ 9", "最后 ........ 9"))
        return f"{sorted(context(rows).contents)}"

    yield "lines of contents", sweep(range(1, 6), lambda n: contents(lines=n))
    yield "dots of a leader", sweep(range(1, 7), lambda n: contents(dots=n))
    yield "lines between those of contents", sweep(range(6, 12), lambda n: contents(between=n))
    yield (
        "marks of notes",
        sweep(
            range(1, 6),
            lambda n: told(
                "number.differs",
                [
                    (f"The lamp of pier {chr(97 + k)} burns.{k + 1}", f"码头{'甲乙丙丁戊'[k]}的灯亮着。")
                    for k in range(n)
                ],
            ),
        ),
    )
    yield (
        "steps between marks of notes",
        sweep(
            range(1, 6),
            lambda n: told(
                "number.differs",
                [
                    (f"The lamp of pier {chr(97 + k)} burns.{n * k + 1}", f"码头{'甲乙丙丁戊'[k]}的灯亮着。")
                    for k in range(4)
                ],
            ),
        ),
    )
    spoken = ("I say it is mine!", "我说这是我的！")
    yield (
        "pairs that speak",
        sweep(range(6), lambda n: f"{context([*[spoken] * n, *usual(20)]).free.count(True)}"),
    )
    yield "spaces", sweep(range(12), lambda n: told("mark.style", [
        (f"In {1990 + i} it grew.",
            f"{1990 + i} 年增长。" if i < n else f"{1990 + i}年增长。") for i in range(12)]))  # fmt: skip
    yield "words left in English", sweep(range(7), lambda n: told("text.untranslated", [
        ("The work of the office will go on and be told.",
            "工作" + " ".join("will go on and be told".split()[:n]) + "继续。")]))  # fmt: skip
    yield (
        "words translated and kept",
        sweep(
            range(5, 12),
            lambda n: told(
                "text.foreign",
                [
                    *[(f"The kiln {k} burns.", f"窑{k}在烧。") for k in range(n)],
                    ("The kiln is hot.", "这座 kiln 很热。"),
                ],
            ),
        ),
    )

    def gone(given: tuple[int, bool]) -> str:
        rows = []
        for k, (source, target) in enumerate(usual(8), 1):
            row = pair(
                source, "" if 2 < k <= 2 + given[0] else target, k if given[1] else 1, sentence=1 if given[1] else k
            )
            rows.append(row)
        return told("coverage.sentence", rows) + " ~ " + told("coverage.paragraph", rows)

    for whole in (False, True):
        name = f"left out in a row, {'paragraphs' if whole else 'sentences'}"
        yield name, sweep(range(6), lambda n, whole=whole: gone((n, whole)))
    clauses = (
        "Amendments to the annexes shall be adopted by a majority of two thirds of the votes cast",
        "provided that at least half of the Members have voted",
        "and that the Secretariat has been told of the result",
    )
    said = "对附件的修正须以所投票数的三分之二多数通过", "条件是至少半数成员国参加了表决", "且已将结果通知秘书处"
    for sign, chinese in ((", ", "，"), (". ", "。")):
        source = sign.join(clause[0].upper() + clause[1:] if sign == ". " else clause for clause in clauses) + "."

        def left(n: int, source: str = source, sign: str = chinese) -> str:
            return told("coverage.swallowed", [*usual(20), (source, sign.join(said[:n]) + "。")])

        yield f"parts that are left, behind {sign}", sweep(range(1, 4), left)
    plain = [(source, target) for source, target in read("papers/health.tsv") if len(source) > 60][:12]
    for k in (1, 4, 7):
        swapped = [*plain]
        swapped[k], swapped[k + 1] = (plain[k][0], plain[k + 1][1]), (plain[k + 1][0], plain[k][1])
        yield f"exchanged at {k}", told("text.unrelated", swapped)
        turned = [*plain]
        turned[k : k + 3] = [(plain[k + n][0], plain[k + (n + 1) % 3][1]) for n in range(3)]
        yield f"turned at {k}", told("text.unrelated", turned)
        apart = [pair(*row, n, document=f"{n}.en.md") for n, row in enumerate(turned, 1)]
        yield f"turned at {k}, each in a paper of its own", told("text.unrelated", apart)
        yield f"strange at {k}", told("text.unrelated", [*plain[:k], (plain[k][0], half), *plain[k + 1 :]])
    for usual_, rare in ((4, 1), (4, 2), (3, 3), (6, 2)):
        varied = term_rows("decent work", [("体面劳动", usual_), ("体面工作", rare)])
        yield f"a term {usual_} times so and {rare} times otherwise", told("term.varies", varied)
        spelt = term_rows("Mr. Petrović", [("彼得罗维奇先生", usual_), ("彼得洛维奇先生", rare)])
        yield f"a name {usual_} times so and {rare} times otherwise", told("name.varies", spelt)
    yield "a number of a paragraph", sweep(range(1, 4), lambda n: told("numbering.differs", [
        pair(*usual(1)[0], 1), replace(p := pair(*usual(2)[1], 2), target_at=replace(p.target_at,
            number=(n,)))]))  # fmt: skip
    heading = [pair(*row, k) for k, row in enumerate(usual(6), 1)]
    heading[2] = replace(heading[2], source_at=replace(heading[2].source_at, kind=Kind.HEADING))
    yield "scores by sections", [[s.name, s.scope[:12], s.value, s.n] for s in measure(context(heading))]


def read(name: str) -> list[tuple[str, str]]:
    lines = (TEXTS / name).read_text(encoding="utf-8").splitlines()
    return [(row[0], row[1]) for line in lines if len(row := line.split("\t")) > 1 and not line.startswith("#\t")]


def evidence(folder: Path) -> Iterator[tuple[str, object]]:
    """What the checks go by, of many pairs."""
    for name in ("papers/health.tsv", "papers/record.tsv", "papers/budget.tsv", "styles/faq.tsv", "styles/recipe.tsv"):
        rows = read(name)
        moved = [(source, target) for (source, _), target in zip(rows, torn([t for _, t in rows]), strict=False)]
        for kind, given in (("whole", rows), ("torn", moved)):
            known = context(given, "Health Assembly,卫生大会\nmeeting,会议\nbudget,预算\n", folder)
            told_apart = [(c.matched, [q.text for q in c.source], [q.text for q in c.target]) for c in known.compared]
            yield f"{name} {kind} compared", [f"{n} {one} {other}" for n, one, other in told_apart]
            yield f"{name} {kind} said", list(known.said)
            yield f"{name} {kind} free", list(known.free)
            yield f"{name} {kind} sizes", brief(known.sizes)
            yield f"{name} {kind} likelihood", brief([likelihood(*words) for words in known.content])
            yield f"{name} {kind} uses", [repr(use) for use in known.uses][:6]
            yield f"{name} {kind} spelt", [repr(one) for one in known.spelt]
            scores = [[s.name, s.scope[:12], s.value, s.n, list(s.interval or ())] for s in measure(known)]
            yield f"{name} {kind} scores", scores[:12]


def sweeps(folder: Path) -> dict[str, Any]:
    """All of it by name; `folder` for a glossary."""
    return {**dict(limits(folder)), **dict(evidence(folder))}


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        write(sweeps(Path(name)), KEPT)
