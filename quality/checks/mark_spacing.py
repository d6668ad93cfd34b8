"""Chinese text has no spaces in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._listed import chinese_documents, listed, times
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

# The first space is asked for before what stands in front of it: few texts have any.
_GAP = re.compile(
    rf" (?:(?<=[{HAN}] ) *(?=[{HAN}])|(?<=[{HAN}] ) *(?=[，。、；：？！）》”])|(?<=[，。、；：？！] ) *(?=[{HAN}]))"
)


# 第一章 总则, 附件一 术语表: the label of a heading is set off from what it says.
_LABELLED = re.compile(
    r"^\s*(?:第 ?[〇零一二三四五六七八九十百\d]+ ?(?:部分|[章节節条條编編篇款项項卷册冊])|"
    r"[附图圖表][件录錄表]?[〇零一二三四五六七八九十\d]+|"
    # 实验七, 单元三, 方案 2: two characters or three of any kind, and a number.
    rf"[{HAN}]{{2,3}} ?[〇零一二三四五六七八九十\d]+)$"
)
# 第1处 因盐而兴, 第三站 码头: the number of what a title is of, whatever it counts.
_COUNTED = re.compile(rf"^\s*第 ?[〇零一二三四五六七八九十百\d]+ ?[{HAN}]{{1,2}}$")
_SENTENCE = re.compile("[。！？；]")

# 琳 上, 儿 小明 敬上: how a letter is signed.
_LETTER_END = re.compile(rf"^\s*(?:[{HAN}]{{1,6}} +){{1,2}}(?:[敬谨拜叩][上启呈]|上|启|呈|拜|手书|草)[。]?\s*")
# 董事长 顾建明, 张三 李四: who signs, and as what; no sentence, and no letter-spaced title (目 录).
_SIGNED = re.compile(rf"^\s*[{HAN}]{{2,16}}(?: +[{HAN}]{{2,4}}(?:[·・][{HAN}]{{1,6}})*){{1,3}}\s*")
# 供病人及家属阅读 中心医院九病区: a line of a title page in two parts, which a space sets off; no letter-spaced title,
# whose parts are single characters, and no sentence, which would have its marks.
_PARTS = re.compile(rf"^\s*[{HAN}A-Za-z0-9（）()《》“”·—\-]{{4,60}} +[{HAN}A-Za-z0-9（）()《》“”·—\-]{{4,60}}\s*")

# （记者 孟凡 罗晓晴）: names in brackets, behind what they are.
_CREDITED = re.compile(rf"[（(][{HAN}]{{2,6}}(?: +[{HAN}]{{2,4}}){{1,5}}[）)]")

# 警告： 一旦: behind a label in bold Markdown wants a space, or its stars are printed.
_LABEL = re.compile(rf"^\s*[{HAN}]{{1,8}}：")

# 本报记者 何蔚然: who wrote it. 红葱头 十颗: how much of it.
_BYLINE = re.compile(
    r"^\s*(?:本[报報刊台]|新[华華]社)?(?:特[约約派])?(?:[记記]者|作者|通[讯訊][员員]|[编編][辑輯]|[摄攝]影|撰文)"
)
_ITEM = re.compile(rf"\s*[{HAN}]{{1,8}}")
_AMOUNT = re.compile(r" *[一二两兩三四五六七八九十半几幾适適少若]")

# 主持：何建国 记录：林晓曼: the next field of a line of several.
_FIELD = re.compile(rf"[{HAN}]{{1,10}}[：:]")

# 目 录, 第一章 总 则, 理 事 会: a title whose characters stand apart, as it is printed.
_SET_WIDE = re.compile(rf"\s*(?:第 ?[〇零一二三四五六七八九十百\d]+ ?[{HAN}] +)?[{HAN}](?: +[{HAN}]){{1,7}}\s*")

# What a space sets off from the rest when it stands right before the space, from the beginning of the line,
_BEFORE = (_LABELLED.fullmatch, _LABEL.fullmatch, _BYLINE.fullmatch)
# and lines that a space parts, of whatever kind.
_LINES = (_SIGNED.fullmatch, _PARTS.fullmatch, _LETTER_END.fullmatch)


def _sets_off(gap: re.Match[str]) -> bool:
    """Whether a space is meant: it sets a label, a name or a field off from what stands behind it."""
    line, start, end = gap.string, gap.start(), gap.end()
    before = line[:start]
    return (
        any(is_label(before) for is_label in _BEFORE)
        or any(is_such(line) for is_such in _LINES)
        or bool(_COUNTED.match(before) and not _SENTENCE.search(line))
        or bool(_FIELD.match(line, end) and _FIELD.search(before))
        or bool(_AMOUNT.match(line, start) and _ITEM.fullmatch(before))
        or any(one.start() < start < one.end() for one in _CREDITED.finditer(line))
    )


@as_check(
    "mark.spacing",
    Severity.WARNING,
    Topic.MARKS,
    title="Spacing",
    summary="A space inside Chinese text",
    scope=Scope.DOCUMENT,
)
def mark_spacing(context: Context) -> Iterator[Finding]:
    """A space between Chinese characters, or beside Chinese punctuation."""
    for side, document, pairs in chinese_documents(context):
        where = [
            (pair, gap.start())
            for pair in pairs
            for gap in _GAP.finditer((pair.source, pair.target)[side])
            if not _sets_off(gap)
        ]
        wide = [one for one in where if _SET_WIDE.fullmatch((one[0].source, one[0].target)[side])]
        rest = [one for one in where if one not in wide]
        if rest:
            message = f"a space inside Chinese text, {times(len(rest))}"
            yield listed("mark.spacing", message, f"{document} space", "Remove it", {"space": rest}, side)
        if wide:
            message = say("a title set wide, with a space between its characters, {times}", times=times(len(wide)))
            cure = say("Take the spaces out where titles are to be found again")
            found = listed("mark.spacing", message, f"{document} wide", cure, {"space": wide}, side)
            yield replace(found, severity=Severity.NOTE)
