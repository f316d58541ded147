"""Tokens of links in mails: who has one may decide for the address in it.

They are signed with the database's secret, and nothing of them is stored.
"""

import base64

from odoo.tools.misc import hash_sign, verify_hash_signed

SCOPE = "crm_campaigns"


def sign_values(env, purpose, values, hours=None):
    """Return a token for these values.

    :param str purpose: what it is good for; for nothing else
    :param list values: what json can hold
    :param hours: how long it is good; None for ever
    """
    return hash_sign(env(su=True), f"{SCOPE}.{purpose}", values, expiration_hours=hours)


def read_values(env, purpose, token):
    """Return the values of a token, None if it is no (longer) good one.

    The signature is compared in constant time. Two texts can stand for the same
    bytes; only the one that was given out is taken.
    """
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"===")
        if base64.urlsafe_b64encode(raw).decode().rstrip("=") != token:
            return None
        return verify_hash_signed(env(su=True), f"{SCOPE}.{purpose}", token)
    except (OverflowError, ValueError):
        # no base64, of another version, or no text in it
        return None
