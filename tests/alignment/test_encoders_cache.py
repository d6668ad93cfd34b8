"""The cache: nothing it meets on disk may stop the work, and what it gives back is what it was given."""

from __future__ import annotations

import logging
import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from duizhao.alignment.encoders.cache import CachedEncoder, CachedTokenEncoder, with_cache
from duizhao.alignment.encoders.vector_store import VectorStore
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.storage.cache_folder import cache_folder
from tests.fakes import FakeEncoder, FakeTokenEncoder

TEXTS = ["Workers have rights.", "工人享有权利。", "", "a" * 5000, "Workers have rights."]


def test_second_run_asks_the_encoder_for_nothing(tmp_path: Path) -> None:
    first = CachedEncoder(FakeEncoder(), tmp_path)
    cold = first.encode(TEXTS)
    first.close()
    inner = FakeEncoder()
    second = CachedEncoder(inner, tmp_path)
    warm = second.encode(TEXTS)
    assert inner.calls == []
    assert second.encoded == 0
    assert cold.dtype == np.float32
    assert np.array_equal(cold, warm), "a cold and a warm run must give the same bits"


def test_vectors_are_close_to_what_the_encoder_gave(tmp_path: Path) -> None:
    plain = FakeEncoder().encode(TEXTS)
    cached = CachedEncoder(FakeEncoder(), tmp_path).encode(TEXTS)
    assert np.all((plain * cached).sum(axis=1) > 1 - 1e-6)
    assert np.allclose(np.linalg.norm(cached, axis=1), 1, atol=1e-6)


def test_equal_texts_are_encoded_once_and_by_length(tmp_path: Path) -> None:
    inner = FakeEncoder()
    CachedEncoder(inner, tmp_path).encode(["ccc", "a", "bb", "a"], step=2)
    assert inner.calls == [["a", "bb"], ["ccc"]]


def test_no_texts(tmp_path: Path) -> None:
    assert CachedEncoder(FakeEncoder(), tmp_path).encode([]).shape == (0, 256)
    matrix, tokens = CachedTokenEncoder(FakeTokenEncoder(), tmp_path).encode_both([])
    assert (matrix.shape, tokens) == ((0, 256), [])


def test_another_encoder_has_its_own_vectors(tmp_path: Path) -> None:
    CachedEncoder(FakeEncoder(name="a"), tmp_path).encode(["x"])
    inner = FakeEncoder(name="b")
    CachedEncoder(inner, tmp_path).encode(["x"])
    assert inner.calls == [["x"]]


def test_progress_counts_what_is_new(tmp_path: Path) -> None:
    encoder = CachedEncoder(FakeEncoder(), tmp_path)
    encoder.encode(["a"])
    seen: list[tuple[int, int]] = []
    encoder.encode(["a", "b", "c", "d"], progress=lambda done, total: seen.append((done, total)), step=2)
    assert seen == [(2, 3), (3, 3)]


def test_interrupted_run_keeps_what_was_done(tmp_path: Path) -> None:
    class Dying(FakeEncoder):
        def encode(self, texts):  # type: ignore[no-untyped-def]
            if len(self.calls) == 2:
                raise KeyboardInterrupt
            return super().encode(texts)

    with pytest.raises(KeyboardInterrupt):
        CachedEncoder(Dying(), tmp_path).encode(["a", "bb", "ccc"], step=1)
    inner = FakeEncoder()
    CachedEncoder(inner, tmp_path).encode(["a", "bb", "ccc"])
    assert inner.calls == [["ccc"]]


def test_token_vectors_come_back(tmp_path: Path) -> None:
    cold_matrix, cold = CachedTokenEncoder(FakeTokenEncoder(), tmp_path).encode_both(TEXTS)
    inner = FakeTokenEncoder()
    again = with_cache(inner, tmp_path)
    assert isinstance(again, CachedTokenEncoder)
    warm_matrix, warm = again.encode_both(TEXTS)
    assert np.array_equal(cold_matrix, warm_matrix)
    assert [t.tokens for t in warm] == [t.tokens for t in cold]
    assert warm[0].tokens == ("▁Workers", "▁have", "▁rights.")
    assert warm[2].vectors.shape == (0, 256)
    assert all(np.array_equal(a.vectors, b.vectors) for a, b in zip(cold, warm, strict=True))
    assert [t.tokens for t in again.encode_tokens(TEXTS)] == [t.tokens for t in cold]
    assert np.array_equal(again.encode(TEXTS), cold_matrix)
    assert inner.calls == []


def test_asking_for_tokens_alone_keeps_the_sentences_too(tmp_path: Path) -> None:
    inner = FakeTokenEncoder()
    encoder = CachedTokenEncoder(inner, tmp_path)
    encoder.encode_tokens(["a b", "c"])
    calls = len(inner.calls)
    encoder.encode(["a b", "c"])
    assert len(inner.calls) == calls


def test_sentences_alone_do_not_pay_for_tokens(tmp_path: Path) -> None:
    CachedTokenEncoder(FakeTokenEncoder(), tmp_path).encode(["a b"])
    inner = FakeTokenEncoder()
    CachedTokenEncoder(inner, tmp_path).encode_both(["a b"])
    assert inner.calls == [["a b"]]


def test_encoder_without_tokens_stays_without(tmp_path: Path) -> None:
    assert not isinstance(with_cache(FakeEncoder(), tmp_path), CachedTokenEncoder)


def test_size_stays_under_the_limit_and_the_newest_stay(tmp_path: Path) -> None:
    limit = 300_000
    encoder = CachedEncoder(FakeEncoder(), tmp_path, limit=limit)
    for i in range(20):
        encoder.encode([f"text {i} {j}" for j in range(50)])
        assert encoder._store is not None
        assert encoder._store.size() <= limit
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert size < 3 * limit, "the file itself must shrink, not only its rows"
    inner = FakeEncoder()
    CachedEncoder(inner, tmp_path, limit=limit).encode(["text 19 49"])
    assert inner.calls == []
    CachedEncoder(inner, tmp_path, limit=limit).encode(["text 0 0"])
    assert inner.calls == [["text 0 0"]]


def test_file_of_another_version_is_made_anew_and_not_called_damaged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = CachedEncoder(FakeEncoder(), tmp_path)
    want = first.encode(TEXTS)
    first.close()
    file = sqlite3.connect(tmp_path / "sentences.sqlite")
    file.execute("PRAGMA user_version = 99")
    file.close()
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(CachedEncoder(FakeEncoder(), tmp_path).encode(TEXTS), want)
    (record,) = caplog.records
    assert "made anew: its layout 99 is of another version" in record.getMessage()


@pytest.mark.parametrize("damage", ["garbage", "empty", "truncated", "header", "middle", "other table", "folder"])
def test_damaged_file_is_rebuilt(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    texts = [f"text {i}" for i in range(300)]
    first = CachedEncoder(FakeEncoder(), tmp_path)
    want = first.encode(texts)
    first.close()
    path = tmp_path / "sentences.sqlite"
    data = path.read_bytes()
    assert len(data) > 100_000
    if damage == "garbage":
        path.write_bytes(random.Random(1).randbytes(len(data)))
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "truncated":
        path.write_bytes(data[: len(data) // 2 + 77])
    elif damage == "header":
        path.write_bytes(b"SQLite format 3\0" + bytes(84) + data[100:])
    elif damage == "middle":
        path.write_bytes(data[:8192] + random.Random(2).randbytes(60_000) + data[68_192:])
    elif damage == "other table":
        path.unlink()
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE vectors (something)")
        other.commit()
        other.close()
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(CachedEncoder(FakeEncoder(), tmp_path).encode(texts), want)
        # And it works again, or goes on without where it cannot be mended.
        CachedEncoder(FakeEncoder(), tmp_path).encode(texts)
        inner = FakeEncoder()
        assert np.array_equal(CachedEncoder(inner, tmp_path).encode(texts), want)
    if damage == "folder":
        assert "going on without" in caplog.text
    else:
        assert inner.calls == []


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_never_change_a_vector(tmp_path: Path, seed: int) -> None:
    texts = [f"text {i}" for i in range(120)]
    first = CachedEncoder(FakeEncoder(), tmp_path)
    want = first.encode(texts)
    first.close()
    path = tmp_path / "sentences.sqlite"
    data = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(40):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    for _ in range(2):
        assert np.array_equal(CachedEncoder(FakeEncoder(), tmp_path).encode(texts), want)


@pytest.mark.parametrize("at", ["vectors", "encoders", "encoder INTEGER", "CREATE"])
def test_a_garbled_schema_is_rebuilt(tmp_path: Path, at: str) -> None:
    texts = [f"text {i}" for i in range(50)]
    first = CachedEncoder(FakeEncoder(), tmp_path)
    want = first.encode(texts)
    first.close()
    path = tmp_path / "sentences.sqlite"
    for garbage in (b"\xff", b"\x80", b"(", b"\0"):
        data = path.read_bytes()
        # What SQLite says of it is no text, or holds none that Python would read.
        path.write_bytes(data[:4096].replace(at.encode(), garbage + at.encode()[1:]) + data[4096:])
        for _ in range(2):
            again = CachedEncoder(FakeEncoder(), tmp_path)
            assert np.array_equal(again.encode(texts), want)
            again.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vectors SET value = (SELECT value FROM vectors WHERE rowid = 1), "
        "crc = (SELECT crc FROM vectors WHERE rowid = 1)",
        "DELETE FROM vectors WHERE encoder = 2; UPDATE vectors SET encoder = 2",
        "UPDATE encoders SET name = 'x' || name",
        "UPDATE vectors SET used = 'long ago'",
        "UPDATE vectors SET value = 'text'",
        "UPDATE vectors SET crc = NULL",
        "DELETE FROM encoders",
    ],
)
def test_what_belongs_to_another_text_or_encoder_is_a_miss(tmp_path: Path, change: str) -> None:
    texts = [f"text {i}" for i in range(20)]
    for name in ("a", "b"):
        encoder = FakeEncoder()
        encoder.name = name
        first = CachedEncoder(encoder, tmp_path)
        want = first.encode(texts)
        first.close()
    base = sqlite3.connect(tmp_path / "sentences.sqlite")
    base.executescript(change)
    base.commit()
    base.close()
    for _ in range(2):
        encoder = FakeEncoder()
        encoder.name = "b"
        again = CachedEncoder(encoder, tmp_path)
        assert np.array_equal(again.encode(texts), want)
        again.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tmp_path.chmod(0o500)
    try:
        assert CachedEncoder(FakeEncoder(), tmp_path / "x").encode(["a"]).shape == (1, 256)
    finally:
        tmp_path.chmod(0o700)
    assert "going on without" in caplog.text


def test_folder_that_cannot_be(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("not a folder")
    inner = FakeTokenEncoder()
    encoder = CachedTokenEncoder(inner, tmp_path / "file" / "cache")
    want = FakeTokenEncoder().encode(["a"])
    assert np.allclose(encoder.encode(["a"]), want, atol=1e-3)
    matrix, tokens = encoder.encode_both(["a", "b c"])
    assert (matrix.shape, tokens[1].tokens) == ((2, 256), ("▁b", "▁c"))
    assert caplog.text.count("going on without") == 2, "said once a file, not at every call"


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from duizhao.alignment.encoders.cache import CachedEncoder\n"
        "from tests.fakes import FakeEncoder\n"
        "encoder = CachedEncoder(FakeEncoder(), sys.argv[1])\n"
        "for i in range(40):\n"
        "    encoder.encode([f'text {i} {j}' for j in range(20)] + [f'{sys.argv[2]} {i}'])\n"
    )
    root = Path(__file__).resolve().parents[2]
    run = [sys.executable, "-W", "error", "-c", script, str(tmp_path)]
    processes = [
        subprocess.Popen([*run, who], cwd=root, stderr=subprocess.PIPE, text=True) for who in ("first", "second")
    ]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
    inner = FakeEncoder()
    CachedEncoder(inner, tmp_path).encode(
        [f"text {i} {j}" for i in range(40) for j in range(20)] + [f"{who} 39" for who in ("first", "second")]
    )
    assert inner.calls == []


def test_a_forked_child_opens_its_own_connection(tmp_path: Path) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("no fork on this system")
    store = VectorStore(tmp_path / "s.sqlite", limit=10**6)
    store.put("e", {"a": b"1"})
    child = os.fork()
    if child == 0:
        ok = store.get("e", ["a"]) == {"a": b"1"}
        store.put("e", {"b": b"2"})
        os._exit(0 if ok else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert store.get("e", ["a", "b"]) == {"a": b"1", "b": b"2"}


def test_folder_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    CachedEncoder(FakeEncoder()).encode(["a"])
    assert (tmp_path / "sentences.sqlite").exists()
    monkeypatch.setenv("DUIZHAO_CACHE", "off")
    assert cache_folder() is None
    assert CachedEncoder(FakeEncoder()).encode(["a"]).shape == (1, 256)
    monkeypatch.delenv("DUIZHAO_CACHE")
    found = cache_folder()
    assert found is not None
    assert found.name == "duizhao"
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path))
    monkeypatch.setenv("DUIZHAO_CACHE_MB", "much")
    with pytest.raises(SettingsError, match="DUIZHAO_CACHE_MB"):
        CachedEncoder(FakeEncoder())
