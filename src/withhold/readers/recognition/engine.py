"""The words in a picture and where they stand. The engine is loaded before the doors of the sandbox close."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PIL import Image

from withhold.readers.recognition.language_data import LanguageData

_SMALL = 1 << 20
"""Pixels below which a picture is enlarged: letters on screens are too small for the engine."""
_SURE = 60
"""Confidence of a word, of 100, that counts as recognised when the turns of a picture are compared."""
_ENOUGH = 12
"""Letters of sure words with which a picture is taken to stand upright."""
_TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180)
_WORD_LEVEL = "5"
_FIELDS = 12
"""Of the table that the engine gives: level, four numbers of the place, word, box, confidence, text."""

_engines: list[Any] = []


@dataclass(frozen=True, slots=True)
class Seen:
    """A word: its box in pixels from the upper left corner, its line, and how sure it is, of 100."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words of a picture in the order in which they are read, and the height at which it was read."""

    words: list[Seen]
    height: int

    @property
    def confidence(self) -> float:
        """How sure the words are, of 100: the mean over their letters; 0 without any."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) * word.confidence for word in self.words) / letters if letters else 0.0

    @property
    def sure_letters(self) -> float:
        """Letters of words that lie, not stand, each counted as much as it is surer than a guess."""
        lying = [word for word in self.words if word.right - word.left > word.bottom - word.top]
        return sum(len(word.text) * max(0.0, word.confidence - _SURE) for word in lying)


def prepare(data: LanguageData) -> None:
    """Load the engine, its data and the decoders of pictures, while files can still be opened."""
    import tesserocr

    Image.init()
    _engines[:] = [tesserocr.PyTessBaseAPI(path=data.folder, lang=data.languages, psm=tesserocr.PSM.AUTO)]


def is_ready() -> bool:
    """Whether text is to be recognised here."""
    return bool(_engines)


def recognised(image: Image.Image) -> Recognised:
    """The words in a picture of grey values, turned as it reads best."""
    width, height = image.size
    if width * height < _SMALL:
        image = image.resize((2 * width, 2 * height), Image.Resampling.BICUBIC)
    found = _words(image)
    if found.confidence < _SURE or found.sure_letters < _ENOUGH * (100 - _SURE) / 2:
        turned = [_words(image.transpose(turn)) for turn in _TURNS]
        found = max((found, *turned), key=lambda one: one.sure_letters)
    return found


def _words(image: Image.Image) -> Recognised:
    engine = _engines[0]
    engine.SetImage(image)
    rows = [line.split("\t") for line in engine.GetTSVText(0).splitlines()]
    engine.Clear()
    told = [row for row in rows if len(row) == _FIELDS and row[0] == _WORD_LEVEL and row[-1].strip()]
    words: list[Seen] = []
    for number, (_, line) in enumerate(groupby(told, key=lambda row: row[1:5])):
        for row in line:
            left, top, width, height = map(int, row[6:10])
            right, bottom = left + width, top + height
            words.append(Seen(row[11].strip(), left, top, right, bottom, number, float(row[10])))
    return Recognised(words, image.height)
