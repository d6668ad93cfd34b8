"""Code is a kind of its own: never joined, cut, translated or checked; and what is set like code may be writing."""

from __future__ import annotations

import pytest

from duizhao.corpora.model import Kind
from duizhao.corpora.sentences.segmentation import segment
from duizhao.corpora.structure.code import is_prose
from tests.corpora.builders import from_html, from_markdown, rows


def code(source: str) -> list[str]:
    return [u.text for u in from_markdown(source) if u.kind is Kind.CODE]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("```sh\npress --hot\n\npress --cold\n```", "press --hot\n\npress --cold"),
        ("~~~\na ``` b\n~~~", "a ``` b"),
        ("````md\n```\ninner\n```\n````", "```\ninner\n```"),
        ("- One:\n\n  ```sh\n  press --hot\n  ```", "press --hot"),
        ("> ```\n> press --hot\n> ```", "press --hot"),
        ("1. ```sh\n   press --hot\n   ```", "press --hot"),
        ("Like this:\n\n    press --hot\n\n    press --cold", "press --hot\n\npress --cold"),
        ("- One:\n\n      press --hot", "press --hot"),
        ("\tpress --hot", "press --hot"),
        ("<pre><code>press --hot\n  lid &lt;up&gt;</code></pre>", "press --hot\n  lid <up>"),
        ("```\n<!-- seen -->\n```", "<!-- seen -->"),
        ("```{code-block} python\npress()\n```", "press()"),
    ],
)
def test_code_of_markdown(source: str, text: str) -> None:
    document = from_markdown(f"The press is ready. Start it so:\n\n{source}\n\nThen wait for the lamp.")
    assert [u.text for u in document if u.kind is Kind.CODE] == [text]
    assert not any(u.kind is Kind.CODE for u in document.translatable)
    assert "Then wait for the lamp." in [u.text for u in document.translatable]


@pytest.mark.parametrize(
    "source",
    [
        "Use `press --hot` now.",
        "```\nnever closed",
        "- One\n\n    The second paragraph of an item is read by all who read it.",
        "[^1]: A note.\n\n    The second paragraph of a note is read by all who read it.",
        "    The judge shall hear both parties before the day ends.",
        "    第一条 本法适用于全镇的果园。",
        "            THE ORCHARD ACT\n            of the Town of Salt",
        "<!--\n```\ncommented out\n```\n-->",
        '!!! note "Read"\n    press the lid down',
    ],
)
def test_what_is_no_code(source: str) -> None:
    assert code(f"The press is ready.\n\n{source}\n\nThe end of it.") == []


def test_code_parts_two_paragraphs_and_is_one_sentence() -> None:
    document = from_markdown("The press is ready for the\n\n```\nprint(1)! Done. Now go.\n```\n\nnext sheet of paper.")
    assert rows(document) == [
        ("paragraph", None, "The press is ready for the"), ("code", None, "print(1)! Done. Now go."),
        ("paragraph", None, "next sheet of paper."),
    ]  # fmt: skip
    assert [s.text for s in segment(document) if s.unit == "code01"] == ["print(1)! Done. Now go."]
    assert document.units[1].line == 4


def test_code_says_nothing_of_a_language() -> None:
    lines = "\n".join(f"print the value of the number {i} to the screen" for i in range(40))
    assert from_markdown(f"先读这一节，再动手。\n\n```\n{lines}\n```\n").language.startswith("zh")


@pytest.mark.parametrize(
    ("page", "kinds"),
    [
        ("<pre>press --hot\nlid = up</pre>", ["code"]),
        ("<pre><code>Open the lid. Then wait.</code></pre>", ["code"]),
        ("<pre>Dear Sir,\nthe lamps of the pier were lit on the first of May.</pre>", ["paragraph", "paragraph"]),
        ("<pre>1. The gate opens at noon.\n\n2. The gate shuts at dusk.</pre>", ["paragraph", "paragraph"]),
    ],
)
def test_preformatted_text_of_pages(page: str, kinds: list[str]) -> None:
    document = from_html(f"<p>The press is ready for all.</p>{page}<p>Then they wait for it.</p>")
    assert [str(u.kind) for u in document][1:-1] == kinds


def test_inline_code_stays_in_its_sentence_and_is_marked() -> None:
    for document in (
        from_markdown("Call `run!` and wait for it."),
        from_html("<p>Call <code>run!</code> and wait for it.</p>"),
        from_html("<p>Call <kbd>run!</kbd> and wait for it.</p>"),
    ):
        (unit,) = document.units
        assert unit.text == "Call run! and wait for it."
        assert [unit.text[slice(*m.span)] for m in unit.marks if m.kind == "code"] == ["run!"]


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("The kiln is lit at dawn and watched all day.", True),
        ("窑在黎明点火，整天有人看守。", True),
        ("ORCHARD ACT\nof the Town", True),
        ("kiln start --door 2\nkiln list", False),
        ("for (i = 0; i < 3; i++) {\n  run(i);\n}", False),
        ("# 安装\napt install kiln --yes", False),
        ("", False),
    ],
)
def test_code_and_writing(text: str, prose: bool) -> None:
    assert is_prose(text) is prose
