"""One sound memory and the ways in which other tools, editors and people have been seen to break it.

Each is a file with two units; the fault is in the file or in its first unit (Alpha), never in the second (Beta).
"""

from __future__ import annotations

from collections.abc import Callable

HEADER = (
    '<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="en-US" '
    'datatype="plaintext"/>'
)
ALPHA = (
    '<tu tuid="a"><prop type="x-p">1</prop>'
    '<tuv xml:lang="en-US"><seg>Alpha sentence {0}.</seg></tuv><tuv xml:lang="zh-CN"><seg>甲句{0}。</seg></tuv></tu>\n'
)
BETA = (
    '<tu tuid="b"><tuv xml:lang="en-US"><seg>Beta sentence {0}.</seg></tuv>'
    '<tuv xml:lang="zh-CN"><seg>乙句{0}。</seg></tuv></tu>\n'
)
BASE = f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n{HEADER}\n<body>\n{ALPHA}{BETA}</body>\n</tmx>\n'


def swap(old: str, new: str) -> Callable[[str], bytes]:
    def change(text: str) -> bytes:
        assert old in text, old
        return text.replace(old, new, 1).encode()

    return change


def both(*changes: Callable[[str], bytes]) -> Callable[[str], bytes]:
    def change(text: str) -> bytes:
        for one in changes:
            text = one(text).decode()
        return text.encode()

    return change


SEG = "<seg>Alpha sentence"
ZH = '<tuv xml:lang="zh-CN"><seg>甲句'
END = '</tuv></tu>\n<tu tuid="b"'

VARIANTS: dict[str, Callable[[str], bytes]] = {
    "sound": str.encode,
    # The file and its header
    "version 1.4b": swap('version="1.4"', 'version="1.4b"'),
    "version 1.1": swap('version="1.4"', 'version="1.1"'),
    "no version": swap(' version="1.4"', ""),
    "no srclang": swap(' srclang="en-US"', ""),
    "no creationtool": swap(' creationtool="t"', ""),
    "no creationtoolversion": swap(' creationtoolversion="1"', ""),
    "no segtype": swap(' segtype="sentence"', ""),
    "unknown segtype": swap('segtype="sentence"', 'segtype="sentences"'),
    "no o-tmf": swap(' o-tmf="t"', ""),
    "no adminlang": swap(' adminlang="en"', ""),
    "no datatype": swap(' datatype="plaintext"', ""),
    "srclang *all*": swap('srclang="en-US"', 'srclang="*all*"'),
    "srclang in capitals": swap('srclang="en-US"', 'srclang="EN-US"'),
    "srclang of three letters": swap('srclang="en-US"', 'srclang="eng"'),
    "srclang with underscore": swap('srclang="en-US"', 'srclang="en_US"'),
    "srclang of another language": swap('srclang="en-US"', 'srclang="fr"'),
    "srclang without region": swap('srclang="en-US"', 'srclang="en"'),
    "unknown attribute in the header": swap(' srclang="en-US"', ' srclang="en-US" mood="good"'),
    "no header": swap(HEADER, ""),
    "two headers": swap(HEADER, HEADER + HEADER),
    "header prop without type": swap('"plaintext"/>', '"plaintext"><prop>x</prop></header>'),
    "unknown element in the header": swap('"plaintext"/>', '"plaintext"><b>x</b></header>'),
    "text in the header": swap('"plaintext"/>', '"plaintext">text</header>'),
    "no body": lambda text: swap("</body>\n", "")(text.replace("<body>\n", "", 1)),
    "root in capitals": lambda text: text.replace("tmx", "TMX").encode(),
    "blank before the declaration": lambda text: b"\n" + text.encode(),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16 that says UTF-8": lambda text: text.encode("utf-16"),
    "says UTF-16 and is UTF-8": lambda text: text.replace("UTF-8", "UTF-16").encode(),
    "a byte that is not UTF-8": lambda text: text.replace("甲句", "café").encode().replace("é".encode(), b"\xe9"),
    "comment": swap("<body>", "<body><!-- remark -->"),
    "text between units": swap("<body>\n", "<body>text\n"),
    "unknown element between units": swap("<body>\n", "<body><b>x</b>\n"),
    "declared entity": lambda text: both(
        swap("<tmx", '<!DOCTYPE tmx [<!ENTITY office "Office">]>\n<tmx'), swap("甲句", "&office;甲句")
    )(text),
    "cut off in the second unit": lambda text: text[: text.index("乙句")].encode(),
    "cut off after the second unit": lambda text: text[: text.index("</body>")].encode(),
    # The first unit
    "unclosed tu": swap("</tuv></tu>", "</tuv>"),
    "language with underscore": swap(ZH, ZH.replace("zh-CN", "zh_CN")),
    "language in small letters": swap(ZH, ZH.replace("zh-CN", "zh-cn")),
    "language of three letters": swap(ZH, ZH.replace("zh-CN", "zho")),
    "language cmn-Hans": swap(ZH, ZH.replace("zh-CN", "cmn-Hans")),
    "language without region": swap(ZH, ZH.replace("zh-CN", "zh")),
    "language with script": swap(ZH, ZH.replace("zh-CN", "zh-Hans")),
    "language of another country": swap(ZH, ZH.replace("zh-CN", "zh-TW")),
    "another target language": swap(ZH, ZH.replace("zh-CN", "fr")),
    "source of another country": swap('<tuv xml:lang="en-US"><seg>Alpha', '<tuv xml:lang="en-GB"><seg>Alpha'),
    "another source language": swap('<tuv xml:lang="en-US"><seg>Alpha', '<tuv xml:lang="fr"><seg>Alpha'),
    "lang for xml:lang": swap(ZH, ZH.replace("xml:lang", "lang")),
    "no xml:lang": swap(ZH, ZH.replace(' xml:lang="zh-CN"', "")),
    "target first": lambda text: both(
        swap('<tuv xml:lang="en-US"><seg>Alpha', "<QQ><seg>Alpha"),
        swap(ZH, '<tuv xml:lang="en-US"><seg>甲句'),
        swap("<QQ>", '<tuv xml:lang="zh-CN">'),
        swap("Alpha", "QQ"),
        swap("甲句", "Alpha sentence "),
        swap("。", "."),
        swap("QQ sentence", "甲句"),
    )(text),
    "only the source": lambda text: (text[: text.index(ZH)] + text[text.index("</tu>") :]).encode(),
    "tu without tuv": lambda text: (text[: text.index('<tuv xml:lang="en-US"')] + text[text.index("</tu>") :]).encode(),
    "prop after tuv": swap("</tuv></tu>", '</tuv><prop type="x">1</prop></tu>'),
    "note after seg": swap("</seg></tuv></tu>", "</seg><note>n</note></tuv></tu>"),
    "note between tuv": swap(ZH, "<note>n</note>" + ZH),
    "prop without type": swap('<prop type="x-p">', "<prop>"),
    "element in prop": swap('<prop type="x-p">1', '<prop type="x-p"><b>1</b>'),
    "two seg": swap("</seg></tuv></tu>", "</seg><seg>x</seg></tuv></tu>"),
    "tuv without seg": lambda text: (
        text[: text.index(ZH)] + '<tuv xml:lang="zh-CN">' + text[text.index(END) :]
    ).encode(),
    "empty target": lambda text: (
        text[: text.index(ZH)] + '<tuv xml:lang="zh-CN"><seg/>' + text[text.index(END) :]
    ).encode(),
    "target of white space": lambda text: (
        text[: text.index(ZH)] + '<tuv xml:lang="zh-CN"><seg> </seg>' + text[text.index(END) :]
    ).encode(),
    "three variants": swap(ZH, '<tuv xml:lang="fr"><seg>x</seg></tuv>' + ZH),
    "unknown attribute on tu": swap('<tu tuid="a"', '<tu tuid="a" mood="good"'),
    "unknown attribute on tuv": swap(ZH, ZH.replace("<tuv", '<tuv mood="good"')),
    "attribute of a name space": swap(ZH, ZH.replace("<tuv", '<tuv xml:space="preserve"')),
    "unknown segtype on tu": swap('<tu tuid="a"', '<tu tuid="a" segtype="line"'),
    "doubled attribute": swap('<tu tuid="a"', '<tu tuid="a" tuid="c"'),
    "the same tuid twice": swap('tuid="b"', 'tuid="a"'),
    "date that is none": swap('<tu tuid="a"', '<tu tuid="a" creationdate="31.1.2025"'),
    "text in tu": swap(ZH, "text" + ZH),
    "text in tuv": swap('<tuv xml:lang="zh-CN"><seg>甲', '<tuv xml:lang="zh-CN">text<seg>甲'),
    "b in the target": swap("<seg>甲句", "<seg><b>甲</b>句"),
    "U+000B": swap("甲句", "甲\x0b句"),
    "U+0000": swap("甲句", "甲\x00句"),
    "reference to U+000B": swap("甲句", "甲&#11;句"),
    "reference to a surrogate": swap("甲句", "甲&#xD800;句"),
    "nbsp": swap("甲句", "甲&nbsp;句"),
    "bare ampersand": swap("甲句", "甲 & 句"),
    "bare less-than": swap("甲句", "甲 < 句"),
    "crossed tags": swap("甲句", "<hi>甲句</seg>"),
    "CDATA": swap("<seg>甲句", "<seg><![CDATA[甲]]>句"),
    "bpt without ept": swap("甲句", '甲<bpt i="1">b</bpt>句'),
    "ept without bpt": swap("甲句", '甲<ept i="1">b</ept>句'),
    "bpt without i": swap("甲句", "甲<bpt>b</bpt>句<ept>b</ept>"),
    "it without pos": swap("甲句", "甲<it>b</it>句"),
    "it of a wrong pos": swap("甲句", '甲<it pos="middle">b</it>句'),
    "ph in the target alone": swap("甲句", '甲<ph x="1">b</ph>句'),
    "hi": swap("甲句", "<hi>甲</hi>句"),
    "sub in seg": swap("甲句", "<sub>甲</sub>句"),
    "hi in ph": swap("甲句", "<ph><hi>甲</hi></ph>句"),
    "ut": swap("甲句", "<ut>b</ut>甲句"),
    "unknown attribute on ph": swap("甲句", '<ph id="1"/>甲句'),
    "a long segment": lambda text: text.replace("甲句", "甲句" * 1200, 1).encode(),
}


def document(name: str, number: int) -> bytes:
    """The file of a variant; `number` makes its sentences its own."""
    return VARIANTS[name](BASE.format(number))
