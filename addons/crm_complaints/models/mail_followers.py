from odoo import api, models
from odoo.fields import Domain

from .crm_complaint_confidential import AGENT


class MailFollowers(models.Model):
    """Who follows a complaint is for those who may open it and know who complains.

    The host lets every employee read the followers of everything.
    """

    _inherit = "mail.followers"

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._get_domain_outside_complaints()
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @api.model
    def _get_domain_outside_complaints(self):
        """Return the Domain of followers that the user may know of."""
        discreet = self.env["crm.complaint.discreet"]._get_discreet_models()
        outside = Domain("res_model", "not in", discreet)
        if not self.env.user.has_group(AGENT):
            return outside
        return outside | Domain.OR(
            Domain("res_model", "=", model)
            & Domain("res_id", "in", self.env[model]._search([], active_test=False))
            for model in discreet
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        mine = self.sudo()
        discreet = self.env["crm.complaint.discreet"]._get_discreet_models()
        if all(follower.res_model not in discreet for follower in mine):
            return result
        known = Domain("id", "in", self.ids) & self._get_domain_outside_complaints()
        hidden = self - mine.search(known).sudo(False)
        if not hidden:
            return result
        if result:
            return result[0] | hidden, result[1]
        return hidden, lambda: self.env["ir.rule"]._make_access_error(operation, hidden)
