from odoo import models

from .crm_complaint import ENDED_STATES


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_least_loaded_complaint_owner(self):
        """Return who of these owns the fewest open complaints; nobody of nobody."""
        if not self:
            return self
        load = dict(
            self.env["crm.complaint"]
            .sudo()
            ._read_group(
                [("user_id", "in", self.ids), ("state", "not in", ENDED_STATES)],
                ["user_id"],
                ["__count"],
            )
        )
        return min(self, key=lambda user: (load.get(user, 0), user.id))
