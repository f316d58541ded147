import os
import re

from odoo.exceptions import UserError

MAX_FILES = 5
MAX_FILE_SIZE = 10 * 1024 * 1024
# Control characters, and those that turn the direction of what comes after them
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def read_typed(value):
    """Return what somebody typed, without letters that no column holds or that hide.

    Whatever is no text, such as a file in the place of a word, is nothing.
    """
    return UNWANTED.sub("", value).strip() if isinstance(value, str) else ""


def check_files(env, uploads):
    """Refuse more or larger files than a customer may send at once.

    :param uploads: werkzeug.datastructures.FileStorage objects, read by nobody yet
    :raise UserError: it names what is too much
    """
    if len(uploads) > MAX_FILES:
        raise UserError(env._("Attach at most %s files.", MAX_FILES))
    for upload in uploads:
        size = upload.stream.seek(0, os.SEEK_END)
        upload.stream.seek(0)
        if size > MAX_FILE_SIZE:
            raise UserError(
                env._(
                    "“%(file)s” is larger than %(size)s MB.",
                    file=upload.filename,
                    size=MAX_FILE_SIZE // 2**20,
                )
            )
