#!/bin/sh
# Makes .venv with the locked dependencies and the project in it. Quiet when it works.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "withhold needs Python 3.11 or later as $python: install it, or name another with make PYTHON=…" >&2
  exit 2
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  # Debian and Ubuntu keep the module that makes virtual environments in a package of its own.
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  else
    echo "This Python cannot make virtual environments: install the package python3-venv and try again." >&2
    exit 2
  fi
fi
[ -x .venv/bin/pip ] || { rm -rf .venv; "$python" -m venv .venv; }
pip() { .venv/bin/python -m pip --disable-pip-version-check -qq "$@"; }
pip install --require-hashes --no-deps -r requirements.lock
pip install --no-deps --no-build-isolation --editable .
touch .venv/.ready
