from odoo import models


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    # What was written lately is found without reading the table: KPIs ask for it
    # every half an hour. A block range index costs next to nothing to keep.
    _written = models.Index("USING brin (write_date) WITH (pages_per_range = 16)")
