"""A picture's copy has its pixels as they look, and nothing that stands beside or behind them."""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from withhold.cleaning.clean import clean
from withhold.cleaning.interface import CleanCopy, Refused
from withhold.inspection.inspector import Inspector
from withhold.inspection.run import Run

SECRET = "Rosa Quispe Huamán, alien number A 204 518 336"
SIZE = (120, 80)
TECHNICAL = {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "background", "version", "dpi", "duration",
    "timestamp", "loop", "compression", "resolution",
}  # fmt: skip


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Run.under(("default",), None).inspector() as inspector:
        yield inspector


def drawn(mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue."""
    picture = Image.new("RGB", SIZE, (200, 30, 30))
    picture.paste((30, 30, 200), (SIZE[0] // 2, 0, SIZE[0], SIZE[1]))
    return picture.convert(mode)


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    output = io.BytesIO()
    picture.save(output, form, **options)
    return output.getvalue()


def with_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x0112] = orientation
    exif[0x8825] = {1: "N", 2: (19.0, 4.0, 33.0)}
    return exif


def labelled_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", SECRET)
    info.add_itxt("Comment", SECRET, zip=True)
    return saved(drawn(), "PNG", pnginfo=info, exif=with_exif()) + SECRET.encode()


PICTURES = {
    "a.jpg": saved(drawn(), "JPEG", exif=with_exif(), comment=SECRET.encode()),
    "a.png": labelled_png(),
    "a.gif": saved(drawn("P"), "GIF", comment=SECRET.encode()),
    "a.tif": saved(drawn(), "TIFF", description=SECRET, software=SECRET),
    "a.webp": saved(drawn(), "WEBP", exif=with_exif(), xmp=f"<x>{SECRET}</x>".encode()),
}


def copy_of(content: bytes, name: str, folder: Path, inspector: Inspector) -> CleanCopy:
    path = folder / name
    path.write_bytes(content)
    copy = clean(path, inspector)
    assert isinstance(copy, CleanCopy), copy
    return copy


@pytest.mark.parametrize("name", PICTURES)
def test_only_the_pixels_are_left(name: str, tmp_path: Path, inspector: Inspector) -> None:
    original = Image.open(io.BytesIO(PICTURES[name]))
    copy = copy_of(PICTURES[name], name, tmp_path, inspector)
    assert b"Quispe" in PICTURES[name] or name == "a.png"
    for secret in (SECRET.encode(), SECRET.encode("utf-16-le"), b"Quispe", b"Exif", b"xmp"):
        assert secret not in copy.content
    found = Image.open(io.BytesIO(copy.content))
    assert found.format == original.format
    assert found.size == SIZE
    assert not found.getexif() or original.format == "TIFF"
    assert set(found.info) <= TECHNICAL
    for place in ((5, 5), (115, 75)):
        expected, seen = original.convert("RGB").getpixel(place), found.convert("RGB").getpixel(place)
        assert isinstance(expected, tuple)
        assert isinstance(seen, tuple)
        assert max(abs(one - other) for one, other in zip(expected, seen, strict=True)) < 12
    assert {one.place for one in copy.removed} <= {"beside the pixels"}
    assert copy.removed or name == "a.gif"
    again = copy_of(copy.content, name, tmp_path, inspector)
    assert again.removed == ()


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_picture_gives_the_same_bytes(name: str, tmp_path: Path, inspector: Inspector) -> None:
    first = copy_of(PICTURES[name], name, tmp_path, inspector)
    assert copy_of(PICTURES[name], name, tmp_path, inspector).content == first.content


def test_the_orientation_is_applied(tmp_path: Path, inspector: Inspector) -> None:
    copy = copy_of(saved(drawn(), "JPEG", exif=with_exif(6)), "a.jpg", tmp_path, inspector)
    found = Image.open(io.BytesIO(copy.content))
    assert found.size == (SIZE[1], SIZE[0])
    top, bottom = found.getpixel((40, 5)), found.getpixel((40, 115))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > top[2]
    assert bottom[2] > bottom[0]


def test_what_transparent_pixels_would_show_is_gone(tmp_path: Path, inspector: Inspector) -> None:
    picture = drawn("RGBA")
    picture.putalpha(Image.new("L", SIZE, 0))
    picture.putpixel((0, 0), (1, 2, 3, 255))
    copy = copy_of(saved(picture, "PNG"), "a.png", tmp_path, inspector)
    found = Image.open(io.BytesIO(copy.content))
    assert found.getpixel((0, 0)) == (1, 2, 3, 255)
    assert found.getpixel((5, 5)) == (0, 0, 0, 0)


def test_moving_pictures_move_and_pages_stay(tmp_path: Path, inspector: Inspector) -> None:
    frames = [drawn(), Image.new("RGB", SIZE, (0, 200, 0))]
    moving = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[300, 500], loop=0)
    found = Image.open(io.BytesIO(copy_of(moving, "a.gif", tmp_path, inspector).content))
    assert getattr(found, "n_frames", 0) == 2
    pages = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    found = Image.open(io.BytesIO(copy_of(pages, "a.tif", tmp_path, inspector).content))
    assert getattr(found, "n_frames", 0) == 2


def test_a_profile_is_applied_and_left_out(tmp_path: Path, inspector: Inspector) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    copy = copy_of(saved(drawn(), "PNG", icc_profile=profile), "a.png", tmp_path, inspector)
    found = Image.open(io.BytesIO(copy.content))
    assert "icc_profile" not in found.info
    assert found.getpixel((5, 5)) == (200, 30, 30)


def test_a_picture_that_nobody_has_read_is_refused(tmp_path: Path, inspector: Inspector) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(saved(Image.new("RGB", (1200, 900), "white"), "PNG"))
    refused = clean(path, inspector)
    assert isinstance(refused, Refused)
    assert "nobody has read" in refused.why


def claimed(width: int, height: int) -> bytes:
    """A PNG that says it is of this size, and is not."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


@pytest.mark.parametrize(
    "content",
    [
        claimed(9000, 9000),
        claimed(60000, 60000),
        claimed(100, 100),
        PICTURES["a.jpg"][:900],
        PICTURES["a.gif"][:60],
    ],
    ids=["large", "bomb", "empty", "cut JPEG", "cut GIF"],
)
def test_hostile_and_damaged_pictures_are_refused(
    content: bytes, tmp_path: Path, inspector: Inspector
) -> None:
    path = tmp_path / "picture"
    path.write_bytes(content)
    assert isinstance(clean(path, inspector), Refused)
