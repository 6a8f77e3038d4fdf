"""The least that reading a workbook can cost: each part through inflate and expat with empty handlers."""

import io
import time
import zipfile
from pathlib import Path
from xml.parsers import expat


def _start(name: str, attributes: dict[str, str]) -> None:
    pass


def _end(name: str) -> None:
    pass


def _text(data: str) -> None:
    pass


def empty_parse(path: Path) -> float:
    """Seconds of CPU to inflate and parse every XML part of the package, doing nothing with it."""
    start = time.process_time()
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            parser = expat.ParserCreate()
            parser.StartElementHandler = _start
            parser.EndElementHandler = _end
            parser.CharacterDataHandler = _text
            parser.buffer_text = True
            with package.open(name) as member:
                parser.ParseFile(member)
    return time.process_time() - start


def read_alone(path: Path) -> float:
    """Seconds of CPU for our readers to bring out every piece, in this process, pieces thrown away."""
    from withhold.readers.interface import Place, Source
    from withhold.readers.registry import open_document

    data = path.read_bytes()
    start = time.process_time()
    for _ in open_document(Source(io.BytesIO(data), len(data), path.name), Place(open_document)):
        pass
    return time.process_time() - start


def read_and_recognise(path: Path) -> float:
    """Seconds of CPU to read and recognise in this process, without the sandbox around it."""
    from datetime import date

    from withhold.domain.piece import Table, Text
    from withhold.readers.interface import Place, Source
    from withhold.readers.registry import open_document
    from withhold.recognisers.analyst import Analyst

    data = path.read_bytes()
    start = time.process_time()
    analyst = Analyst(date.today())
    for item in open_document(Source(io.BytesIO(data), len(data), path.name), Place(open_document)):
        if isinstance(item, Table | Text):
            analyst.add(item)
    analyst.findings()
    analyst.people()
    return time.process_time() - start
