"""Word files to PDF with LibreOffice where it is installed, and the page numbers a first rendering yields.

The product works without LibreOffice: then there is no preview, and the contents are filled by Word when the file is opened.
The pages of a preview are close to Word's, never promised to be the same.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import Destination

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.rendering import rendering_copy
from jiaoyan.documents.word.front import FRONT_END

TIMEOUT = 120.0
_TRIES = 2
_FILTER = 'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
_WINDOWS_FOLDERS = (r"C:\Program Files\LibreOffice\program", r"C:\Program Files (x86)\LibreOffice\program")
_STAND_INS = {
    "Noto Serif CJK SC": ("宋体", "SimSun", "NSimSun", "新宋体", "华文宋体", "STSong", "仿宋", "FangSong", "仿宋_GB2312", "楷体", "KaiTi"),
    "Noto Sans CJK SC": ("黑体", "SimHei", "微软雅黑", "Microsoft YaHei", "等线", "DengXian"),
}

log = logging.getLogger(__name__)


class PdfUnavailable(Exception):
    """LibreOffice is not on this machine."""

    def __init__(self) -> None:
        super().__init__("这台电脑没有安装 LibreOffice，暂时不能生成 PDF；Word 文件可以照常下载。")


class PdfFailed(Exception):
    """LibreOffice is there but gave no PDF in time."""

    def __init__(self) -> None:
        super().__init__("这一次没有生成 PDF，请稍后再试；Word 文件可以照常下载。")


def _office(soffice: str | None) -> str | None:
    if soffice:
        return shutil.which(soffice)
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), *(_WINDOWS_FOLDERS if os.name == "nt" else ())))
    return shutil.which("soffice", path=places) or shutil.which("libreoffice", path=places)


def available(soffice: str | None = None) -> bool:
    """Whether LibreOffice is found, on the search path or where ``soffice`` points."""
    return _office(soffice) is not None


@cache
def _without_network() -> tuple[str, ...]:
    """The command that takes the network away from what follows it, where the system allows that."""
    command = ("unshare", "--map-root-user", "--net", "--")
    if os.name == "nt" or not shutil.which("unshare"):
        return ()
    try:
        trial = subprocess.run([*command, "true"], capture_output=True, check=False, timeout=10)  # noqa: S603  # fixed words only
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return command if trial.returncode == 0 else ()


def _font_map() -> str:
    """A fontconfig file in which the Chinese Windows fonts have a serif or sans stand-in; a bare server would take any font."""
    rules = "".join(
        f'<match target="pattern"><test qual="any" name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="same"><string>{stand_in}</string></edit></match>'
        for stand_in, names in _STAND_INS.items()
        for name in names
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f'<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>{rules}</fontconfig>'
    )


def _environment(folder: Path) -> dict[str, str]:
    """LibreOffice sees the search path and its own folder, and none of the server's settings."""
    (folder / "fonts.conf").write_text(_font_map(), encoding="utf-8")
    own = {"HOME": str(folder), "TMPDIR": str(folder), "FONTCONFIG_FILE": str(folder / "fonts.conf"), "LANG": "C.UTF-8"}
    kept = ("PATH",) if os.name != "nt" else ("PATH", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "APPDATA")
    return {name: os.environ[name] for name in kept if name in os.environ} | own


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with all it has started."""
    if os.name == "nt":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _convert(office: str, docx: bytes, timeout: float) -> bytes | None:
    """One try in a folder of its own: the PDF, or ``None`` when there is none in time."""
    with tempfile.TemporaryDirectory(prefix="jiaoyan-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "document.docx", folder / "document.pdf"
        source.write_bytes(docx)
        # A profile shared between two calls makes them wait for each other or hand over the work.
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        quiet = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
        command = [*_without_network(), office, profile, *quiet, "--convert-to", _FILTER, "--outdir", str(folder), str(source)]
        process = subprocess.Popen(  # noqa: S603  # no shell; the file names are our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
        )
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            log.warning("LibreOffice gave no PDF within %s seconds", timeout)
        finally:
            _stop(process)
        return target.read_bytes() if process.returncode == 0 and target.exists() else None


def to_pdf(docx: bytes, soffice: str | None = None, timeout: float = TIMEOUT) -> bytes:
    """Render a .docx written by this package as PDF.

    ``soffice`` names the program where it is not on the search path; ``timeout`` is in seconds for each of at most two tries.
    Raises ``PdfUnavailable`` without LibreOffice and ``PdfFailed`` when both tries fail.
    """
    office = _office(soffice)
    if office is None:
        raise PdfUnavailable
    source = rendering_copy(docx)
    for _ in range(_TRIES):
        pdf = _convert(office, source, timeout)
        if pdf is not None:
            return pdf
    raise PdfFailed


def heading_pages(pdf: bytes) -> tuple[tuple[str, int], ...]:
    """Headings of a PDF of our own with the page of the file they stand on (from 1), in order."""
    reader = PdfReader(io.BytesIO(pdf))
    found: list[tuple[str, int]] = []

    def walk(items: list[Destination | list[object]]) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item)  # type: ignore[arg-type]  # pypdf nests the outline as lists of itself
            else:
                found.append((str(item.title), (reader.get_destination_page_number(item) or 0) + 1))

    walk(reader.outline)  # type: ignore[arg-type]
    return tuple(found)


def bookmark_pages(pdf: bytes) -> dict[str, int]:
    """Bookmarks of the Word file with the body's page they stand on: pages are counted from the end of cover and contents."""
    reader = PdfReader(io.BytesIO(pdf))
    # LibreOffice writes "_" in a destination's name as "/5F".
    names = {name.replace("/5F", "_"): destination for name, destination in reader.named_destinations.items()}
    pages = {name: (reader.get_destination_page_number(destination) or 0) + 1 for name, destination in names.items()}
    before = pages.pop(FRONT_END, 0)
    return {name: page - before for name, page in pages.items()}


def with_page_numbers(document: Document, soffice: str | None = None) -> bytes:
    """``document`` as .docx with the page numbers of contents and footer filled in, found by rendering it once.

    Where LibreOffice is absent or fails the file is complete all the same, with contents for Word to fill.
    """
    first = to_docx(document)
    if not (document.contents or document.cover) or not available(soffice):
        return first
    try:
        pages = bookmark_pages(to_pdf(first, soffice))
    except PdfFailed:
        log.warning("page numbers left open: LibreOffice failed")
        return first
    return to_docx(document, pages)
