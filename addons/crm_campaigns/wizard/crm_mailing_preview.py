from odoo import api, fields, models

from ..models.crm_sending_check import Recipient


class CrmMailingPreview(models.TransientModel):
    """A mailing as one of its recipients gets it; nothing is sent and no link tracked.

    It is rendered with the rights of whoever looks.
    """

    _name = "crm.mailing.preview"
    _description = "Preview of a Mailing"

    mailing_id = fields.Many2one("mailing.mailing", required=True, ondelete="cascade")
    recipient_ref = fields.Reference(
        selection="_select_models",
        string="As",
        compute="_compute_recipient_ref",
        store=True,
        readonly=False,
        precompute=True,
    )
    lang = fields.Selection("_select_languages", "Language")
    subject = fields.Char(compute="_compute_preview")
    body = fields.Html(compute="_compute_preview", sanitize=False)
    email = fields.Char("To", compute="_compute_preview")
    refusal = fields.Char(
        "Would Not Get It",
        compute="_compute_preview",
        help="Why nothing would be sent to this recipient now.",
    )

    @api.model
    def _select_models(self):
        models_ = (
            self.env["ir.model"].sudo().search([("is_mailing_enabled", "=", True)])
        )
        return [(model.model, model.name) for model in models_]

    @api.model
    def _select_languages(self):
        return self.env["res.lang"].get_installed()

    @api.depends("mailing_id")
    def _compute_recipient_ref(self):
        for wizard in self:
            wizard.recipient_ref = wizard._find_neighbour("id", 0)

    def _find_neighbour(self, order, after):
        """Return the recipient who comes next by id, the first after the last."""
        Model = self.env[self.mailing_id.mailing_model_real]
        domain = self.mailing_id._get_recipients_domain()
        operator = ">" if order == "id" else "<"
        found = Model.search(domain & _beyond(operator, after), order=order, limit=1)
        return found or Model.search(domain, order=order, limit=1) or False

    @api.depends("mailing_id", "recipient_ref", "lang")
    def _compute_preview(self):
        self.subject = self.body = self.email = self.refusal = False
        for wizard in self:
            record, mailing = wizard.recipient_ref, wizard.mailing_id
            if not record or record._name != mailing.mailing_model_real:
                continue
            record.check_access("read")
            for name, source in (("subject", "subject"), ("body", "body_html")):
                if not mailing[source]:
                    continue
                wizard[name] = mailing._render_field(
                    source,
                    record.ids,
                    set_lang=wizard.lang or False,
                    options={"preserve_comments": False},
                )[record.id]
            wizard.email = wizard._get_email(record)
            wizard.refusal = wizard._find_refusal(record)

    @api.model
    def _get_email(self, record):
        name = next(
            (n for n in ("email_normalized", "email") if n in record._fields), None
        )
        return name and record[name]

    def _find_refusal(self, record):
        """Return in words why this recipient would not be written to now."""
        partner = record if record._name == "res.partner" else None
        if partner is None and "partner_id" in record._fields:
            partner = record.partner_id
        recipient = Recipient(
            self._get_email(record) or None,
            None,
            partner.id if partner else None,
            (partner.tz if partner else None) or None,
        )
        Check = self.env["crm.sending.check"]
        (answer,) = Check._check(
            [recipient],
            purpose=self.mailing_id._get_consent_purpose() or None,
            company=self.mailing_id.campaign_id.company_id or None,
        )
        if not answer:
            return False
        words = Check._get_reasons()[answer.reason]
        if not answer.until:
            return words
        moment = fields.Datetime.context_timestamp(self, answer.until)
        return self.env._(
            "%(reason)s, until %(moment)s",
            reason=words,
            moment=fields.Datetime.to_string(moment.replace(tzinfo=None)),
        )

    def action_next(self):
        """Show the next recipient."""
        return self._turn("id")

    def action_previous(self):
        """Show the recipient before this one."""
        return self._turn("id desc")

    def _turn(self, order):
        self.check_access("write")
        self.ensure_one()
        ref = self.recipient_ref
        self.recipient_ref = self._find_neighbour(order, ref.id if ref else 0)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview as…"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


def _beyond(operator, id_):
    return fields.Domain("id", operator, id_)
