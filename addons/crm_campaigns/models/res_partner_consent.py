from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ResPartnerConsent(models.Model):
    _inherit = "res.partner"

    def _get_consent_domain(self):
        """Find what these people, or whoever has their addresses, agreed to."""
        return (
            Domain("partner_id", "in", self.ids)
            | Domain("email_normalized", "in", self._get_own("email_normalized"))
            | Domain("phone", "in", self._get_own("phone_sanitized"))
        )

    def _get_own(self, name):
        return sorted(set(self.mapped(name)) - {False})

    def action_open_consents(self):
        """Show what this person agreed to, and refused."""
        self.env["crm.consent"].check_access("read")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_campaigns.crm_consent_action"
        )
        return {
            **action,
            "domain": list(self._get_consent_domain()),
            "context": {"default_partner_id": self[:1].id},
        }

    def action_erase_consents(self):
        """Forget what these people agreed to, on their request.

        Whoever had refused stays unwritten to: of their addresses a hash is kept.
        """
        if not self.env.user.has_group("crm_campaigns.group_campaign_manager"):
            raise AccessError(
                self.env._("Only a manager of campaigns erases consents.")
            )
        self.check_access("read")
        self.env["crm.consent"]._erase(
            emails=self._get_own("email_normalized"),
            phones=self._get_own("phone_sanitized"),
            partners=self,
        )
