"""Decodes a picture and encodes what is seen of it; runs in the sandbox, which is started with this module.

Taken over are pixels, the orientation (applied), and how long each frame of a moving picture stands. Colours
of a picture with a profile are converted to sRGB, so that they look the same without it.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from PIL import (
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    ImageSequence,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from withhold.domain.location import DOCUMENT
from withhold.domain.piece import ReadItem, Skipped, SkipReason
from withhold.readers.interface import Source
from withhold.readers.wire import Made, MediaType

_PLUGINS = (GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
"""Imported here: in the sandbox nothing can be loaded any more."""
_FORMATS = ("GIF", "JPEG", "PNG", "TIFF", "WEBP")
_MOST_PIXELS = 40_000_000
"""Of all frames together: each costs several bytes, more than once, of what a child may use."""
_MOST_FRAMES = 500
_FAINTEST = 8
"""Of 255: what is more transparent than this nobody sees, and its colours are not kept."""
_THUMBNAIL, _MASK = 1, 4
"""Bits of a page of a TIFF that is no page (TIFF 6.0, NewSubfileType)."""
_PLAIN_MODES = frozenset({"1", "L", "RGB", "I;16"})
_FLAT = frozenset({"JPEG"})
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92},
    "WEBP": {"quality": 92, "method": 4},
    "TIFF": {"compression": "tiff_adobe_deflate"},
    "GIF": {"optimize": False},
}


@dataclass(slots=True)
class _Frames:
    """What is seen of a picture, in order, and how many milliseconds each stands in a moving one."""

    pictures: list[Image.Image] = field(default_factory=list)
    durations: list[int] = field(default_factory=list)
    loop: int | None = None


def repaint(source: Source) -> Iterator[ReadItem | MediaType | Made]:
    """The entry: the bytes of the new picture, or why there is none."""
    source.stream.seek(0)
    try:
        with Image.open(io.BytesIO(source.stream.read()), formats=_FORMATS) as picture:
            form = _form(picture)
            frames = _frames(picture, form)
            made = _encoded(frames, form)
    except _TooMuch:
        yield Skipped(DOCUMENT, SkipReason.OVER_LIMIT, detail="too many pixels")
    except (OSError, ValueError, SyntaxError, EOFError, ImageCms.PyCMSError, Image.DecompressionBombError):
        # Pillow's plugins raise all of these for what is damaged.
        yield Skipped(DOCUMENT, SkipReason.CORRUPT, detail="the picture is damaged")
    else:
        yield Made(made)


class _TooMuch(Exception):
    """More pixels than a child can hold."""


def _form(picture: Image.Image) -> str:
    """A JPEG with several pictures in it (MPO) is shown as its first."""
    return "JPEG" if picture.format == "MPO" else str(picture.format)


def _frames(picture: Image.Image, form: str) -> _Frames:
    frames = _Frames(loop=picture.info.get("loop"))
    left = _MOST_PIXELS
    several = form != "JPEG" and getattr(picture, "n_frames", 1) > 1
    for number, frame in enumerate(ImageSequence.Iterator(picture) if several else [picture]):
        left -= frame.width * frame.height
        if left < 0 or number >= _MOST_FRAMES:
            raise _TooMuch
        if _is_aside(frame, form, number):
            continue
        frames.pictures.append(_seen(frame, form))
        frames.durations.append(int(frame.info.get("duration") or 0))
    return frames


def _is_aside(frame: Image.Image, form: str, number: int) -> bool:
    """Whether a frame is none that is shown: a thumbnail or mask of a TIFF, the still picture that only
    programs show that do not know moving PNGs."""
    if form == "TIFF":
        tags: Any = getattr(frame, "tag_v2", {})
        kind = tags.get(254, 0)
        return number > 0 and isinstance(kind, int) and bool(kind & (_THUMBNAIL | _MASK))
    return form == "PNG" and number == 0 and bool(getattr(frame, "default_image", False))


def _seen(frame: Image.Image, form: str) -> Image.Image:
    """The pixels of a frame as they look, in a picture that has nothing else."""
    upright = ImageOps.exif_transpose(frame)
    profile = frame.info.get("icc_profile")
    mode = _mode(upright, form)
    if profile and upright.mode in ("RGB", "CMYK"):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(upright, source, target, outputMode="RGB")
        upright = upright if converted is None else converted
    seen = upright if upright.mode == mode else upright.convert(mode)
    if mode == "RGBA":
        seen = _without_unseen(seen)
    return Image.frombytes(seen.mode, seen.size, seen.tobytes())


def _mode(picture: Image.Image, form: str) -> str:
    """The nearest way of keeping pixels that all programs read."""
    if form not in _FLAT and picture.has_transparency_data:
        return "RGBA"
    if form in ("GIF", "WEBP"):
        return "RGB"
    if picture.mode in _PLAIN_MODES and not (form in _FLAT and picture.mode in ("1", "I;16")):
        return str(picture.mode)
    return "L" if picture.mode in ("LA", "1", "I;16") else "RGB"


def _without_unseen(picture: Image.Image) -> Image.Image:
    """Transparent pixels without the colours that they would have."""
    alpha = picture.getchannel("A").point([value if value >= _FAINTEST else 0 for value in range(256)])
    shown = alpha.point([255 if value else 0 for value in range(256)])
    empty = Image.new("RGBA", picture.size)
    plain = Image.composite(picture, empty, shown)
    plain.putalpha(alpha)
    return plain


def _encoded(frames: _Frames, form: str) -> bytes:
    first, *others = frames.pictures
    options = dict(_OPTIONS.get(form, {}))
    if others:
        options |= {"save_all": True, "append_images": others}
        if form != "TIFF":
            options["duration"] = frames.durations
        if form != "TIFF" and frames.loop is not None:
            options["loop"] = frames.loop
        if form == "GIF":
            options["disposal"] = 2
    output = io.BytesIO()
    first.save(output, form, **options)
    return output.getvalue()
