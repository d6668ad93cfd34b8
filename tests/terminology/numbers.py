"""What proposed terms are described and judged by, on texts of ours: the weights of terms were fitted on these numbers,
so a change of any of them makes the weights wrong without a test of terms failing.

    python -m tests.terminology.numbers    # writes them anew, where a change is meant (and the weights are fitted anew)
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.model import Locator, Pair
from duizhao.terminology.extraction.concepts import gather
from duizhao.terminology.extraction.evidence import counted
from duizhao.terminology.extraction.propose import options_of
from duizhao.terminology.extraction.scoring import FEATURES
from duizhao.terminology.extraction.termhood import TermhoodSettings, described, judged, select
from duizhao.terminology.extraction.unithood import _of_verb, _unequal_list
from tests.conftest import ROOT
from tests.pinned import brief, write

KEPT = Path(__file__).parent / "texts" / "numbers.json"
TEXTS = ("papers/trade", "papers/health", "papers/convention", "papers/climate", "styles/law", "styles/insurance")
# What pieces are cut from: each said twice, so that it may be a term.
HABITS = (
    ("A safe and healthy working environment saves lives.", "安全和健康的工作环境挽救生命。"),
    ("Every safe and healthy working environment is inspected.", "每个安全和健康的工作环境都受到检查。"),
    ("People living with HIV need care.", "艾滋病毒感染者需要照护。"),
    ("The rights of people living with HIV are protected.", "艾滋病毒感染者的权利受到保护。"),
    ("The fundamental principles and rights at work are universal.", "工作中的基本原则和权利是普遍的。"),
    ("States respect the fundamental principles and rights at work.", "各国尊重工作中的基本原则和权利。"),
    ("Inclusive and sustainable enterprises create jobs.", "包容和可持续的企业创造就业。"),
    ("Banks serve inclusive and sustainable enterprises.", "银行为包容和可持续的企业服务。"),
    ("Environmentally sustainable economies need new skills.", "环境可持续的经济体需要新技能。"),
    ("They build environmentally sustainable economies.", "他们建设环境可持续的经济体。"),
    ("A more resilient society needs social protection.", "更具复原力的社会需要社会保护。"),
    ("Social protection builds a more resilient society.", "社会保护建设更具复原力的社会。"),
    ("The transition to the formal economy takes time.", "向正规经济转型需要时间。"),
    ("Members facilitate the transition to the formal economy.", "成员国促进向正规经济转型。"),
    ("Skills mismatches cost money.", "技能不匹配浪费资金。"),
    ("Training reduces skills mismatches.", "培训减少技能不匹配。"),
    ("The United Nations development system is reformed.", "联合国发展系统正在改革。"),
    ("Governments fund the United Nations development system.", "各国政府资助联合国发展系统。"),
    ("The achievement of the outcomes is reviewed.", "实现成果目标的情况受到审查。"),
    ("Funds support the achievement of the outcomes.", "资金支持实现成果目标。"),
    ("Crisis and post-crisis situations call for aid.", "危机后局势需要援助。"),
    ("Aid in crisis and post-crisis situations is late.", "危机后局势中的援助来迟了。"),
    ("The programme and budget for 2024–25 was adopted.", "2024-2025年计划和预算获得通过。"),
    ("The programme and budget for 2024–25 is printed.", "2024-2025年计划和预算已经印出。"),
    ("The employers' organizations and the workers' organizations met.", "雇主组织和工人组织举行了会议。"),
    ("Employers' organizations advise the tripartite constituents.", "雇主组织向三方成员提供咨询意见。"),
    ("The tripartite constituents of the ILO decide.", "国际劳工组织的三方成员作出决定。"),
)
PREDICATES = (
    "_cut_number _cut_adjective _half_coordination _clause _cut_adverb _cut_person _leaks _same_company "
    "_modified_behind _last_modifier _too_much"
).split()


def pairs() -> list[tuple[str, str]]:
    """The pairs of several tables of ours."""
    found = [*HABITS]
    for name in TEXTS:
        lines = (ROOT / "tests/quality/texts" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        found += [(row[0], row[1]) for line in lines if len(row := line.split("\t")) == 2]
    return found


def embed(texts: Any) -> Any:
    """Vectors of the letters and characters of texts: of no meaning, always the same."""
    out = np.zeros((len(texts), 64), dtype=np.float32)
    for row, text in enumerate(texts):
        for place, char in enumerate(text):
            out[row, (ord(char) * 31 + place) % 64] += 1.0
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def steps() -> Iterator[tuple[str, object]]:
    """Every step from sentences to terms."""
    rows = pairs()
    texts = [(english, comparable(chinese)) for english, chinese in rows]
    found = options_of(texts, 2, 200, None, lambda stage: None)
    for s in (0, 3, 30, 60):
        yield f"links of sentence {s}", brief(found.linked(s).astype(float))
    yield "proposed", [f"{p.chinese} {p.english}" for p in found.proposals]
    yield "kinds", [p.kind for p in found.proposals]
    for name in (
        "count",
        "looked",
        "aligned",
        "english_count",
        "weight",
        "host",
        "nested",
        "before",
        "behind",
        "longer",
    ):
        yield f"{name} of all", brief([float(getattr(p, name)) for p in found.proposals])
    for name in ("dice", "together", "free"):
        yield f"{name} of all", brief([float(getattr(p, name)) for p in found.proposals])
    for name in PREDICATES:
        ask = getattr(found.boundaries, name)
        yield name, [f"{p.chinese} {p.english}" for p in found.proposals if ask(p)]
    yield "known", brief([float(found.boundaries.known(p)) for p in found.proposals])
    for told in (_of_verb, _unequal_list):
        yield told.__name__, [f"{p.chinese} {p.english}" for p in found.proposals if told(p)]
    options = described(found.proposals, found.evidence, embed, 0.1)
    every = [pair for group in options for pair in group]
    numbers = np.array([row for _, row in every])
    for place, name in enumerate(FEATURES):
        yield f"feature {name}", brief(numbers[:, place])
    judged(options)
    yield "probability", brief([p.probability or 0.0 for p, _ in every])
    chosen = select(found.proposals, found.evidence, TermhoodSettings(2))
    yield "chosen", [[p.chinese, p.english, [q.english for q in p.others], float(p.free)] for p in chosen]
    memory = [Pair(en, zh, Locator("d", str(k)), Locator("d", str(k)), 1.0) for k, (en, zh) in enumerate(rows)]
    again = options_of(texts, 2, 200, None, lambda stage: None)
    from duizhao.terminology.extraction.propose import Proposed

    picked = Proposed(
        select(again.proposals, again.evidence, TermhoodSettings(2)),
        again.texts,
        again.model,
        again.where,
        again.linked,
        again.boundaries,
        again.evidence,
    )
    concepts = counted(gather(picked, memory, True, "en", "zh-CN", 2), memory, True)
    yield "concepts", [repr(concept) for concept in concepts[:12]]


def numbers() -> dict[str, Any]:
    """All of them by name."""
    return dict(steps())


if __name__ == "__main__":
    write(numbers(), KEPT)
