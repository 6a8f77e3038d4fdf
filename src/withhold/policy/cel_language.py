"""The library of the expression language, without its own command line: that takes a fifth of a second to
import, at each start of ours, and nothing here uses it.
"""

import sys
from types import ModuleType

_COMMAND_LINE = "cel.cli"

if "cel" in sys.modules:
    import cel
else:
    sys.modules[_COMMAND_LINE] = ModuleType(_COMMAND_LINE)
    try:
        import cel
    finally:
        del sys.modules[_COMMAND_LINE]  # whoever wants it imports it whole

__all__ = ["cel"]
