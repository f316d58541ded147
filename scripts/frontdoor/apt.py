"""Debian packages, checked by apt's own signatures and only unpacked.

The state that apt keeps (indexes, downloads) is a private one below HOST_DIR;
the machine's is read, never written, so no root is needed.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .errors import Stop
from .settings import HOST_DIR, LOGS
from .steps import NETWORK, die_with_parent, output_of, remove, run

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def release_name():
    """Code name of the Debian that this machine runs, e.g. bookworm."""
    text = Path("/etc/os-release")
    found = re.search(
        r"^VERSION_CODENAME=(\w+)", text.read_text() if text.exists() else "", re.M
    )
    if not found:
        raise Stop("this machine does not say which Debian it is (/etc/os-release)")
    return found[1]


def mirror():
    """The Debian mirror that this machine is set up with.

    apt tells what it would download; an empty state makes it tell that before
    the machine's first `apt-get update` as well.
    """
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Stop("no apt-get here: use a Debian, or name your Odoo with ODOO_HOME=")
    if not KEYRING.exists():
        raise Stop(f"{KEYRING} is missing: apt-get install debian-archive-keyring")
    release = release_name()
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "partial").mkdir()
        command = ["apt-get", "-o", f"Dir::State::lists={empty}", "--print-uris"]
        listed = output_of([*command, "update"]) or ""
    found = re.findall(rf"'(\S+)/dists/{release}/InRelease'", listed)
    # other vendors' sources may use the same release name
    found.sort(key=lambda uri: not uri.endswith("/debian"))
    if not found:
        raise Stop(
            f"apt has no Debian mirror for {release}: put one in /etc/apt/sources.list,"
            " or name your own Odoo with ODOO_HOME="
        )
    return found[0]


def _extract(package, folder):
    """Unpack with a tar of our own, which ends with us.

    `dpkg-deb --extract` starts one by itself, and that one would go on writing
    after this process was killed.
    """
    children = {"stdin": subprocess.DEVNULL, "preexec_fn": die_with_parent}
    with open(LOGS / "unpack.log", "w") as log:
        read = ["dpkg-deb", "--fsys-tarfile", str(package)]
        archive = subprocess.Popen(read, stdout=subprocess.PIPE, stderr=log, **children)
        children["stdin"] = archive.stdout
        unpack = ["tar", "--extract", "--no-same-owner", "-C", str(folder)]
        unpacked = subprocess.run(unpack, stderr=log, **children)
        archive.stdout.close()
        if archive.wait() or unpacked.returncode:
            why = (LOGS / "unpack.log").read_text().strip().splitlines()
            raise Stop(f"unpacking {package.name} failed: {why[-1] if why else '?'}")


class PrivateApt:
    """An apt with a state of its own, for the given releases.

    `installed`: path of the machine's list of installed packages when its gaps
    are to be filled (missing libraries come along); else packages stand alone.
    """

    def __init__(self, *releases, fill_gaps=False):
        self.folder = HOST_DIR / "apt"
        remove(self.folder)
        for name in ("state/lists/partial", "cache/archives/partial", "etc"):
            (self.folder / name).mkdir(parents=True)
        sources = self.folder / "etc" / "sources.list"
        uri = mirror()
        sources.write_text(
            "".join(f"deb [signed-by={KEYRING}] {uri} {r} main\n" for r in releases)
        )
        self.fill_gaps = fill_gaps
        options = {
            "Dir::State": self.folder / "state",
            "Dir::State::status": "/var/lib/dpkg/status" if fill_gaps else "/dev/null",
            "Dir::Cache": self.folder / "cache",
            "Dir::Etc::sourcelist": sources,
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "30",
            "APT::Sandbox::User": "",
            "APT::Install-Recommends": "false",
            "Debug::NoLocking": "1",
        }
        self.options = [part for k, v in options.items() for part in ("-o", f"{k}={v}")]
        why = "reading Debian's package lists"
        command = ["apt-get", *self.options, "-o", "APT::Update::Error-Mode=any"]
        run([*command, "update"], "apt-update.log", why, hint=NETWORK)

    def unpack(self, folder, *packages):
        """Download, check and unpack packages below `folder`; gives file names."""
        downloads = self.folder / "cache" / "archives"
        if self.fill_gaps:
            command = ["install", "--yes", "--reinstall", "--download-only", *packages]
        else:
            command = ["download", *packages]
        why = f"downloading {packages[0]} from Debian"
        command = ["apt-get", *self.options, *command]
        run(command, "apt-download.log", why, hint=NETWORK, cwd=downloads)
        names = sorted(path.name for path in downloads.glob("*.deb"))
        for name in names:
            _extract(downloads / name, folder)
        remove(self.folder)
        return names

    def first_dependency(self, package, pattern):
        """The dependency of a meta package that matches, e.g. postgresql-15."""
        command = ["apt-cache", *self.options, "depends", package]
        found = re.findall(rf"Depends: ({pattern})\s", output_of(command) or "")
        if not found:
            raise Stop(f"Debian's package {package} names no {pattern}")
        return found[0]
