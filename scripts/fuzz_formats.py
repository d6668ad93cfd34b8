"""What scripts/fuzz_readers.py feeds besides documents: memories, stores, glossaries, policies, reviews, reports.

A target takes bytes and may raise an error of ours, and nothing else; what can be read must be writable in every
format, and come back where the format keeps it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path

from duizhao.alignment_json import parse as parse_alignment
from duizhao.corpora.errors import DuizhaoError, OutputError
from duizhao.corpora.model import Kind, Locator, Pair, Segment, Span
from duizhao.desk.out import _made
from duizhao.project import load as load_project
from duizhao.quality import check, judge
from duizhao.quality.drift.accepted import read_accepted
from duizhao.quality.outputs.formats import Shown, report_formats
from duizhao.quality.verdict.baseline import read_baseline
from duizhao.quality.verdict.history import read_history
from duizhao.review import Base, Session, replay
from duizhao.review.exchange import bring, export, parse_review
from duizhao.review.journal import parse_journal
from duizhao.review.table import SUFFIXES, parse_table, table_bytes
from duizhao.reviewed import Reviewed
from duizhao.terminology import read_glossary, write_glossary
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.model import Entry, Header
from duizhao.tmx.store.store import Store

FOLDER = Path(tempfile.gettempdir()) / f"duizhao-fuzz-formats-{os.getpid()}"
FEW = 40
"""Units of a memory that are written again in all formats."""
# Of these, what was written is read again and must be the same texts.
KEEPING = ("tmx", "jsonl")
MEMORIES = ("tmx", "xlf", "sdlxliff", "mqxliff", "mxliff", "po", "csv", "tsv", "xlsx", "jsonl")
GLOSSARIES = ("csv", "tsv", "xlsx", "json", "tbx", "utx", "txt")
POLICIES: dict[str, Callable[[Path], object]] = {
    "duizhao.toml": partial(load_project, documents=False),
    "known.baseline": read_baseline,
    "history.jsonl": read_history,
    "duizhao.accepted": read_accepted,
}


@contextmanager
def _file(data: bytes, name: str) -> Iterator[Path]:
    """The bytes in a file of that name, in a folder of its own."""
    FOLDER.mkdir(exist_ok=True)
    try:
        path = FOLDER / name
        path.write_bytes(data)
        yield path
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def memory(data: bytes, ending: str) -> None:
    """A memory of a format; what it holds in every other."""
    with _file(data, f"fuzz.{ending}") as path:
        with reading(path) as (header, entries):
            found = list(islice(entries, FEW))
        write_everywhere(header, found)


def write_everywhere(header: Header, entries: list[Entry]) -> None:
    """Write a memory in every format, and read it back from those that keep all of a text."""
    for name, ending in (("tmx", "tmx"), ("xliff", "xlf"), ("xliff12", "xliff"), ("po", "po"), ("csv", "csv"),
                         ("tsv", "tsv"), ("xlsx", "xlsx"), ("jsonl", "jsonl")):  # fmt: skip
        path = FOLDER / f"out.{ending}"
        with suppress(DuizhaoError):
            count, _ = writing_to(path, header, entries, name)
            with reading(path, name) as (_, again):
                # TMX puts the text in the header's language first.
                texts = [sorted(variant.text for variant in entry.variants) for entry in again]
            if name in ("tmx", "jsonl"):
                assert count == len(entries), f"{name}: {count} of {len(entries)} units were written"
                wanted = [sorted(variant.text for variant in entry.variants) for entry in entries]
                assert texts == wanted, f"{name}: other texts"


def store(data: bytes) -> None:
    """A memory put into a store, looked up and taken out again."""
    with _file(data, "fuzz.tmx") as path, reading(path) as (_, entries):
        found = list(islice(entries, FEW))
        with Store(FOLDER / "m.db", create=True) as kept:
            list(kept.add(found, "fuzz"))
            for entry in found[:3]:
                for variant in entry.variants[:2]:
                    kept.lookup(variant.text[:300], variant.language)
                    kept.concordance(variant.text[:50] or "x")
            assert sum(count for _, count, _ in kept.documents()) == len(found), "units were lost in the store"


def garbled_store(data: bytes) -> None:
    """The bytes as the file of a store."""
    with _file(data, "m.db") as path, Store(path) as kept:
        kept.documents()
        list(islice(kept.entries(), FEW))
        kept.lookup("The port is old.", "en")
        kept.concordance("port")


def glossary(data: bytes, ending: str) -> None:
    """A glossary of a format, and what it holds in every other."""
    with _file(data, f"fuzz.{ending}") as path:
        found = read_glossary(path, source_language="en", target_language="zh-CN")
        for other in GLOSSARIES:
            with suppress(DuizhaoError):
                write_glossary(found, FOLDER / f"out.{other}")


def policy(data: bytes, name: str) -> None:
    """A project file, a baseline, a history or a list of what was accepted."""
    with _file(data, name) as path:
        POLICIES[name](path)


def _base() -> Base:
    """A small review to bring decisions into."""
    rows = []
    for i, (source, target) in enumerate(
        (("The port opens.", "港口开放。"), ("It is old.", "它很旧。"), ("", "完。")), 1
    ):
        sides = []
        for name, text in (("en.md", source), ("zh.md", target)):
            segments = (Segment(f"p{i}", 0, text, Span(0, len(text))),) if text else ()
            sides.append((Locator(name, f"p{i}", (i,), Kind.PARAGRAPH, (1, 1), name), segments))
        rows.append(Pair(source, target, sides[0][0], sides[1][0], 0.9, sides[0][1], sides[1][1]))
    return Base.of(rows)


def journal(data: bytes) -> None:
    """A journal of the desk, replayed and gone on with; as a review that somebody sent, brought in."""
    base = _base()
    replay(base, parse_journal(data))
    with _file(data, "review.jsonl") as path:
        session = Session(base, path, "Liu")
        for turn in (session.undo, session.redo):
            with suppress(DuizhaoError):
                turn()
    with _file(b"", "review.jsonl") as path:
        session = Session(base, path, "Liu")
        bring(session, parse_review(data), theirs=True)
        again = parse_review(export(session.journal, "fuzz").encode("utf-8", "backslashreplace"))
        assert not again.damaged, "a review that we exported cannot be read"


def alignment(data: bytes) -> None:
    """An alignment.json."""
    parse_alignment(data.decode("utf-8", "replace"), Path("alignment.json"))


def outputs(data: bytes) -> None:
    """A text in every report, in the page and in the reading copies."""
    text = data.decode("utf-8", "surrogateescape")
    source, _, target = text.partition("\n")
    at = Locator(source[:40] or "en.md", "p1", (1,), Kind.PARAGRAPH, (1, 1), source[:40] or "en.md")
    pairs = [Pair("The port is old.", "港口很旧。", at, at), Pair(source, target, at, at)]
    report = check(pairs, source_language="en", target_language="zh-CN")
    for member in report_formats.members():
        member.value.text(Shown(judge(report), everything=True))
    base = _base()
    reviewed = Reviewed((*pairs, base.pairs[0]), tuple(base.rows))
    for kind in ("copy", "docx", "epub"):
        _made(kind, reviewed, ("en", "zh-CN"), source[:80])
    sides = [(Segment("p1", 0, text, Span(0, len(text))),) if text else () for text in (source, target)]
    own = Base.of([Pair(source, target, at, at, 0.5, sides[0], sides[1]), *base.pairs])
    for suffix in SUFFIXES:
        with suppress(OutputError):  # a text longer than a cell
            parse_table(table_bytes(own, own.rows, suffix, source[:80]), Path(f"t{suffix}"), own.languages)


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{f"memory-{ending}": partial(memory, ending=ending) for ending in MEMORIES},
    "store": store,
    "garbled-store": garbled_store,
    **{f"glossary-{ending}": partial(glossary, ending=ending) for ending in GLOSSARIES},
    **{f"policy-{name}": partial(policy, name=name) for name in POLICIES},
    "journal": journal,
    "alignment": alignment,
    "outputs": outputs,
}


def seeds() -> list[tuple[str, bytes]]:
    """Small inputs of every target, by its name."""
    from duizhao.terminology import Concept, Glossary, Link, Term
    from duizhao.tmx.model import Prop, Variant, content

    entries = [
        Entry((Variant("en", content(source)), Variant("zh-CN", content(target))), extras=(Prop("x-document", "a.md"),))
        for source, target in (("The port is old.", "港口很旧。"), ("3 ships & 17 crews", "3 艘船和 17 组船员"))
    ]
    made: list[tuple[str, bytes]] = []
    FOLDER.mkdir(exist_ok=True)
    try:
        for ending in MEMORIES:
            path = FOLDER / f"seed.{ending}"
            # What the tools write is XLIFF with names of their own.
            name = {"sdlxliff": "xliff12", "mqxliff": "xliff12", "mxliff": "xliff12", "xlf": "xliff"}.get(ending, "")
            writing_to(path, table_header(("en", "zh-CN")), entries, name)
            made.append((f"memory-{ending}", path.read_bytes()))
        made.append(("store", (FOLDER / "seed.tmx").read_bytes()))
        with Store(FOLDER / "seed.db", create=True) as kept:
            list(kept.add(entries))
        made.append(("garbled-store", (FOLDER / "seed.db").read_bytes()))
        concept = Concept("c1", (Term("port", "en"), Term("港口", "zh-CN")), (Link("port", "港口", 2),))
        for ending in GLOSSARIES:
            path = FOLDER / f"glossary.{ending}"
            write_glossary(Glossary((concept,), "en", "zh-CN"), path)
            made.append((f"glossary-{ending}", path.read_bytes()))
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    base = _base()
    with _file(b"", "review.jsonl") as path:
        from duizhao.review import Confirm, Merge

        session = Session(base, path, "Liu")
        for step in (Confirm(0), Merge(0)):
            with suppress(DuizhaoError):
                session.do(step)
        session.undo()
        written = path.read_bytes()
        made += [("journal", written), ("journal", export(session.journal, "a").encode())]
    toml = (
        '[project]\nname = "a"\noutput = "out"\n[align]\nembed = "none"\n[check]\nfail_on = "warning"\n'
        '[check.severity]\n"term.varies" = "note"\n[[check.waivers]]\ncheck = "term.varies"\nreason = "a"\n'
        'owner = "b"\nuntil = 2999-01-01\n'
    )
    pair = json.dumps({"schema": 1, "recipe": "duizhao:0|task:align", "pairs": [], "notices": []})
    made += [("policy-duizhao.toml", toml.encode()), ("alignment", pair.encode())]
    made += [(f"policy-{name}", b"# duizhao\n") for name in list(POLICIES)[1:]]
    made += [("outputs", "The port 3 is <b>old</b>.\n港口 4 很旧。::error::".encode())]
    return made
