"""Headless Chromium, for browser tests and screenshots.

The machine's own, else Debian's with the libraries that the machine lacks,
unpacked below HOST_DIR.
"""

import shutil
import sysconfig

from .apt import PrivateApt, release_name
from .errors import Stop
from .settings import HOST_DIR, TOOLS
from .steps import fresh, is_done, mark_done, need_room, say, unmark, write

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# the last has the letters of Persian
PACKAGES = ("chromium", "fontconfig-config", "fonts-dejavu-core")
UNPACKED = HOST_DIR / "chromium"
WRAPPER = """#!/bin/sh
# Debian's chromium, unpacked: its libraries and fonts are beside it.
root="{root}"
export LD_LIBRARY_PATH="$root/usr/lib/{triplet}:$root/usr/lib/chromium:{more}"
export FONTCONFIG_FILE="$root/fonts.conf"
exec "$root/usr/lib/chromium/chromium" --no-sandbox "$@"
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{root}/usr/share/fonts</dir>
  <cachedir>{root}/font-cache</cachedir>
</fontconfig>
"""


def find():
    """Path of the browser, or None."""
    own = TOOLS / "chromium"
    found = [shutil.which(name) for name in NAMES]
    found += [str(own)] if own.exists() and is_done("chromium", _key()) else []
    return next((path for path in found if path), None)


def install():
    """Make sure that there is a browser; says so when there can be none."""
    if find():
        return
    try:
        need_room()
        _unpack()
    except Stop as stop:
        say(f"      no Chromium, browser tests will be skipped: {stop}")


def _key():
    try:
        return [release_name(), *PACKAGES]
    except Stop:
        return None


def _unpack():
    unmark("chromium")
    say("      no Chromium here: taking Debian's, unpacked")
    with fresh(UNPACKED) as folder:
        PrivateApt(release_name(), fill_gaps=True).unpack(folder, *PACKAGES)
        (folder / "fonts.conf").write_text(FONTS.format(root=UNPACKED))
    triplet = sysconfig.get_config_var("MULTIARCH")
    # some libraries live in folders of their own, such as pulseaudio
    folders = (UNPACKED / "usr/lib" / triplet).glob("*/")
    more = [str(path) for path in folders if list(path.glob("*.so*"))]
    more.append(str(UNPACKED / "lib" / triplet))
    text = WRAPPER.format(root=UNPACKED, triplet=triplet, more=":".join(more))
    write(TOOLS / "chromium", text, 0o755)
    mark_done("chromium", _key())
