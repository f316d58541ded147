from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .crm_content_block import find_codes
from .mailing_mailing_safe import reaches_beyond


class CrmContentBlockVariant(models.Model):
    """What a block says to those of one segment, in one language, on some days."""

    _name = "crm.content.block.variant"
    _description = "Variant of a Content Block"
    _inherit = ["mail.render.mixin"]
    _order = "sequence, id"
    # a marketer writes mailings; what they may ask is checked below
    _unrestricted_rendering = True

    block_id = fields.Many2one(
        "crm.content.block", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("For Whom", required=True)
    segment_ids = fields.Many2many(
        "crm.segment", string="Segments", help="Empty: whatever their segment."
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="Empty: whatever their language.",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    domain = fields.Char(
        "Contacts", default="[]", required=True, help="Which contacts it is for."
    )
    body_html = fields.Html(
        "Content",
        render_engine="qweb",
        render_options={"post_process": True},
        sanitize="email_outgoing",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "A variant cannot end before it begins."
    )

    @api.constrains("domain")
    def _check_domain(self):
        """Search as whoever writes it: it must not tell what they cannot see."""
        for variant in self:
            try:
                self.env["res.partner"].search(variant._get_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The contacts of “%(variant)s” cannot be found: %(error)s. "
                        "Open the variant and choose its fields again.",
                        variant=variant.name,
                        error=error,
                    )
                ) from error

    @api.constrains("body_html")
    def _check_body(self):
        for variant in self:
            if find_codes(variant.body_html):
                raise ValidationError(
                    self.env._("A block cannot contain another one: %s", variant.name)
                )

    def _check_access_right_dynamic_template(self):
        """What holds for mailings holds for what is put into them."""
        result = super()._check_access_right_dynamic_template()
        if self.env.su or self.env.user.has_group("base.group_system"):
            return result
        if any(reaches_beyond(variant.body_html, True) for variant in self):
            raise AccessError(
                self.env._(
                    "A block may show fields of its recipients, nothing else of the "
                    "database. Ask an administrator for more."
                )
            )
        return result

    @api.depends("block_id")
    def _compute_render_model(self):
        self.render_model = "res.partner"

    def _get_domain(self):
        """Return the contacts of the variant as a Domain.

        :raise ValueError: the stored text is no domain
        """
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    def _choose(self, contacts):
        """Return {recipient: the first variant that is theirs}, two queries each.

        :param dict contacts: {recipient: contact, maybe none}
        """
        today = fields.Date.context_today(self)
        chosen, left = {}, dict(contacts)
        for variant in self:
            if (variant.date_from or today) > today or (
                variant.date_to or today
            ) < today:
                continue
            met = variant._filter_contacts(left)
            for res_id in met:
                chosen[res_id] = variant
                del left[res_id]
            if not left:
                break
        return chosen

    def _filter_contacts(self, contacts):
        """Return the recipients whose contact meets the conditions."""
        self.ensure_one()
        domain = self._get_domain()
        met = list(contacts)
        if self.lang:
            met = [res_id for res_id in met if contacts[res_id].lang == self.lang]
        if not domain.is_true():
            found = set(
                self.env["res.partner"]
                .sudo()
                .search(domain & Domain("id", "in", [contacts[i].id for i in met]))
                .ids
            )
            met = [res_id for res_id in met if contacts[res_id].id in found]
        if self.segment_ids:
            values = (
                self.env["crm.customer.value"]
                .sudo()
                .search(
                    [
                        (
                            "partner_id",
                            "in",
                            [contacts[i].commercial_partner_id.id for i in met],
                        ),
                        ("segment_id", "in", self.segment_ids.ids),
                        ("company_id", "=", self.env.company.id),
                    ]
                )
            )
            found = set(values.partner_id.ids)
            met = [i for i in met if contacts[i].commercial_partner_id.id in found]
        return met
