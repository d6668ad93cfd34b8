"""`duizhao evaluate`: strict and lax precision, recall and F1 of an alignment, and where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, json_option, print_json, put, table
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.alignment.evaluation import Indices


@click.command(
    "evaluate",
    epilog=examples(
        "duizhao evaluate out.beads gold.beads", "duizhao evaluate out.beads gold.beads --texts a.en a.zh --worst 10"
    ),
)
@click.argument("hypothesis", type=click.Path(path_type=Path))
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--texts",
    nargs=2,
    type=click.Path(path_type=Path),
    default=None,
    help="The two files with a sentence a line, to show the disagreements in words.",
)
@click.option("--worst", type=click.IntRange(0), default=5, show_default=True, help="Disagreements to show.")
@json_option
def command(hypothesis: Path, gold: Path, texts: tuple[Path, Path] | None, worst: int, as_json: bool) -> int:
    """Score an alignment against a gold standard.

    HYPOTHESIS and GOLD hold a bead a line, [source indices]:[target indices], counted from 0; an empty list is an
    omission. Strict: the bead is in the gold as it stands. Lax: it shares a source and a target sentence with a gold
    bead. Omissions count in precision and are left out of recall, as the aligners' papers do it.
    """
    from dataclasses import asdict

    from duizhao.alignment import evaluation
    from duizhao.corpora.harmless import line
    from duizhao.corpora.model import Recipe

    found, truth = evaluation.read_beads(hypothesis), evaluation.read_beads(gold)
    score = evaluation.score([(truth, found)])
    recipe = Recipe("evaluate", settings={"omissions": "precision-only", "pooled": "1"})
    if as_json:
        print_json({**asdict(score), "strict_f1": score.strict, "lax_f1": score.lax, "recipe": str(recipe)})
        return 0
    rows = [
        (say("strict"), *_figures(score.strict_precision, score.strict_recall, score.strict), score.beads, score.gold),
        (say("lax"), *_figures(score.lax_precision, score.lax_recall, score.lax), score.beads, score.gold),
    ]
    put(table(["", "P", "R", "F1", "beads", "gold"], rows, right=range(1, 6)))
    kinds = [(kind, n, right, f"{right / n:.3f}") for kind, (n, right) in score.by_type.items()]
    put("\n" + table(["gold bead", "gold", "found", "recall"], kinds, right=(1, 2, 3)))
    shown = evaluation.disagreements(truth, found)[:worst]
    if shown:
        put(say("\nThe longest disagreements ({shown} shown; source : target, counted from 0)", shown=len(shown)))
        sides = _texts(texts)
        for gold_beads, found_beads in shown:
            put("\n" + _show("gold", gold_beads, sides) + "\n" + _show("found", found_beads, sides))
    put(f"\n{line(str(recipe))}")
    return 0


def _figures(*values: float) -> list[str]:
    return [f"{value:.4f}" for value in values]


def _texts(paths: tuple[Path, Path] | None) -> tuple[list[str], list[str]] | None:
    if paths is None:
        return None
    from duizhao.pipeline import read_lines

    return read_lines(paths[0]), read_lines(paths[1])


def _show(name: str, beads: list[Indices], sides: tuple[list[str], list[str]] | None) -> str:
    from duizhao.corpora.harmless import line

    lines = []
    for source, target in beads:
        lines.append(f"  {name:5}  {list(source)} : {list(target)}")
        if sides is not None:
            for text, wanted in zip(sides, (source, target), strict=True):
                if max(wanted, default=0) >= len(text):
                    what = say(
                        "the beads name sentence {wanted}, the text has {text}", wanted=max(wanted), text=len(text)
                    )
                    raise SettingsError(what, cure="Give --texts the files that were aligned")
                lines += [f"           {line(text[i])}" for i in wanted]
    return "\n".join(lines)
