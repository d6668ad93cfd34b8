"""Names that one side changes, by their sound; and names as translators write them. The sentences are ours; the names
with dots are the dictionary's, each with its own original and with another's."""

from __future__ import annotations

import random
import re

import pytest

from duizhao import quality
from duizhao.corpora.language.lexicon import lexicon
from duizhao.corpora.language.pinyin import reads, surnames
from duizhao.corpora.model import Pair
from duizhao.quality.evidence.foreign_names import strange_spellings, unspelt
from duizhao.quality.evidence.sounds import FAR, unlike
from tests.quality.samples import pairs


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("林德奎斯特", "Lindqvist"),
        ("约翰", "John"),
        ("肖恩", "Sean"),
        ("查尔斯", "Charles"),
        ("玛格丽特", "Margaret"),
        ("休斯", "Hughes"),
    ],
)
def test_a_name_sounds_like_its_spelling(name: str, word: str) -> None:
    assert unlike(name, word) < FAR


@pytest.mark.parametrize(
    ("name", "word"), [("韦塞利", "Barendt"), ("费里班克", "Prosser"), ("玛格丽特", "Sean"), ("戈登", "Hughes")]
)
def test_a_name_does_not_sound_like_another(name: str, word: str) -> None:
    assert unlike(name, word) > FAR


def known_names() -> list[tuple[str, str]]:
    """Persons of the dictionary whose name has a dot, with their English names."""
    found = []
    for word in lexicon():
        if re.fullmatch(r"[一-鿿]+(?:·[一-鿿]+)+", word):
            gloss = " ; ".join(lexicon().glosses(word)).split("(")[0]
            if re.match(r"[A-Z]\w+ [A-Z]", gloss) and "see " not in gloss:
                found.append((word, gloss))
    return found


def test_names_of_the_dictionary_are_believed_and_their_exchange_is_told() -> None:
    names = known_names()
    assert len(names) > 200
    draw = random.Random(7)
    others = [draw.choice(names)[1] for _ in names]

    def told(name: str, original: str) -> bool:
        return any(strange_spellings(Pair(f"This was said by {original}.", f"这是{name}先生说的。")))

    wrong = sum(told(name, original) for name, original in names)
    right = sum(told(name, other) for (name, _), other in zip(names, others, strict=True))
    assert wrong <= 0.01 * len(names)
    assert right >= 0.6 * len(names)


@pytest.mark.parametrize(
    ("en", "zh", "told"),
    [
        ("The kiln was built by Mr Edwin Prosser in 1911.", "这座窑由埃德温·费里班克先生于1911年建造。", True),
        ("The kiln was built by Mr Edwin Prosser in 1911.", "这座窑由埃德温·普罗瑟先生于1911年建造。", False),
        ("The kiln was built by Mr Prosser in 1911.", "这座窑由埃德温·普罗瑟先生于1911年建造。", False),
        ("T. S. Prosser built the kiln.", "这座窑由托马斯·斯特恩斯·普罗瑟建造。", False),
        ("Owen Treharne and Maeve Quill built it.", "它由欧文·特里哈恩先生和女匠人梅芙·奎尔建造。", False),
        ("The kiln was built by its owner.", "这座窑由埃德温·普罗瑟建造。", False),
        ("Said the potter Guan Shilong: the clay is wet.", "陶工鲁文斌说：泥是湿的。", True),
        ("Said the potter Lu Wenbin: the clay is wet.", "陶工鲁文斌说：泥是湿的。", False),
        ("The kiln stands on Menai Bridge Road.", "窑位于梅奈桥路。", False),
        ("The shop on Binjiang Road sells pots.", "西湖街的店铺卖陶罐。", True),
        ("The shop on Long Lane sells pots.", "长巷的店铺卖陶罐。", False),
        ("The clay comes from Suzhou by boat.", "陶土由船从徐州运来。", True),
        ("The clay comes from Xuzhou by boat.", "陶土由船从徐州运来。", False),
        # A town that is not named again, beside a river in short; a dot that stands low.
        ("The town lies between the Huai and the Yangtze.", "睢阳地处江淮之间。", False),
        ("Its potter, Jorge Colaço, came late.", "陶工乔治．柯拉索来晚了。", False),
        ("The clay comes from England in June.", "陶土六月从英国运来。", False),
        ("The potter and three girls learn Spanish.", "陶工和三门徒学西班牙语。", False),
        ("Good morning, Mr Xu, the kiln is hot.", "早上好，陆先生，窑热了。", True),
        ("Good morning, Mr Lu, the kiln is hot.", "早上好，陆先生，窑热了。", False),
    ],
)
def test_a_changed_name_is_told_in_either_direction(en: str, zh: str, told: bool) -> None:
    for pair, tags in ((Pair(en, zh), ("en", "zh-CN")), (Pair(zh, en), ("zh-CN", "en"))):
        report = quality.check([pair], source_language=tags[0], target_language=tags[1])
        found = [f for f in report.findings if f.check == "name.differs"]
        assert bool(found) is told, found
        assert all(f.source_marks or f.target_marks for f in found)


def test_a_name_that_is_spelt_elsewhere_may_be_a_pronoun_here() -> None:
    here = Pair("Wu Peizhen waited outside.", "她等在门外。")
    assert [i for i, _ in unspelt([here])] == [0]
    assert list(unspelt([here, Pair("Her name was Wu Peizhen.", "她叫吴佩珍。")])) == []


def test_a_name_whose_place_another_takes_is_told_though_it_is_spelt_elsewhere() -> None:
    known = [Pair("Wu Peizhen made pots.", "吴佩珍做陶罐。"), Pair("Lin Yuhua fired them.", "林玉华烧制陶罐。")]
    here = Pair("In spring Wu Peizhen opened the kiln.", "春天，林玉华打开了窑门。")
    assert [(i, one.instead) for i, one in unspelt([*known, here])] == [(2, "Lin Yuhua")]
    pronoun = Pair("In spring Wu Peizhen opened the kiln.", "春天，她打开了窑门。")
    assert list(unspelt([*known, pronoun])) == []


def test_names_are_read_in_pinyin() -> None:
    assert reads("Wenbin", "陆文斌")
    assert reads("Danjiang", "凼江")  # n and ng are one, as dialects have it
    assert not reads("Shilong", "陆文斌")
    assert {"wu", "ouyang", "song"} <= surnames()


def test_the_first_character_of_the_next_word_is_no_part_of_a_name() -> None:
    both = [
        ("Tomaszek warned of the cost.", "托马舍克提醒说费用很高。"), ("Tomaszek left the boat.", "托马舍克离开了船。"),
        ("Martinez mended the sail.", "马尔丁内斯补好了帆。"), ("Martinez sold the boat.", "马尔廷内斯把船卖了。"),
    ]  # fmt: skip
    found = quality.check(pairs(both), source_language="en", target_language="zh-CN").findings
    assert [f.subject for f in found if f.check == "name.varies"] == ["name Martinez"]


def test_a_name_in_pinyin_that_is_a_letter_or_two_away() -> None:
    both = [
        ("一切由买办李春生打理。", "Li Chunshang, his comprador, saw to everything."),
        ("陈国栋到了。", "Chen Guodong came."),
    ]
    found = quality.check(pairs(both), source_language="zh-CN", target_language="en").findings
    assert [(f.check, f.subject) for f in found] == [("name.differs", "Li Chunshang")]


def test_two_characters_of_a_name_behind_a_dot_and_two_that_changed_places() -> None:
    both = [
        ("Mrs Adisha Lamon keeps the tower.", "阿迪莎·拉门太太看守灯塔。"),
        ("Mrs Lamon lit it.", "阿迪莎·拉蒙太太点了灯。"),
        ("Ask for Adisha Lamon.", "去找阿迪莎·拉蒙。"), ("Dr Marchbanks left.", "海伦·马班奇克斯医生走了。"),
        ("Dr Marchbanks came.", "海伦·马奇班克斯医生来了。"), ("Peter Brown met Anna.", "彼得·布朗见到了安娜。"),
        ("Peter Green came.", "彼得·格林来了。"),
    ]  # fmt: skip
    found = quality.check(pairs(both), source_language="en", target_language="zh-CN", only="name.varies").findings
    assert {f.subject for f in found} == {"name Lamon", "name Marchbanks"}


def test_an_english_name_that_is_mistyped_once() -> None:
    both = [
        ("云州市修了路。", "Yunzhou mended its roads."), ("云州的桥很老。", "The bridges of Yunzhou are old."),
        ("云州市还修了桥。", "The bridges of Yunzhuo were mended, too."), ("蓝悦来了。", "Lanyue came."),
        ("多米尼加有海。", "Dominica has a sea."), ("多米尼加的海很蓝。", "The sea of Dominica is blue."),
        ("多米尼加人爱海。", "Every Dominican loves it."), ("云川在别处。", "Yunchuan is elsewhere."),
    ]  # fmt: skip
    found = quality.check(pairs(both), source_language="zh-CN", target_language="en", only="name.varies").findings
    assert [(f.message, f.target) for f in found] == [("Yunzhuo is Yunzhou elsewhere, 2 times", both[2][1])]
