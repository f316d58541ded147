from odoo import api, models
from odoo.fields import Domain

# What may be said about somebody, and where it says about whom
ABOUT = {
    "crm.complaint": ("accused_user_ids", "conflicted_user_ids"),
    # whoever cannot judge may still do what follows
    "crm.complaint.action": ("complaint_ids.accused_user_ids",),
    "crm.complaint.dispute": (
        "complaint_id.accused_user_ids",
        "complaint_id.conflicted_user_ids",
    ),
    "crm.promise.breach": (
        "complaint_id.accused_user_ids",
        "complaint_id.conflicted_user_ids",
    ),
}


class MailMessage(models.Model):
    """Messages on complaints: not even their author reads on, once it is about them.

    The host shows messages to who wrote them or got them, whatever becomes of the
    record.
    """

    _inherit = "mail.message"

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        if not (self.env.su or bypass_access or self.env.user.share):
            domain = Domain(domain) & ~self._get_domain_about_user()
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @api.model
    def _get_domain_about_user(self):
        """Return the Domain of messages on what the user is complained of for."""
        return Domain.OR(
            Domain("model", "=", model)
            & Domain(
                "res_id",
                "in",
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                ._search(Domain.OR(Domain(p, "in", self.env.user.ids) for p in paths)),
            )
            for model, paths in ABOUT.items()
        )

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        rest = (self - forbidden).sudo()
        if any(message.model in ABOUT for message in rest):
            about = Domain("id", "in", rest.ids) & self._get_domain_about_user()
            forbidden += rest.search(about).sudo(False)
        return forbidden
