from odoo import models
from odoo.tools import SQL


class MailBlacklist(models.Model):
    """Answers about few addresses without reading the whole list."""

    _inherit = "mail.blacklist"

    def _filter_blacklisted(self, addresses):
        """Return those of the normalised addresses that are blacklisted."""
        if not addresses:
            return set()
        self.flush_model(["email", "active"])
        rows = self.env.execute_query(
            SQL(
                "SELECT email FROM mail_blacklist WHERE active AND email = ANY(%s)",
                list(addresses),
            )
        )
        return {email for (email,) in rows}
