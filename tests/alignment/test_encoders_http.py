"""The HTTP encoder against servers that misbehave: every fault is waited out or said, and no vector lands on the wrong
text."""

from __future__ import annotations

import gzip
import json
import logging
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from duizhao.alignment.encoders.http import HttpEncoder
from duizhao.corpora.errors import SettingsError, WorkError

Answer = tuple[int, dict[str, str], bytes]


def vector(text: str) -> list[float]:
    return [float(len(text)), 1.0, 0.5]


def good(request: dict[str, Any]) -> Answer:
    data = [{"index": i, "embedding": vector(text)} for i, text in enumerate(request["input"])]
    return 200, {}, json.dumps({"data": data}).encode()


class Server:
    """Answers each request by the next of `answers` (the last one again and again) and keeps what it was asked."""

    def __init__(self, *answers: Callable[[dict[str, Any]], Answer]) -> None:
        self.answers, self.requests, self.headers = list(answers), [], []  # type: ignore[var-annotated]
        self.url = ""


@contextmanager
def serving(*answers: Callable[[dict[str, Any]], Answer], tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(*answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append(body)
            server.headers.append(dict(self.headers))
            answer_ = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            code, headers, data = answer_(body)
            if code == 0:
                return
            if code < 0:
                with suppress(OSError):  # the other side has seen enough
                    for piece in answer_.pieces:  # type: ignore[attr-defined]
                        self.wfile.write(piece)
                        self.wfile.flush()
                        time.sleep(answer_.pause)  # type: ignore[attr-defined]
                return
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", headers.get("X-Length", str(len(data))))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        listener.socket = tls.wrap_socket(listener.socket, server_side=True)
    # It looks whether it is to end as often as that: half a second is the default, and every test waits for it.
    threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
    server.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{listener.server_port}/v1"
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()


def saying(code: int, data: bytes = b"", **headers: str) -> Callable[[dict[str, Any]], Answer]:
    return lambda request: (code, headers, data)


def listing(*items: tuple[int, str]) -> Callable[[dict[str, Any]], Answer]:
    data = ", ".join(f'{{"index": {index}, "embedding": {embedding}}}' for index, embedding in items)
    return saying(200, f'{{"data": [{data}]}}'.encode())


def test_batches_and_order() -> None:
    def backwards(request: dict[str, Any]) -> Answer:
        code, headers, data = good(request)
        return code, headers, json.dumps({"data": json.loads(data)["data"][::-1]}).encode()

    texts = ["a" * n for n in (5, 1, 9, 2, 7, 3, 8)]
    with serving(backwards) as server:
        matrix = HttpEncoder(server.url, batch=3, model="m", prompt="q: ").encode(texts)
    assert [len(request["input"]) for request in server.requests] == [3, 3, 1]
    assert server.requests[0] == {
        "model": "m",
        "input": ["q: aaaaa", "q: a", "q: aaaaaaaaa"],
        "encoding_format": "float",
    }
    want = np.array([vector("q: " + text) for text in texts])
    assert np.allclose(matrix, want / np.linalg.norm(want, axis=1, keepdims=True), atol=1e-6)


def test_empty_text_goes_as_a_space() -> None:
    with serving(good) as server:
        HttpEncoder(server.url).encode(["", "\0"])
    assert server.requests[0]["input"] == [" ", " "]


@pytest.mark.parametrize(
    "fault", [saying(429), saying(500), saying(503), saying(0), saying(200, b"{", **{"X-Length": "99"})]
)
def test_passing_faults_are_waited_out(fault: Callable[[dict[str, Any]], Answer]) -> None:
    with serving(fault, fault, good) as server:
        assert HttpEncoder(server.url, pause=0.001).encode(["a"]).shape == (1, 3)
    assert len(server.requests) == 3


def test_pause_that_the_server_asks_for() -> None:
    with serving(saying(429, **{"Retry-After": "0.2"}), good) as server:
        start = time.monotonic()
        HttpEncoder(server.url, pause=0.0).encode(["a"])
        assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (saying(401, b'{"error": {"message": "bad key"}}'), r"\(401\): bad key\. Set DUIZHAO_API_KEY"),
        (saying(400, b'{"error": "too long"}'), r"\(400\): too long\. Check the model"),
        (saying(404, b"<html>no</html>"), r"\(404\): <html>no</html>\. Give the address up to /v1"),
        (saying(302, Location="http://example.org/"), r"\(302\).*redirects"),
        (saying(500, b"\xff broken"), r"\(500\): .*broken\. Try again later"),
        (saying(200, b"not json"), "not a list of embeddings"),
        (saying(200, b"[]"), "not a list of embeddings"),
        (saying(200, b'{"data": []}'), "0 vectors for 2 texts"),
        (saying(200, b"\x80" * 10_000), "not a list of embeddings: it is not UTF-8"),
        (saying(200, gzip.compress(bytes(10**6))), "not a list of embeddings"),
        (saying(200, b"[" * 100_000), "not a list of embeddings: RecursionError"),
        (saying(200, b'{"data": [{"index": 1e999, "embedding": [1]}]}'), "not a list of embeddings: OverflowError"),
        (saying(400, b"[" * 9_000), r"\(400\): \[{300}\. Check"),
        (saying(200, b'{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [2]}]}'), "2 vectors for 2"),
        (
            saying(200, b'{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}'),
            "not a list of",
        ),
        (
            saying(200, b'{"data": [{"index": 0, "embedding": ["x"]}, {"index": 1, "embedding": ["y"]}]}'),
            "not a list of",
        ),
        (saying(200, b'{"data": [{"index": 0, "embedding": [0, 0]}, {"index": 1, "embedding": [1, 0]}]}'), "text 1"),
        (saying(200, b'{"data": [{"index": 0, "embedding": [1, 0]}, {"index": 1, "embedding": [NaN, 0]}]}'), "text 2"),
    ],
)
def test_lasting_faults_are_said(answer: Callable[[dict[str, Any]], Answer], says: str) -> None:
    with serving(answer) as server, pytest.raises(WorkError, match=says):
        HttpEncoder(server.url, retries=1, pause=0.001).encode(["a", "b"])


@pytest.mark.parametrize("there", ["file:///etc/passwd", "http://127.0.0.1:1/v1", "ftp://a.example/", "//10.0.0.1/"])
def test_no_redirect_is_followed(there: str) -> None:
    with serving(saying(307, Location=there)) as server, pytest.raises(WorkError, match=r"\(307\).*redirects"):
        HttpEncoder(server.url).encode(["a"])
    assert len(server.requests) == 1


def raw(*pieces: bytes, pause: float = 0.0, again: bool = False) -> Callable[[dict[str, Any]], Answer]:
    """An answer as bytes of our own, piece by piece; `again`: the last one for ever."""

    def answer(request: dict[str, Any]) -> Answer:
        return -1, {}, b""

    answer.pieces = chain(pieces, repeat(pieces[-1])) if again else pieces  # type: ignore[attr-defined]
    answer.pause = pause  # type: ignore[attr-defined]
    return answer


HEAD = b"HTTP/1.0 200 OK\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (raw(HEAD, b" " * 2**20, again=True), "does not end: more than 2 MB"),
        (raw(HEAD, b" ", again=True, pause=0.02), r"takes more than 0\.1 seconds"),
        (raw(b"HTTP/1.0 500 no\r\n\r\n", b"x", again=True, pause=0.02), r"\(500\): xx+"),
    ],
)
def test_an_answer_without_end_is_given_up(answer: Callable[[dict[str, Any]], Answer], says: str) -> None:
    timeout = 60 if "MB" in says else 0.1
    with serving(answer) as server, pytest.raises(WorkError, match=says):
        HttpEncoder(server.url, retries=0, timeout=timeout).encode(["a"])


@pytest.mark.parametrize(
    "answer",
    [
        raw(b"\x16\x03\x01 no HTTP at all " + b"x" * 1000),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\nabc"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10**6),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
        raw(b""),
    ],
)
def test_an_answer_that_is_none_is_one_line(answer: Callable[[dict[str, Any]], Answer]) -> None:
    with serving(answer) as server, pytest.raises(WorkError) as caught:
        HttpEncoder(server.url, retries=1, pause=0.001).encode(["a"])
    assert len(str(caught.value)) < 600
    assert "\n" not in str(caught.value)


def test_a_pause_that_is_no_number_is_not_taken() -> None:
    with serving(*(saying(503, **{"Retry-After": asked}) for asked in ("nan", "-1", "soon")), good) as server:
        assert HttpEncoder(server.url, pause=0.0).encode(["a"]).shape == (1, 3)
    assert len(server.requests) == 4


def test_a_key_does_not_go_to_a_server_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_API_KEY", "sesame")
    with serving(good) as server:
        with pytest.raises(WorkError, match="no answer from https://"):
            HttpEncoder(server.url.replace("http:", "https:"), retries=0).encode(["a"])
        assert not server.requests, "the key would have gone out in the clear"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl, which makes the certificate")
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_API_KEY", "sesame")
    made = {name: str(tmp_path / name) for name in ("key", "certificate")}
    asked = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=here -addext subjectAltName=IP:127.0.0.1"
    command = [*asked.split(), "-keyout", made["key"], "-out", made["certificate"]]
    subprocess.run(command, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(made["certificate"], made["key"])
    with serving(good, tls=tls) as server:
        with pytest.raises(WorkError, match=r"no answer from https://.*certificate"):
            HttpEncoder(server.url, retries=0).encode(["a"])
        assert not server.requests
        # The same one, for which somebody vouches.
        monkeypatch.setenv("SSL_CERT_FILE", made["certificate"])
        assert HttpEncoder(server.url, retries=0).encode(["a"]).shape == (1, 3)


def test_half_a_key_is_no_more_shown_than_a_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "quux-open-the-door-0123456789"
    monkeypatch.setenv("DUIZHAO_API_KEY", key)
    for before in (270, 285, 299):
        with serving(saying(400, b"x" * before + key.encode())) as server, pytest.raises(WorkError) as caught:
            HttpEncoder(server.url).encode(["a"])
        assert "quu" not in str(caught.value)


def test_dimension_may_not_change() -> None:
    short = saying(200, b'{"data": [{"index": 0, "embedding": [1, 2]}]}')
    with serving(good, short) as server:
        encoder = HttpEncoder(server.url)
        assert encoder.dimension == 3
        with pytest.raises(WorkError, match="not 3"):
            encoder.encode(["a"])


def test_asked_dimension() -> None:
    with serving(good) as server:
        encoder = HttpEncoder(server.url, dimensions=3)
        assert encoder.dimension == 3
        assert server.requests == []
        encoder.encode(["a"])
    assert server.requests[0]["dimensions"] == 3


def test_nobody_there() -> None:
    with serving(good) as server:
        url = server.url
    with pytest.raises(WorkError, match=r"no answer from .* after 2 tries: .*refused.*Check the address"):
        HttpEncoder(url, retries=1, pause=0.001).encode(["a"])


def test_key_is_sent_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_API_KEY", "sesame")
    monkeypatch.setenv("OPENAI_API_KEY", "other")
    with serving(saying(403, b"no")) as server:
        encoder = HttpEncoder(server.url)
        with pytest.raises(WorkError) as caught:
            encoder.encode(["a"])
    assert server.headers[0]["Authorization"] == "Bearer sesame"
    assert "sesame" not in str(caught.value) + encoder.name
    monkeypatch.delenv("DUIZHAO_API_KEY")
    with serving(good) as server:
        HttpEncoder(server.url).encode(["a"])
    assert "Authorization" not in server.headers[0], "another product's key is not ours to send"


def test_key_over_plain_http_is_warned_of(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("DUIZHAO_API_KEY", "sesame")
    with caplog.at_level(logging.WARNING):
        HttpEncoder("https://embeddings.example/v1")
        HttpEncoder("http://127.0.0.1:1/v1")
        assert caplog.text == ""
        HttpEncoder("http://embeddings.example/v1")
    assert "unencrypted" in caplog.text


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.delenv("no_proxy", raising=False)
    with serving(good) as server:
        assert HttpEncoder(server.url, retries=0).encode(["a"]).shape == (1, 3)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://h:1", "http://h:1/v1/embeddings"),
        ("http://h:1/", "http://h:1/v1/embeddings"),
        ("https://h/v1", "https://h/v1/embeddings"),
        ("https://h/v1/embeddings/", "https://h/v1/embeddings"),
        ("http://h/路 径/v1?a=船", "http://h/%E8%B7%AF%20%E5%BE%84/v1/embeddings?a=%E8%88%B9"),
        ("https://h/deploy/x?api-version=2", "https://h/deploy/x/embeddings?api-version=2"),
    ],
)
def test_addresses(given: str, url: str) -> None:
    assert HttpEncoder(given).url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000",
        "ftp://h/v1",
        "http://",
        "http://user:pass@h/v1",
        "file:///etc/passwd",
        f"http://{'a' * 70}/v1",
        "http://h/\udc80",
        "http://h:99999/",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(SettingsError):
        HttpEncoder(url)


@pytest.mark.parametrize("settings", [{"batch": 0}, {"timeout": 0}, {"retries": -1}, {"pause": -1}])
def test_settings_out_of_range(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        HttpEncoder("http://h", **settings)


def test_names_tell_servers_and_models_apart() -> None:
    names = {
        HttpEncoder("http://h/v1").name,
        HttpEncoder("http://h:8000/v1").name,
        HttpEncoder("http://h/v1", model="m").name,
        HttpEncoder("http://h/v1", prompt="query: ").name,
        HttpEncoder("http://h/v1", dimensions=64).name,
    }
    assert len(names) == 5
