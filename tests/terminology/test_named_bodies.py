"""Bodies that are named without quotation marks: which stretches of both languages are taken for one, and which not."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.terminology.extraction.named_bodies import Best, bodies, with_kind

Span = tuple[int, int]


def best(links: dict[int, int], m: int, n: int, empty: tuple[int, ...] = ()) -> Best:
    """The best links of m English and n Chinese words, from English to Chinese; `empty` are English words without
    content."""
    q = np.zeros((m, n))
    for i, j in links.items():
        q[i, j] = 1.0
    content = np.array([i not in empty for i in range(m)])
    return Best.of(q, content)


def found(english: str, chinese: str, links: dict[int, int], run: Span, empty: tuple[int, ...] = (0,)) -> list[str]:
    words, zh = english.split(), chinese.split()
    return [
        f"{' '.join(words[slice(*e)])} = {''.join(zh[slice(*z)])}"
        for z, e in bodies(best(links, len(words), len(zh), empty), words, zh, [run])
    ]


@pytest.mark.parametrize(
    ("english", "chinese", "links", "run", "body"),
    [
        # As it should be.
        ("The Global Labour Council met", "全球 劳工 理事会 开会", {1: 0, 2: 1, 3: 2, 4: 3}, (1, 4),
         "Global Labour Council = 全球劳工理事会"),
        # Up to brackets and figures, and back to a capital.
        ("The Labour Council of ( LC ) met", "劳工 理事会 开会", {1: 0, 2: 1, 7: 2}, (1, 7),
         "Labour Council = 劳工理事会"),
        ("The Labour Council 2024 met", "劳工 理事会 开会", {1: 0, 2: 1, 4: 2}, (1, 4), "Labour Council = 劳工理事会"),
        # Whose it is does not belong to it, where enough is left.
        ("The ILO Labour Council met", "劳工组织 劳工 理事会 开会", {1: 0, 2: 1, 3: 2, 4: 3}, (1, 4),
         "Labour Council = 劳工理事会"),
        # The head behind it, and the noun before it, that nothing is linked to.
        ("The Global Labour Council met", "全球 劳工 理事会 开会", {1: 0, 2: 1, 4: 3}, (1, 4),
         "Global Labour Council = 全球劳工理事会"),
        ("The Internal Audit Office met", "内部 审计 办公室 开会", {2: 1, 3: 2, 4: 3}, (1, 4),
         "Internal Audit Office = 内部审计办公室"),
        # Joined on both sides.
        ("The Wages and Hours Council met", "工资 和 工时 理事会 开会", {1: 0, 3: 2, 4: 3, 5: 4}, (1, 5),
         "Wages and Hours Council = 工资和工时理事会"),
        # One word is no name, nor are two that are one in Chinese.
        ("The Council met", "理事会 开会", {1: 0, 2: 1}, (1, 2), None),
        ("The Labour Council met", "理事会 开会", {1: 0, 2: 0, 3: 1}, (1, 3), None),
        # It ends like no body.
        ("The Global Labour Report came", "全球 劳工 报告 发布", {1: 0, 2: 1, 3: 2, 4: 3}, (1, 4), None),
        # A word of the stretch says something outside of the name.
        ("The Labour Council of new members", "劳工 新 理事会", {1: 0, 2: 2, 4: 1}, (1, 3), None),
        # 的, punctuation and prepositions are in no name; 和 is only where English joins.
        ("The Labour Council met", "劳工 的 理事会 开会", {1: 0, 2: 2, 3: 3}, (1, 3), None),
        ("The Labour Council met", "劳工 ， 理事会 开会", {1: 0, 2: 2, 3: 3}, (1, 3), None),
        ("The Labour Council met", "劳工 在 理事会 开会", {1: 0, 2: 2, 3: 3}, (1, 3), None),
        ("The Labour Council met", "劳工 和 理事会 开会", {1: 0, 2: 2, 3: 3}, (1, 3), None),
        # Two in three words are linked, one in two is not enough.
        ("The Big New Labour Council met", "劳工 理事会 开会", {3: 0, 4: 1, 5: 2}, (1, 5), None),
    ],
)  # fmt: skip
def test_bodies(english: str, chinese: str, links: dict[int, int], run: Span, body: str | None) -> None:
    assert found(english, chinese, links, run) == ([body] if body else [])


def test_names_longer_than_any_body() -> None:
    for size, there in ((12, True), (13, False)):
        english = "The " + " ".join(f"W{chr(97 + i)}" for i in range(size))
        chinese = " ".join([*"金木水火土山川河湖海江溪"[: size - 1], "理事会"][:size])
        links = {i + 1: i for i in range(size)}
        assert bool(found(english, chinese, links, (1, size + 1))) is there


@pytest.mark.parametrize(
    ("english", "name", "chinese", "whole"),
    [
        # The kind of text stands one or two words before.
        ("adopted the resolution concerning Decent Work", "Decent Work", "关于体面劳动的决议",
         "resolution concerning Decent Work"),
        ("adopted the Resolution Decent Work", "Decent Work", "《体面劳动决议》", "Resolution Decent Work"),
        # Too far away, another kind, or said already.
        ("the resolution of them concerning Decent Work", "Decent Work", "关于体面劳动的决议", "Decent Work"),
        ("adopted the report concerning Decent Work", "Decent Work", "关于体面劳动的决议", "Decent Work"),
        ("the resolution on the Work Resolution", "Work Resolution", "工作决议", "Work Resolution"),
        # For all.
        ("a floor of Social Protection for all here", "Social Protection", "人人享有社会保护",
         "Social Protection for all"),
        ("a floor of Social Protection for many", "Social Protection", "人人享有社会保护", "Social Protection"),
        ("a floor of Social Protection for all here", "Social Protection", "社会保护", "Social Protection"),
    ],
)  # fmt: skip
def test_what_only_the_chinese_title_says_is_added(english: str, name: str, chinese: str, whole: str) -> None:
    words, size = english.split(), len(name.split())
    low = next(i for i in range(len(words)) if words[i : i + size] == name.split())
    assert " ".join(words[slice(*with_kind(words, (low, low + size), chinese))]) == whole
