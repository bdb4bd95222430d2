"""Pictures people upload: decoded and written anew in the limited child process, so that nothing of the original file but its pixels is kept.

Whatever else a picture carries (where it was taken, the camera's number, a thumbnail of what was cut away, trailing bytes) is gone
afterwards; a file that is no picture fails there and harms nobody. The web process never opens one.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

from jiaoyan.documents import sandbox

BYTES = 20 * 1024 * 1024
PIXELS = 60_000_000  # more than a telephone takes; far below what would not fit into the child's memory
LONGEST_SIDE = 2000
QUALITY = 85
KINDS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png")}


class NotAPicture(Exception):
    """The file is refused; ``str()`` is a Chinese sentence for the person."""


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture written by us: ``data`` holds pixels only, turned upright; sides in pixels."""

    data: bytes
    extension: str
    content_type: str
    width: int
    height: int


def clean(data: bytes, *, longest_side: int = LONGEST_SIDE, quarter_turns: int = 0, photo: bool = False) -> CleanPicture:
    """A JPEG or PNG as a new file of our own: upright, at most ``longest_side`` pixels, without metadata. Raises ``NotAPicture``.

    ``quarter_turns`` to the right come on top; ``photo`` always gives a JPEG, on white where the picture was transparent.
    """
    if len(data) > BYTES:
        raise NotAPicture(f"图片有{len(data) / 1024 / 1024:.0f} MB，超过了{BYTES // 1024 // 1024} MB，请先压缩再上传。")
    try:
        wanted = {"longest_side": longest_side, "pixels": PIXELS, "quarter_turns": quarter_turns, "photo": photo}
        found = sandbox.run("jiaoyan.documents.pictures_in:write_anew", data, wanted)
    except sandbox.ChildFailed as failed:
        if failed.reason == "busy":
            raise NotAPicture("现在有好几份文件正在处理，请过一分钟再试。") from failed
        raise NotAPicture("图片读不出来，可能已损坏，或不是真正的 JPG、PNG 图片。请用手机或电脑另存为 JPG 后再上传。") from failed
    if "too_many" in found:
        width, height = found["too_many"]
        raise NotAPicture(f"图片有{width}×{height}像素，太大了（最多{PIXELS // 10_000}万像素），请缩小后再上传。")
    extension, content_type = KINDS[found["kind"]]
    return CleanPicture(base64.b64decode(found["data"]), extension, content_type, found["width"], found["height"])


def write_anew(payload: bytes, longest_side: int, pixels: int, quarter_turns: int = 0, photo: bool = False) -> dict[str, Any]:
    """The child's work: gives kind, data (base64) and sides, or the sides that make ``too_many`` pixels. Raises whatever the decoder raises."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before a single pixel is decoded
    with Image.open(io.BytesIO(payload), formats=tuple(KINDS)) as picture:
        kind, (width, height) = picture.format or "JPEG", picture.size
        if width * height > pixels:
            return {"too_many": [width, height]}
        picture.draft("RGB", (longest_side, longest_side))  # a JPEG is decoded at a smaller scale right away
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
        transparent = kind == "PNG" and (upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info)
        plain = Image.new("RGBA" if transparent else "RGB", upright.size)
        plain.paste(upright.convert(plain.mode))
    if quarter_turns % 4:
        plain = plain.rotate(-90 * (quarter_turns % 4), expand=True)
    if photo:
        kind = "JPEG"
        if transparent:
            white = Image.new("RGB", plain.size, "white")
            white.paste(plain, mask=plain.getchannel("A"))
            plain = white
    out = io.BytesIO()
    if kind == "PNG":
        plain.save(out, "PNG", optimize=True)
    else:
        plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return {"kind": kind, "data": base64.b64encode(out.getvalue()).decode("ascii"), "width": plain.width, "height": plain.height}
