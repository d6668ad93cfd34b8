"""The HTTP encoder against servers that misbehave: every fault is waited out or said, and no vector lands on the wrong
text."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
def serving(*answers: Callable[[dict[str, Any]], Answer]) -> Iterator[Server]:
    server = Server(*answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append(body)
            server.headers.append(dict(self.headers))
            answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            code, headers, data = answer(body)
            if code == 0:
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
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{listener.server_port}/v1"
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
        import time

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
        ("https://h/deploy/x?api-version=2", "https://h/deploy/x/embeddings?api-version=2"),
    ],
)
def test_addresses(given: str, url: str) -> None:
    assert HttpEncoder(given).url == url


@pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://h/v1", "http://", "http://user:pass@h/v1"])
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
