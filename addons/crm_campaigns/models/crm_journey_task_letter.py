from odoo import fields, models
from odoo.exceptions import UserError


class CrmJourneyTask(models.Model):
    """Letters: listed when their step is reached, printed with their labels."""

    _inherit = "crm.journey.task"

    printed_on = fields.Datetime(readonly=True, copy=False)
    partner_id = fields.Many2one(related="participant_id.partner_id", string="Contact")
    letter_address = fields.Text("Address", compute="_compute_letter_address")
    letter_recipient = fields.Char("Recipient", compute="_compute_letter_address")
    letter_body = fields.Html(related="node_id.script", string="Letter")

    def _compute_letter_address(self):
        """Of the contact, or of the lead that has none; as its country writes it."""
        for task in self:
            contact = task.partner_id
            lead = self.env["crm.lead"]
            if not contact and task.participant_id.model == "crm.lead":
                lead = lead.browse(task.participant_id.res_id).exists()
            if contact:
                task.letter_recipient = contact.name
                task.letter_address = contact._display_address(without_company=True)
            else:
                task.letter_recipient = lead.contact_name or lead.partner_name
                parts = [lead.street, lead.street2, lead.zip, lead.city]
                parts += [lead.state_id.name, lead.country_id.name]
                task.letter_address = "\n".join(part for part in parts if part)

    def _do_letter(self, node):
        """They are on the list of letters, from which they are printed."""
        no_address = ("skipped", "skipped", self.env._("No postal address"))
        return {
            task.id: ("done", "next", None)
            if task._has_postal_address()
            else no_address
            for task in self
        }

    def _has_postal_address(self):
        record = self.partner_id
        if not record and self.participant_id.model == "crm.lead":
            record = self.env["crm.lead"].browse(self.participant_id.res_id)
        return bool(record.exists() and (record.street or record.city))

    def action_print_letters(self):
        """Print the letters of these steps, and note that they are printed."""
        return self._print("crm_campaigns.action_report_journey_letter")

    def action_print_labels(self):
        """Print the address labels of these letters."""
        return self._print("crm_campaigns.action_report_journey_label")

    def _print(self, xmlid):
        self.check_access("read")
        self.journey_id.check_access("write")
        letters = self.filtered(
            lambda task: task.channel == "letter" and task.state == "done"
        )
        if not letters:
            raise UserError(
                self.env._("None of these steps is a letter that is to be sent.")
            )
        letters.sudo().printed_on = fields.Datetime.now()
        return self.env.ref(xmlid).report_action(letters.ids)
