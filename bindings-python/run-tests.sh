#!/usr/bin/env bash
# Builds the Python package, installs it into a virtual environment and passes all of its tests there.
set -euo pipefail
cd "$(dirname "$0")"

if [ $# -ne 1 ] || [ "$1" = --help ] || [ "$1" = -h ]; then
    echo "Usage: bindings-python/run-tests.sh VENV" >&2
    echo "VENV: a virtual environment of Python 3.10 or newer, made by: python3 -m venv VENV" >&2
    exit 2
fi
venv=$(cd "$1" && pwd)
export PATH="$venv/bin:$PATH" VIRTUAL_ENV="$venv" PIP_DISABLE_PIP_VERSION_CHECK=1 PYRIGHT_PYTHON_USE_BUNDLED_PYRIGHT=1
unset PYTHONPATH PYTHONHOME

step() { printf '\n-- %s\n' "$*"; }

step "install the tools"
python -m pip install --quiet --requirement requirements-dev.txt

step "build and install the wheel"
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
# The target named as the Node build names it: libraries that both need alike are then compiled once.
host=$(rustc -vV | sed -n 's/^host: //p')
maturin build --quiet --release --features test-hooks --target "$host" --interpreter "$venv/bin/python" --out "$wheels"
python -m pip install --quiet --force-reinstall --no-deps "$wheels"/hypercare-*.whl

step "tests"
python -m pytest -q

step "documentation examples"
python -m pytest -q --doctest-modules --pyargs hypercare

step "stubs and types"
# stubtest wants modules that can be imported by name, from elsewhere than the sources.
(cd "$wheels" && python -m mypy.stubtest hypercare --allowlist "$OLDPWD/stubtest-allowlist.txt")
python -m mypy --strict --no-warn-unused-ignores python/hypercare
if command -v node >/dev/null; then
    (cd "$wheels" && pyright --ignoreexternal --verifytypes hypercare)
    pyright --project pyrightconfig.json
else
    echo "pyright needs node, which is not here: passed over"
fi

step "style"
ruff check --config pyproject.toml . ../examples/python
ruff format --config pyproject.toml --check . ../examples/python
