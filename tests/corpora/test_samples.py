"""The sample papers are what their README says, and their gold agrees with their text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora import samples
from duizhao.corpora.errors import InputError
from scripts import build_sample

PAPERS = ("", "ports.")


def gold(prefix: str) -> list[dict[str, Any]]:
    text = samples.path(f"{prefix}gold.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def squeeze(text: str) -> str:
    """A text without what layout may put into it: white space, markup, running headers, page numbers, footnotes."""
    text = re.sub(r"(?m)^(IINO/C\.61/\d|\d+|---|<sup>.*)$", "", text)
    text = re.sub(r"<sup>.*?</sup>|\*\*", "", text)
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def test_every_name_is_a_file_and_every_file_a_name() -> None:
    here = samples.path("README.md").parent
    assert {p.name for p in here.iterdir() if p.suffix not in (".py", ".pyc") and p.is_file()} == set(samples.NAMES)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"no sample 'fr\.md'.*ports\.en\.md"):
        samples.path("fr.md")


def test_the_files_are_what_the_builder_writes(tmp_path: Path) -> None:
    build_sample.main(str(tmp_path))
    for file in tmp_path.iterdir():
        assert file.read_bytes() == samples.path(file.name).read_bytes(), f"{file.name}: run scripts.build_sample"


@pytest.mark.parametrize("prefix", PAPERS)
@pytest.mark.parametrize("side", ["en", "zh"])
def test_each_gold_unit_stands_in_its_text_in_order(prefix: str, side: str) -> None:
    whole = samples.path(f"{prefix}{side}.md").read_text(encoding="utf-8")
    text, at = squeeze(whole), 0
    for unit in gold(prefix):
        if unit["kind"] == "footnote":
            assert f"</sup> {unit[side]}" in whole
            continue
        found = text.find(squeeze(unit[side]), at)
        assert found >= at, unit["uid"]
        at = found


@pytest.mark.parametrize("prefix", PAPERS)
def test_beads_and_omissions_make_up_their_unit(prefix: str) -> None:
    for unit in gold(prefix):
        for k, side in enumerate(("zh", "en")):
            beads = Counter(s for bead in unit["beads"] + unit.get("omissions", []) for s in bead[k])
            left = unit[side]
            for sentence, n in beads.items():
                assert left.count(sentence) == n, unit["uid"]
                left = left.replace(sentence, "")
            assert not left.strip(), unit["uid"]


def test_the_shape_of_the_preview() -> None:
    units = gold("")
    kinds = Counter(u["kind"] for u in units)
    assert kinds["para"] == 58
    assert kinds["bullet"] >= 20
    assert kinds["footnote"] == 3
    assert kinds["box"] == 1
    assert [u["number"] for u in units if u["kind"] == "para"] == list(range(1, 59))
    shapes = Counter((len(en), len(zh)) for u in units for zh, en in u["beads"])
    assert shapes[1, 2] >= 2
    assert shapes[2, 1] >= 2
    assert shapes[2, 2] == 1


@pytest.mark.parametrize(
    "scar",
    [
        r"(?m)^理 事 会|^# 理 事 会$",
        r"(?m)^15\.在",
        r"(?m)^\*\*19\.\*\* ",
        r"(?m)^- \*\*41\.\*\* ",
        r"(?m)^一、导言\.+\t\d+$",
        r"，\n\n3\n\nIINO/C\.61/3\n\n以便",
        r"(?m)^\*\*产出 1\.1\. .*\*\*$",
        r"(?m)^► ",
    ],
)
def test_scars_of_the_chinese_text(scar: str) -> None:
    assert re.search(scar, samples.path("zh.md").read_text(encoding="utf-8"))


def test_the_planted_faults_are_where_the_list_says() -> None:
    planted = json.loads(samples.path("planted.json").read_text(encoding="utf-8"))
    units = {u["uid"]: u for u in gold("")}
    assert len(planted["terms"]) == 6
    for term in planted["terms"]:
        usual, *others = term["renderings"].values()
        assert others
        assert len(usual) >= 2
        for zh, places in term["renderings"].items():
            assert len(places) >= 2
            assert all(zh in units[uid]["zh"] for uid in places)
    numbers = {
        side: Counter(
            re.findall(r"(?m)^(?:  )?(?:- )?(?:\*\*)?(\d+)\.(?!\d)", samples.path(f"{side}.md").read_text("utf-8"))
        )
        for side in ("en", "zh")
    }
    assert planted["numbering"] == [
        {"side": "zh", "fault": "doubled", "number": 22, "instead_of": 23},
        {"side": "en", "fault": "skipped", "number": 38},
    ]
    assert set(map(str, range(1, 59))) - set(numbers["en"]) == {"38"}
    assert set(map(str, range(1, 59))) - set(numbers["zh"]) == {"23"}
    assert [n for n, count in numbers["zh"].items() if count > 1] == ["22"]
    assert planted["omissions"][0]["uid"] == "p012"
    assert planted["additions"][0]["uid"] == "p038"


def test_the_two_papers_share_sentences_and_translate_one_otherwise() -> None:
    first, second = ({(" ".join(en), "".join(zh)) for u in gold(p) for zh, en in u["beads"]} for p in PAPERS)
    assert len(first & second) >= 5
    differing = {en for en, _ in first} & {en for en, _ in second} - {en for en, _ in first & second}
    assert differing == {"A just transition requires investment in vessels, in ports and above all in people."}


@pytest.mark.parametrize("prefix", PAPERS)
def test_terms_stand_in_the_texts(prefix: str) -> None:
    zh, en = (
        re.sub(r"\s+", "", samples.path(f"{prefix}{side}.md").read_text("utf-8")).lower() for side in ("zh", "en")
    )
    lines = samples.path(f"{prefix}terms.tsv").read_text("utf-8").splitlines()
    assert lines[0] == "zh\ten"
    for line in lines[1:]:
        target, source = line.split("\t")
        assert re.sub(r"\s+", "", target) in zh
        assert re.sub(r"\s+", "", source).lower() in en
