"""Glossaries to draw from, and one that has everything."""

from __future__ import annotations

from hypothesis import strategies as st

from duizhao.corpora.model import Locator, Span
from duizhao.terminology import Concept, Example, Glossary, Link, Status, Term
from duizhao.terminology.glossary import concept_id, fold

AT = Locator("en.md", "§29 s.1")

# Words as they come, and texts that spreadsheets, CSV and XML make trouble with.
ENGLISH = st.sampled_from(
    [
        "decent work",
        "workers’ rights",
        "=SUM(A1)",
        "-ize",
        "+1 rule",
        "@work",
        "'tis",
        'micro, small and "medium" enterprises',
        "a;b",
        "R&D <draft>",
        "naïve approach",
        "Convention, 1981 (No. 155)",
        "2024-25",
        "TRUE story",
    ]
)
CHINESE = st.sampled_from(
    [
        "体面劳动",
        "体面工作",
        "《1981 年公约》（第155号）",
        "＝公式",
        "“尼特族”青年",
        "𠮷野家",
        "甲；乙",
        "数据,信息",
        "A/B 测试",
        "—破折",
    ]
)


@st.composite
def glossaries(draw: st.DrawFn, *, evidence: bool = True) -> Glossary:
    """Glossaries of up to five concepts with distinct terms; the first term of a side is preferred."""
    concepts = []
    taken: set[str] = set()
    for _ in range(draw(st.integers(0, 5))):
        sources = draw(st.lists(ENGLISH, min_size=1, max_size=2, unique_by=fold))
        targets = draw(st.lists(CHINESE, min_size=1, max_size=3, unique_by=fold))
        terms = [
            Term(text, language, _status(draw, rank), "noun", count=draw(st.integers(0, 9)))
            for language, texts in (("en", sources), ("zh-CN", targets))
            for rank, text in enumerate(texts)
        ]
        links = []
        if evidence:
            for target in targets:
                links.append(
                    Link(sources[0], target, draw(st.integers(1, 99)), 1, 0.5, AT, (example(sources[0], target),))
                )
            links += [Link(source, targets[0], 1, 1, 0.25, AT) for source in sources[1:]]
        key = concept_id(sources[0], taken)
        taken.add(key)
        note = draw(st.sampled_from(["", "a note", "=a note", "two\nlines"]))
        concepts.append(Concept(key, tuple(terms), tuple(links), draw(st.sampled_from(["", "skills"])), note=note))
    return Glossary(tuple(concepts))


def _status(draw: st.DrawFn, rank: int) -> Status:
    # What is no term is not written into other tools' formats: tests of its own.
    others = [s for s in Status if s not in (Status.PREFERRED, Status.REJECTED)]
    return Status.PREFERRED if rank == 0 else draw(st.sampled_from(others))


def example(source: str, target: str) -> Example:
    """A sentence pair with both terms."""
    first, second = f"On {source}, again.", f"关于{target}。"
    return Example(first, second, Span(3, 3 + len(source)), Span(2, 2 + len(target)), AT, AT)


def rich() -> Glossary:
    """Two concepts with variants, statuses, decisions, notes, forms and evidence."""
    just = Concept(
        "c-just-transition",
        (
            Term("just transition", "en", part_of_speech="noun", count=43, documents=1),
            Term(
                "公正转型", "zh-CN", part_of_speech="noun", count=20, documents=1, reviewer="Li Wen", date="2026-01-31"
            ),
            Term("公正过渡", "zh-CN", Status.DEPRECATED, "noun", count=22, documents=1, note="not in titles"),
            Term("正义过渡", "zh-CN", Status.PROPOSED, "noun", count=1, documents=1),
        ),
        (
            Link("just transition", "公正过渡", 22, 1, 0.78, AT, (example("just transition", "公正过渡"),)),
            Link("just transition", "公正转型", 20, 1, 0.8, AT, (example("just transition", "公正转型"),)),
            Link("just transition", "正义过渡", 1, 1, 0.1, AT),
        ),
        "economy and environment",
        "A change of the economy that leaves nobody behind.",
        "see the Guidelines",
    )
    enterprises = Concept(
        "c-msmes",
        (
            Term("micro, small and medium-sized enterprises", "en", form="fullForm", count=2),
            Term("MSMEs", "en", Status.ADMITTED, form="abbreviation", count=8),
            Term("中小微企业", "zh-CN", form="shortForm", count=9),
        ),
        (
            Link("MSMEs", "中小微企业", 8, 1, 0.9, AT),
            Link("micro, small and medium-sized enterprises", "中小微企业", 2, 1, 0.4, AT),
        ),
    )
    return Glossary((just, enterprises), name="sample")
