from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .loyalty_card import SAMPLE

# What the marketer writes where the code is to stand; a plain word, so that no
# editor of mails and no address of a link changes it
PLACEHOLDER = "COUPON_CODE"
CONTENT = ("subject", "preview", "body_html")
# Programs whose coupons are given to somebody
PROGRAM_TYPES = ("coupons", "next_order_coupons")


class MailingMailing(models.Model):
    """A mailing that gives each of its recipients a coupon of their own."""

    _inherit = "mailing.mailing"

    crm_coupon_program_id = fields.Many2one(
        "loyalty.program",
        "Coupon",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('crm_campaign_ids', 'in', campaign_id)]",
        help="A program of the campaign. Each recipient gets a coupon of it of their "
        "own, where COUPON_CODE stands in the subject, the text or a link.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_coupon_program(vals)
        return super().create(vals_list)

    def write(self, vals):
        if "crm_coupon_program_id" in vals:
            self._check_coupon_program(vals)
            # what a published journey gives is part of it
            self._check_not_published()
        return super().write(vals)

    @api.model
    def _check_coupon_program(self, vals):
        """Who may not read a program does not give its coupons away."""
        if id_ := vals.get("crm_coupon_program_id"):
            self.env["loyalty.program"].browse(id_).check_access("read")

    @api.constrains("crm_coupon_program_id", "campaign_id")
    def _check_coupon_campaign(self):
        for mailing in self.sudo():
            program = mailing.crm_coupon_program_id
            if program and program not in mailing.campaign_id.coupon_program_ids:
                raise ValidationError(
                    self.env._(
                        "“%(program)s” is no program of the mailing's campaign. Add it "
                        "to the campaign first.",
                        program=program.name,
                    )
                )

    # ------------------------------------------------------------------
    # Before it is sent
    # ------------------------------------------------------------------

    def _find_coupon_faults(self):
        """Return in words why these mailings cannot give what they promise."""
        faults = []
        today = fields.Date.context_today(self)
        for mailing in self.sudo():
            program = mailing.crm_coupon_program_id
            has_place = any(PLACEHOLDER in (mailing[name] or "") for name in CONTENT)
            if program and not has_place:
                faults.append(
                    self.env._(
                        "“%(mailing)s”: write %(word)s where the code of the coupon is "
                        "to stand.",
                        mailing=mailing.subject,
                        word=PLACEHOLDER,
                    )
                )
            elif has_place and not program:
                faults.append(
                    self.env._(
                        "“%(mailing)s”: choose the coupon that %(word)s stands for, or "
                        "remove the word.",
                        mailing=mailing.subject,
                        word=PLACEHOLDER,
                    )
                )
            elif program and (
                not program.active
                or not program.reward_ids
                or (program.date_to and program.date_to < today)
            ):
                faults.append(
                    self.env._(
                        "“%(mailing)s”: the coupons of “%(program)s” are worth "
                        "nothing: it is archived, has ended or has no reward.",
                        mailing=mailing.subject,
                        program=program.name,
                    )
                )
        return faults

    def _check_coupons(self):
        if faults := self._find_coupon_faults():
            raise UserError("\n".join(faults))

    def action_put_in_queue(self):
        self.check_access("write")
        self._check_coupons()
        return super().action_put_in_queue()

    def _action_send_mail(self, res_ids=None):
        self._check_coupons()
        return super()._action_send_mail(res_ids)

    # ------------------------------------------------------------------
    # The coupons
    # ------------------------------------------------------------------

    def _put_coupons_in(self, mail_values, model):
        """Write the recipients' codes into mails that are about to be made.

        :param dict mail_values: {id of the recipient: values of the mail}; mails that
            will not be sent get no coupon
        """
        if not self.crm_coupon_program_id:
            return
        wanted = [
            res_id
            for res_id, values in mail_values.items()
            if values.get("state") not in ("cancel", "exception")
        ]
        codes = self._give_coupons(model, wanted)
        for res_id, code in codes.items():
            values = mail_values[res_id]
            for name in ("subject", "body", "body_html"):
                if values.get(name):
                    values[name] = values[name].replace(PLACEHOLDER, code)

    def _give_coupons(self, model, res_ids):
        """Give each recipient a coupon, unless they have one of this mailing.

        May be repeated; a unique index refuses the second of two at once.

        :return: {id of the recipient: code}
        """
        self.ensure_one()
        mailing = self.sudo()
        codes = mailing._find_codes(model, res_ids)
        missing = [res_id for res_id in res_ids if res_id not in codes]
        if not missing:
            return codes
        program = mailing.crm_coupon_program_id
        points = min(program.reward_ids.mapped("required_points"), default=1)
        cards = (
            self.env["loyalty.card"]
            .sudo()
            # this mailing tells them; nothing else need be sent or noted
            .with_context(
                loyalty_no_mail=True,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                tracking_disable=True,
            )
            .create(
                [
                    {
                        "code": self.env["loyalty.card"]._generate_crm_code(),
                        "crm_campaign_id": mailing.campaign_id.id,
                        "crm_mailing_id": mailing.id,
                        "crm_recipient_id": res_id,
                        "crm_recipient_model": model,
                        "expiration_date": program.date_to,
                        "partner_id": partner_id,
                        "points": points,
                        "program_id": program.id,
                    }
                    for res_id, partner_id in mailing._find_partners(model, missing)
                ]
            )
        )
        note = self.env._("Given by the mailing “%s”", mailing.subject)
        self.env["loyalty.history"].sudo().create(
            [
                {"card_id": card.id, "description": note, "issued": points}
                for card in cards
            ]
        )
        codes.update((card.crm_recipient_id, card.code) for card in cards)
        return codes

    def _find_codes(self, model, res_ids):
        """Return {id of the recipient: code} of who has a coupon of the mailing."""
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("crm_mailing_id", "=", self.id),
                    ("crm_recipient_model", "=", model),
                    ("crm_recipient_id", "in", list(res_ids)),
                ],
                ["code", "crm_recipient_id"],
            )
        )
        return {card.crm_recipient_id: card.code for card in cards}

    @api.model
    def _find_partners(self, model, res_ids):
        """Return [(id of the recipient, id of their contact or False)]."""
        records = self.env[model].sudo().browse(res_ids)
        if model == "res.partner":
            return [(record.id, record.id) for record in records]
        if "partner_id" not in records._fields:
            return [(record.id, False) for record in records]
        return [(record.id, record.partner_id.id) for record in records]

    def _render_field(
        self,
        field,
        res_ids,
        engine="inline_template",
        compute_lang=False,
        res_ids_lang=False,
        set_lang=False,
        add_context=None,
        options=None,
    ):
        """Previews, tests and the view in the browser: a code that was given already,
        to who may see it, else a sample."""
        rendered = super()._render_field(
            field,
            res_ids,
            engine=engine,
            compute_lang=compute_lang,
            res_ids_lang=res_ids_lang,
            set_lang=set_lang,
            add_context=add_context,
            options=options,
        )
        if not any(PLACEHOLDER in (text or "") for text in rendered.values()):
            return rendered
        codes = {}
        if self.env["loyalty.card"].has_access("read"):
            codes = self._find_codes(self.mailing_model_real, res_ids)
        return {
            res_id: text and text.replace(PLACEHOLDER, codes.get(res_id, SAMPLE))
            for res_id, text in rendered.items()
        }
