from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CrmDependentRecord(models.AbstractModel):
    """Something that is as open as the record that it belongs to.

    Whatever rules hide the owner from a user, Odoo's or a company's own, hide what
    belongs to it too: nobody should have to write each of them twice.

    ``_owner_field`` names the many2one of the owner. It is required, unless
    ``_owner_is_optional``: what belongs to nothing is then left to its own rules.
    """

    _name = "crm.dependent.record"
    _description = "Record as Open as Its Owner"

    _owner_field = None
    _owner_is_optional = False

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            owned = Domain(self._owner_field, "any", Domain.TRUE)
            if self._owner_is_optional:
                owned |= Domain(self._owner_field, "=", False)
            domain = Domain(domain) & owned
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        owner_field = self._owner_field
        owners = self.sudo()[owner_field].sudo(False)
        needed = self._get_owner_operation(operation)
        open_ids = set(owners._filtered_access(needed).ids)
        if self._owner_is_optional:
            open_ids.add(False)
        closed = self.filtered(lambda r: r.sudo()[owner_field].id not in open_ids)
        if not closed:
            return result
        if result:
            return result[0] | closed, result[1]
        return closed, closed._make_owner_error

    def onchange(self, values, field_names, fields_spec):
        """Propose nothing that comes of an owner whom the user may not read.

        Related fields of a record that is not stored yet are read with all rights.
        """
        owner_id = values.get(self._owner_field) or self.env.context.get(
            f"default_{self._owner_field}"
        )
        if isinstance(owner_id, int) and owner_id and not self.env.su:
            comodel = self._fields[self._owner_field].comodel_name
            self.env[comodel].browse(owner_id).check_access("read")
        return super().onchange(values, field_names, fields_spec)

    def write(self, vals):
        """Put nothing under an owner whom the user may not change."""
        result = super().write(vals)
        if self._owner_field in vals and not self.env.su:
            self.check_access("write")
        return result

    @api.model
    def _get_owner_operation(self, operation):
        """Return what a user must be allowed to do with the owner."""
        return "read" if operation == "read" else "write"

    def _make_owner_error(self):
        return AccessError(
            self.env._(
                "This belongs to a record that you may not open or change. Ask your "
                "manager if you need it."
            )
        )
