"""A job of the server in a process of its own: `python -m duizhao.server.job_work SERVER KIND GIVEN RESULTS FILE…`.
SERVER is the number of the server's process; files lie in the folder GIVEN, `glossary.json` beside them where there is
a glossary.

It prints how far it is, a JSON line each time, and why not where it fails. Results are put in place when all are there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from duizhao.children import end_with

GLOSSARY = "glossary.json"


def tell(**what: Any) -> None:
    """One line for the server."""
    print(json.dumps(what, ensure_ascii=False), flush=True)


def _glossary(beside: Path) -> tuple[Path, ...]:
    found = beside.parent / GLOSSARY
    return (found,) if found.is_file() else ()


def align(files: list[Path], results: Path) -> list[str]:
    """Align two documents, or the columns of a bilingual file; returns what is to be said of it."""
    from duizhao.inputs import at_the_door, read_texts
    from duizhao.options import Options
    from duizhao.outputs import write_outcome
    from duizhao.pipeline import align_texts, outcome_of

    # Nothing of one person's documents is kept for another's job.
    options = Options(either_way=True, glossaries=_glossary(files[0].parent), caching=False)
    tell(stage="Reading")
    given = at_the_door(*files)
    texts = read_texts(given, options)
    done = align_texts(texts, options, lambda n, total: tell(stage="Aligning", done=n, total=total, unit="sentences"))
    tell(stage="Checking")
    found = outcome_of(done, given, options)
    tell(stage="Writing")
    write_outcome(found, results)
    return list(found.warnings)


def extract(files: list[Path], results: Path) -> list[str]:
    """Extract the terms of a memory; returns what is to be said of it."""
    from duizhao.alignment.encoders import default_encoder
    from duizhao.corpora.errors import InputError
    from duizhao.corpora.language.table import counterparts, supported
    from duizhao.extracting import extract_terms
    from duizhao.terminology import write_glossary
    from duizhao.tmx.formats.convert import read_memory

    tell(stage="Reading")
    memory, left_out = read_memory(files[0])
    wanted = memory.source_language if supported(memory.source_language) else counterparts("")[0]
    languages = memory.languages_of_pairs(wanted)
    pairs = memory.pairs(wanted)
    if not pairs or not all(map(supported, languages)):
        raise InputError("no unit has an English and a Chinese text", cure="Extract from a memory that has both")
    source, target = (tag.replace("_", "-") for tag in languages)
    encoder = default_encoder()
    found = extract_terms(pairs, (source, target), encoder, progress=lambda stage: tell(stage=stage.capitalize()))
    tell(stage="Writing")
    for ending in ("csv", "tbx", "json"):
        write_glossary(found, results / f"glossary.{ending}")
    unpaired = len(memory) - len(pairs)
    warnings = [f"{unpaired} units lack one of {source} and {target}"] if unpaired else []
    return [*warnings, *([f"left out: {left_out}"] if left_out else [])]


def check(files: list[Path], results: Path) -> list[str]:
    """Check a memory, or two documents, with the office's glossary; returns what is to be said of it."""
    from duizhao import quality
    from duizhao.check_inputs import gather, with_aligner
    from duizhao.corpora.storage.files import write_text
    from duizhao.options import load_glossary
    from duizhao.quality.outputs.formats import Shown, report_formats

    tell(stage="Reading")
    material = gather(files, jobs=1, advance=lambda n, total: tell(stage="Reading", done=n, total=total, unit="files"))
    report = quality.check(
        material.pairs,
        glossary=load_glossary(_glossary(files[0].parent)),
        documents=material.documents,
        notices=material.notices,
        source_language=material.source_language,
        target_language=material.target_language,
        left_out=material.left_out if not material.documents else None,
        progress=lambda n, total: tell(stage="Checking", done=n, total=total, unit="steps"),
    )
    shown = Shown(quality.judge(with_aligner(report, material.recipes), quality.Policy()), (), True)
    tell(stage="Writing")
    for name in ("json", "html", "sarif"):
        write_text(results / f"report.{name}", report_formats.get(name).text(shown))
    return [f"{material.unpaired} units lack one of the languages"] if material.unpaired else []


WORK: dict[str, Callable[[list[Path], Path], list[str]]] = {"align": align, "extract": extract, "check": check}


def main(arguments: list[str]) -> int:
    """Do it."""
    end_with(int(arguments[0]))  # before all else of ours, which takes a second to load
    from duizhao.corpora.errors import DuizhaoError
    from duizhao.corpora.harmless import line

    kind, given, results, *names = arguments[1:]
    try:
        warnings = WORK[kind]([Path(given) / name for name in names], Path(results))
    except DuizhaoError as error:
        # The file's name, not its place here.
        where = f"{Path(error.path).name}: " if error.path else ""
        tell(error=line(f"{where}{error.what}"), cure=line(error.cure or ""))
        return 1
    tell(stage="", warnings=[line(each) for each in warnings])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
