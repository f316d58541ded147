from odoo import api, models
from odoo.fields import Domain


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
        discreet = self.env["crm.complaint.discreet"]._get_discreet_models()
        return Domain.OR(
            Domain("model", "=", name) & Domain("res_id", "in", self._find_about(name))
            for name in discreet
        )

    @api.model
    def _find_about(self, name):
        """Return the Query of the records of a model that are about the user."""
        model = self.env[name].sudo().with_context(active_test=False)
        return model._search(
            Domain.OR(
                Domain(path, "in", self.env.user.ids) for path in model._about_paths
            )
        )

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        rest = (self - forbidden).sudo()
        discreet = self.env["crm.complaint.discreet"]._get_discreet_models()
        if any(message.model in discreet for message in rest):
            about = Domain("id", "in", rest.ids) & self._get_domain_about_user()
            forbidden += rest.search(about).sudo(False)
        return forbidden
