from odoo import api, fields, models

from ..sms_parts import count_parts


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    crm_sms_parts = fields.Integer(
        "SMS Parts",
        compute="_compute_crm_sms_parts",
        help="Each part is paid for. With the opt-out words of the company; values "
        "of the recipient, and a link to opt out, can make it longer.",
    )

    @api.depends("body_plaintext", "campaign_id.company_id.crm_sms_opt_out_words")
    @api.depends_context("company")
    def _compute_crm_sms_parts(self):
        for mailing in self:
            text = mailing._add_opt_out_words(mailing.body_plaintext or "")
            mailing.crm_sms_parts = count_parts(text)

    @api.model
    def _get_template_sources(self):
        """An SMS is rendered for its recipients with the rights of the job."""
        return {**super()._get_template_sources(), "body_plaintext": False}

    def _get_rules_of_sms(self):
        """Return what the rules of sending depend on: company, purpose, journey."""
        return (
            self._get_sending_company(),
            self._get_consent_purpose(),
            self.is_of_journey,
        )

    def _add_opt_out_words(self, text):
        """Return the text as it is sent: it ends with the company's words."""
        words = self._get_sending_company().sudo().crm_sms_opt_out_words
        return f"{text}\n{words}" if words and text else text

    def _get_seen_list_sms(self):
        # a journey sees to it itself that nobody gets the same step twice
        if self.env.context.get("of_journey"):
            return [], []
        return super()._get_seen_list_sms()

    def _compose_sms_for_journey(self, records):
        """Make the SMS of this mailing for ``records``, all in this transaction.

        :return: {id of the record: the trace that was made for it}
        """
        self.ensure_one()
        mailing = self.sudo()
        Trace = self.env["mailing.trace"].sudo()
        last = Trace.search([], order="id desc", limit=1).id
        composer = (
            self.env["sms.composer"]
            .with_user(mailing.user_id or self.env.user)
            .sudo()
            .with_context(active_id=False, of_journey=True)
            .create(
                {
                    **mailing._send_sms_get_composer_values(records.ids),
                    "mass_force_send": False,
                }
            )
        )
        composer._action_send_sms()
        traces = Trace.search(
            [
                ("id", ">", last or 0),
                ("mass_mailing_id", "=", mailing.id),
                ("res_id", "in", records.ids),
                ("model", "=", mailing.mailing_model_real),
            ]
        )
        return {trace.res_id: trace for trace in traces}

    def _send_test_sms_of_journey(self, record, user):
        """Send ``user`` what ``record`` would get; nothing is tracked."""
        # with the rights of whoever reads it
        body = self.with_user(user)._render_template(
            self.body_plaintext, record._name, record.ids
        )[record.id]
        self.env["sms.sms"].sudo().create(
            {
                "body": self.env._("[Test] %s", self._add_opt_out_words(body)),
                "number": user.partner_id.phone_sanitized,
                "partner_id": user.partner_id.id,
            }
        )
