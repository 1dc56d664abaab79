"""Old and foreign text documents (.doc, .wps, .rtf, .odt, Word 2003 XML), which LibreOffice turns into .docx first.

LibreOffice runs without a window, in a folder of its own that holds its settings, the document and the result, and that
is removed whatever happens; so any number of conversions may run at once. Macros are off, links are not followed and
fields keep the results that were saved with them: what is read is what the unit saw. Where the system lets us, there
is no network; everywhere there is a limit on time, and on Linux and the like one on memory and on what is written.
"""

import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from perfaudit.documents import limits
from perfaudit.documents.docx import read_docx
from perfaudit.documents.formats import SAVE_AS
from perfaudit.documents.model import Block
from perfaudit.errors import DocumentError

# Ending → the name of the filter that has to read it: left to itself, LibreOffice reads as plain text what it cannot
# read otherwise.
_FILTERS = {
    "doc": "MS Word 97",
    "docx": "MS Word 2007 XML",
    "odt": "writer8",
    "rtf": "Rich Text Format",
    "xml": "MS Word 2003 XML",
}
# First bytes → ending; anything else is XML.
_BEGINNINGS = ((b"\xd0\xcf\x11\xe0", "doc"), (b"PK", "odt"), (b"{\\rtf", "rtf"))
_PROGRAMS = ("soffice", "libreoffice", "soffice.com")
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
# Where settings stand in LibreOffice's registry, their name and what they have to be.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Misc", "CrashReport", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),  # never; 2 is always
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Office.Writer/Content/Update", "Chart", "false"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
)
_NOWHERE = "http://127.0.0.1:9"  # the port that discards
_PROXIES = {f"{kind}_proxy": _NOWHERE for kind in ("http", "https", "ftp", "all")}
_NO_NETWORK = ("unshare", "--user", "--map-current-user", "--net")
_WITH_LIMITS = 'ulimit -v "$1" 2>/dev/null; ulimit -f "$2" 2>/dev/null; ulimit -c 0; shift 2; exec "$@"'
_KILOBYTE, _BLOCK = 1024, 512  # what the shell counts memory and files in


def read_by_office(file: str, data: bytes) -> tuple[Block, ...]:
    """The tables and passages of a document that LibreOffice can read.

    Raises DocumentError: LibreOffice is missing, cannot read the file or takes too long, and as `read_docx` does.
    """
    data = data.lstrip()  # LibreOffice would find no text behind empty lines
    ending = next((ending for beginning, ending in _BEGINNINGS if data.startswith(beginning)), "xml")
    return read_docx(file, convert(file, data, ending, "docx"))


def convert(file: str, data: bytes, ending: str, target: str) -> bytes:
    """The document in another format; ``ending`` is that of its own. Raises DocumentError where it cannot be."""
    program = find_program()
    if program is None:
        raise DocumentError(
            file,
            "reading it takes LibreOffice, which is not installed here",
            remedy=f"install it (on Debian: apt-get install libreoffice-writer), or {SAVE_AS}",
        )
    with TemporaryDirectory(prefix="perfaudit-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given, made = folder / f"input.{ending}", folder / "output" / f"input.{target}"
        given.write_bytes(data)
        profile = _write_profile(folder)
        _run(
            file,
            (
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                *("--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
                f"--infilter={_FILTERS[ending]}",
                *("--convert-to", target, "--outdir", str(made.parent), str(given)),
            ),
            folder,
        )
        return _result(file, made)


def find_program() -> str | None:
    """The path of LibreOffice on this computer; None where it has none."""
    on_path = (path for name in _PROGRAMS if (path := shutil.which(name)))
    return next(on_path, None) or next((path for path in _USUAL_PLACES if os.path.isfile(path)), None)


def _write_profile(folder: Path) -> Path:
    """A profile that LibreOffice has never started with, holding the settings only."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )
    return profile


def _run(file: str, command: tuple[str, ...], folder: Path) -> None:
    """Run it to its end in a group of its own, of which nothing is left behind."""
    env = {**os.environ, **_PROXIES, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    has_groups = sys.platform != "win32"
    if has_groups:
        memory, written = limits.MAX_OFFICE_MEMORY_BYTES // _KILOBYTE, limits.MAX_FILE_BYTES // _BLOCK
        shell = ("/bin/sh", "-c", _WITH_LIMITS, "sh", str(memory), str(written))
        command = (*shell, *(_NO_NETWORK if _can_do_without_network() else ()), *command)
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=has_groups,
    )
    try:
        process.wait(limits.MAX_OFFICE_SECONDS)
    except subprocess.TimeoutExpired:
        read = f"LibreOffice was not done with it after {limits.MAX_OFFICE_SECONDS} seconds"
        raise DocumentError(file, read, remedy=SAVE_AS) from None
    finally:
        _end(process, has_groups)


def _end(process: subprocess.Popen[bytes], has_groups: bool) -> None:
    try:
        if has_groups:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except OSError:  # all of it has ended by itself
        pass
    process.wait()


@cache
def _can_do_without_network() -> bool:
    """Whether this system lets us start a program that has no network."""
    try:
        return subprocess.run((*_NO_NETWORK, "true"), capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _result(file: str, made: Path) -> bytes:
    try:
        size = made.stat().st_size
    except OSError:
        read = "LibreOffice cannot read it: it is damaged, locked with a password, or larger than its memory"
        raise DocumentError(file, read, remedy=SAVE_AS) from None
    if size > limits.MAX_FILE_BYTES:
        raise DocumentError(file, f"as a .docx it has {size:,} bytes", "one unit's self-evaluation", SAVE_AS)
    return made.read_bytes()
