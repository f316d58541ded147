"""The Odoo that we extend: Debian's, or the company's own checkout."""

import re
import shutil

from .apt import PrivateApt
from .errors import Stop
from .settings import HOST_DIR, digest, odoo_home
from .steps import fresh, is_done, mark_done, need_room, say

# change it when the way of unpacking changes
RECIPE = 2
PACKAGE = "odoo-19"
SUITE = "sid"
# what the tests last passed with; sid keeps one version at a time
TESTED = "19.0.0+dfsg-1"
# Odoo's files are links into these. Not from sid: its Font Awesome 6 no longer
# has the files of version 4.7 that Odoo links to.
LINKED_SUITE = "trixie"
LINKED = (
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Debian leaves this file out for its licence; a page that asks for a file that
# is not there logs an error, and any error fails a browser test. What is lost
# is the blurred background in video calls.
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"

UNPACKED = HOST_DIR / "odoo"
PACKAGES = UNPACKED / "usr/lib/python3/dist-packages"


def import_path():
    """The folder that makes `import odoo` work."""
    return odoo_home() or PACKAGES


def addons_paths():
    """Odoo's own add-ons, as its option addons_path wants them."""
    home = import_path()
    return [path for path in (home / "addons", home / "odoo/addons") if path.is_dir()]


def version():
    """Short name of the Odoo in use: another one gives another database."""
    release = import_path() / "odoo/release.py"
    return digest(import_path(), release.read_text(), _packages())


def _packages():
    listed = UNPACKED / "packages"
    return listed.read_text() if not odoo_home() and listed.exists() else ""


def install():
    """Make sure that the Odoo to extend is there."""
    if odoo_home():
        _check_own()
    elif not is_done("odoo", _key()):
        need_room()
        _unpack()
        mark_done("odoo", _key())


def _key():
    return [RECIPE, PACKAGE, SUITE, LINKED_SUITE, *LINKED]


def _check_own():
    release = odoo_home() / "odoo/release.py"
    if not release.exists():
        raise Stop(f"ODOO_HOME={odoo_home()} holds no Odoo (odoo/release.py)")
    if not re.search(r"^version_info\s*=\s*\(19,\s*0,", release.read_text(), re.M):
        raise Stop(f"ODOO_HOME={odoo_home()} is not Odoo 19.0")


def _unpack():
    with fresh(UNPACKED) as folder:
        apt = PrivateApt(SUITE, LINKED_SUITE)
        wanted = [f"{name}/{LINKED_SUITE}" for name in LINKED]
        names = apt.unpack(folder, f"{PACKAGE}/{SUITE}", *wanted)
        (folder / "packages").write_text("\n".join(names) + "\n")
        if not any(name.startswith(f"{PACKAGE}_{TESTED}_") for name in names):
            say(f"      note: Debian's {PACKAGE} is not the tested {TESTED}")
        packages = folder / "usr/lib/python3/dist-packages"
        addons = packages / "odoo/addons"
        # the package holds every add-on twice
        if all((addons / path.name).exists() for path in packages.glob("addons/*")):
            shutil.rmtree(packages / "addons", ignore_errors=True)
        left_out = addons / LEFT_OUT
        if not left_out.exists():
            left_out.parent.mkdir(parents=True, exist_ok=True)
            left_out.write_text("/* left out by Debian */\n")
        for path in addons.rglob("*"):
            if path.is_symlink() and not path.exists():
                raise Stop(
                    f"{path.relative_to(folder)} links to a file that Debian's"
                    " packages no longer have; please report it"
                )
