from odoo import fields, models


class CrmNeedTopic(models.Model):
    """A characteristic that customers weigh: price, delivery time, packaging."""

    _name = "crm.need.topic"
    _description = "Topic of Needs"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(
        translate=True, help="What belongs under this topic, for those who ask."
    )
    color = fields.Integer()
