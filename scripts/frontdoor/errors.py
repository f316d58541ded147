"""The one error that people see."""


class Stop(Exception):
    """Something outside our hands is missing or wrong.

    The text is one line that says what it is and what to do; the command prints
    it on stderr and ends with exit code 1.
    """
