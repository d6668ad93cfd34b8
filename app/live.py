"""A project kept at hand while its documents are edited: what did not change is not read, aligned or followed again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.check_drift import Looked, with_drift
from duizhao.check_inputs import Material, align_one, people_of, take_project, with_aligner
from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.saying import say
from duizhao.drift import Traced, trace_page
from duizhao.drift_pages import TrackedPage
from duizhao.file_history import Repositories
from duizhao.kept_alignments import KeptAlignments
from duizhao.options import load_glossary
from duizhao.paths import report_from_here
from duizhao.pipeline import fact_cache
from duizhao.project import FILE_NAME, load
from duizhao.watching import stamps

if TYPE_CHECKING:
    from duizhao.alignment_json import AlignmentFile
    from duizhao.inputs import DocumentPair, Texts
    from duizhao.options import Options
    from duizhao.project import Project
    from duizhao.quality import Kept, Verdict
    from duizhao.quality.drift.accepted import Accepted
    from duizhao.terminology import Glossary


def project_above(path: Path) -> Path | None:
    """The nearest duizhao.toml in a folder above a file."""
    return next((folder / FILE_NAME for folder in path.resolve().parents if (folder / FILE_NAME).is_file()), None)


def _nothing_kept() -> Kept:
    from duizhao.quality import Kept

    return Kept()


@dataclass(slots=True)
class LiveProject:
    """The project of a duizhao.toml. `faults` are what the last look could not do, by document pair."""

    path: Path
    faults: dict[str, str] = field(default_factory=dict)
    _aligned: KeptAlignments = field(default_factory=KeptAlignments)
    _traced: dict[str, tuple[object, Traced]] = field(default_factory=dict)
    _kept: Kept = field(default_factory=_nothing_kept)
    _read: tuple[object, Glossary | None] | None = None

    def look(self, opened: Iterable[Path]) -> Verdict:
        """The verdict on the whole project as its files are now, with the drift of the documents that are `opened`.

        Raises InputError and SettingsError for the project file; a document that cannot be read is a fault.
        """
        from duizhao import quality

        project = load(self.path)
        self.faults = {}
        material = self._material(project)
        report = quality.check(
            material.pairs,
            glossary=self._glossary(project.options),
            documents=material.documents,
            notices=material.notices,
            source_language=material.source_language,
            target_language=material.target_language,
            cache=fact_cache(),
            kept=self._kept,
        )
        report = report_from_here(with_aligner(report, material.recipes), material.root)
        policy = quality.read_policy(project.check, path=project.path, text=project.text)
        looked = self._looked(project, material.pages, {path.resolve() for path in opened})
        report = with_drift(report, looked, policy, project.max_days)
        there = policy.baseline is not None and policy.baseline.is_file()
        baseline = quality.read_baseline(policy.baseline) if there and policy.baseline else None
        known = baseline.parted(looked.knows)[0] if baseline else None
        return quality.judge(report, policy, baseline=known)

    def _glossary(self, options: Options) -> Glossary | None:
        """The glossary of a project, read again where one of its files was written or others are named."""
        now = (options.glossaries, options.seed, stamps(options.glossaries))
        if self._read is None or self._read[0] != now:
            self._read = now, load_glossary(options.glossaries, options.seed)
        return self._read[1]

    def _material(self, project: Project) -> Material:
        material = Material()
        take_project(material, project)
        options = project.options
        if "embed" not in project.said:
            options = replace(options, align=replace(options.align, embed="none"))
        for pair in project.pairs:
            if (found := self._pair(pair, options)) is not None:
                texts, alignment = found
                material.add(pair.given, texts, alignment, people_of(project, pair, texts, alignment))
                if alignment.recipe not in material.recipes:
                    material.recipes.append(alignment.recipe)
        return material

    def _pair(self, pair: DocumentPair, options: Options) -> tuple[Texts, AlignmentFile] | None:
        made_of = self._aligned.made_of(pair, options)
        found = self._aligned.get(pair, made_of) or align_one(pair, options)
        if isinstance(found, DuizhaoError):
            self.faults[pair.id] = str(found)
            return None
        self._aligned.put(pair, made_of, found)
        return found

    def _looked(self, project: Project, pages: Iterable[TrackedPage], opened: set[Path]) -> Looked:
        from duizhao.quality.drift.accepted import read_accepted

        place = self.accepted_file
        accepted = read_accepted(place)
        languages = (project.options.source_language, project.options.target_language)
        git = Repositories()
        traced = []
        for page in pages:
            if not {page.source.resolve(), page.target.resolve()} & opened:
                continue
            try:
                traced.append(self._trace(page, git, languages, accepted))
            except DuizhaoError as error:
                self.faults[page.id] = say("drift was not looked for: {error}", error=error)
        return Looked(tuple(traced), frozenset(name for one in traced for name in one.pair.ids))

    def _trace(self, page: TrackedPage, git: Repositories, languages: tuple[str, str], accepted: Accepted) -> Traced:
        key = (stamps((page.source, page.target, self.accepted_file)), git.head(page.source))
        known = self._traced.get(page.id)
        if known is None or known[0] != key:
            known = self._traced[page.id] = (key, trace_page(page, git, languages, accepted))
        return known[1]

    @property
    def accepted_file(self) -> Path:
        """Where it is recorded what is up to date."""
        from duizhao.quality.drift.accepted import NAME

        return self.path.parent / NAME

    def accept(self, fingerprint: str) -> bool:
        """Record that a sentence of the documents last looked at is up to date. False where nothing has that
        fingerprint. Raises OutputError."""
        from duizhao.drift import findings
        from duizhao.quality.drift.accepted import read_accepted
        from duizhao.quality.report import identify

        traced = [one for _, one in self._traced.values()]
        drifts = [drift for one in traced for drift in one.drifts]
        for drift, finding in zip(drifts, identify(findings(traced)), strict=True):
            if finding.fingerprint == fingerprint:
                read_accepted(self.accepted_file).with_drifts([drift]).write(self.accepted_file)
                return True
        return False
