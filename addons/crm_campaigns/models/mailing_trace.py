from odoo import fields, models

# What has come back from a recipient; that a mail was handed over is less
ANSWERED = ("open", "reply", "bounce")
# Why a mail does not go out, beside the host's reasons
HELD_BACK = [("mail_held", "Held Back"), ("mail_cap", "Had Enough Messages")]
# Nothing that happens to a link turns these into an opened mail
NOT_DELIVERED = ("bounce", "cancel")


class MailingTrace(models.Model):
    """A mail to a recipient: never set back by news that come late."""

    _inherit = "mailing.trace"

    trace_status = fields.Selection(
        selection_add=[("unknown", "Unknown")],
        ondelete={"unknown": "set error"},
        help="Unknown: the server stopped while it was sending the mail. It may have"
        " gone out; it is not sent again.",
    )

    failure_type = fields.Selection(selection_add=HELD_BACK)

    # replies and bounces look a mail up by these
    _message_id_idx = models.Index("(message_id) WHERE message_id IS NOT NULL")
    _document_idx = models.Index("(model, res_id)")

    def set_sent(self, domain=None):
        """Keep what has been heard from a recipient faster than we commit."""
        traces = self + (self.search(domain) if domain else self.browse())
        answered = traces.filtered(lambda trace: trace.trace_status in ANSWERED)
        super(MailingTrace, traces - answered).set_sent()
        answered.filtered(lambda trace: not trace.sent_datetime).write(
            {"sent_datetime": fields.Datetime.now()}
        )
        return traces

    def set_opened(self, domain=None):
        """Leave out what has never arrived, whoever follows its links."""
        traces = self + (self.search(domain) if domain else self.browse())
        super(MailingTrace, traces._filter_delivered()).set_opened()
        return traces

    def set_clicked(self, domain=None):
        traces = self + (self.search(domain) if domain else self.browse())
        super(MailingTrace, traces._filter_delivered()).set_clicked()
        return traces

    def _filter_delivered(self):
        return self.filtered(lambda trace: trace.trace_status not in NOT_DELIVERED)
