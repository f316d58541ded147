from odoo import api, fields, models
from odoo.exceptions import UserError

# What recipients get; it is part of the published version
CONTENT = {"subject", "preview", "body_html", "body_arch", "email_from", "reply_to"}


class MailingMailingJourney(models.Model):
    """An e-mail that a journey sends, one recipient after the other."""

    _inherit = "mailing.mailing"

    journey_node_ids = fields.One2many("crm.journey.node", "mailing_id")
    is_of_journey = fields.Boolean(
        "Sent by Journeys",
        compute="_compute_is_of_journey",
        help="It is sent to whoever arrives at its step, not to all at once.",
    )

    @api.depends("journey_node_ids")
    def _compute_is_of_journey(self):
        for mailing in self:
            mailing.is_of_journey = bool(mailing.sudo().journey_node_ids)

    def write(self, vals):
        if CONTENT & set(vals):
            self._check_not_published()
        return super().write(vals)

    def action_put_in_queue(self):
        self.check_access("write")
        self._check_not_of_journey()
        return super().action_put_in_queue()

    def action_send_mail(self, res_ids=None):
        self.check_access("write")
        self._check_not_of_journey()
        return super().action_send_mail(res_ids)

    def _check_not_of_journey(self):
        for mailing in self:
            if mailing.is_of_journey:
                raise UserError(
                    self.env._(
                        "“%s” is a step of a journey: it is sent to whoever arrives "
                        "there. Copy it to send it to everybody.",
                        mailing.subject,
                    )
                )

    def _check_not_published(self):
        published = self.sudo().journey_node_ids.filtered(
            lambda node: node.version_id.state == "published"
        )
        if published:
            raise UserError(
                self.env._(
                    "“%(mailing)s” is part of the published journey “%(journey)s”. "
                    "Copy the mailing, and choose the copy in a new version.",
                    mailing=published[0].mailing_id.subject,
                    journey=published[0].journey_id.name,
                )
            )

    def _get_seen_list(self):
        # a journey sees to it itself that nobody gets the same step twice
        if self.env.context.get("of_journey"):
            return []
        return super()._get_seen_list()

    def _compose_for_journey(self, records, addition=""):
        """Make the mails of this mailing for ``records``, all in this transaction.

        :param str addition: HTML that the step adds below the body
        :return: {id of the record: the trace that was made for it}
        """
        self.ensure_one()
        mailing = self.sudo()
        last = self.env["mailing.trace"].sudo().search([], order="id desc", limit=1).id
        composer = (
            self.env["mail.compose.message"]
            .with_user(mailing.user_id or self.env.user)
            .sudo()
            .with_context(
                active_ids=records.ids,
                default_composition_mode="mass_mail",
                of_journey=True,
                **mailing._get_mass_mailing_context(),
            )
            .create(
                {
                    "auto_delete": not mailing.keep_archives,
                    "auto_delete_keep_log": mailing.reply_to_mode == "update",
                    "author_id": (mailing.user_id or self.env.user).partner_id.id,
                    "attachment_ids": [(4, file.id) for file in mailing.attachment_ids],
                    "body": mailing._prepend_preview(
                        (mailing.body_html or "") + addition, mailing.preview
                    ),
                    "composition_mode": "mass_mail",
                    "email_from": mailing.email_from,
                    "force_send": False,
                    "mail_server_id": mailing.mail_server_id.id,
                    "mass_mailing_id": mailing.id,
                    "model": mailing.mailing_model_real,
                    "reply_to_force_new": mailing.reply_to_mode == "new",
                    "reply_to": mailing.reply_to
                    if mailing.reply_to_mode == "new"
                    else False,
                    "subject": mailing.subject,
                    "template_id": False,
                    "use_exclusion_list": mailing.use_exclusion_list,
                }
            )
        )
        composer._action_send_mail(auto_commit=False)
        traces = (
            self.env["mailing.trace"]
            .sudo()
            .search(
                [
                    ("id", ">", last or 0),
                    ("mass_mailing_id", "=", mailing.id),
                    ("res_id", "in", records.ids),
                    ("model", "=", mailing.mailing_model_real),
                ]
            )
        )
        return {trace.res_id: trace for trace in traces}

    def _send_test_of_journey(self, record, user):
        """Send ``user`` what ``record`` would get; nothing is tracked."""
        mailing = self.with_user(user)
        body = mailing._render_field("body_html", record.ids)[record.id]
        subject = mailing._render_field("subject", record.ids)[record.id]
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("[Test] %s", subject),
                "body_html": body,
                "email_from": self.email_from,
                "email_to": user.email_formatted,
                "auto_delete": True,
            }
        )
