"""Addresses as people see them. Plain Python.

Characters that show nothing, or turn round what is shown (zero width, direction of
writing, control), are in no address that works: with them one that is on a list
passes for another.
"""

import unicodedata

# Unicode's general categories of control and format characters
UNSEEN = ("Cc", "Cf")


def is_plain(text):
    """Whether nothing in a text is unseen; blanks around it do not count."""
    return not any(unicodedata.category(char) in UNSEEN for char in text.strip())


def drop_unseen(text):
    """Return a text without what cannot be seen in it."""
    return "".join(char for char in text if unicodedata.category(char) not in UNSEEN)
