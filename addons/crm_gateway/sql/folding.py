"""Names, numbers and addresses as they are compared, however they were typed."""

from odoo.tools import SQL

# Beyond this nobody tells two names apart, and an index entry has its limits
LONGEST_INPUT = 500
LONGEST_KEY = 120

# Letters that Persian and Arabic keyboards write differently, and their digits.
# What compatibility decomposition folds already (alef with madda or hamza,
# presentation forms, full width) is not named here.
_LETTERS = {
    "\u0643": "\u06a9",  # Arabic kaf
    "\u06aa": "\u06a9",
    "\u064a": "\u06cc",  # Arabic yeh, alef maksura
    "\u0649": "\u06cc",
    "\u06d2": "\u06cc",
    "\u0629": "\u0647",  # teh marbuta and the hehs of other keyboards
    "\u06be": "\u0647",
    "\u06c1": "\u0647",
    "\u06c3": "\u0647",
    "\u06d5": "\u0647",
    "\u0671": "\u0627",  # alef wasla
}
_DIGITS = {
    chr(first + digit): str(digit) for first in (0x0660, 0x06F0) for digit in range(10)
}
# Vowel signs and other marks, tatweel, soft hyphen, and what abbreviates
_DROPPED = (
    r"[\u0300-\u036F\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u0640\u00AD"
    r"\u200B\u200D-\u200F\u2019\u02BC\uFEFF.'`]"
)
# ASCII and Persian punctuation, control characters, the half-space
_BLANK = (
    r"[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7"
    r"\u060C\u060D\u061B\u061E\u061F\u066A-\u066D\u06D4\u2000-\u206F\u3000"
    r"\uFD3E\uFD3F\uFFF0-\uFFFF]+"
)
# Words that tell nothing of whom a name means, as they are after folding
_FORMS = (
    "ab ag and as bv co company corp corporation dr firma gmbh group inc"
    " incorporated jsc kg kgaa limited llc llp ltd mbh miss mr mrs ms nv ohg oy plc"
    " pjsc pte pty pvt sa sarl sas se spa srl the ug und"
    # company, institute, (private/public) joint stock, limited liability, ...
    " \u0634\u0631\u06a9\u062a \u0634\u0631\u06a9\u0647"
    " \u0645\u0648\u0633\u0633\u0647"
    " \u0633\u0647\u0627\u0645\u06cc \u062e\u0627\u0635 \u0639\u0627\u0645"
    " \u0628\u0627 \u0645\u0633\u0648\u0648\u0644\u06cc\u062a"
    " \u0645\u0633\u06cc\u0648\u0644\u06cc\u062a \u0645\u062d\u062f\u0648\u062f"
    " \u062a\u0636\u0627\u0645\u0646\u06cc \u062a\u0639\u0627\u0648\u0646\u06cc"
    # and; Mr, Mrs, Dr, engineer
    " \u0648 \u0627\u0642\u0627\u06cc \u062e\u0627\u0646\u0645"
    " \u062f\u06a9\u062a\u0631 \u0645\u0647\u0646\u062f\u0633"
).split()


def fold_text(text: SQL) -> SQL:
    """Return SQL of ``text`` as words in one spelling, parted by single blanks."""
    letters = _LETTERS | _DIGITS
    return SQL(
        "btrim(regexp_replace(translate(lower(regexp_replace("
        "normalize(left(%s, %s), NFKD), %s, '', 'g')), %s, %s), %s, ' ', 'g'))",
        text,
        LONGEST_INPUT,
        _DROPPED,
        "".join(letters),
        "".join(letters.values()),
        _BLANK,
    )


def fold_name(text: SQL) -> SQL:
    """Return SQL of a row (name_key, words_key), for LATERAL.

    ``name_key`` has the words in their order without blanks, so that it does not
    matter where somebody put a half-space; ``words_key`` has them sorted, for
    "Rezaei, Ahmad" and "Ahmad Rezaei", and is NULL for a single word.
    """
    return SQL(
        """(SELECT NULLIF(left(COALESCE(
                       string_agg(word, '' ORDER BY place)
                           FILTER (WHERE word <> ALL(%(forms)s)),
                       string_agg(word, '' ORDER BY place)), %(longest)s), '')
                       AS name_key,
                   CASE WHEN COUNT(*) FILTER (WHERE word <> ALL(%(forms)s)) > 1
                        THEN left(string_agg(word, ' ' ORDER BY word)
                            FILTER (WHERE word <> ALL(%(forms)s)), %(longest)s)
                   END AS words_key
              FROM unnest(string_to_array(%(text)s, ' '))
                   WITH ORDINALITY AS part(word, place))""",
        forms=_FORMS,
        longest=LONGEST_KEY,
        text=fold_text(text),
    )


def fold_digits(text: SQL) -> SQL:
    """Return SQL of ``text`` with Persian and Arabic digits as Latin ones."""
    return SQL(
        "translate(left(%s, %s), %s, %s)",
        text,
        LONGEST_INPUT,
        "".join(_DIGITS),
        "".join(_DIGITS.values()),
    )


def fold_phone(text: SQL) -> SQL:
    """Return SQL of the last ten digits of the first number in ``text``.

    They are the same with and without the country in front: 0912..., +98912...,
    0098912....  Too short a number, or one of a single digit, is NULL.
    """
    digits = SQL(
        r"right(regexp_replace(regexp_replace(%s, %s, ''), '[^0-9]', '', 'g'), 10)",
        fold_digits(text),
        # an extension, or the next number
        r"(?i)\s*(?:ext|x|#|,|;|/|\u060C|\u062F\u0627\u062E\u0644).*$",
    )
    return SQL(
        r"""(SELECT number FROM (SELECT %s AS number) phone
              WHERE length(number) >= 7 AND number !~ '^(.)\1*$')""",
        digits,
    )


def fold_identity(text: SQL) -> SQL:
    """Return SQL of a tax, national or registration number to compare.

    Without the country before it and without leading zeros, which spreadsheets
    lose.  Too short a number, or one of a single digit, is NULL.
    """
    return SQL(
        r"""(SELECT left(number, %s)
               FROM (SELECT ltrim(regexp_replace(regexp_replace(upper(%s),
                            '[^0-9A-Z]', '', 'g'),
                            '^[A-Z]{2}(?=[0-9]{8})', ''), '0') AS number) identity
              WHERE length(number) >= 5 AND number !~ '^(.)\1*$')""",
        LONGEST_KEY,
        fold_digits(text),
    )


def is_iranian_identity(number: SQL) -> SQL:
    """Return SQL of whether the check digit of an Iranian number is right.

    :param number: SQL of a person's ten digits or a legal entity's eleven; any
        other text is not one
    """
    return SQL(
        r"""(CASE WHEN %(number)s ~ '^(\d)\1*$' THEN FALSE
                  WHEN %(number)s ~ '^\d{10}$' THEN (
                       SELECT right(%(number)s, 1)::int
                              = CASE WHEN rest < 2 THEN rest ELSE 11 - rest END
                         FROM (SELECT SUM(substr(%(number)s, place, 1)::int
                                          * (11 - place)) %% 11 AS rest
                                 FROM generate_series(1, 9) place) total)
                  WHEN %(number)s ~ '^\d{11}$' THEN (
                       SELECT right(%(number)s, 1)::int
                              = SUM((substr(%(number)s, place, 1)::int
                                     + substr(%(number)s, 10, 1)::int + 2)
                                    * (ARRAY[29, 27, 23, 19, 17])[(place - 1) %% 5 + 1]
                                   ) %% 11 %% 10
                         FROM generate_series(1, 10) place)
                  ELSE FALSE
             END)""",
        number=number,
    )
