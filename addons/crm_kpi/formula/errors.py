"""What is wrong with a formula."""


class FormulaError(ValueError):
    """A formula that is not computed.

    :ivar code: ``EMPTY``, ``TOO_LONG``, ``TOO_COMPLEX``, ``SYNTAX``, ``TYPE``,
        ``TOO_BIG``, ``UNKNOWN_NAME``, ``ARITY``, ``FORBIDDEN`` or ``CYCLE``, to be
        put into words by whoever shows it
    :ivar detail: the name or the part that it is about, or an empty text
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
