"""Words of a Chinese paragraph are those of its sentences, whose words are kept."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from duizhao.corpora.language.words import words
from tests.conftest import ROOT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "。。；",
        "春天来了。河水淹没了三个村庄！医生警告说：水受到污染；银行没有开门？",
        "第 155 号公约（1981 年）。 ILO-OSH 2001；体面劳动",
        "没有标点的一段文字\n换了一行。又一句",
        "3.5。4.5！A；B",
        "在 24680 个村庄 中有 11 个 4S店，1号店 和T恤 2024 年3 月　全 角",
    ],
)
def test_pieces_give_the_words_of_the_whole(text: str) -> None:
    import jieba

    jieba.setLogLevel(logging.ERROR)
    assert words(text, "zh-CN") == [word for word in jieba.lcut(text) if any(c.isalnum() for c in word)]


@pytest.mark.slow
def test_jieba_says_nothing_while_it_loads(tmp_path: Path) -> None:
    """A new Python 3.12 that may not keep compiled modules warns of jieba's patterns, setuptools of pkg_resources."""
    (tmp_path / "pkg_resources.py").write_text("import warnings\nwarnings.warn('ends soon')\n", encoding="utf-8")
    code = (
        "from duizhao.corpora.language.words import words;"
        "from duizhao.terminology.extraction.tokens import chinese_tag;"
        "print(words('词', 'zh'), chinese_tag('词'))"
    )
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(tmp_path / "none")}
    env |= {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT))), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout, done.stderr) == ("['词'] n\n", "")
