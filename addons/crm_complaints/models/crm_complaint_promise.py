from odoo import api, fields, models
from odoo.fields import Domain


class CrmComplaintPromise(models.Model):
    """The promise that a complaint is about, as it was worded at the time."""

    _inherit = "crm.complaint"

    promise_version_id = fields.Many2one(
        "crm.promise.version",
        "Promise",
        compute="_compute_promise_version_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
        domain="[('company_id', '=', company_id), ('state', '=', 'approved')]",
        ondelete="restrict",
        tracking=True,
        help="The version that was in force when the customer ordered or asked. It is "
        "proposed where the category and the order or the request leave one only.",
    )
    breach_ids = fields.One2many("crm.promise.breach", "complaint_id", "Breaches")

    @api.depends(
        "category_id",
        "company_id",
        "request_id",
        "link_ids.order_id",
        "link_ids.invoice_id",
    )
    def _compute_promise_version_id(self):
        open_ones = self.filtered(
            lambda c: not c.promise_version_id and c._get_promised_documents()
        )
        found = open_ones._find_broken_versions()
        promises = open_ones._find_promises()
        for complaint in self:
            complaint.promise_version_id = (
                complaint.promise_version_id
                or found.get(complaint)
                or complaint._propose_version(promises)
            )

    def _get_promised_documents(self):
        """Return the orders, or else the request, that the complaint is about."""
        self.ensure_one()
        links = self.sudo().link_ids
        invoiced = links.invoice_id.invoice_line_ids.sale_line_ids.order_id
        return (links.order_id | invoiced)._origin or self.sudo().request_id._origin

    def _find_broken_versions(self):
        """Return {complaint: crm.promise.version} that a document has broken for sure.

        Nothing where it broke several.
        """
        documents = {
            complaint: complaint._get_promised_documents() for complaint in self
        }
        by_model = {}
        for found in documents.values():
            by_model.setdefault(found._name, set()).update(found.ids)
        breaches = (
            self.env["crm.promise.breach"]
            .sudo()
            .search(
                Domain.OR(
                    Domain("res_model", "=", model) & Domain("res_id", "in", ids)
                    for model, ids in by_model.items()
                )
            )
        )
        broken = {}
        for complaint, found in documents.items():
            versions = breaches.filtered(
                lambda b, found=found: (
                    b.res_model == found._name and b.res_id in found.ids
                )
            ).version_id
            if len(versions) == 1:
                broken[complaint] = versions
        return broken

    def _find_promises(self):
        """Return the crm.promise that customers were ever made in these categories."""
        return (
            self.env["crm.promise"]
            .sudo()
            .search(
                [
                    ("category_id", "in", self.category_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("code_id.state", "in", ("published", "withdrawn")),
                ]
            )
        )

    def _propose_version(self, promises):
        """Return the version that the documents were promised; nothing if in doubt."""
        self.ensure_one()
        documents = self._get_promised_documents()
        versions = promises.browse().version_id
        if not documents:
            return versions
        for promise in promises.filtered_domain(
            [
                ("category_id", "=", self.category_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        ):
            for document in documents:
                versions |= promise._get_version_promised(document)
        # what is measured by such documents is more likely than what people record
        measured = versions.filtered(lambda version: version.kind != "manual")
        chosen = measured or versions
        return chosen if len(chosen) == 1 else versions.browse()

    def _shut_out(self, users):
        """Take the talks about its breaches from users, too."""
        result = super()._shut_out(users)
        self.sudo().breach_ids._shut_out_of_thread(users)
        return result
