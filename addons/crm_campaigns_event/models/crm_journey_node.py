from markupsafe import Markup

from odoo import fields, models

OUTCOMES = ["yes", "no", "skipped"]


class CrmJourneyNode(models.Model):
    """Invitations to an event, and starts by having been at one."""

    _inherit = "crm.journey.node"

    channel = fields.Selection(
        selection_add=[("invitation", "Invitation to an event")],
        ondelete={"invitation": "set null"},
    )
    trigger = fields.Selection(
        selection_add=[("event", "Attended an event")],
        ondelete={"event": "set default"},
    )
    crm_event_id = fields.Many2one(
        "event.event",
        "Exhibition or Event",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
        help="At the start: empty is any event.",
    )

    def _get_outcomes(self):
        if self.kind == "channel" and self.channel == "invitation":
            return OUTCOMES
        return super()._get_outcomes()

    def _get_silent_outcome(self):
        if self.channel == "invitation":
            return "no"
        return super()._get_silent_outcome()

    def _find_invitation_faults(self):
        if not self.crm_event_id:
            return [self.env._("“%s”: choose the event.", self.name)]
        return self._find_email_faults()

    def _get_invitation(self):
        """Return what stands below the e-mail: the event, its day and its link."""
        event = self.crm_event_id.sudo()
        text = Markup("<strong>%s</strong> · %s") % (
            event.name,
            event.date_begin.date().isoformat(),
        )
        if event.event_share_url:
            text += Markup('<br/><a href="%s">%s</a>') % (
                event.event_share_url,
                self.env._("Register"),
            )
        return Markup("<p>%s</p>") % text
