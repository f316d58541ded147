from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hmac


class CrmComplaintAttempt(models.Model):
    """That somebody tried something on the public pages, but not who.

    An address is kept as a keyed hash, for a day, to count how often it comes.
    """

    _name = "crm.complaint.attempt"
    _description = "Attempt on the Pages of Complaints"
    _log_access = False

    key_hash = fields.Char(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)

    _recent = models.Index("(key_hash, date)")

    @api.model
    def _try(self, kind, key, most, hours=24):
        """Note one more attempt, and return whether it is not too many.

        :param str kind: what is tried
        :param str key: by whom: an address
        :param int most: how many there may be within the hours
        """
        attempts = self.sudo()
        scope = f"crm_complaints.attempt.{kind}"
        key_hash = hmac(attempts.env, scope, key)
        since = fields.Datetime.now() - timedelta(hours=hours)
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
