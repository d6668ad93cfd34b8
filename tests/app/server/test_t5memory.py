"""t5memory's requests as translate5 sends them: bodies as its own code writes them, indented, and with its headers."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from fastapi.testclient import TestClient

from duizhao.server.t5memory_text import answered, read_text, written
from duizhao.tmx.model import Element, content
from tests.app.server.running import UNITS, bearer, filled, serving, token

HEADERS = {"accept-charset": "UTF-8", "accept": "application/json", "content-type": "application/json"}
GIVEN = "PREFIX-ID123-内部 memory/1"
NAME = "PREFIX-ID123-内部_memory_1"
TM = f"/t5memory/{quote_plus(NAME)}"
NOTE = UNITS[1].variants[0].text
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtoolversion="1" segtype="sentence" adminlang="en-us" srclang="en-GB" o-tmf="OpenTM2"
 creationtool="OpenTM2" datatype="plaintext"/><body>
<tu tuid="1"><prop type="tmgr:docname">a.html</prop><prop type="x-document">a.md</prop>
<tuv xml:lang="en-GB"><seg>The <bpt i="1"/>ferry<ept i="1"/> is late.</seg></tuv>
<tuv xml:lang="zh-CN"><seg><bpt i="1"/>渡船<ept i="1"/>晚点了。</seg></tuv></tu>
</body></tmx>
"""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    place = str(tmp_path / "m.db")
    filled(place)
    with serving({"m": place}) as opened:
        opened.headers.update(bearer(token(place, "translate5", "admin")))
        assert ask(opened, "/t5memory", {"name": GIVEN, "sourceLang": "en-GB"}) == {"name": NAME}
        yield opened


def ask(client: TestClient, path: str, body: dict[str, Any], status: int = 200) -> Any:
    answer = client.post(path, content=json.dumps(body, indent=4), headers=HEADERS)
    assert answer.status_code == status, answer.text
    return answer.json()


def entry(source: str, target: str, **further: str) -> dict[str, str]:
    return {
        "source": source, "target": target, "type": "Manual", "markupTable": "OTMXUXLF", "sourceLang": "en-GB",
        "targetLang": "zh-CN", "timeStamp": "20261130T120000Z", "documentName": "a.docx", "author": "Manager Test",
        "context": "", "save2disk": "1", "saveDifferentTargetsForSameSource": "0", **further,
    }  # fmt: skip


def fuzzy(client: TestClient, query: str, **further: str) -> list[dict[str, Any]]:
    asked = {
        "sourceLang": "en-GB", "targetLang": "zh-CN", "source": query, "documentName": "a.docx",
        "markupTable": "OTMXUXLF", "context": "",
    }  # fmt: skip
    answer = ask(client, f"{TM}/fuzzysearch", {**asked, **further})
    assert answer["NumOfFoundProposals"] == len(answer["results"])
    # translate5 takes any ErrorMsg, even an empty one, for a failure of some requests.
    assert "ErrorMsg" not in answer
    results: list[dict[str, Any]] = answer["results"]
    return results


def test_every_database(place: str) -> None:
    filled(place)
    with serving({"m": place}) as opened:
        opened.headers.update(bearer(token(place, "translate5", "admin")))
        assert ask(opened, "/m/m/t5memory", {"name": "own", "sourceLang": "en"}) == {"name": "own"}
        ask(opened, "/m/m/t5memory", {"name": "own", "sourceLang": "en"}, 409)
        for target in ("大门关了。", "门关了。"):
            ask(opened, "/m/m/t5memory/own/entry", entry("The gate is shut.", target))
        asked = {"source": "The gate is shut.", "sourceLang": "en", "targetLang": "zh"}
        found = ask(opened, "/m/m/t5memory/own/fuzzysearch", asked)["results"]
        assert [one["target"] for one in found] == ["门关了。"]
        assert opened.get("/m/m/t5memory/own/status").json()["segmentIndex"] == 1
        assert opened.delete("/m/m/t5memory/own").status_code == 200
        assert opened.get("/m/m/t5memory/own/status").status_code == 404


def test_the_service_and_its_memories(client: TestClient) -> None:
    version = client.get("/t5memory_service/resources").json()["Version"]
    assert tuple(map(int, version.split("."))) > (0, 5, 58), "what translate5 requires"
    assert client.get("/t5memory_service/savetms").status_code == 200
    listed = client.get("/t5memory/", headers={"accept": "application/json; charset=utf-8"}).json()
    assert listed == {
        "Open": [{"name": "PREFIX-ID123-内部_memory_1"}, {"name": "a.md"}, {"name": "b.md"}],
        "Available on disk": [],
    }
    status = client.get(f"{TM}/status").json()
    assert (status["status"], status["tmxImportStatus"], status["segmentIndex"]) == ("open", "available", 0)
    assert "ERROR_MEM_NAME_EXISTS" in ask(client, "/t5memory", {"name": GIVEN, "sourceLang": "en"}, 409)["ErrorMsg"]
    none = client.get("/t5memory/none/status")
    assert (none.status_code, none.json()["status"]) == (404, "not found")
    for path in ("flush", "reorganize"):
        assert client.get(f"{TM}/{path}").status_code == 200
        assert client.get(f"/t5memory/none/{path}").status_code == 404
    assert client.delete(TM).status_code == 200
    assert client.get(f"{TM}/status").status_code == 404
    assert client.delete(TM).status_code == 404
    assert client.get("/v1/memories").json()[0]["units"] == len(UNITS), "other documents stay"


def test_matches_come_from_the_whole_memory(client: TestClient) -> None:
    found = fuzzy(client, NOTE)
    assert [(one["target"], one["matchRate"], one["matchType"]) for one in found] == [
        ("理事会注意到该报告。", 100, "Exact"),
        ("理事会注意到这份报告。", 87, "Fuzzy"),
    ]
    assert found[0] == {
        "source": NOTE, "target": "理事会注意到该报告。", "segmentId": 2, "customId": "", "documentName": "a.md",
        "sourceLang": "en-GB", "targetLang": "zh-CN", "type": "Manual", "author": "", "timestamp": "",
        "markupTable": "OTMXUXLF", "context": "", "additionalInfo": "", "internalKey": "2:1", "matchType": "Exact",
        "matchRate": 100, "fuzzyWords": -1, "fuzzyDiffs": -1,
    }  # fmt: skip
    assert fuzzy(client, "Quite another matter altogether") == []
    assert fuzzy(client, '<x id="1"/>') == []
    assert len(fuzzy(client, NOTE, numOfProposals="1")) == 1
    # The other way round, too.
    back = fuzzy(client, "理事会注意到该报告。", sourceLang="zh-CN", targetLang="en-GB")
    assert back[0]["target"] == NOTE


def test_a_protected_number_is_the_number(client: TestClient) -> None:
    query = 'Social protection floors were extended in <t5:n id="1" r="ZGVm" n="2024"/>.'
    assert fuzzy(client, query)[0]["matchRate"] == 100


def test_codes_come_back_as_they_were_asked(client: TestClient) -> None:
    source = 'Press <bx id="1" rid="1"/>the &lt;knob&gt;<ex id="2" rid="1"/><x id="3"/>.'
    target = '按<bx id="1" rid="1"/>旋钮<ex id="2" rid="1"/><x id="3"/>。'
    saved = ask(client, f"{TM}/entry", entry(source, target))
    assert saved["source"] == 'Press <bx id="1" rid="1"/>the &lt;knob&gt;<ex id="1" rid="1"/><x id="3"/>.'
    query = 'Press <bx id="8" rid="4"/>the &lt;knob&gt;<ex id="9" rid="4"/><x id="7"/>.'
    (match,) = fuzzy(client, query)
    assert (match["source"], match["target"]) == (query, '按<bx id="8" rid="4"/>旋钮<ex id="9" rid="4"/><x id="7"/>。')
    assert match["matchRate"] == 100
    (paired,) = fuzzy(client, 'Press <g id="5">the &lt;knob&gt;</g><x id="7"/>.')
    assert paired["target"] == '按<g id="5">旋钮</g><x id="7"/>。'
    (other,) = fuzzy(client, "Press the &lt;knob&gt;.")
    assert other["matchRate"] == 99, "the codes are missing"


def test_what_is_saved_takes_the_place_of_what_was_there(client: TestClient) -> None:
    first = ask(client, f"{TM}/entry", entry("The oar is new.", "船桨是新的。"))
    assert (first["author"], first["documentName"], first["internalKey"]) == ("Manager Test", "a.docx", "5:1")
    assert ask(client, f"{TM}/entry", entry("The oar is new.", "船桨是新的。"))["segmentId"] == first["segmentId"]
    second = ask(client, f"{TM}/entry", entry("The oar is new.", "桨是新的。"))
    assert [one["target"] for one in fuzzy(client, "The oar is new.")] == ["桨是新的。"]
    ask(client, f"{TM}/entry", entry("The oar is new.", "新桨。", saveDifferentTargetsForSameSource="1"))
    assert {one["target"] for one in fuzzy(client, "The oar is new.")} == {"桨是新的。", "新桨。"}
    last = ask(client, f"{TM}/entry", entry("The oar is new.", "桨是新的。"))
    assert last["segmentId"] == second["segmentId"], "it was there"
    assert [one["target"] for one in fuzzy(client, "The oar is new.")] == ["桨是新的。"], "and the other is gone"
    # A text of another document is nobody's to overwrite.
    ask(client, f"{TM}/entry", entry(NOTE, "理事会获悉该报告。"))
    assert {one["target"] for one in fuzzy(client, NOTE) if one["matchRate"] == 100} == {
        "理事会注意到该报告。",
        "理事会获悉该报告。",
    }
    key = {"recordKey": second["segmentId"], "targetKey": 1}
    assert (
        ask(client, f"{TM}/getentry", {"recordKey": str(key["recordKey"]), "targetKey": "1"})["target"] == "桨是新的。"
    )
    wrong = ask(client, f"{TM}/entrydelete", {**key, "segmentId": 999})
    assert (wrong["ErrorMsg"], wrong["results"][0]["target"]) == ("SEGMENT_ID_IS_NOT_EQUAL", "桨是新的。")
    gone = ask(client, f"{TM}/entrydelete", {**key, "segmentId": second["segmentId"]})
    assert gone["fileFlushed"] == 1
    assert "ErrorMsg" not in gone
    ask(client, f"{TM}/getentry", key, 404)
    history = client.get(f"/v1/memories/m/units/{second['segmentId']}/history").json()
    assert [(one["what"], one["who"]) for one in history] == [("delete", "translate5"), ("add", "translate5")]


SEARCH = {
    "source": "", "sourceSearchMode": "contains, CASEINSENSETIVE", "target": "",
    "targetSearchMode": "contains, CASEINSENSETIVE", "sourceLang": "en-GB", "targetLang": "zh-CN", "document": "",
    "documentSearchMode": "contains, CASEINSENSETIVE", "author": "", "authorSearchMode": "contains, CASEINSENSETIVE",
    "addInfo": "", "addInfoSearchMode": "contains, CASEINSENSETIVE", "context": "",
    "contextSearchMode": "contains, CASEINSENSETIVE", "timestampSpanStart": "19700101T000000Z",
    "timestampSpanEnd": "20261130T120000Z", "onlyCountSegments": "0", "searchPosition": "", "numResults": 1,
}  # fmt: skip


def test_concordances_are_turned_over_place_by_place(client: TestClient) -> None:
    found, position = [], ""
    for _ in range(5):
        answer = ask(client, f"{TM}/search", {**SEARCH, "source": "governing body", "searchPosition": position})
        assert "ErrorMsg" not in answer
        found += [one["target"] for one in answer["results"]]
        position = answer["NewSearchPosition"]
        if position is None:
            break
        assert position.count(":") == 1
    assert found == ["理事会注意到这份报告。", "理事会注意到该报告。"]
    both = ask(client, f"{TM}/search", {**SEARCH, "source": "governing body", "target": "该报告", "numResults": 20})
    assert [one["internalKey"] for one in both["results"]] == ["2:1"]
    target = ask(client, f"{TM}/search", {**SEARCH, "target": "理事会", "document": "B.", "numResults": 20})
    assert [(one["source"], one["targetLang"]) for one in target["results"]] == [(UNITS[3].variants[0].text, "zh-CN")]
    assert ask(client, f"{TM}/search", SEARCH)["results"] == []
    count = {**SEARCH, "source": "governing body", "onlyCountSegments": "1"}
    del count["searchPosition"], count["numResults"]
    assert ask(client, f"{TM}/search", count)["NumOfFoundSegments"] == 2
    refused = ask(client, f"{TM}/search", {**SEARCH, "author": "Liu"}, 422)
    assert "author" in refused["ErrorMsg"]


def test_the_older_concordance(client: TestClient) -> None:
    asked = {
        "searchString": "理事会", "searchType": "target", "searchPosition": None, "numResults": 20,
        "msSearchAfterNumResults": 250,
    }  # fmt: skip
    answer = ask(client, f"{TM}/concordancesearch", asked)
    assert [one["target"] for one in answer["results"]] == ["理事会注意到这份报告。", "理事会注意到该报告。"]
    assert answer["NewSearchPosition"] is None
    source = ask(client, f"{TM}/concordancesearch", {**asked, "searchString": "governing", "searchType": "source"})
    assert source["results"][0]["source"] == UNITS[3].variants[0].text
    ask(client, f"{TM}/concordancesearch", {**asked, "searchType": "everywhere"}, 422)


def test_files_come_in_beneath_the_memory_and_go_out_with_it(client: TestClient) -> None:
    settings = json.dumps({"framingTags": "saveAll", "saveDifferentTargetsForSameSource": "1"}, indent=4)
    form = {"json_data": (None, settings, "application/json"), "file": ("upload.tmx", TMX.encode())}
    for _ in range(2):
        done = client.post(f"{TM}/importtmx", files=form)
        assert (done.status_code, done.json()["segmentsImported"]) == (200, 1)
    names = [one["document"] for one in client.get("/v1/memories/m/documents").json()]
    assert names == [NAME, f"{NAME}/upload.tmx", "a.md", "b.md"], "whatever document a unit names"
    assert [one["name"] for one in client.get("/t5memory").json()["Open"]] == [NAME, "a.md", "b.md"]
    assert client.get("/v1/memories/m/export", params={"document": "a.md"}).text.count("<tu") == 3 * 3
    (match,) = fuzzy(client, 'The <bx id="1" rid="1"/>ferry<ex id="2" rid="1"/> is late.')
    assert match["target"] == '<bx id="1" rid="1"/>渡船<ex id="2" rid="1"/>晚点了。'
    assert client.get(f"{TM}/status").json()["segmentIndex"] == 1
    ask(client, f"{TM}/import", {"tmxData": base64.b64encode(TMX.replace("late", "early").encode()).decode()})
    accept = {"accept-charset": "UTF-8", "accept": "application/xml", "content-type": "application/json"}
    for path in ("/download.tmx", "", "/"):
        answer = client.request("GET", f"{TM}{path}", headers=accept, content=b'{"limit": 10}')
        assert "nextinternalkey" not in answer.headers, "that was all"
        assert answer.text.count("<tu>") + answer.text.count("<tu ") == 2
        assert "渡船" in answer.text
    assert client.delete(TM).status_code == 200
    assert [one["document"] for one in client.get("/v1/memories/m/documents").json()] == ["a.md", "b.md"]


PAIR = {"sourceLang": "en", "targetLang": "zh"}
REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    (f"{TM}/fuzzysearch", {**PAIR, "source": "a < b"}, 422, "Error in xml in source or target!"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": "a</seg><seg>b"}, 422, "Error in xml in source or target!"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": "<g>" * 1400 + "</g>" * 1400}, 422, "Error in xml in source or target!"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": "&evil;"}, 422, "Error in xml in source or target!"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": "a", "sourceLang": "english'; --"}, 422, "'sourceLang' is no language"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": ["a"], "sourceLang": {}}, 422, "'sourceLang' is no language"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": ""}, 422, "'source' is missing"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": "a\x00"}, 422, "'source' is missing or too long"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": "a" * 10_001}, 422, "'source' is missing or too long"),
    (f"{TM}/fuzzysearch", {**PAIR, "source": "a", "numOfProposals": "x"}, 422, "'numOfProposals' is no number"),
    ("/t5memory/none/fuzzysearch", {**PAIR, "source": "a"}, 404, "is not found"),
    (f"{TM}/entry", entry(" ", "x"), 422, "'source' is missing"),
    (f"{TM}/entry", entry('<x id="1"/>', "x"), 422, "have to be texts"),
    ("/t5memory/none/entry", entry("a", "b"), 404, "is not found"),
    (f"{TM}/getentry", {"recordKey": -1}, 422, "says no unit"),
    (f"{TM}/getentry", {"recordKey": 10**40}, 404, "no unit"),
    (f"{TM}/clone", {"newName": "copy"}, 422, "not copied"),
    (f"{TM}/import", {"tmxData": "%%%"}, 422, "no Base64"),
    (f"{TM}/import", {"tmxData": base64.b64encode(b"<tmx").decode()}, 422, "line 1"),
    ("/t5memory", {"name": "x", "sourceLang": "en", "data": "UEsDBA=="}, 422, "own format"),
    ("/t5memory", {"name": "", "sourceLang": "en"}, 422, "'name' is missing"),
]


@pytest.mark.parametrize(("path", "body", "status", "said"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused_is_told_as_t5memory_does(
    path: str, body: dict[str, Any], status: int, said: str, client: TestClient
) -> None:
    answer = ask(client, path, body, status)
    assert said in answer["ErrorMsg"]
    assert "\n" not in answer["ErrorMsg"]
    assert answer["ReturnValue"] == status
    assert client.get("/v1/memories").json()[0]["units"] == len(UNITS)


def test_bodies_that_are_none(client: TestClient) -> None:
    for content_ in (b"", b"[]", b"{", b"[" * 100_000, b"\xff", b"null"):
        for path in ("fuzzysearch", "entry", "search", "import"):
            answer = client.post(f"{TM}/{path}", content=content_, headers=HEADERS)
            assert (answer.status_code, answer.json()["ReturnValue"]) == (422, 422)
    for files in ({"other": ("a.tmx", b"x")}, {"file": ("a.tmx", b"no TMX")}, {"file": (None, "a field")}):
        answer = client.post(f"{TM}/importtmx", files=files)
        assert (answer.status_code, answer.json()["ReturnValue"]) == (422, 422)
    broken = {"content-type": "multipart/form-data; boundary=x"}
    for content_ in (b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"):
        assert 400 <= client.post(f"{TM}/importtmx", content=content_, headers=broken).status_code < 500
    assert client.post(f"{TM}/importtmx", content=b"<tmx/>").status_code == 422
    assert client.get(f"{TM}/download.tm").status_code == 422
    assert client.get(TM, headers={"accept": "application/zip"}).status_code == 422
    unnamed = client.get("/t5memory_service/resources", headers={"authorization": "Bearer none"})
    assert (unnamed.status_code, "ErrorMsg" in unnamed.json()) == (401, True)


def test_codes_of_other_memories_are_written_as_xliff() -> None:
    native = content(
        "a", Element("bpt", {"i": "1"}, ("<b>",)), "b", Element("ept", {"i": "1"}, ("</b>",)), Element("ph")
    )
    assert written(native) == 'a<bx id="1" rid="1"/>b<ex id="1" rid="1"/><x id="3"/>'
    assert written(content("a", Element("hi", {}, ("b & c",)))) == "ab &amp; c"
    asked = read_text('a<bx id="4" rid="4"/>b<ex id="5" rid="4"/><x id="6"/>')
    assert answered(asked, native, native)[0] == 'a<bx id="4" rid="4"/>b<ex id="5" rid="4"/><x id="6"/>'
    assert answered(read_text("ab"), native, native) == (written(native), written(native), False)
    assert read_text("a<!-- b -->c").text == "ac"
