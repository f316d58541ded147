from odoo import api, models
from odoo.fields import Domain


class CrmDocumentRow(models.AbstractModel):
    """A row of a table that is selected from documents with the reader's rights.

    The rights are part of the table: whoever may not read a document has no row of
    it, in a list, a sum, an export, or by its id.
    """

    _name = "crm.document.row"
    _description = "Row of a Document"

    @api.model
    def _find_readable(self, model, domain=()):
        """Return the Query of the records of ``model`` that the user may read.

        Archived ones too.  None where the user has no access at all: test for it
        with ``is None``, the truth value of a Query is whether it finds anything.
        """
        Model = self.env[model].with_context(active_test=False)
        return Model._search(Domain(domain)) if Model.has_access("read") else None

    def action_open_document(self):
        """Open the document of the row: its ``res_model`` and ``res_id``."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def exists(self):
        """Tell what is not there from what the user may not read, as elsewhere."""
        found = super(CrmDocumentRow, self.sudo()).exists()
        return found.with_env(self.env)

    def _check_access(self, operation):
        """Who may not read the document may not read its row.

        A row that somebody else read in the same transaction is in the cache.
        """
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        refused, make_error = result or (
            self.browse(),
            lambda: self.env["ir.rule"]._make_access_error(operation, self),
        )
        rest = self - refused
        if rest:
            refused += rest - self.browse(self._search([("id", "in", rest.ids)]))
        return (refused, make_error) if refused else None
