from odoo import models


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    # every reply and bounce looks its mail up
    _of_message = models.Index("(message_id)")
    _of_record = models.Index("(model, res_id)")

    def set_opened(self, domain=None):
        return self._tell_journeys(super().set_opened(domain))

    def set_clicked(self, domain=None):
        return self._tell_journeys(super().set_clicked(domain))

    def set_replied(self, domain=None):
        return self._tell_journeys(super().set_replied(domain))

    def _tell_journeys(self, traces):
        self.env["crm.journey.task"].sudo()._note_reactions(traces)
        return traces
