"""Words of a Chinese paragraph are those of its sentences, whose words are kept."""

from __future__ import annotations

import logging

import pytest

from corpora.words import words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "。。；",
        "春天来了。河水淹没了三个村庄！医生警告说：水受到污染；银行没有开门？",
        "第 155 号公约（1981 年）。 ILO-OSH 2001；体面劳动",
        "没有标点的一段文字\n换了一行。又一句",
        "3.5。4.5！A；B",
    ],
)
def test_pieces_give_the_words_of_the_whole(text: str) -> None:
    import jieba

    jieba.setLogLevel(logging.ERROR)
    assert words(text, "zh-CN") == [word for word in jieba.lcut(text) if any(c.isalnum() for c in word)]
