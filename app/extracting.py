"""The terms of pairs, with what a sentence encoder knows of their words: as the command line, a build, the desk and the
office's server extract them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duizhao.alignment.encoders.protocol import Encoder
    from duizhao.corpora.model import Pair
    from duizhao.terminology import ExtractSettings, Glossary


def extract_terms(
    pairs: Iterable[Pair],
    languages: tuple[str, str],
    encoder: Encoder | None,
    *,
    settings: ExtractSettings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Glossary:
    """The glossary of pairs. Without an encoder the counts alone decide. Raises what `terminology.extract` raises, and
    what making the encoder raises."""
    from duizhao import terminology
    from duizhao.alignment.encoders.deferred import made
    from duizhao.alignment.encoders.protocol import token_encoder

    # The first use on a machine makes the encoder; only then does it say whether it shows token vectors.
    shows_tokens = token_encoder(made(encoder) if encoder else None)
    return terminology.extract(
        pairs,
        source_language=languages[0],
        target_language=languages[1],
        settings=settings or terminology.ExtractSettings(),
        progress=progress,
        embed=encoder.encode if encoder else None,
        embed_tokens=shows_tokens.encode_tokens if shows_tokens else None,
        encoder=encoder.name if encoder else "none",
    )
