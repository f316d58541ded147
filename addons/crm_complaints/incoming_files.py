"""What may come in as a file, on any channel, and under which name."""

import os
import re
import unicodedata

MAX_FILES = 10
MAX_TOTAL_SIZE = 25 * 1024 * 1024
MAX_NAME = 120
# A browser would run what is in them
ACTIVE_TYPES = re.compile(r"html|xml|svg|javascript|ecmascript|x-sh", re.I)
ACTIVE_NAMES = re.compile(
    r"\.(html?|xhtml|shtml|xht|mht(ml)?|svgz?|xml|xslt?|m?js|swf|hta|vbs)$", re.I
)
# They turn "exe.txt" round on the screen, or hide what is there
HIDDEN = {"Cf", "Cc", "Cs", "Co"}
# Persian is not written without these joiners
JOINERS = "\u200c\u200d"


def clean_name(name):
    """Return a file name without folders, and without letters that nobody sees."""
    name = re.split(r"[\\/]", name or "")[-1]
    name = clean_line(name).lstrip(".")
    stem, extension = os.path.splitext(name)
    return (stem[: MAX_NAME - len(extension)] + extension[:MAX_NAME]) or "file"


def clean_line(text, length=None):
    """Return one line of text without letters that steer how it is shown."""
    kept = "".join(
        letter
        for letter in re.sub(r"\s+", " ", text or "")
        if letter in JOINERS or unicodedata.category(letter) not in HIDDEN
    )
    return kept.strip()[:length]


def is_active(name, mimetype):
    """Whether a browser would run what is in a file instead of showing it."""
    return bool(ACTIVE_NAMES.search(name) or ACTIVE_TYPES.search(mimetype or ""))


def choose_files(files):
    """Keep as many files as may come in, in order.

    :param files: tuples of name, content (bytes or text), and maybe more
    :return: (the files that are kept with clean names, names of the others)
    """
    kept, left, size = [], [], 0
    for name, content, *more in files:
        name = clean_name(name)
        size_now = len(content or b"")
        if len(kept) >= MAX_FILES or size + size_now > MAX_TOTAL_SIZE:
            left.append(name)
            continue
        size += size_now
        kept.append((name, content, *more))
    return kept, left


def clean_text(text):
    """Return text of several lines without letters that steer how it is shown."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean_line(line) for line in lines).strip()
