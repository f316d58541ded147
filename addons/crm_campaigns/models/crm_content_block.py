import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

PLACEHOLDER = re.compile(r"\[\[block:([a-z0-9_-]+)\]\]")
CODE = re.compile(r"[a-z0-9_-]+")


def find_codes(source):
    """Return the codes of the blocks that a body asks for, each once, in order."""
    if not source or "[[block:" not in source:
        return []
    return list(dict.fromkeys(PLACEHOLDER.findall(str(source))))


class CrmContentBlock(models.Model):
    """A part of mails that differs by segment, language and day.

    A mailing asks for it by a placeholder; each recipient gets the first of its
    variants that is theirs, or nothing.
    """

    _name = "crm.content.block"
    _description = "Content Block"
    _order = "name, id"

    name = fields.Char(required=True)
    code = fields.Char(
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Small letters, digits, - and _; part of the placeholder.",
    )
    placeholder = fields.Char(
        compute="_compute_placeholder", help="Copy it to its place in the mail."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    variant_ids = fields.One2many(
        "crm.content.block.variant", "block_id", "Variants", copy=True
    )
    mailing_count = fields.Integer("Mailings", compute="_compute_mailing_count")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another block has this code; choose a code of its own."
    )

    @api.depends("name")
    def _compute_code(self):
        for block in self:
            if block.code or not block.name:
                continue
            base = self.env["ir.http"]._slugify(block.name) or "block"
            taken = set(
                self.sudo()
                .with_context(active_test=False)
                .search([("code", "=like", f"{base}%")])
                .mapped("code")
            )
            block.code = next(
                code
                for number in range(1, len(taken) + 2)
                if (code := base if number == 1 else f"{base}-{number}") not in taken
            )

    @api.depends("code")
    def _compute_placeholder(self):
        for block in self:
            block.placeholder = block.code and f"[[block:{block.code}]]"

    @api.depends("code")
    def _compute_mailing_count(self):
        for block in self:
            block.mailing_count = self.env["mailing.mailing"].search_count(
                block._get_mailings_domain()
            )

    @api.constrains("code")
    def _check_code(self):
        for block in self:
            if not CODE.fullmatch(block.code):
                raise ValidationError(
                    self.env._(
                        "A code has small letters, digits, - and _ only: %s",
                        block.code,
                    )
                )

    def write(self, vals):
        if "code" in vals:
            self.filtered(lambda block: block.code != vals["code"])._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._check_unused()

    def _check_unused(self):
        """Raise where a mailing that is not sent yet asks for the block."""
        for block in self:
            mailing = (
                self.env["mailing.mailing"]
                .sudo()
                .search(
                    block._get_mailings_domain() & Domain("state", "!=", "done"),
                    limit=1,
                )
            )
            if mailing:
                raise UserError(
                    self.env._(
                        "Mailing “%(mailing)s” asks for block “%(block)s”: take the "
                        "placeholder out of it first, or archive the block.",
                        mailing=mailing.subject,
                        block=block.name,
                    )
                )

    def _get_mailings_domain(self):
        self.ensure_one()
        # _ stands for any character in a search
        code = (self.code or "").replace("_", r"\_")
        return Domain("body_html", "like", f"[[block:{code}]]")

    def action_open_mailings(self):
        """Open the mailings that ask for this block."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailings"),
            "res_model": "mailing.mailing",
            "view_mode": "list,form",
            "domain": list(self._get_mailings_domain()),
        }

    @api.model
    def _fill(self, source, model, res_ids):
        """Put the blocks into a body; as many queries for all recipients as for one.

        :param str source: QWeb with placeholders
        :return: {source without placeholders: ids of the recipients it is for}
        """
        blocks = self.sudo().search(
            Domain("code", "in", find_codes(source))
            & Domain("company_id", "in", [False, self.env.company.id])
        )
        # of each recipient: the variants, in the order of the blocks
        chosen = {res_id: () for res_id in res_ids}
        contacts = self.env["crm.sending.check"]._find_contacts(model, res_ids)
        for block in blocks:
            own = block.variant_ids._choose(contacts)
            for res_id in res_ids:
                chosen[res_id] += (own.get(res_id),)
        same = {}
        for res_id, variants in chosen.items():
            same.setdefault(variants, []).append(res_id)
        filled = {}
        for variants, ids in same.items():
            bodies = {
                block.code: variant
                and PLACEHOLDER.sub("", str(variant.body_html or ""))
                for block, variant in zip(blocks, variants, strict=True)
            }
            body = PLACEHOLDER.sub(
                lambda found, bodies=bodies: bodies.get(found[1]) or "", str(source)
            )
            filled.setdefault(Markup(body), []).extend(ids)  # noqa: S704 as it came
        return filled
