"""How many parts an SMS has: 3GPP TS 23.038 (alphabet) and 23.040 (headers)."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two places each
EXTENDED = frozenset("^{}\\[~]|€\f")
# Characters in the only part, and in each of several
GSM_SIZES = (160, 153)
OTHER_SIZES = (70, 67)


def count_parts(text):
    """Return the parts of a text; none for no text."""
    if set(text) <= GSM | EXTENDED:
        length = sum(2 if char in EXTENDED else 1 for char in text)
        alone, each = GSM_SIZES
    else:
        length = len(text.encode("utf-16-be")) // 2
        alone, each = OTHER_SIZES
    if length <= alone:
        return int(length > 0)
    return -(-length // each)
