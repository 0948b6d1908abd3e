"""Errors arrive as exceptions of their kind, panics as errors."""

from __future__ import annotations

import pickle
import re

import hypercare
import pytest
from conftest import HERE, ROOT
from hypercare import HypercareError, InternalError, NotFittedError, ParseError, _errors, _hypercare

CLASSES = [value for value in vars(_errors).values() if isinstance(value, type) and issubclass(value, HypercareError)]


def test_there_is_a_class_for_every_code_of_the_core():
    source = (ROOT / "core/src/error.rs").read_text(encoding="utf-8")
    codes = set(re.findall(r'Self::\w+ \{ \.\. \} => "(\w+)",', source))
    assert len(codes) >= 14
    assert {cls.code for cls in CLASSES if cls is not HypercareError} == codes


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_classes_say_what_they_are(cls):
    assert getattr(hypercare, cls.__name__) is cls
    assert cls.__doc__
    if cls is InternalError:
        assert issubclass(cls, RuntimeError)
    elif cls is not HypercareError:
        assert issubclass(cls, ValueError)
    assert issubclass(cls, AttributeError) == (cls is NotFittedError)
    error = pickle.loads(pickle.dumps(cls("text")))
    assert (type(error), str(error), error.code) == (cls, "text", cls.code)


def test_a_parse_error_keeps_its_place():
    with pytest.raises(ParseError, match="line 2") as caught:
        hypercare.tickets.RoutingTable.from_yaml("version: 1\nlines: none")
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.line, error.column) == (2, 1)


def test_a_cycle_keeps_its_path():
    error = _errors.build("cycle", "a cycle: a -> b -> a", None, ["a", "b", "a"])
    assert pickle.loads(pickle.dumps(error)).path == ("a", "b", "a")


def test_a_panic_is_an_error(capfd):
    with pytest.raises(InternalError, match="forced by a test") as caught:
        _hypercare._panic_for_test()
    assert isinstance(caught.value, Exception)
    assert "panicked" in capfd.readouterr().err
    assert hypercare.time.Span.parse("1 h").months == 0, "the library works on"


def exported(source):
    """Every function that Python can call: (its name, what it returns, how its body begins)."""
    blocks = re.findall(r"#\[pyfunction\]\s*(fn .*?\n\})", source, re.DOTALL)
    blocks += re.findall(r"#\[pymethods\]\s*impl.*?\n\}", source, re.DOTALL)
    blocks += re.findall(r"^document!.*?^\}\);", source, re.DOTALL | re.MULTILINE)
    blocks += re.findall(r"^macro_rules! document .*?^\}", source, re.DOTALL | re.MULTILINE)
    function = re.compile(r"\bfn (\w+)[^{;]*?->\s*([^{]*?)\s*\{\s*(\S+)|\bfn (\w+)", re.DOTALL)
    return [found.groups() for block in blocks for found in function.finditer(block)]


def test_every_call_goes_through_the_guard():
    functions = [
        found for path in (HERE.parent / "src").glob("*.rs") for found in exported(path.read_text(encoding="utf-8"))
    ]
    assert len(functions) > 20
    for name, returns, begins, other in functions:
        assert name is not None, f"{other} returns nothing"
        assert returns.startswith("PyResult<"), name
        assert begins.startswith("guard("), f"{name} begins with {begins}"
