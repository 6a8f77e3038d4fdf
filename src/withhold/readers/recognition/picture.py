"""Pictures as documents of the words that they show."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason
from withhold.readers.interface import OverLimit, Place
from withhold.readers.pdf.page import Pages
from withhold.readers.pdf.words import PageWords, Word
from withhold.readers.recognition.engine import Recognised, Seen, recognised

_MOST_PIXELS = 100_000_000
_MOST_FRAMES = 500
_LEAST_CONFIDENCE = 70
"""Of 100: below it a person has to look at the picture, whatever was recognised."""
_UNSURE = "hardly any text was recognised for sure in the picture: a person has to look at it"
_POINTS = 72 / 200
"""A pixel in points, at the 200 dots an inch that scans mostly have."""
_BLANK = 1.3
"""How many heights apart words of one line stand at most that were written one after the other."""
_DAMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


def read_picture(stream: BinaryIO, place: Place, extent: int) -> Iterator[ReadItem]:
    """The words of every page or frame. Each is told as read, or as a picture that a person has to look at.

    `extent` is what is told as the size of a picture that cannot be opened.

    Raises OverLimit for a picture of more than 100 million pixels.
    """
    stream.seek(0)
    try:
        with Image.open(stream) as image:
            frames = getattr(image, "n_frames", 1)
            for number in range(min(frames, _MOST_FRAMES)):
                location = place.location
                if frames > 1:
                    image.seek(number)
                    location = location.child("page", str(number + 1), number + 1)
                yield from _read_image(_grey(image), place, location)
    except _DAMAGE:
        detail = "a damaged picture; its text is not read"
        yield Skipped(place.location, SkipReason.PICTURE, extent, detail)
        return
    if frames > _MOST_FRAMES:
        rest = f"{frames - _MOST_FRAMES} frames after the first {_MOST_FRAMES} are not read"
        yield Skipped(place.location, SkipReason.OVER_LIMIT, 0, rest)


def _read_image(image: Image.Image, place: Place, location: Location) -> Iterator[ReadItem]:
    """The words of one picture of grey values as texts and tables, then how it went."""
    found = recognised(image)
    hidden = Concealment.IMAGE_TEXT.inside(place.concealment)
    words = PageWords(list(_in_runs(found)), [], True)
    yield from Pages(replace(place, concealment=hidden)).read(words, location)
    if found.confidence >= _LEAST_CONFIDENCE:
        yield PartRead(location)
    else:
        yield Skipped(location, SkipReason.PICTURE, image.width * image.height, _UNSURE)


def _grey(image: Image.Image) -> Image.Image:
    """A picture as grey values on white, turned as it says. Raises OverLimit above 100 million pixels."""
    if image.width * image.height > _MOST_PIXELS:
        raise OverLimit(f"a picture of more than {_MOST_PIXELS // 1_000_000} million pixels")
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        ground = Image.new("RGBA", upright.size, "white")
        ground.alpha_composite(upright.convert("RGBA"))
        upright = ground
    return upright.convert("L")


def _in_runs(found: Recognised) -> Iterator[Word]:
    """The words in points from the lower left corner, each line with one height."""
    runs = 0
    for _, line in groupby(found.words, key=lambda word: word.line):
        words = list(line)
        top, bottom = min(word.top for word in words), max(word.bottom for word in words)
        end = begin = 0
        for at, word in enumerate(words):
            if at == 0 or word.left - end > _BLANK * (bottom - top):
                runs, begin = runs + 1, word.left
            end = word.right
            yield _word(word, top, bottom, found.height, runs, begin)


def _word(word: Seen, top: int, bottom: int, height: int, run: int, begin: int) -> Word:
    low, high = (height - bottom) * _POINTS, (height - top) * _POINTS
    left, right = word.left * _POINTS, word.right * _POINTS
    return Word(word.text, left, low, right, high, low, run=run, run_left=begin * _POINTS)
