"""A paper and what happens to it: paragraphs in both languages, kinds of change, the files they are written as."""

from __future__ import annotations

import html
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao import alignment, corpora
from duizhao.alignment import AlignSettings
from duizhao.corpora import samples
from duizhao.corpora.model import Pair, Segment, Span

REPEATED = (("The Council so decided.", "理事会决定如此。"), ("It was so agreed.", "会议一致同意。"))


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in both languages; `name` stays when it moves or gets another number."""

    name: int
    number: int
    english: str
    chinese: str
    reworded: bool = False


Paper = list[Paragraph]


def paper(rng: random.Random) -> Paper:
    """The paragraphs of both samples; after some of them a short one that comes again."""
    texts: list[tuple[str, str]] = []
    for name in ("gold.jsonl", "ports.gold.jsonl"):
        for line in samples.path(name).read_text("utf-8").splitlines():
            record = json.loads(line)
            if record["kind"] in ("para", "paragraph") and record["en"] and record["zh"]:
                texts.append((record["en"], record["zh"]))
                if rng.random() < 0.15:
                    texts.append(rng.choice(REPEATED))
    return [Paragraph(k, k + 1, *text) for k, text in enumerate(texts)]


# -- what happens to documents -----------------------------------------------------------------------------------------

NEW = (
    "The Secretary-General thanked the {} delegations that had sent comments in time. Nothing else was said of it.",
    "秘书长感谢按时提出意见的 {} 个代表团。对此没有其他意见。",
)


def renumbered(found: Sequence[Paragraph]) -> Paper:
    return [replace(p, number=k) for k, p in enumerate(found, 1)]


def added(found: Paper, rng: random.Random) -> Paper:
    out = list(found)
    for k in range(12):
        at = rng.randrange(len(out) + 1)
        texts = REPEATED[k % 2] if k % 3 == 0 else tuple(text.format(k + 20) for text in NEW)
        out.insert(at, Paragraph(1000 + k, 0, texts[0], texts[1]))
    return renumbered(out)


def removed(found: Paper, rng: random.Random) -> Paper:
    gone = set(rng.sample(range(len(found)), 15))
    return renumbered([p for k, p in enumerate(found) if k not in gone])


def moved(found: Paper, rng: random.Random) -> Paper:
    out = list(found)
    for size in (1, 2, 6):
        at = rng.randrange(len(out) - size)
        part, out = out[at : at + size], out[:at] + out[at + size :]
        to = rng.randrange(len(out))
        out = out[:to] + part + out[to:]
    return renumbered(out)


def numbered_otherwise(found: Paper, rng: random.Random) -> Paper:
    return [replace(p, number=p.number + (7 if k > 20 else 2)) for k, p in enumerate(found)]


def reworded(found: Paper, rng: random.Random) -> Paper:
    out = []
    for p in found:
        draw = rng.random()
        if draw < 0.1 and p.english.endswith("."):
            p = replace(p, english=p.english[:-1] + ", as was noted earlier.", reworded=True)
        elif draw < 0.2:
            p = replace(p, chinese=p.chinese.replace("。", "，如前所述。"), reworded=True)
        out.append(p)
    return out


def one_side_only(found: Paper, rng: random.Random) -> Paper:
    """The original has paragraphs more, which nobody has translated yet."""
    out = list(found)
    for k in range(10):
        out.insert(rng.randrange(len(out) + 1), Paragraph(1000 + k, 0, NEW[0].format(k + 20), ""))
    return renumbered(out)


def typeset(found: Paper, rng: random.Random) -> Paper:
    """Curly quotes, other hyphens and widths, spaces beside Chinese: as another program writes it."""

    def english(text: str) -> str:
        return text.replace("'", "’").replace("-", "‑").replace(" per cent", " per cent")

    def chinese(text: str) -> str:
        return (
            text.replace(" ", "")
            .replace("，", "，" if rng.random() < 0.5 else ",")
            .replace("“", "「")
            .replace("”", "」")
        )

    return [replace(p, english=english(p.english), chinese=chinese(p.chinese)) for p in found]


def same(found: Paper, rng: random.Random) -> Paper:
    return list(found)


# -- documents as files ------------------------------------------------------------------------------------------------


def markdown(found: Paper, side: int) -> str:
    return "\n\n".join(f"{p.number}. {text}" for p in found if (text := (p.english, p.chinese)[side]))


def as_html(found: Paper, side: int) -> str:
    body = "".join(f"<p>{p.number}. {html.escape(text)}</p>\n" for p in found if (text := (p.english, p.chinese)[side]))
    tag = ("en", "zh-CN")[side]
    return f'<!doctype html><html lang="{tag}"><meta charset="utf-8"><title>T</title><body>{body}</body></html>'


def pages(found: Paper, side: int) -> str:
    """As a PDF was turned into text: hard lines, a running header and a page number at each page break."""
    wide = (76, 34)[side]
    lines: list[str] = []
    for p in found:
        text = (p.english, p.chinese)[side]
        words = f"{p.number}. {text}".split(" ") if side == 0 else list(f"{p.number}. {text}")
        line = ""
        for word in words if text else ():
            joined = f"{line} {word}" if side == 0 and line else line + word
            if len(joined) > wide and line:
                lines.append(line)
                joined = word
            line = joined
        lines += [line, ""] if text else []
    out = []
    for k in range(0, len(lines), 44):
        out += [*lines[k : k + 44], "", f"IINO/C.61/9\n{k // 44 + 1}", "\f"]
    return "\n".join(out)


WRITERS: dict[str, Callable[[Paper, int], str]] = {"md": markdown, "html": as_html, "txt": pages}


def aligned(found: Paper, folder: Path, ending: str, embed: str = "none") -> tuple[Pair, ...]:
    documents = []
    for side, tag in enumerate(("en", "zh-CN")):
        path = folder / f"{tag}.{ending}"
        path.write_text(WRITERS[ending](found, side), encoding="utf-8")
        documents.append(corpora.read(path, language=tag))
    return alignment.align(*documents, settings=AlignSettings(embed=embed)).pairs


# -- other cutters and aligners ----------------------------------------------------------------------------------------


def cut_otherwise(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """The same pairs by a cutter that also cuts after semicolons and colons, and not after short sentences."""
    return tuple(
        replace(
            pair,
            source_segments=_recut(pair.source_segments, ";:"),
            target_segments=_recut(pair.target_segments, "；："),
        )
        for pair in pairs
    )


def _recut(segments: Sequence[Segment], marks: str) -> tuple[Segment, ...]:
    out: list[Segment] = []
    for segment in segments:
        begin = 0
        for at, char in enumerate(segment.text[:-1], 1):
            if char in marks:
                out.append(_piece(segment, begin, at))
                begin = at
        last = _piece(segment, begin, len(segment.text))
        if out and out[-1].unit == last.unit and len(out[-1].text) < 40 and not begin:
            last = Segment(
                last.unit, out[-1].index, f"{out[-1].text} {last.text}", Span(out[-1].span.start, last.span.end)
            )
            out.pop()
        out.append(last)
    return tuple(out)


def _piece(segment: Segment, begin: int, end: int) -> Segment:
    base = segment.span.start
    return Segment(segment.unit, segment.index, segment.text[begin:end].strip(), Span(base + begin, base + end))


def aligned_otherwise(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """What a worse aligner makes of the same sentences: every fifth pair run together with the next."""
    out: list[Pair] = []
    k = 0
    while k < len(pairs):
        pair = pairs[k]
        if k % 5 == 0 and k + 1 < len(pairs):
            other = pairs[k + 1]
            pair = replace(
                pair,
                source=f"{pair.source} {other.source}".strip(),
                target=pair.target + other.target,
                source_at=pair.source_at if pair.source else other.source_at,
                target_at=pair.target_at if pair.target else other.target_at,
                source_segments=(*pair.source_segments, *other.source_segments),
                target_segments=(*pair.target_segments, *other.target_segments),
            )
            k += 1
        out.append(pair)
        k += 1
    return tuple(out)
