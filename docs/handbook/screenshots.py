"""Re-makes the pictures of the handbook: ``python -m docs.handbook.screenshots [chapter …]``, such as ``04 06``.

The first chapters need an empty installation, the others the example school; both live in a temporary folder and answer this machine only.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from docs.handbook.asked_scenes import ASKED
from docs.handbook.camera import PICTURES, take
from docs.handbook.first_days import take_first_days
from docs.handbook.scenes import SCENES
from tests.journeys.site import CHROMIUM, chromium, served

# The pictures show a school's own address, as the teachers will see it, not that of the machine on which they were taken.
SCHOOL = "jiaoyan.lan"
RESOLVE = f"--host-resolver-rules=MAP {SCHOOL} 127.0.0.1"
FIRST_DAYS = ("01-setup", "02-manage", "02-import")


def main(wanted: tuple[str, ...]) -> int:
    """Take all pictures, or those whose name begins with one of ``wanted``; the scenes of a chapter build on each other, so give its number."""
    if CHROMIUM is None:
        print("Chromium is not installed", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="handbook-") as folder, chromium(RESOLVE) as browser:
        if not wanted or any(name.startswith(wanted) for name in FIRST_DAYS):
            empty = Path(folder) / "empty"
            with served(empty, JIAOYAN_ALLOWED_HOSTS=SCHOOL) as address:
                take_first_days(browser, _named(address), empty)
        scenes = tuple(scene for scene in (*SCENES, *ASKED) if not wanted or scene.name.startswith(wanted))
        if scenes:
            example = Path(folder) / "example"
            subprocess.run([sys.executable, "-m", "jiaoyan.cli.command", "--data", str(example), "demo"], check=True)
            with served(example, JIAOYAN_ALLOWED_HOSTS=SCHOOL) as address:
                take(browser, _named(address), scenes)
    total = sum(picture.stat().st_size for picture in PICTURES.glob("*.png"))
    print(f"{len(list(PICTURES.glob('*.png')))} pictures, {total / 1024 / 1024:.1f} MB, in {PICTURES}")
    return 0


def _named(address: str) -> str:
    return address.replace("127.0.0.1", SCHOOL)


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
