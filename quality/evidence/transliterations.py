"""Where foreign names may be spelt in Chinese characters, and the capitalised words of the source beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.model import Pair

# Characters that foreign names are spelt with, as the tables of the Xinhua News Agency have them, in simplified form.
SPELLING = (
    "阿埃艾爱安昂奥巴白班邦保鲍贝本比彼别宾波伯博勃布采查察昌车切茨慈达戴丹道德登邓迪底蒂丁东杜敦顿多俄厄恩尔法凡范菲费"
    "芬丰冯夫弗福盖甘冈戈哥格葛根贡古瓜圭果哈海汉杭豪赫黑亨洪胡华怀惠霍基吉加贾简江杰捷金津京久居喀卡凯坎康考科克肯孔库"
    "夸奎昆拉莱兰朗劳勒雷蕾黎里利丽莉连列林琳龙隆卢鲁伦罗洛吕马玛迈麦曼芒毛梅门蒙米密敏明缪摩莫墨默姆木穆拿纳娜奈南内嫩"
    "尼妮涅宁纽努诺欧帕派潘庞培佩彭皮平珀普奇恰乔钦琴青丘热荣茹儒若撒萨塞赛桑瑟森沙莎珊尚绍舍申圣施史士舒什斯丝松苏索"
    "塔泰坦汤唐陶特滕提廷通图托瓦万旺威韦维魏温翁沃乌武伍西希锡席夏肖谢辛欣休许雪逊雅亚延扬耶叶伊依因英尤约泽扎詹珍兹"
    "朱茱卓祖佐得瑞生孙佛卫来"
)
DOTS = "·‧・•．∙"
_SPELT = re.compile(rf"[{SPELLING}{DOTS}]{{4,}}")
# What is said behind a name and holds characters that names are spelt with: 杜阿尔特夫妇.
TITLES = re.compile("夫[妇妻人]|大夫|师傅|[先医学]生|博士|女士|教士|爵士|王子|公子|太子|大[公帝使]")
_CAPITAL = re.compile(r"\b[A-Z\u00c0-\u024f][a-z\u00df-\u024f’']{2,}\b")


@dataclass(frozen=True, slots=True)
class Spelt:
    """The capitalised words of a pair's source and the stretches of its target that may spell names. `pair` is its
    index among the complete pairs."""

    pair: int
    words: tuple[str, ...]
    spellings: tuple[str, ...]


def spellings(pairs: Sequence[Pair]) -> tuple[Spelt, ...]:
    """What may be a name in each complete pair of a document that holds any."""
    found = []
    for i, pair in enumerate(pairs):
        target = comparable(pair.target)
        if not _SPELT.search(target):
            continue
        # 玛丽亚·林德奎斯特 is two names.
        runs = [m[0] for m in _SPELT.finditer(TITLES.sub(" ", target))]
        stretches = tuple(dict.fromkeys(name for run in runs for name in _parts(run)))
        if stretches:
            words = tuple(dict.fromkeys(_CAPITAL.findall(pair.source)))
            if words:
                found.append(Spelt(i, words, stretches))
    return tuple(found)


def _parts(run: str) -> list[str]:
    """The names of a stretch; what stands by a dot may have two characters, 拉蒙 of 阿迪莎·拉蒙."""
    names = re.split(rf"[{DOTS}]", run)
    return [name for name in names if len(name) > (1 if len(names) > 1 else 2)]
