"""An OpenAI-compatible embeddings endpoint (`POST …/v1/embeddings`): a server in the house, or a provider.

The texts leave this machine. Nothing is sent anywhere unless the user names the address.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from email.message import Message
from http.client import HTTPException
from typing import IO, Any

import numpy as np

from duizhao.alignment.encoders.protocol import Matrix, readable, unit_rows
from duizhao.corpora.errors import SettingsError, WorkError
from duizhao.corpora.secrets import HIDDEN

_log = logging.getLogger(__name__)

KEY_VARIABLE = "DUIZHAO_API_KEY"
# Too many requests, and the faults of servers and proxies that pass by themselves.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 30.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key and the texts to an address that nobody named."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


class HttpEncoder:
    """Sentence vectors `(n, d)` from a server.

    `url` is the address up to `/v1` or to `/embeddings`; `model` is the name the server knows; the key is read from
    the environment variable `key_variable` (default DUIZHAO_API_KEY) and sent only if it is set. `batch` texts a
    request, `timeout` in seconds, `retries` after a passing fault (429, 5xx, no connection), waiting twice as long
    each time or as long as the server says; `prompt` is put before each text; `dimensions` asks the server for shorter
    vectors. An empty text is sent as a space, which servers take. What happens to a text that is too long is the
    server's affair: most refuse it, which is reported as they word it. Raises SettingsError and WorkError.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str = "default",
        prompt: str = "",
        batch: int = 64,
        timeout: float = 60.0,
        retries: int = 4,
        pause: float = 0.5,
        dimensions: int | None = None,
        key_variable: str = KEY_VARIABLE,
    ) -> None:
        try:
            parts = urllib.parse.urlsplit(url)
            _ = parts.port
        except ValueError:
            raise SettingsError(
                "the address of the encoder cannot be read", cure="Write http:https://host/v1"
            ) from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(f"'{url.partition('?')[0]}' is not an address", cure="Write http:https://host/v1")
        if parts.username or parts.password:
            raise SettingsError("a password in the address", cure=f"Put the key into {key_variable}")
        if batch < 1 or timeout <= 0 or retries < 0 or pause < 0:
            raise SettingsError("batch, timeout, retries or pause is out of range", cure="Give positive numbers")
        path = parts.path.rstrip("/")
        if not path.endswith("/embeddings"):
            path += "/embeddings" if path else "/v1/embeddings"
        self.url = urllib.parse.urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
        self.model, self.prompt, self.batch = model, prompt, batch
        self._timeout, self._retries, self._pause = timeout, retries, pause
        self._dimensions, self._dimension = dimensions, dimensions
        self._key = os.environ.get(key_variable, "").strip()
        self._key_variable = key_variable
        if not re.fullmatch(r"[!-~]*", self._key):
            raise SettingsError(f"{key_variable} holds what no key holds: a blank, a line break, a letter beyond ASCII")
        # For messages: without the query, where some servers want their key.
        self._shown = urllib.parse.urlunsplit((parts.scheme, parts.netloc, path, "", ""))
        self._secrets = [s for s in (self._key, *(v for _, v in urllib.parse.parse_qsl(parts.query))) if len(s) > 3]
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        here = _is_loopback(parts.hostname)
        if here:
            # A proxy set for the outside has no way to this machine's own servers.
            handlers.append(urllib.request.ProxyHandler({}))
        elif parts.scheme == "http" and self._key:
            _log.warning("the key and the texts go to %s unencrypted; use https", parts.netloc)
        self._opener = urllib.request.build_opener(*handlers)
        shape = f"+{dimensions}" if dimensions else ""
        self.name = f"http+{parts.netloc}{path.removesuffix('/embeddings')}+{model}{shape}+{prompt!r}"

    @property
    def dimension(self) -> int:
        """As asked for; else as the server's first answer has it (a request is made if there was none)."""
        if self._dimension is None:
            self.encode([" "])
        assert self._dimension is not None
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `Encoder.encode`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        rows = [self._batch(texts[start : start + self.batch]) for start in range(0, len(texts), self.batch)]
        return unit_rows(np.concatenate(rows))

    def _batch(self, texts: Sequence[str]) -> Matrix:
        body: dict[str, Any] = {
            "model": self.model,
            "input": [self.prompt + (readable(text) or " ") for text in texts],
            "encoding_format": "float",
        }
        if self._dimensions:
            body["dimensions"] = self._dimensions
        return self._read(self._post(json.dumps(body).encode()), len(texts))

    def _post(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "duizhao"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self.url, data=body, headers=headers, method="POST")
        for attempt in range(self._retries + 1):
            wait = min(self._pause * 2**attempt, _LONGEST_PAUSE)
            try:
                with self._opener.open(request, timeout=self._timeout) as answer:
                    # Without a size: only so does the library notice an answer that breaks off.
                    data: bytes = answer.read()
                    return data
            except urllib.error.HTTPError as error:
                with error:
                    message = _message(error)
                if error.code not in _PASSING or attempt == self._retries:
                    raise self._refused(error.code, message) from error
                wait = _asked_pause(error.headers) or wait
                _log.info("%s answers %d; again in %.1f s", self._shown, error.code, wait)
            except (OSError, HTTPException) as error:
                reason = self._without_keys(str(getattr(error, "reason", None) or error or type(error).__name__))
                if attempt == self._retries:
                    raise WorkError(
                        f"no answer from {self._shown} after {attempt + 1} tries: {reason}",
                        cure="Check the address and that the server runs",
                    ) from error
                _log.info("no answer from %s (%s); again in %.1f s", self._shown, reason, wait)
            time.sleep(wait)
        raise AssertionError("the loop returns or raises")

    def _without_keys(self, text: str) -> str:
        """What a server or a library says, without a key that it quotes."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN).replace(urllib.parse.quote(secret), HIDDEN)
        return text

    def _refused(self, code: int, message: str) -> WorkError:
        if code in (401, 403):
            cure = f"Set {self._key_variable} to a key this server takes"
        elif code in (301, 302, 303, 307, 308):
            cure = "The server redirects; give the address it redirects to"
        elif code == 404:
            cure = "Give the address up to /v1"
        elif code in _PASSING:
            cure = "Try again later, or with smaller batches"
        else:
            cure = "Check the model's name and its limits on length and number of texts"
        return WorkError(f"{self._shown} refuses ({code}): {self._without_keys(message)}", cure=cure)

    def _read(self, data: bytes, count: int) -> Matrix:
        """The answer's vectors in the order of the texts: a server may answer in any order and says which is which."""
        try:
            items = json.loads(data)["data"]
            rows = {int(item["index"]): item["embedding"] for item in items}
            if len(items) != count or sorted(rows) != list(range(count)):
                raise ValueError(f"{len(items)} vectors for {count} texts")
            matrix = np.array([rows[i] for i in range(count)], dtype=np.float32)
            if matrix.ndim != 2 or (self._dimension and matrix.shape[1] != self._dimension):
                raise ValueError(f"vectors of shape {matrix.shape[1:]}, not {self._dimension}")
        except (ValueError, KeyError, TypeError) as error:
            raise WorkError(
                f"the answer of {self._shown} is not a list of embeddings: {error!r}",
                cure="Check that the address is an OpenAI-compatible embeddings endpoint",
            ) from error
        self._dimension = matrix.shape[1]
        return matrix


def _message(error: urllib.error.HTTPError) -> str:
    """The server's own words, on one line, 300 characters at the most."""
    try:
        text = error.read(10_000).decode("utf-8", "replace")
    except (OSError, HTTPException):
        text = ""
    try:
        inner = json.loads(text)["error"]
        text = inner["message"] if isinstance(inner, dict) else str(inner)
    except (ValueError, KeyError, TypeError):
        pass
    return " ".join(str(text).split())[:300] or str(error.reason)


def _asked_pause(headers: Message) -> float | None:
    """Seconds the server asks to wait; None where it does not say, or says a date."""
    try:
        return min(max(float(headers.get("Retry-After", "")), 0.0), _LONGEST_PAUSE)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
