"""Cross-references inside sentences."""

from __future__ import annotations

import pytest

from duizhao.corpora.numerals.references import links, references
from tests.corpora.builders import from_markdown


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("zh", "(见决定草案：第 204 段)", [("paragraph", (204,), (204,), "第 204 段", True)]),
        (
            "zh",
            "第10至12段和第3段(b)",
            [("paragraph", (10,), (12,), "第10至12段", True), ("paragraph", (3,), (3,), "第3段(b)", True)],
        ),
        ("zh", "《章程》第24条", [("article", (24,), (24,), "第24条", False)]),
        ("zh", "根据第二十条", [("article", (20,), (20,), "第二十条", True)]),
        ("zh", "第三条线、第二段落、第155号公约", []),
        ("en", "the draft decision in paragraph 204", [("paragraph", (204,), (204,), "paragraph 204", True)]),
        (
            "en",
            "paras 10–12 and 14",
            [("paragraph", (10,), (12,), "paras 10–12", True), ("paragraph", (14,), (14,), "14", True)],
        ),
        ("en", "article 24 of the Constitution", [("article", (24,), (24,), "article 24", False)]),
        ("en", "paragraph 3.2.1(b)", [("paragraph", (3, 2, 1), (3, 2, 1), "paragraph 3.2.1(b)", True)]),
        ("en", "the paragraph of 2024, Convention No. 155", []),
    ],
)
def test_references(language: str, text: str, found: list[tuple[object, ...]]) -> None:
    got = references(text, language)
    assert [(r.kind, r.first, r.last, r.text, r.own) for r in got] == found
    assert all(text[r.span.start : r.span.end] == r.text for r in got)


def test_references_lead_to_paragraphs() -> None:
    document = from_markdown("1. See paragraph 3.\n\n2. See paragraph 9.\n\n3. See paragraph 1 of document GB.1/2.")
    assert [(unit, r.first, target) for unit, r, target in links(document)] == [
        ("p001", (3,), "p003"),
        ("p002", (9,), ""),
    ]


def test_references_to_inserted_paragraphs_lead_to_them() -> None:
    source = (
        "1. See paragraph 2 bis and paragraph 2.\n\n2. It is so.\n\n2 bis. It was put in.\n\n3. See paragraph 9 ter."
    )
    found = [(unit, r.text, r.item, target) for unit, r, target in links(from_markdown(source))]
    assert found == [
        ("p001", "paragraph 2 bis", "bis", "p002bis"), ("p001", "paragraph 2", "", "p002"),
        ("p003", "paragraph 9 ter", "ter", ""),
    ]  # fmt: skip
    assert [(r.first, r.item) for r in references("见第３条之二和第4条（b）", "zh")] == [((3,), "bis"), ((4,), "b")]
