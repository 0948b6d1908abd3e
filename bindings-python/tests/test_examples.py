"""The quickstarts run as written."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from conftest import HERE, ROOT
from hypercare.anomaly import IsolationForest

ANOMALIES = ROOT / "examples" / "python" / "anomalies.py"


def run(*arguments):
    command = [sys.executable, "-W", "error", str(ANOMALIES), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_anomalies_of_the_server_are_found(tmp_path):
    done = run("--model", tmp_path / "cpu.forest")
    assert done.returncode == 0, done.stderr
    hours = re.findall(r"^\w{3} (\d\d \w{3} \d\d):00", done.stdout, re.MULTILINE)
    assert len(hours) == 8
    # The two incidents that the people who published the series marked.
    assert hours[0] == "25 Feb 07"
    assert "27 Feb 00" in hours
    assert "read back, it scores the same" in done.stdout
    assert IsolationForest.load(tmp_path / "cpu.forest").n_features_in_ == 3


@pytest.mark.parametrize("text", [None, "", "a,b\n1,2\n", "timestamp,value\n2026-11-24,high\n", "timestamp,value\n"])
def test_a_missing_or_broken_file_is_a_clear_error(tmp_path, text):
    path = tmp_path / "metrics.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = run(path)
    assert done.returncode == 1
    assert done.stderr.startswith("anomalies.py: ")
    assert "Traceback" not in done.stderr
    assert "usage" in run("--help").stdout


@pytest.mark.parametrize("readme", [HERE.parent / "README.md", ROOT / "README.md"], ids=["package", "project"])
def test_the_program_of_the_readme_runs(tmp_path, readme):
    program = "\n".join(re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL))
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, cwd=tmp_path)
    assert (tmp_path / "web.forest").exists()
