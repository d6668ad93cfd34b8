"""The document pairs of a project as material for its memory, glossary and check: aligned now, or found as shards left
them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from duizhao.alignment_json import AlignmentFile
from duizhao.batch import BatchRow, rows_there, run_batch
from duizhao.check_inputs import Material, people_of, take_project
from duizhao.inputs import DocumentPair, Texts, read_texts
from duizhao.pace import Pace, Standing, sizes_of
from duizhao.paths import with_paths
from duizhao.project import Project
from duizhao.reviewed import Reviewed

if TYPE_CHECKING:
    from duizhao.engines import Workforce
    from duizhao.guard import PairLimits
    from duizhao.outcome import Outcome


def add_aligned(
    material: Material,
    project: Project,
    workforce: Workforce,
    limits: PairLimits,
    advance: Callable[[Standing], None] | None,
) -> list[BatchRow]:
    """Align the document pairs of a project into its output folder, those that have changed, and add all of them, in
    the project's order, to the material. Failed ones are rows and no more."""
    options = project.options
    take_project(material, project)
    made: dict[str, tuple[Texts, AlignmentFile, Reviewed | None]] = {}

    def take(pair: DocumentPair, outcome: Outcome | None) -> None:
        if outcome is None:
            made[pair.id] = _found_before(project, pair)
        else:
            aligned = outcome.alignment
            found = AlignmentFile(aligned.pairs, aligned.notices, str(aligned.recipe))
            made[pair.id] = Texts(outcome.source, outcome.target), found, outcome.reviewed

    rows = run_batch(
        project.pairs, options, project.output, workforce=workforce, limits=limits, advance=advance, take=take
    )
    for pair in project.pairs:
        if pair.id in made:
            _add_made(material, pair, *made[pair.id])
    return rows


def add_gathered(material: Material, project: Project, advance: Callable[[Standing], None] | None) -> list[BatchRow]:
    """Add what lies in the output folder of a project, in the project's order; nothing is aligned. Pairs that are not
    there are rows and no more."""
    take_project(material, project)
    rows = rows_there(project.pairs, project.output)
    if any(row.state == "failed" for row in rows):
        return rows
    pace = Pace(sizes_of(project.pairs))
    for place, pair in enumerate(project.pairs):
        began = time.monotonic()
        _add_made(material, pair, *_found_before(project, pair))
        pace.ended(place, time.monotonic() - began)
        if advance is not None:
            advance(pace.standing())
    return rows


def _add_made(
    material: Material, pair: DocumentPair, texts: Texts, found: AlignmentFile, people: Reviewed | None
) -> None:
    material.add(pair.given, texts, found, people)
    if found.recipe not in material.recipes:
        material.recipes.append(found.recipe)


def _found_before(project: Project, pair: DocumentPair) -> tuple[Texts, AlignmentFile, Reviewed | None]:
    """A pair that an earlier run aligned: its documents, read anew, what `alignment.json` says of them, and people."""
    from duizhao import alignment_json

    texts = read_texts(pair.given, project.options)
    found = alignment_json.load(project.output / pair.folder / "alignment.json")
    paths = texts.source.origin.path, texts.target.origin.path
    found = replace(found, pairs=with_paths(found.pairs, lambda _, side: paths[side]))
    return texts, found, people_of(project, pair, texts, found)
