"""Pictures from people: nothing but pixels comes out, and what is no picture is refused with a sentence."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from jiaoyan.documents import pictures_in
from jiaoyan.documents.pictures_in import NotAPicture, clean


def encoded(image: Image.Image, kind: str = "JPEG", **save: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_metadata_and_trailing_bytes_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-77"
    exif[0x8825] = {1: "N", 2: (31.0, 2.0, 3.0)}
    made = clean(encoded(Image.new("RGB", (60, 40)), exif=exif, comment=b"SECRET-1") + b"SECRET-2")

    assert not any(word in made.data for word in (b"CAMERA-77", b"SECRET-1", b"SECRET-2", b"Exif"))
    assert (made.extension, made.content_type) == ("jpg", "image/jpeg")


def test_text_chunks_of_a_png_are_gone_and_transparency_stays() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "SECRET-3")
    made = clean(encoded(Image.new("RGBA", (30, 20), (0, 0, 0, 0)), "PNG", pnginfo=info))

    assert b"SECRET-3" not in made.data
    assert opened(made.data).getpixel((0, 0)) == (0, 0, 0, 0)
    assert made.extension == "png"


def test_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    made = clean(encoded(Image.new("RGB", (60, 40)), exif=exif))
    assert (made.width, made.height) == (40, 60) == opened(made.data).size


@pytest.mark.parametrize(("size", "wanted"), [((4000, 3000), (2000, 1500)), ((2000, 10), (2000, 10)), ((2001, 2001), (2000, 2000))])
def test_longest_side_is_two_thousand_pixels(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    made = clean(encoded(Image.new("RGB", size)))
    assert (made.width, made.height) == wanted


def test_pixels_at_the_limit_pass_and_one_row_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures_in, "PIXELS", 100 * 50)
    assert clean(encoded(Image.new("L", (100, 50)), "PNG")).width == 100
    with pytest.raises(NotAPicture, match="100×51像素"):
        clean(encoded(Image.new("L", (100, 51)), "PNG"))


def test_two_hundred_megapixels_in_a_few_bytes_are_refused() -> None:
    data = encoded(Image.new("1", (20000, 10000)), "PNG")
    assert len(data) < 50_000
    with pytest.raises(NotAPicture, match="20000×10000像素"):
        clean(data)


def test_forty_megabytes_are_refused_before_a_child_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures_in.sandbox, "run", lambda *_args: pytest.fail("no child for this"))
    with pytest.raises(NotAPicture, match="40 MB"):
        clean(b"\xff\xd8\xff" + b"0" * (40 * 1024 * 1024))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff<svg/>",
        encoded(Image.new("RGB", (9, 9)), "BMP"),
        encoded(Image.new("RGB", (9, 9)))[:80],
    ],
    ids=["empty", "svg", "svg as jpeg", "another kind", "cut off"],
)
def test_what_is_no_whole_jpeg_or_png_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture, match="读不出来"):
        clean(data)
