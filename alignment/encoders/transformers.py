"""Any sentence-transformers model: LaBSE, a larger E5, a folder of one's own. The extra `duizhao[transformers]`."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import logging
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from duizhao.alignment.encoders.protocol import Matrix, readable, unit_rows
from duizhao.corpora.errors import MissingExtraError, SettingsError, WorkError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.cache_folder import expanded

_log = logging.getLogger(__name__)

# Files up to this size are read to tell one folder from another; larger ones (weights) by size and time of change.
_READ = 10 * 2**20


class TransformersEncoder:
    """Sentence vectors `(n, d)` from a sentence-transformers model.

    `model` is a folder, or a name on the Hugging Face hub, which is downloaded if it is not there yet: naming it is
    asking for it; a folder never reaches for the network. `prompt` is put before each text (None: the model's own
    default); `batch` is the number of texts at once; `device` is `cpu`, `cuda`, `mps`… (None: the best there is);
    `half` computes in float16 (None: on a GPU only). A text longer than the model reads is cut there, which is
    logged. Raises MissingExtraError where the package is not installed, SettingsError for impossible settings,
    WorkError where the model does not load or does not run.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        prompt: str | None = None,
        batch: int = 32,
        device: str | None = None,
        half: bool | None = None,
    ) -> None:
        if importlib.util.find_spec("sentence_transformers") is None:
            raise MissingExtraError(
                "sentence-transformers is not installed", cure="pip install 'duizhao[transformers]'"
            )
        if batch < 1:
            raise SettingsError(say("a batch of {batch} texts", batch=batch), cure="Give 1 or more")
        named = str(model).strip()
        folder = expanded(named, "the encoder's model")
        self._folder = folder if named and folder.is_dir() else None
        if self._folder is None and (not named or named.startswith((".", "/", "~"))):
            raise SettingsError("no such folder", path=str(model), cure="Give a model's folder or its name on the hub")
        self.model, self.prompt, self.batch = str(model), prompt, batch
        self._device, self._half = device, half
        self._lock = threading.RLock()
        self._loaded: Any = None
        self._told = False

    @property
    def name(self) -> str:
        """Model, precision and prompt; a folder with a digest of what is in it."""
        version = importlib.metadata.version("sentence-transformers")
        which = f"{self._folder.resolve().name}@{self._digest}" if self._folder else self.model
        precision = "float16" if self._is_half() else "float32"
        prompt = "default" if self.prompt is None else repr(self.prompt)
        return f"transformers-{version}+{which}+{precision}+{prompt}"

    @property
    def dimension(self) -> int:
        """Loads the model."""
        model = self._model()
        ask = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
        return int(ask())

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `Encoder.encode`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        clean = [readable(text) for text in texts]
        with self._lock:
            model = self._model()
            self._tell_cut(model, clean)
            options = {} if self.prompt is None else {"prompt": self.prompt}
            try:
                matrix = model.encode(
                    clean, batch_size=self.batch, show_progress_bar=False, convert_to_numpy=True, **options
                )
            except (RuntimeError, ValueError, IndexError) as error:
                raise WorkError(
                    say("{model} fails: {splitlines}", model=self.model, splitlines=str(error).splitlines()[0]),
                    cure="Try a smaller batch or device 'cpu'",
                ) from error
        return unit_rows(np.asarray(matrix, dtype=np.float32))

    @cached_property
    def _digest(self) -> str:
        assert self._folder is not None
        return _digest(self._folder)

    def _is_half(self) -> bool:
        if self._half is not None:
            return self._half
        device = self._device
        if device is None:
            import torch

            device = "cuda" if torch.cuda.is_available() else "cpu"
        return device.startswith("cuda")

    def _model(self) -> Any:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:
        if self._folder is not None:
            # Read by the hub's client when it is imported: a folder is whole, and nothing of it is asked elsewhere.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(
                str(self._folder or self.model), device=self._device, local_files_only=self._folder is not None
            )
            return model.half() if self._is_half() else model.float()
        except (OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
            raise WorkError(
                say(
                    "the model {model} does not load: {splitlines}",
                    model=self.model,
                    splitlines=str(error).splitlines()[0],
                ),
                cure="Give a folder that sentence-transformers wrote, or a name on the hub and a network to fetch it",
            ) from error

    def _tell_cut(self, model: Any, texts: Sequence[str]) -> None:
        """Say once that texts are longer than the model reads. A token has a character at the least, so only texts
        with more characters than the limit need counting."""
        limit = model.max_seq_length
        if self._told or not limit:
            return
        long = [text for text in texts if len(text) + len(self.prompt or "") > limit]
        cut = sum(len(model.tokenizer.tokenize(text)) > limit - 2 for text in long)
        if cut:
            self._told = True
            _log.warning(
                "%d of %d texts are longer than the %d tokens %s reads, and are cut", cut, len(texts), limit, self.model
            )


def _digest(folder: Path) -> str:
    """12 hexadecimal digits that change when a file of the folder does."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        state = path.stat()
        digest.update(f"{path.relative_to(folder).as_posix()} {state.st_size}\n".encode())
        digest.update(path.read_bytes() if state.st_size <= _READ else str(state.st_mtime_ns).encode())
    return digest.hexdigest()
