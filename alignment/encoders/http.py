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
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.message import Message
from http.client import HTTPException, IncompleteRead
from typing import IO, Any

import numpy as np

from duizhao.alignment.encoders.protocol import Matrix, readable, unit_rows
from duizhao.corpora.errors import SettingsError, WorkError
from duizhao.corpora.saying import say
from duizhao.corpora.secrets import HIDDEN

_log = logging.getLogger(__name__)

KEY_VARIABLE = "DUIZHAO_API_KEY"
# Too many requests, and the faults of servers and proxies that pass by themselves.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 30.0
_FORM = "Write it as https://host/v1, or with http://"
# What of an address is left as it is written; the rest (blanks, Chinese) is escaped. RFC 3986, and % itself.
_OF_PATHS = "/%:@!$&'()*+,;=~"
# Bytes of an answer for each text: some 40,000 numbers as JSON; no known model gives more than 8,192.
_FOR_A_TEXT = 2**20
_PIECE = 2**16
_LONGEST_WORDS, _LONGEST_ERROR = 300, 10_000  # characters, bytes
_NO_ENDPOINT = "Check that the address is an OpenAI-compatible embeddings endpoint"


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
    each time or as long as the server says; an answer has to be there so many seconds after it began, and may have 1 MB
    a text. `prompt` is put before each text; `dimensions` asks the server for shorter vectors. An empty text is sent as
    a space, which servers take. What happens to a text that is too long is the server's affair: most refuse it, which
    is reported as they word it. Raises SettingsError and WorkError.
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
            _ = parts.port, (parts.hostname or "").encode("idna")
            path = urllib.parse.quote(parts.path.rstrip("/"), safe=_OF_PATHS)
            query = urllib.parse.quote(parts.query, safe=f"{_OF_PATHS}?")
        except ValueError:
            raise SettingsError("the address of the encoder cannot be read", cure=_FORM) from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(say("'{url}' is not an address", url=url.partition("?")[0]), cure=_FORM)
        if parts.username or parts.password:
            raise SettingsError(
                "a password in the address", cure=say("Put the key into {key_variable}", key_variable=key_variable)
            )
        if batch < 1 or timeout <= 0 or retries < 0 or pause < 0:
            raise SettingsError("batch, timeout, retries or pause is out of range", cure="Give positive numbers")
        if not path.endswith("/embeddings"):
            path += "/embeddings" if path else "/v1/embeddings"
        self.url = urllib.parse.urlunsplit((parts.scheme, parts.netloc, path, query, ""))
        self.model, self.prompt, self.batch = model, prompt, batch
        self._timeout, self._retries, self._pause = timeout, retries, pause
        self._dimensions, self._dimension = dimensions, dimensions
        self._key = os.environ.get(key_variable, "").strip()
        self._key_variable = key_variable
        if not re.fullmatch(r"[!-~]*", self._key):
            raise SettingsError(
                say(
                    "{key_variable} holds what no key holds: a blank, a line break, a letter beyond ASCII",
                    key_variable=key_variable,
                )
            )
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
        return self._read(self._post(json.dumps(body).encode(), _FOR_A_TEXT * (len(texts) + 1)), len(texts))

    def _post(self, body: bytes, most: int) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "duizhao"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self.url, data=body, headers=headers, method="POST")
        for attempt in range(self._retries + 1):
            wait = min(self._pause * 2**attempt, _LONGEST_PAUSE)
            try:
                with self._opener.open(request, timeout=self._timeout) as answer:
                    return self._whole(answer, most)
            except urllib.error.HTTPError as error:
                with error:
                    message = self._words(error)
                if error.code not in _PASSING or attempt == self._retries:
                    raise self._refused(error.code, message) from error
                wait = _asked_pause(error.headers) or wait
                _log.info("%s answers %d; again in %.1f s", self._shown, error.code, wait)
            except (OSError, HTTPException) as error:
                reason = self._quoted(str(getattr(error, "reason", None) or error or type(error).__name__))
                if attempt == self._retries:
                    raise WorkError(
                        say(
                            "no answer from {shown} after {attempt} tries: {reason}",
                            shown=self._shown,
                            attempt=attempt + 1,
                            reason=reason,
                        ),
                        cure="Check the address and that the server runs",
                    ) from error
                _log.info("no answer from %s (%s); again in %.1f s", self._shown, reason, wait)
            time.sleep(wait)
        raise AssertionError("the loop returns or raises")

    def _pieces(self, answer: Any) -> Iterator[bytes]:
        """What an answer holds, as it comes. Raises HTTPException where it breaks off and TimeoutError where it takes
        too long: a server may send a byte at a time, and for ever."""
        until = time.monotonic() + self._timeout
        while piece := answer.read1(_PIECE):
            yield piece
            if time.monotonic() > until:
                raise TimeoutError(say("its answer takes more than {timeout:g} seconds", timeout=self._timeout))
        if answer.length:
            raise IncompleteRead(b"", answer.length)

    def _whole(self, answer: Any, most: int) -> bytes:
        """The body of an answer. Raises WorkError where it is longer than that."""
        found = bytearray()
        for piece in self._pieces(answer):
            found += piece
            if len(found) > most:
                raise WorkError(
                    say(
                        "the answer of {shown} does not end: more than {most} MB", shown=self._shown, most=most // 2**20
                    ),
                    cure=_NO_ENDPOINT,
                )
        return bytes(found)

    def _words(self, error: urllib.error.HTTPError) -> str:
        """How the server words an error, as far as messages quote it."""
        found = bytearray()
        with suppress(OSError, HTTPException, AttributeError):  # an error without a body has nothing to be read
            for piece in self._pieces(error.fp):
                found += piece
                if len(found) > _LONGEST_ERROR:
                    break
        return self._quoted(_message(found[:_LONGEST_ERROR].decode("utf-8", "replace")) or str(error.reason))

    def _quoted(self, text: str) -> str:
        """What somebody else said: one line, without keys (before it is cut, lest half of one be left), its
        beginning."""
        return " ".join(self._without_keys(text).split())[:_LONGEST_WORDS]

    def _without_keys(self, text: str) -> str:
        """What a server or a library says, without a key that it quotes."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN).replace(urllib.parse.quote(secret), HIDDEN)
        return text

    def _refused(self, code: int, message: str) -> WorkError:
        if code in (401, 403):
            cure: str = say("Set {key_variable} to a key this server takes", key_variable=self._key_variable)
        elif code in (301, 302, 303, 307, 308):
            cure = "The server redirects; give the address it redirects to"
        elif code == 404:
            cure = "Give the address up to /v1"
        elif code in _PASSING:
            cure = "Try again later, or with smaller batches"
        else:
            cure = "Check the model's name and its limits on length and number of texts"
        return WorkError(
            say("{shown} refuses ({code}): {message}", shown=self._shown, code=code, message=message), cure=cure
        )

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
        except UnicodeDecodeError as error:
            raise self._no_embeddings(say("it is not UTF-8")) from error
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise self._no_embeddings(repr(error)) from error
        self._dimension = matrix.shape[1]
        return matrix

    def _no_embeddings(self, why: str) -> WorkError:
        return WorkError(
            say(
                "the answer of {shown} is not a list of embeddings: {quoted}",
                shown=self._shown,
                quoted=self._quoted(why),
            ),
            cure=_NO_ENDPOINT,
        )


def _message(text: str) -> str:
    """The message in the body of an error, as most servers give it; else the body."""
    try:
        inner = json.loads(text)["error"]
        return str(inner["message"] if isinstance(inner, dict) else inner)
    except (ValueError, KeyError, TypeError, RecursionError):
        return text


def _asked_pause(headers: Message) -> float | None:
    """Seconds the server asks to wait; None where it does not say, or says a date."""
    try:
        asked = float(headers.get("Retry-After", ""))
    except ValueError:
        return None
    return min(asked, _LONGEST_PAUSE) if asked >= 0 else None  # a number that is none is not


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
