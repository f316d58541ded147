from odoo import api, models


class EventRegistration(models.Model):
    """Whoever registers goes on in the journey that has invited them."""

    _inherit = "event.registration"

    @api.model_create_multi
    def create(self, vals_list):
        registrations = super().create(vals_list)
        registrations._tell_journeys()
        return registrations

    def write(self, vals):
        result = super().write(vals)
        if {"state", "partner_id", "email", "active"} & set(vals):
            self._tell_journeys()
        return result

    def _tell_journeys(self):
        if self:
            self.env["crm.journey.task"].sudo()._note_registrations(self)
