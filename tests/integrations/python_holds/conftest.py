"""The client library is a package of its own: it is read from its folder, not installed."""

import sys
from pathlib import Path

_FOLDER = str(Path(__file__).parents[3] / "integrations" / "python-holds")
if _FOLDER not in sys.path:
    sys.path.insert(0, _FOLDER)
