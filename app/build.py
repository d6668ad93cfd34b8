"""A whole project: every document pair aligned, then one memory, one glossary and one check over all of them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.batch import ONE, UNLIMITED, BatchRow
from duizhao.check_inputs import Material, with_aligner
from duizhao.corpora.storage.files import make_folder, write_text
from duizhao.engines import Workforce
from duizhao.extracting import extract_terms
from duizhao.guard import PairLimits
from duizhao.inputs import DocumentPair
from duizhao.omegat_folder import OmegatFolder, write_omegat_folder
from duizhao.options import load_glossary
from duizhao.outputs import UNREVIEWED, for_memory_with_rows, reviewed_memories
from duizhao.pace import Standing
from duizhao.paths import portable, with_paths
from duizhao.pipeline import fact_cache, load_encoder
from duizhao.project import Project
from duizhao.project_pairs import add_aligned, add_gathered

if TYPE_CHECKING:
    from duizhao.corpora.model import Pair
    from duizhao.quality import Baseline, Verdict
    from duizhao.tmx import Memory

MEMORY, GLOSSARY, CHECK, PAGE = "memory.tmx", "glossary.csv", "check.json", "check.html"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made; no verdict where no pair could be aligned. `left` are documents in the folder of OmegaT that
    are another text than the project's."""

    rows: tuple[BatchRow, ...]
    verdict: Verdict | None = None
    files: tuple[Path, ...] = ()
    left: tuple[Path, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether CI should stop: a pair that could not be done, a finding that the policy does not accept, or a score
        under its threshold."""
        return any(row.state == "failed" for row in self.rows) or (self.verdict is not None and self.verdict.failed)


def build(
    project: Project,
    *,
    workforce: Workforce = ONE,
    limits: PairLimits = UNLIMITED,
    baseline: Baseline | None = None,
    advance: Callable[[Standing], None] | None = None,
    today: datetime.date | None = None,
    gather: bool = False,
    omegat: OmegatFolder | None = None,
) -> Built:
    """Do what a project file says, the `workforce` aligning pairs within `limits`. Findings of `baseline` are known and
    fail nothing; `today` decides which waivers still hold, by default the calendar's. With `gather` nothing is
    aligned: what shards have left in the output folder is taken; a pair that is not there has failed, and then nothing
    is written. `omegat` says where a folder for OmegaT is wanted besides.

    The policy is read before any work is done. Raises SettingsError for it, and OutputError where the output folder
    cannot be written; errors of one document pair become its row.
    """
    from duizhao import quality

    policy = quality.read_policy(project.check, path=project.path, text=project.text)
    if omegat is not None:
        omegat.check(project)
    make_folder(project.output)
    material = Material()
    rows = tuple(
        add_gathered(material, project, advance)
        if gather
        else add_aligned(material, project, workforce, limits, advance)
    )
    if not material.documents:
        return Built(rows)
    options = project.options
    report = quality.check(
        material.pairs,
        glossary=load_glossary(options.glossaries, options.seed),
        documents=material.documents,
        notices=material.notices,
        source_language=options.source_language,
        target_language=options.target_language,
        jobs=workforce.jobs if workforce.engine == "process" else 0,
        cache=fact_cache(),
    )
    report = with_aligner(report, material.recipes)
    # Drift is asked of Git, which a build does not.
    known = baseline.parted(lambda one: not one.check.startswith("drift."))[0] if baseline else None
    verdict = quality.judge(report, policy, baseline=known, today=today)
    done = [pair for pair, row in zip(project.pairs, rows, strict=True) if row.state != "failed"]
    return replace(_write(material, verdict, project, done, omegat), rows=rows)


def _write(
    material: Material,
    verdict: Verdict,
    project: Project,
    done: Sequence[DocumentPair],
    omegat: OmegatFolder | None,
) -> Built:
    """Write the project's own files: everything is rendered before the first one is written; then what is for OmegaT,
    of the pairs that are `done`."""
    from duizhao import terminology

    options = project.options
    sure, unsure = _memories(material, project)
    encoder, _ = load_encoder(options)
    glossary = extract_terms(material.pairs, (options.source_language, options.target_language), encoder)
    check = json.dumps(verdict.as_dict(), ensure_ascii=False, indent=2) + "\n"
    page = _page(verdict, project)
    folder = project.output
    files = [folder / MEMORY, folder / GLOSSARY, folder / CHECK, folder / PAGE]
    sure.write(files[0])
    if unsure is not None:
        files.insert(1, folder / UNREVIEWED)
        unsure.write(files[1])
    else:
        # a file of an earlier build with a limit would be taken for this one's
        (folder / UNREVIEWED).unlink(missing_ok=True)
    terminology.write_glossary(glossary, folder / GLOSSARY)
    write_text(folder / CHECK, check)
    write_text(folder / PAGE, page)
    if omegat is None:
        return Built((), verdict, tuple(files))
    texts = list(zip(done, material.documents[::2], material.documents[1::2], strict=True))
    written = write_omegat_folder(omegat, project, texts, (sure, unsure), glossary)
    return Built((), verdict, (*files, *written.files), written.left)


def _memories(material: Material, project: Project) -> tuple[Memory, Memory | None]:
    """One memory of all pairs, each in the languages that its documents turned out to be written in: what is in
    traditional characters must not go under the code of simplified ones. A second one holds what nobody confirmed in
    documents that are reviewed, and what is under `min_confidence`; None where there can be neither."""
    from duizhao.tmx import Memory

    options = project.options
    spoken = {document.id: document.language for document in material.documents}

    def make(pairs: Sequence[Pair], signatures: Sequence[tuple[str, str] | None]) -> Memory:
        return Memory.from_pairs(
            with_paths(pairs, lambda path, _: portable(path, project.output, options.root)),
            options.source_language,
            lambda pair: spoken.get(pair.target_at.document, options.target_language),
            recipe=" ".join(material.recipes),
            signatures=signatures,
        )

    rows = for_memory_with_rows(material.pairs, material.rows, options)
    if any(row is not None for row in material.rows):
        sure, rest = reviewed_memories(rows, make)
        if options.min_confidence > 0:
            sure, low = sure.split(options.min_confidence)
            rest = replace(rest, entries=(*low.entries, *rest.entries))
        return sure, rest
    memory = make([pair for pair, _ in rows], ())
    return memory.split(options.min_confidence) if options.min_confidence > 0 else (memory, None)


def _page(verdict: Verdict, project: Project) -> str:
    """The findings as a page, with the curve of the runs that `duizhao check --history` has recorded. A build adds none
    to them, so that building again changes nothing."""
    from duizhao.quality.outputs import html
    from duizhao.quality.verdict.history import read_history, run_of

    path = verdict.policy.history
    runs = (*read_history(path), run_of(verdict.report, "now")) if path else ()
    return html.page(verdict.report, runs, title=project.name)
