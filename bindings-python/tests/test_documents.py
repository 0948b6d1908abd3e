"""Documents travel: as text, as files, through pickle."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from conftest import ROOT
from hypercare import ParseError
from hypercare.escalation import Policy
from hypercare.tickets import RoutingTable

DOCUMENTS = [Policy.default(), RoutingTable.default()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=repr)
def test_documents_travel_as_text(document):
    cls = type(document)
    text = document.to_json()
    assert text.endswith("}\n")
    for back in (cls.from_json(text), cls.from_yaml(text), pickle.loads(pickle.dumps(document)), copy.copy(document)):
        assert back == document
        assert hash(back) == hash(document)
        assert back.to_json() == text
    assert document != text
    assert document not in [other for other in DOCUMENTS if other is not document]


@pytest.mark.parametrize("document", DOCUMENTS, ids=repr)
def test_documents_are_read_from_files_by_their_ending(document, tmp_path):
    for name in ("a.json", "b.yaml", "c.YML"):
        (tmp_path / name).write_text(document.to_json(), encoding="utf-8")
        assert type(document).load(tmp_path / name) == document
        assert type(document).load(str(tmp_path / name)) == document
    with pytest.raises(FileNotFoundError):
        type(document).load(tmp_path / "missing.json")
    for name in ("notes.txt", "notes.md", "notes"):
        with pytest.raises(ValueError, match=r"\.json \.yaml"):
            type(document).load(tmp_path / name)


@pytest.mark.parametrize("document", DOCUMENTS, ids=repr)
def test_there_is_no_empty_document(document):
    with pytest.raises(TypeError, match="from_"):
        type(document)()


@pytest.mark.parametrize("document", DOCUMENTS, ids=repr)
def test_documents_have_the_fields_of_their_schema(document):
    name = {"RoutingTable": "routing-table"}.get(type(document).__name__, type(document).__name__.lower())
    schema = json.loads((ROOT / f"core/schemas/{name}.schema.json").read_text(encoding="utf-8"))
    assert json.loads(document.to_json()).keys() <= schema["properties"].keys()


def test_errors_have_a_place():
    with pytest.raises(ParseError) as caught:
        Policy.from_yaml("version: 1\npriorities:\n  P1: {response: soon}\n")
    assert caught.value.line == 3
    with pytest.raises(ParseError):
        Policy.from_json("{")
