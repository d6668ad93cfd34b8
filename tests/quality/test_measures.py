"""Units of measurement across the two languages."""

from __future__ import annotations

import pytest

from duizhao import quality
from duizhao.corpora.model import Locator, Pair
from duizhao.quality.evidence.measures import mismatched


def found(source: str, target: str) -> list[tuple[str, str]]:
    pair = Pair(source, target, Locator("en.md"), Locator("zh.md"))
    return [(one.unit.name, other.unit.name) for one, other in mismatched(pair, "en", "zh-CN")]


@pytest.mark.parametrize(
    ("source", "target", "units"),
    [
        ("The dyke is 12 km long.", "堤长12米。", ("km", "m")),
        ("A crate holds 25 kg.", "每箱25磅。", ("kg", "pound")),
        ("The leave is five days.", "假期为五个星期。", ("day", "week")),
        ("Boil it for 10 minutes.", "煮10小时。", ("minute", "hour")),
        ("The field has 30 hectares.", "田地有30亩。", ("hectare", "mu")),
        ("Keep it at 40 °C.", "保持在40华氏度。", ("°C", "°F")),
        ("Walk 7 yards.", "走7米。", ("yard", "m")),
        ("Walk 50 yards.", "走50公里。", ("yard", "km")),
        ("It draws one kilowatt.", "功率为一瓦。", ("kW", "W")),
        ("The plant yields 3 MW.", "电站出力3千瓦。", ("MW", "kW")),
        ("It answers in 9 milliseconds.", "9微秒内应答。", ("millisecond", "microsecond")),
        ("The rope is one and a half feet long.", "绳长1.5米。", ("foot", "m")),
        ("The pipe bears 6 kPa.", "管道承压6兆帕。", ("kPa", "MPa")),
        ("It needs 16 GB.", "需要16 MB。", ("GB", "MB")),
        ("It runs at 230 V.", "电压为230千伏。", ("V", "kV")),
        ("It spans 2.5 square kilometres.", "占地2.5平方米。", ("km²", "m²")),
    ],
)
def test_another_unit_is_found(source: str, target: str, units: tuple[str, str]) -> None:
    assert found(source, target) == [units]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The dyke is 12 km long.", "堤长12公里。"),
        ("The dyke is 12 km long.", "堤长12千米。"),
        ("The dyke is 12 km long.", "堤长一万二千米。"),
        ("The hill is 5 miles off.", "山在8公里外。"),
        ("The leave is five days.", "假期为5日。"),
        ("It costs 5 pounds.", "价格为5英镑。"),
        ("It cost $5m.", "花费5米。"),
        ("A three-year plan.", "三年计划。"),
        ("In the 3rd year of 5 classes.", "三年级有5个班。"),
        ("Run 5 km in 30 minutes.", "30分钟跑5公里。"),
        ("Buy two pounds of mutton.", "买两斤羊肉。"),
        ("Wait 90 minutes.", "等一个半小时。"),
        ("Start with 50 yards or so.", "从50米左右开始。"),
        ("It answers in 9 milliseconds, or 9 ms.", "9毫秒（9 ms）内应答。"),
        ("The rope is one and a half metres long.", "绳长1.5米。"),
        ("It uses one kilowatt-hour a night.", "每晚用一度电。"),
        ("It uses one kilowatt-hour and a bit.", "用了一度多。"),
        ("It needs 2 GB (2,048 MB).", "需要2 GB（2048 MB）。"),
        ("It uses one kilowatt-hour a day at 20 degrees.", "在20度时每天用一度电。"),
        ("", ""),
    ],
)
def test_the_same_amount_is_no_finding(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("source", "target", "same"),
    [
        ("She weighed 2.6 kilos at birth.", "她出生时五斤二两。", True),
        ("She weighed 3.6 kilos at birth.", "她出生时五斤二两。", False),
        ("They hauled 150 kilograms of salt.", "他们挑了三担盐。", True),
        ("The bay is two miles wide.", "海湾宽3公里。", True),
        ("It takes 30 days.", "需要31天。", False),
    ],
)
def test_amounts_in_chinese_measures_are_compared_in_either_direction(
    source: str, target: str, same: bool, turned: bool
) -> None:
    pair = Pair(target, source) if turned else Pair(source, target)
    tags = ("zh-CN", "en") if turned else ("en", "zh-CN")
    report = quality.check([pair], source_language=tags[0], target_language=tags[1], only="number.*")
    assert (report.findings == ()) is same
