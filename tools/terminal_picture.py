"""Draws what `withhold check` prints in a terminal as docs/pictures/check.svg, from a real run.

Usage: .venv/bin/python tools/terminal_picture.py
"""

import io
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import withhold
from corpus.show import write_examples
from withhold.report.text import verdict_view


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        leak = write_examples(Path(folder))[0]
        judged = withhold.inspect(leak)
    document = replace(judged.documents[0], path=leak.name)
    verdict = replace(judged, documents=(document,))
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text(f"$ withhold check {leak.name}\n", style="bold"))
    console.print(verdict_view(verdict))
    svg = console.export_svg(title="withhold check")
    # The picture must not fetch fonts from anywhere: whoever looks at it is nobody's business.
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    (ROOT / "docs" / "pictures" / "check.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
