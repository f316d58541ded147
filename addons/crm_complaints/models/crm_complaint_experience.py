from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_complaint_guard import MANAGER

PROPOSED = 5


class CrmComplaintExperience(models.Model):
    """What was learnt from complaints: what helped, and what did not.

    Open to everybody of the company, so it names no customer and no employee. New
    complaints are shown the experiences that look like them.
    """

    _name = "crm.complaint.experience"
    _description = "Experience with Complaints"
    _inherit = ["crm.company.bound", "mail.thread"]
    _order = "use_count desc, id desc"
    _check_company_auto = True

    name = fields.Char("Title", required=True, tracking=True, index="trigram")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: all companies learn from it."
    )
    is_success = fields.Selection(
        [("yes", "It Helped"), ("partly", "Helped in Part"), ("no", "It Did Not Help")],
        "Outcome",
        required=True,
        default="yes",
        tracking=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    problem = fields.Html(required=True, help="What happened, without any name.")
    solution = fields.Html("What Was Done", required=True)
    lesson = fields.Html("What to Do Next Time")
    category_ids = fields.Many2many("crm.complaint.category", string="Categories")
    cause_ids = fields.Many2many("crm.complaint.cause", string="Root Causes")
    product_ids = fields.Many2many("product.product", string="Products")
    use_count = fields.Integer("Used", readonly=True, default=0, copy=False)
    user_id = fields.Many2one(
        "res.users", "Author", default=lambda self: self.env.user, readonly=True
    )

    def action_publish(self):
        """Let everybody of the company read it; somebody has looked for names."""
        self._set_state("published")

    def action_withdraw(self):
        """Take it back to work on it again."""
        self._set_state("draft")

    def _set_state(self, state):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only a manager of complaints publishes what was learnt.")
            )
        self.sudo().state = state

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_state(vals)
        return super().create(vals_list)

    def write(self, vals):
        """What somebody changes is looked at again before others read it."""
        self._refuse_state(vals)
        result = super().write(vals)
        if not self.env.su and not self.env.user.has_group(MANAGER):
            published = self.sudo().filtered(lambda e: e.state == "published")
            published.state = "draft"
        return result

    @api.model
    def _refuse_state(self, vals):
        given = {"state": self.env.context.get("default_state"), **vals}
        if not self.env.su and (given["state"] or "draft") != "draft":
            raise AccessError(self.env._("Use the button to publish it."))

    @api.model
    def _find_like(self, complaint, limit=PROPOSED):
        """Return published experiences that look like a complaint, the best first.

        The same category counts most, then the same product, a category above or
        below it, words in common with the title, and how often it was of use.
        """
        complaint = complaint.sudo()
        words = complaint.name or ""
        category = complaint.category_id
        line = [int(part) for part in (category.parent_path or "").split("/") if part]
        query = self._search(
            Domain("state", "=", "published")
            & Domain("company_id", "in", [False, complaint.company_id.id])
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM (
                    SELECT experience.id, experience.use_count,
                           4 * (%(category)s = ANY(categories.ids))::int
                           + 3 * (%(products)s && products.ids)::int
                           + 2 * (%(line)s && categories.ids)::int
                           + 2 * ts_rank(to_tsvector('simple', experience.name),
                                         query.words) * 10 AS score
                      FROM crm_complaint_experience experience
                     CROSS JOIN LATERAL (
                        SELECT COALESCE(array_agg(crm_complaint_category_id),
                                        '{}') AS ids
                          FROM crm_complaint_category_crm_complaint_experience_rel
                         WHERE crm_complaint_experience_id = experience.id) categories
                     CROSS JOIN LATERAL (
                        SELECT COALESCE(array_agg(product_product_id), '{}') AS ids
                          FROM crm_complaint_experience_product_product_rel
                         WHERE crm_complaint_experience_id = experience.id) products
                     CROSS JOIN LATERAL (
                        SELECT COALESCE(
                            NULLIF(replace(plainto_tsquery('simple', %(words)s)::text,
                                           '&', '|'), '')::tsquery,
                            ''::tsquery) AS words) query
                     WHERE experience.id IN %(found)s) ranked
                    WHERE score > 0
                    ORDER BY score DESC, use_count DESC, id DESC
                    LIMIT %(limit)s""",
                category=category.id or 0,
                products=complaint.link_ids.product_id.ids,
                line=line,
                words=words,
                found=query.subselect(),
                limit=limit,
            )
        )
        return self.browse(id_ for (id_,) in rows)
