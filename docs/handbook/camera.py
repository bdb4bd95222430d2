"""Takes pictures: somebody signs in, does a few things, and what stands on the screen becomes a small PNG."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Error, Page, ViewportSize

from tests.journeys.site import sign_in

PICTURES = Path(__file__).parent / "pictures"
DESK_WIDTH, PHONE_WIDTH = 1280, 390
COLOURS = 96
SETTLE_MS = 200
Show = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: ``who`` signs in ("" nobody), ``show`` brings the screen to where it should be, ``height`` of what is shown."""

    name: str
    who: str
    show: Show
    height: int = 760
    phone: bool = False
    width: int = DESK_WIDTH


def take(browser: Browser, address: str, pictures: tuple[Picture, ...]) -> None:
    """Take the pictures one after the other; what one person does on the way is there for the next."""
    for picture in pictures:
        try:
            _take_one(browser, address, picture)
        except (Error, AssertionError) as failure:
            failure.add_note(f"while taking {picture.name}")
            raise


def _take_one(browser: Browser, address: str, picture: Picture) -> None:
    size: ViewportSize = {"width": PHONE_WIDTH if picture.phone else picture.width, "height": picture.height}
    context = browser.new_context(
        viewport=size, base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=picture.phone, is_mobile=picture.phone
    )
    context.set_default_timeout(20_000)
    page = sign_in(context, picture.who) if picture.who else context.new_page()
    picture.show(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLE_MS)
    keep(picture.name, page.screenshot(animations="disabled", caret="hide"))
    context.close()


def keep(name: str, png: bytes) -> None:
    """Write the picture with few colours: ink on paper needs no more."""
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)
