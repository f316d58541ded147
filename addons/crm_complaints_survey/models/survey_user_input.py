from odoo import models

LONGEST_COMMENT = 2000


class SurveyUserInput(models.Model):
    """What customers answer in a survey counts in the programme that sent it."""

    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        invitations = self.env["crm.satisfaction.invitation"].sudo()
        invitations.search([("user_input_id", "in", self.ids)])._take_over()
        return result


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def _read_satisfaction(self, scores):
        """Return the number that was answered, None if it is none of ``scores``."""
        self.ensure_one()
        if self.answer_type == "scale":
            number = self.value_scale
        elif self.answer_type == "numerical_box":
            number = self.value_numerical_box
        else:
            text = (self.suggested_answer_id.value or "").strip()
            number = int(text) if text.isascii() and text.isdigit() else None
        return int(number) if number in scores else None

    def _read_satisfaction_text(self):
        """Return what was written."""
        self.ensure_one()
        text = self.value_text_box or self.value_char_box or ""
        return text[:LONGEST_COMMENT]
