"""A whole project: every document pair aligned, then one memory, one glossary and one check over all of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.files import make_folder, write_text
from duizhao import interchange
from duizhao.batch import Row, run_batch
from duizhao.glossaries import load_glossary
from duizhao.pipeline import Options, read_documents
from duizhao.project import DocumentPair, Project

if TYPE_CHECKING:
    from corpora.model import Document, Notice, Pair
    from quality import Report
    from quality.policy import Policy, Shortfall

MEMORY, GLOSSARY, CHECK = "memory.tmx", "glossary.csv", "check.json"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made. `failed` says whether CI should stop: a pair that could not be done, a finding that the
    policy does not accept, or a score under its threshold."""

    rows: tuple[Row, ...]
    report: Report | None
    policy: Policy
    shortfalls: tuple[Shortfall, ...]
    files: tuple[Path, ...]

    @property
    def failed(self) -> bool:
        broken = any(row.state == "failed" for row in self.rows)
        drifted = self.report is not None and any(map(self.policy.fails, self.report.findings))
        return broken or drifted or bool(self.shortfalls)


def options_of(project: Project) -> Options:
    """The options that a project file sets. Documents are named by their path in the project."""
    return Options(
        source_language=project.source_language,
        target_language=project.target_language,
        embed=project.embed,
        encoder=project.encoder,
        min_confidence=project.min_confidence,
        glossaries=project.glossaries,
        seed=project.seed,
        root=project.path.parent,
    )


def build(
    project: Project,
    *,
    jobs: int = 1,
    finished: Callable[[Row], None] | None = None,
    today: datetime.date | None = None,
) -> Built:
    """Do what a project file says. `today` decides which waivers still hold; by default the calendar's.

    The policy is read before any work is done. Raises SettingsError for it, and OutputError where the output folder
    cannot be written; errors of one document pair become its row.
    """
    from quality.baseline import compare, read_baseline
    from quality.policy import apply, read_policy, shortfalls

    policy = read_policy(project.check, path=project.path, text=project.text)
    options = options_of(project)
    make_folder(project.output)
    rows = tuple(run_batch(project.pairs, options, project.output, jobs=jobs, finished=finished))
    done = {row.id for row in rows if row.state != "failed"}
    kept = [pair for pair in project.pairs if pair.id in done]
    if not kept:
        return Built(rows, None, policy, (), ())
    material = _gather(kept, options, project.output)
    report = apply(_check(material, options), policy, today or datetime.date.today())
    if policy.baseline is not None and policy.baseline.exists():
        report = compare(report, read_baseline(policy.baseline))
    files = _write(material, report, options, project.output)
    return Built(rows, report, policy, shortfalls(report, policy), files)


@dataclass(frozen=True, slots=True)
class _Material:
    """Everything the document pairs of a project gave."""

    pairs: list[Pair]
    notices: list[Notice]
    documents: list[Document]
    recipe: str


def _gather(pairs: list[DocumentPair], options: Options, folder: Path) -> _Material:
    found = _Material([], [], [], "")
    recipes: dict[str, None] = {}
    for pair in pairs:
        aligned = interchange.load(folder / pair.id / "alignment.json")
        found.pairs.extend(aligned.pairs)
        found.notices.extend(aligned.notices)
        found.documents.extend(read_documents(pair.source, pair.target, options))
        recipes[aligned.recipe] = None
    # one recipe where all pairs were aligned alike, which is the rule; all of them where the cascade chose differently
    return _Material(found.pairs, found.notices, found.documents, " ".join(recipes))


def _check(material: _Material, options: Options) -> Report:
    import quality

    return quality.check(
        material.pairs,
        glossary=load_glossary(options.glossaries, options.seed),
        documents=material.documents,
        notices=material.notices,
        source_language=options.source_language,
        target_language=options.target_language,
    )


def _language(documents: Sequence[Document], declared: str) -> str:
    """What the documents of one side turned out to be in (a project said to be `zh-CN` may be traditional throughout);
    as declared where they differ."""
    found = {document.language for document in documents}
    return found.pop() if len(found) == 1 else declared


def _write(material: _Material, report: Report, options: Options, folder: Path) -> tuple[Path, ...]:
    import json

    import terminology
    from quality.outputs import structured
    from tmx import Memory

    languages = tuple(
        _language(material.documents[side::2], tag)
        for side, tag in enumerate((options.source_language, options.target_language))
    )
    memory = Memory.from_pairs(material.pairs, *languages, recipe=material.recipe)
    glossary = terminology.extract(material.pairs, source_language=languages[0], target_language=languages[1])
    check = json.dumps(structured.as_data(report), ensure_ascii=False, indent=2) + "\n"
    sure, unsure = memory.split(options.min_confidence) if options.min_confidence > 0 else (memory, None)
    files = [folder / MEMORY, folder / GLOSSARY, folder / CHECK]
    sure.write(files[0])
    if unsure is not None:
        files.insert(1, folder / "memory.unreviewed.tmx")
        unsure.write(files[1])
    terminology.write_glossary(glossary, folder / GLOSSARY)
    write_text(folder / CHECK, check)
    return tuple(files)
