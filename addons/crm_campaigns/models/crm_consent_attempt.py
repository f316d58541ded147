from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, hmac


class CrmConsentAttempt(models.Model):
    """That somebody subscribed an address, but neither who nor which.

    Both are kept as keyed hashes, for a day, to count how often they come.
    """

    _name = "crm.consent.attempt"
    _description = "Attempt to Subscribe"
    _log_access = False

    key_hash = fields.Char(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)

    _recent = models.Index("(key_hash, date)")

    @api.model
    def _try(self, kind, key, most):
        """Note one more attempt, and return whether it is not too many in a day.

        Attempts with the same key wait for each other, so that two at the same
        moment count as two.
        """
        attempts = self.sudo()
        key_hash = hmac(attempts.env, f"crm_campaigns.attempt.{kind}", key)
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", key_hash)
        )
        since = fields.Datetime.now() - timedelta(days=1)
        found = attempts.search_count(
            [("key_hash", "=", key_hash), ("date", ">", since)], limit=most
        )
        if found >= most:
            return False
        attempts.create({"key_hash": key_hash})
        return True

    @api.autovacuum
    def _gc_attempts(self):
        since = fields.Datetime.now() - timedelta(days=1)
        self.sudo().search([("date", "<", since)], limit=10_000).unlink()
