from odoo import models


class MailingTraceJourney(models.Model):
    _inherit = "mailing.trace"

    def set_opened(self, domain=None):
        return self._tell_journeys(super().set_opened(domain))

    def set_clicked(self, domain=None):
        return self._tell_journeys(super().set_clicked(domain))

    def set_replied(self, domain=None):
        return self._tell_journeys(super().set_replied(domain))

    def _tell_journeys(self, traces):
        self.env["crm.journey.task"].sudo()._note_reactions(traces)
        return traces
