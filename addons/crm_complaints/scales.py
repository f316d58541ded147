"""The questions on satisfaction, and what their answers mean; no Odoo in here."""

KINDS = [
    ("csat", "Satisfaction (1-5)"),
    ("nps", "Recommendation (0-10)"),
    ("ces", "Effort (1-7)"),
    ("process", "Handling of Complaints (1-5)"),
]
# lowest and highest answer of each kind
SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7), "process": (1, 5)}
GRADE_SCALE = (1, 5)
TONES = [("bad", "Bad"), ("neutral", "Neutral"), ("good", "Good")]
# up to here an answer is bad, from there on it is good
_LIMITS = {"csat": (2, 4), "nps": (6, 9), "ces": (3, 5), "process": (2, 4)}


def read_tone(kind, score, high_is_easy=True):
    """Return whether an answer is bad, neutral or good.

    :param high_is_easy: of the question of effort, whether 7 is the good answer

    >>> read_tone("nps", 6), read_tone("nps", 7), read_tone("nps", 9)
    ('bad', 'neutral', 'good')
    >>> read_tone("ces", 7, high_is_easy=False)
    'bad'
    """
    if kind == "ces" and not high_is_easy:
        score = 8 - score
    bad, good = _LIMITS[kind]
    return "bad" if score <= bad else "good" if score >= good else "neutral"
