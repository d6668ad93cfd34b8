"""What is right and was once told, by kinds; and faults beside it that must stay found. The sentences are ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duizhao import alignment, corpora, quality
from duizhao.corpora.model import Kind
from duizhao.corpora.notices.brackets import unpaired
from duizhao.quality.checks._terms import says_something_else
from duizhao.quality.checks.term_missing import rendered
from duizhao.terminology.variation import sound_variants
from tests.quality.samples import pair, pairs

RIGHT: list[tuple[str, str]] = [
    # 里加 is Riga, and nobody's here; English is nobody's name
    ("English sailors added rum to the buckets.", "英国水手往桶里加了朗姆酒。"),
    # parts of numbers, and units that each language has alone
    ("Lanterns rose 9% to $4.5 million.", "灯具增长9%，达450万美元。"),
    ("The camera has a 45-megapixel sensor.", "相机配备4500万像素传感器。"),
    ("With the 50 mm f/2 the lamp is sharp.", "例如用50mm f/2镜头，灯很清晰。"),
    ("A ticket is 3.5 euros.", "船票三欧元半。"),
    ("9 ounces (250 g) tea", "茶叶五两"),
    ("1¾ ounces (50 g) salt", "盐50克"),
    # other clocks, other units whose name goes unsaid the second time, years figure by figure, and 一到, as soon as
    ("The lamp is out from 02:00 to 07:00 UTC on 14 March.", "3月14日北京时间10:00至15:00熄灯。"),
    ("The call begins at 15:00 London time.", "北京时间23:00开始通话。"),
    ("Some 3,000 hectares were flooded, 800 of them for good.", "约4.5万亩地被淹，其中1.2万亩永久被淹。"),
    ("Keep the boiler between 2.8 and 3.5 bar.", "锅炉压力应保持在280至350千帕之间。"),
    ("The tower was built in 733.", "塔建于七三三年。"),
    ("In March the wind drops.", "一到3月，风就停了。"),
    ("The gate is shut at 9.25 p.m. each day.", "大门每天晚9:25关闭。"),
    ("They queued from half past four in the morning.", "他们凌晨四点半就来排队。"),
    ("The coal weighs 5 tons.", "煤重5吨。"),
    ("Nobody was left on the left bank.", "左岸一个人也没剩下。"),
    # bounds and surprises that need no negation
    ("They may bid for all of them, but no bidder will be given more than three.", "可投全部，但每家最多得三个。"),
    ("He climbed the ladder with an ease she had not expected.", "他爬梯子之轻快，出乎她的意料。"),
    ("The report is due on the Sunday of Week 16.", "报告须在第16周周日提交。"),
    # labels of items inside a sentence, and other closing brackets that close nothing
    ("It must a) be clear and b) be short.", "它必须a）清楚，b）简短。"),
    ("Make sure that i) the gate is shut and ii) the lamp is out.", "请确保i) 门已关好，ii) 灯已熄灭。"),
    ("The sheds are 1) dry and 2) warm.", "棚子1）干燥，2）暖和。"),
    ("The range (−1, 5] holds them all.", "区间(−1, 5]包含所有的值。"),
    ("The keeper laughed ;-) and left.", "看守人笑了笑 ;-) 就走了。"),
    ("The plank is 5” wide.", "木板宽5”。"),
    # what is written alike in every language
    ("clerk@quay.example", "clerk@quay.example"),
    ("See https://quay.example/tides for more.", "详见https://quay.example/tides。"),
    (r"D:\lamps\hours.txt", r"D:\lamps\hours.txt"),
    ("/etc/lamp/oil.conf", "/etc/lamp/oil.conf"),
    ("wick trim --all --slowly", "wick trim --all --slowly"),
    ("Anna van den Berg", "Anna van den Berg"),
    ("A Short Guide to the Harbours of the North", "A Short Guide to the Harbours of the North"),
    ("Use sortpots and rootwax with care.", "请谨慎使用 sortpots 和 rootwax。"),
    ("Run an if statement in a for loop.", "在 for 循环中执行 if 语句。"),
    ("The lamp is lit before boot.", "灯由 systemd 在启动前点亮。"),
    # measure words said twice: one after the other
    ("He measured the depths place by place.", "他一处一处测量水深。"),
    ("Round logs hold each other up.", "全靠一根根圆木互相支撑。"),
    # the end of a compound that no dictionary has, before the beginning of a word
    ("The cut was closed with clips.", "您的切口是用皮钉钉合的。"),
    ("You may lie on the operated side.", "六周后可以向手术侧侧卧。"),
    # negations said otherwise
    ("The care of bees is not limited to winter.", "照看蜜蜂不仅限于冬天。"),
    ("It is not the hive alone that counts, but the place.", "重要的不仅仅是蜂箱，还有地点。"),
    ("She is no longer a member of the board.", "她丧失了理事资格。"),
    ("The members may leave at any time.", "成员可随时退出。"),
    ("Only members may enter the vault.", "非成员不得进入金库。"),
    ("Members must always wear a helmet.", "成员任何时候都不得不戴头盔。"),
    ("You have a say in what others may do with it.", "没有您的同意，他人不得使用。"),
    ("It will inevitably be late.", "迟到是不可避免的。"),
    # characters that end one word and begin the next
    ("Ask questions at any time.", "随时可以问问题。"),
    ("You may answer in any form.", "你可以以任何形式回答。"),
    ("One term of office lasts two years.", "每一任任期两年。"),
    ("The map of the administrative region is new.", "香港特别行政区行政区域图是新的。"),
    ("They decide on war and peace.", "他们决定战争和和平的问题。"),
    # names that the translator adds
    ("The specification is short.", "本OpenWharf规范很短。"),
    ("Weaknesses are listed.", "CWE列出了弱点。"),
    ("Trade between businesses grows.", "企业间的B2B贸易在增长。"),
    # labels that one side prints, figures in a word with their unit
    ("6. Click download", "点击下载。"),
    ("(2) The running lamp", "运行灯"),
    ("3.1.2.1 A list of roles.", "一份角色清单。"),
    ("To ensure: i) oil is bought and ii) wicks are cut.", "确保：1) 买油；2) 剪灯芯。"),
    ("64bit lamps", "64 位灯"),
    ("Reviewed: 16 May 2022, Release: 2.0", "Reviewed: 16 May 2022, Release: 2.0"),
    ("Chapter 2. System needs", "第 2 章 系统需求"),
    # the page of a line of contents, the mark of a note, a label behind the word that opens it
    ("Lamps and wicks (adopted in 1990)............ 154", "灯与灯芯（1990年通过）"),
    ("Lamps and wicks ……………… 12", "灯与灯芯 ……………… 9"),
    ("The keepers adapt as it happens [^10].", "看守人随时调整[^8]。"),
    ("Note: When you trim the wick, hold the lamp.", "注明：(1)修剪灯芯时，请扶住灯。"),
    # figures printed apart, a year said by another one
    ("“Lamp 25” stands on the pier.", "（2 5号灯）位于码头上。"),
    ("In February 1989 the lamps were lit.", "同年2月，灯点亮了。"),
    ("They met again on 5 March of the following year.", "1990年3月5日他们再次会面。"),
    ("Last March I counted the lamps.", "去年三月，我数了灯。"),
    ("In May we lit more of them than in June.", "五月份我们点的灯比六月份多。"),
    ("The oil burns after a tenfold increase.", "增加到10倍后油才燃烧。"),
    # the same amount in another unit
    ("Carry no more than 5 kg of oil.", "带的油不要超过10斤。"),
    ("Some 70,000 hectares of reed burned.", "约105万亩芦苇被烧毁。"),
    ("It burns for 1 hour 30 minutes.", "它能燃烧1.5小时。"),
    ("It burns for 2.75 hours.", "它能燃烧2小时45分钟。"),
    ("It is five miles to the pier, or 10 minutes.", "到码头有8公里，即600秒。"),
    # negations that are said by doing the opposite
    ("The crew receives no marks for it.", "船员该项记零分。"),
    ("You may look, but not with a lamp lit.", "可以参观，但请关闭灯火。"),
    ("The pier is open daily except Mondays (last boat 4.30 p.m.).", "除周一外，码头每日开放（16:30末班船）。"),
    ("Gu Jianming, Harbour Master", "港务长 顾建明"),
    ("Install it with `pip install lamp`, or build it.", "用 `pip install lamp` 安装，或自行构建。"),
    # a standard that the translator names, the cover of a translation
    ("Please see § 5.1.3.3.", "请参见 QST 800-63B § 5.1.3.3。"),
    ("VERSION 2", "Version 2 (May 2022)"),
    # captions and notices of copyright that one side prints
    ("Trying to light a lamp that is lit", "示例 4-6：试图点亮已经亮着的灯"),
    ("Learn more: www.quay.example", "了解详情：www.quay.example © Quay Foundation 2020"),
    ("Perhaps they adapt as they burn [^10].", "它们燃烧时或许会自行调整 8。"),
    # and by saying its contrary, or a turn that denies nothing
    ("He never fails to call his mother.", "他总是给母亲打电话。"),
    ("The hotel is not far from the station.", "酒店就在车站附近。"),
    ("Not long after, the rain stopped.", "很快雨就停了。"),
    ("There is no charge for this service.", "本服务免费。"),
    ("There is no fee.", "免费。"),
    ("Children pay nothing.", "儿童免费。"),
    ("It is no wonder that she left.", "难怪她走了。"),
    ("It is no secret that he wanted the job.", "众所周知，他想要这份工作。"),
    ("The view is not to be missed.", "此处景色值得一看。"),
    ("We cannot wait to see you.", "我们盼着早日见到你。"),
    ("Its importance cannot be overstated.", "其重要性怎么强调都很自然。"),
    ("Not surprisingly, sales fell.", "果然，销量下降了。"),
    ("Please do not worry.", "请放心。"),
    ("There was no change in the rate.", "利率保持在原有水平。"),
    ("Batteries are not included.", "电池另购。"),
    ("Breakfast is not included in the price.", "早餐费用另计。"),
    ("The museum is not open on Mondays.", "博物馆周一闭馆。"),
    ("Keep still and do not move.", "请保持静止。"),
    ("She has no equal in the field.", "她在这一领域独占鳌头。"),
    ("The item is no longer in stock.", "该商品已售罄。"),
    ("Nobody knows why.", "原因成谜。"),
    ("Never have so many come.", "来的人空前之多。"),
    ("He was never late for work.", "他上班一向准时。"),
    ("There is nothing like home.", "还是家里好。"),
    ("You cannot be too careful.", "越小心越好。"),
    ("Not everyone agrees.", "有人反对。"),
    ("Do not leave bags unattended.", "请照看好自己的行李。"),
    ("This offer cannot be combined with other offers.", "本优惠须单独使用。"),
    ("Whether you like it or not, we must go.", "喜欢也罢，讨厌也罢，我们都得走。"),
    ("I have never seen anything more beautiful.", "这是我见过的最美的东西。"),
    ("The store does not close at noon.", "商店中午照常营业。"),
    ("It is not known who built it.", "建造者是谁，尚待考证。"),
    ("They lost no time in replying.", "他们立即作了答复。"),
    ("“To be, or not to be” is the question.", "“生存还是毁灭”，这是个问题。"),
    ("They talked and talked.", "他们谈啊谈啊。"),
    ("Slowly, slowly, the door opened.", "门慢慢慢慢地打开了。"),
    ("It is very, very cold.", "天气非常非常冷。"),
    ("It is valid, and lost it is not. If so, it stays.", "有灯的，应有效；没有灯的，应留下。"),
    ("You ask for my return; there is no date.", "“君问归期未有期。”"),
    ("He will take over as head of Year 9.", "他将接任九年级年级主任。"),
    ("Experiment 7: Titration of vinegar", "实验七 食醋的滴定"),
    ("Anita Rowe, Headteacher", "校长 安妮塔·罗"),
    # speech that goes on in the next paragraph, as its source has it
    ('"It was late when we came in.', "“我们进来时已经晚了。"),
    # how a letter is signed, words that answer themselves, what is forbidden in talk, what is asked
    ("Lin", "琳 上"),
    ("Roll each piece as thin as you dare.", "能擀多薄擀多薄。"),
    ("Go wherever you like.", "想去哪去哪。"),
    ("Tell them not to touch the lamp.", "叫他们别碰灯。"),
    ("Can I turn it off?", "能不能把它关掉？"),
]

WRONG: list[tuple[str, str, str]] = [
    # hours of the wrong half of the day, the wrong side, the wrong way, a floor in feet, a promise that was none
    ("number.differs", "The bell rings at 04:00 and 13:30.", "凌晨 4:00 和上午 1:30 敲钟。"),
    ("number.differs", "The gate is shut at 9.25 p.m. each day.", "大门每天上午9:25关闭。"),
    ("number.differs", "They queued from half past four in the afternoon.", "他们凌晨四点半就来排队。"),
    ("text.contrary", "The lamp stands on the left of the door.", "灯在门的右边。"),
    ("text.contrary", "The tax increased the gap by half.", "这项税使差距缩小了一半。"),
    ("number.unit", "The flat has 72 square feet.", "这套房子七十二平米。"),
    ("text.negation", "The Council does not promise to accept any tender.", "区议会保证接受任何一份投标。"),
    # clocks that are eight hours apart, hectares that are fifteen mu, and a bound without its word
    ("number.differs", "The lamp is out from 02:00 to 07:00 UTC on 14 March.", "3月14日北京时间10:00至16:00熄灯。"),
    (
        "number.differs",
        "Some 3,000 hectares were flooded, 900 of them for good.",
        "约4.5万亩地被淹，其中1.2万亩永久被淹。",
    ),
    ("number.differs", "Keep the boiler between 2.8 and 4.5 bar.", "锅炉压力应保持在280至350千帕之间。"),
    ("number.differs", "The tower was built in 735.", "塔建于七三三年。"),
    (
        "text.negation",
        "They may bid for all, but no bidder will be given more than three.",
        "可投全部，但每家得三个以上。",
    ),
    ("number.differs", "Carry no more than 5 kg of oil.", "带的油不要超过12斤。"),
    ("number.differs", "The pier is shut for 30 days.", "码头关闭31天。"),
    ("number.differs", "It burns for 2.75 hours.", "它能燃烧2小时15分钟。"),
    ("number.differs", "The oil burns after a tenfold increase.", "增加到12倍后油才燃烧。"),
    ("number.differs", "Last March I counted the lamps.", "去年四月，我数了灯。"),
    ("text.negation", "The window of the pier is not closed.", "码头的窗户已关闭。"),
    ("text.negation", "There is no oil in the lamp.", "灯里有零售的油。"),
    ("text.negation", "Eat no more than 5 g of salt a day.", "每天食盐摄入量超过5克。"),
    ("text.negation", "The fuel on board is not less than 95 litres.", "机上燃油少于95升。"),
    ("text.negation", "The museum is not open on Mondays.", "博物馆周一开放。"),
    ("text.negation", "Breakfast is not included in the price.", "价格包含早餐。"),
    ("text.negation", "They shall not rely on the lamp alone.", "他们应只依赖灯。"),
    ("text.doubled", "It is very cold.", "天气非常非常冷。"),
    ("mark.spacing", "The harbour master spoke.", "港务长 讲了话。"),
    (
        "text.untranslated",
        "Welcome to the House of Tea, the oldest house on the river.",
        "Welcome to the House of Tea, the oldest house on the river.",
    ),
    ("number.differs", "In February 1989 the lamps were lit.", "同年3月，灯点亮了。"),
    ("number.differs", "The fleet grew to 15.", "船队扩大了。"),
    ("number.differs", "VERSION 2", "Version 3"),
    ("number.differs", "Please see § 5.1.3.3.", "请参见 QST 800 § 5.1.3.3。"),
    ("text.negation", "It is valid; it is not lost. It was not moved.", "它有效；它丢失了。它不曾移动。"),
    ("number.differs", "The lamps are counted below.", "表5列出了灯的数目。"),
    ("number.differs", "Perhaps they adapt as they burn.", "它们燃烧时或许会自行调整 8。"),
    ("number.differs", "Note: hold the lamp.", "注明：请扶住2盏灯。"),
    ("number.differs", "“Lamp 25” stands on the pier.", "（2 6号灯）位于码头上。"),
    # true ones of real papers, in sentences of our own
    ("number.differs", "The harbour is worth a billion and has many piers.", "这座港口价值不菲，有许多码头。"),
    ("number.differs", "Set the mask of new files to 002 before you begin.", "开始之前，请把新文件的掩码设为022。"),
    ("number.differs", "Some 40,000 lamps were sold.", "售出了约4,000盏灯。"),
    ("number.differs", "Objections are heard within 5 days at the office.", "可在办公室提出异议。"),
    ("number.differs", "It eases the burden of Day 2 operations.", "这减轻了运维的负担。"),
    ("mark.bracket", "The shed (the old one is dry.", "棚子（旧的很干燥。"),
    ("mark.bracket", "The shed is dry.", "棚子很干燥）。"),
    ("mark.bracket", '"It was late," he said. "We came in."', "“天晚了，”他说，“我们就进来了。"),
    ("mark.bracket", "“It was late,” he said.", "“天晚了，他说。"),
    ("mark.bracket", "There are 5 of them.", "它们共有5）个。"),
    ("text.untranslated", "The lamp at https://quay.example is lit.", "The lamp at https://quay.example is lit."),
    ("text.untranslated", "four eyes principle of keepers", "four eyes principle of keepers"),
    ("text.foreign", "The keeper and the clerk.", "看守人 and 文书。"),
    ("text.negation", "If you are tired, you don't have to row today.", "如果你累了，今天你要划船。"),
    ("text.negation", "You needn't pay the fee.", "您要缴费。"),
    ("text.negation", "Cats are very likely allowed on the ferry.", "猫不可能被允许上渡船。"),
    ("text.negation", "Visitors may enter the tower.", "游客禁止进入灯塔。"),
    ("text.doubled", "Officials were trained.", "许多官官员受了培训。"),
    ("text.doubled", "The region is new.", "新的行政区行政区。"),
    ("name.differs", "UNICEF will take part.", "UNECIF 将参加。"),
    ("name.differs", "Harborlog is free.", "Harborlg是免费的。"),
    ("name.differs", "The WTO was heard.", "听取了WHO的意见。"),
    # faults that real documents hold
    ("number.differs", "A billion keys are made each year.", "每年制造许多钥匙。"),
    ("number.differs", "Set the umask to 002 before the copy.", "复制之前将 umask 设为 022。"),
    ("number.differs", "It holds 40,000 bricks.", "它能装 4,000 块砖。"),
    ("number.differs", "Answer within 5 days.", "请及时答复。"),
    ("number.differs", "The lag grows for Day 2 operations.", "运维方面的滞后会扩大。"),
    ("number.differs", "6. Click download", "7. 点击下载。"),
    ("number.differs", "5 days are left.", "还剩几天。"),
]


@pytest.mark.parametrize(("source", "target"), RIGHT, ids=[t[:10] for _, t in RIGHT])
def test_what_is_right_is_left_alone(source: str, target: str) -> None:
    found = quality.check(pairs([(source, target)]), source_language="en", target_language="zh-CN").findings
    assert [f"{f.check}: {f.message}" for f in found] == []


@pytest.mark.parametrize(("check", "source", "target"), WRONG, ids=[f"{c}-{t[:8]}" for c, _, t in WRONG])
def test_faults_beside_it_are_found(check: str, source: str, target: str) -> None:
    found = quality.check(pairs([(source, target)]), source_language="en", target_language="zh-CN").findings
    assert check in [f.check for f in found]


@pytest.mark.parametrize(
    ("text", "chinese", "kinds"),
    [
        ("a) one, b) two", False, 0),
        ("见a）一和b）二", True, 0),
        ("“TeX closes a quotation so’’", False, 0),
        ("the boys’ “old’ boat”", False, 0),
        ("[0, 1) and (2, 3]", False, 0),
        ("[0, 1", False, 1),
        ("one) two", False, 1),
        ("：)", True, 1),
        ("“开始“", True, 1),
    ],
)
def test_one_rule_for_readers_and_checks(text: str, chinese: bool, kinds: int) -> None:
    assert len(unpaired(text, chinese=chinese)) == kinds


def test_a_word_that_is_translated_elsewhere_is_told_where_it_is_kept() -> None:
    rows = [(f"The service of keeper {n} is free.", f"看守人{n}的服务免费。") for n in range(11, 20)]
    odd = ("The client calls the service again.", "客户端再次呼叫service的入口。")
    found = quality.check(pairs([*rows, odd])).findings
    assert [(f.check, f.message) for f in found if f.check == "text.foreign"] == [
        ("text.foreign", "“service” inside a Chinese sentence")
    ]
    kept = [(f"Lamp {n} uses cgroups now.", f"第{n}盏灯现在使用 cgroups 功能。") for n in range(11, 20)]
    assert [f.message for f in quality.check(pairs(kept)).findings if f.check == "text.foreign"] == []


def test_what_follows_from_a_fault_is_told_with_it() -> None:
    source = "The fund will pay for 17 inspectors. It will never buy ships or other expensive equipment."
    found = quality.check(pairs([(source, "该基金将支付18名监察员的费用。")])).findings
    assert [f.check for f in found] == ["number.differs"]
    assert "never buy ships" in found[0].message


def test_a_fault_that_repeats_is_one_finding_with_its_places() -> None:
    rows = [(f"Shed {n} is dry.", f"棚子{n}（旧的很干燥。") for n in range(1, 8)]
    [found] = [f for f in quality.check(pairs(rows)).findings if f.check == "mark.bracket"]
    assert found.count == 7
    assert sum(len(v.places) for v in found.variants) == 7
    assert found.message.startswith("7 times, first: “（”")
    few = [f for f in quality.check(pairs(rows[:3])).findings if f.check == "mark.bracket"]
    assert [f.count for f in few] == [1, 1, 1]
    # In two documents they are two findings, and stay what they are when one more comes.
    more = quality.check([*pairs(rows), *pairs(rows, document="2.en.md")]).findings
    assert len({f.fingerprint for f in more if f.check == "mark.bracket"}) == 2
    assert found.fingerprint in {f.fingerprint for f in more}


@pytest.mark.parametrize(
    ("one", "other", "sound"),
    [
        ("职业安全与卫生", "职业安全和卫生", True),
        ("社保底线", "社会保护底线", True),
        ("根源", "根本原因", True),
        ("挑战和机遇", "挑战和机会", True),
        ("环境上可持续", "环境可持续", False),
        ("可持续和有复原力", "可持续和有弹性", True),
        ("第十次会议", "第二十次会议", False),
        ("经济上行", "经济下行", False),
        ("港口管理委员会", "规定管理委员会", False),
    ],
)
def test_variants_of_a_term_and_other_things(one: str, other: str, sound: bool) -> None:
    assert sound_variants(one, other) is sound


def series(marks: list[str]) -> list[tuple[str, str]]:
    """Sentences whose targets carry figures that the sources lack."""
    rows = [
        ("The layers of the harbour have needs of their own.", "港口各层有各自的需要{}的组成部分。"),
        ("The methods move care to the left.", "这些方法把照看左移{}。"),
        ("It is wise to follow what is known of lamps.", "最好遵循灯的已知做法，可参考文献{}。"),
        ("Keepers guard what is theirs.", "看守人守护自己的财物{}。"),
    ]
    return [(source, target.format(mark)) for (source, target), mark in zip(rows, marks, strict=True)]


def told(rows: list[tuple[str, str]]) -> list[str]:
    return [f.check for f in quality.check(pairs(rows), source_language="en", target_language="zh-CN").findings]


def test_marks_of_notes_that_lost_their_place_are_no_numbers() -> None:
    assert told(series(["1", "2", "4", "5"])) == []
    assert told([*series(["1", "2", "3", "4"]), ("See there.", "3 另见他处。")]) == []


@pytest.mark.parametrize("marks", [["1", "2", "", ""], ["7", "3", "9", "2"], ["1", "9", "17", "40"]])
def test_figures_that_are_no_series_are_numbers(marks: list[str]) -> None:
    assert told(series(marks)) == ["number.differs"] * sum(map(bool, marks))


def test_the_label_of_the_next_item_is_no_number() -> None:
    one, two = (
        pair("Four eyes at the gate 15.", "大门四眼原则", 14),
        pair("Four eyes at the gate 17.", "大门四眼原则", 14),
    )
    assert quality.check([one], source_language="en", target_language="zh-CN").findings == ()
    assert [f.check for f in quality.check([two], source_language="en", target_language="zh-CN").findings] == [
        "number.differs"
    ]


def test_a_bracket_that_both_sides_lack_alike_is_told_once() -> None:
    text = "[https://quay.example/tides)"
    found = quality.check([pair(text, text)], source_language="en", target_language="zh-CN").findings
    assert [(f.check, bool(f.target_marks)) for f in found] == [("mark.bracket", False)]


@pytest.mark.parametrize(
    ("one", "other", "source", "another"),
    [
        ("增加", "增减", "Annex III", True),
        ("体面劳动", "体面工作", "decent work", False),
        ("不可信任", "不受信任", "untrusted sources", False),
        ("威胁参与者", "威胁行为者", "threat actor", False),
        ("分区直接选举", "分区直选", "geographical constituencies", False),  # the short form of the same
        ("副委员长", "副主任", "vice chairpersons", False),  # a word that the dictionary lacks may say anything
    ],
)
def test_a_rendering_that_says_nothing_of_its_term_is_none(one: str, other: str, source: str, another: bool) -> None:
    assert says_something_else(one, other, source) is another


@pytest.mark.parametrize(
    ("target", "there"),
    [("以证明上述操作得到了执行。", True), ("以证明该操作得到了执行。", True), ("以证明其得到了执行。", False)],
)
def test_a_term_taken_up_again_by_half_of_its_name_is_there(target: str, there: bool) -> None:
    assert rendered("操作文档", target) is there


def test_a_word_and_what_stands_behind_it_is_no_name() -> None:
    rows = [("The British side agreed.", "英方同意基本法加以说明。"), ("A British wish.", "要求在基本法里反映。")]
    assert "name.varies" not in told(rows)


def test_lines_of_contents_are_cut_by_the_page_and_not_by_the_translator() -> None:
    rows = [
        ("Lamps (adopted in 1990)............ 12", "灯（1990年"),
        ("Wicks (adopted in 1991", "灯芯（1991年通过）"),
        ("Piers and quays ............ 30", "码头 ............ 28"),
        ("Boats (adopted on 3 May", "船（1993年5月3日"),
        ("Keepers ............ 44", "看守人"),
        ("The lamps were adopted in 1990.", "灯于1991年通过。"),
    ]
    assert told(rows) == ["number.differs"]
    assert told(rows[1:2] + rows[3:4] + rows[5:]) != ["number.differs"]


@pytest.mark.parametrize(
    ("heading", "checks"),
    [
        ("### 2. 备用插头：仅供照明", []),
        ("### 备用插头：仅供照明", ["numbering.missing", "numbering.unmatched"]),
    ],
)
def test_a_number_that_a_heading_prints_is_not_missing(heading: str, checks: list[str], tmp_path: Path) -> None:
    en = "# Kiln\n\n1. Doors are shut.\n\n2. Spare plug: for lamps only\n\n3. Lamps are lit.\n"
    zh = f"# 窑\n\n1. 门已关闭。\n\n{heading}\n\n3. 灯已点亮。\n"
    (tmp_path / "en.md").write_text(en, encoding="utf-8")
    (tmp_path / "zh.md").write_text(zh, encoding="utf-8")
    both = [corpora.read(tmp_path / "en.md", language="en"), corpora.read(tmp_path / "zh.md", language="zh-CN")]
    aligned = alignment.align(*both, settings=alignment.AlignSettings(embed="none"))
    found = quality.check(aligned.pairs, documents=both, notices=aligned.notices).findings
    assert sorted(f.check for f in found) == checks


def test_commands_and_titles_of_what_the_text_is_about() -> None:
    rows = [
        ("tidepool", "tidepool"),
        ("Get tidepool, a tool for folders.", "获取 tidepool，一个管理文件夹的工具。"),
        ("Run pip install tidepool in the folder.", "在文件夹里运行 pip install tidepool。"),
        ("Does tidepool hide my folders?", "tidepool 会隐藏我的文件夹吗？"),
        ("Start tidepool sync now.", "现在启动 tidepool sync now。"),
    ]
    assert told(rows) == []
    # a word that is translated elsewhere is no name
    rows[1] = ("Get tidepool, a tool for folders.", "获取潮池，一个管理文件夹的工具。")
    assert told(rows).count("text.untranslated") == 2


def test_a_heading_in_capitals_whose_words_are_translated_elsewhere() -> None:
    rows = [("Keeping of the Harbour Lamps", "Keeping of the Harbour Lamps"), ("The harbour has lamps.", "港口有灯。")]
    made = [replace(one, target_at=replace(one.target_at, kind=Kind.HEADING)) for one in pairs(rows)]
    found = quality.check(made, source_language="en", target_language="zh-CN").findings
    assert [f.check for f in found] == ["text.untranslated"]
    assert told([rows[0], ("Nothing else.", "别无其他。")]) == []


def test_targets_on_one_matter_that_were_exchanged() -> None:
    rows = [
        ("The keeper trims the wick of the lamp every morning.", "看守人每天早上修剪灯芯。"),
        ("The keeper paints the door of the lamp house in spring.", "看守人春天给灯塔的门刷漆。"),
        ("The boat brings flour and fresh water to the keeper.", "船给看守人送来面粉和淡水。"),
    ]
    assert told(rows) == []
    rows[0], rows[2] = (rows[0][0], rows[2][1]), (rows[2][0], rows[0][1])
    assert told(rows).count("text.unrelated") == 2


def test_what_stands_in_inline_code_is_no_language(tmp_path: Path) -> None:
    original = "Use the shop: `lamp install wick`.\n\nThe wick must fit the lamp before install.\n"
    right = "使用商店：`lamp install wick`。\n\n安装前，灯芯必须与灯相配。\n"
    bare = right.replace("`", "")
    found = []
    for target in (right, bare):
        (tmp_path / "en.md").write_text(original, encoding="utf-8")
        (tmp_path / "zh.md").write_text(target, encoding="utf-8")
        source, translation = (corpora.read(tmp_path / name) for name in ("en.md", "zh.md"))
        aligned = alignment.align(source, translation, settings=alignment.AlignSettings(embed="none"))
        report = quality.check(aligned.pairs, documents=(source, translation))
        found.append([f.check for f in report.findings])
    assert found == [[], ["text.untranslated"]]


def test_a_chinese_original_that_was_left_as_it_is() -> None:
    both = pairs([("在背面签名条上签名。", "在背面签名条上签名。"), ("请打电话。", "Call us."), ("中文", "中文")])
    found = quality.check(both, source_language="zh-CN", target_language="en").findings
    assert [(f.check, f.source) for f in found] == [("text.untranslated", "在背面签名条上签名。")]


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("Call us back back again.", ["text.doubled"]),
        ("He had had that that day.", []),
        ("Very very slowly it went tock tock tock tock.", []),
    ],
)
def test_an_english_word_that_stands_twice(english: str, told: list[str]) -> None:
    found = quality.check(pairs([("他慢慢地又给我们回了电话。", english)]), only="text.doubled").findings
    assert [f.check for f in found] == told
