from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class CrmComplaintStepwise(models.AbstractModel):
    """Moves from state to state by its buttons, and by nothing else.

    The buttons work with all rights, after checks of their own; what comes without
    these rights comes from a person, or from a program in a person's name.

    ``_flow_fields`` are what the buttons set, ``_fixed_fields`` what a record is made
    with and keeps. ``_writable_in`` gives the states in which other fields can be
    changed; a field that it does not name can be changed in the states of its key
    ``None``, and always when there is no such key.
    """

    _name = "crm.complaint.stepwise"
    _description = "Moved by Its Buttons"
    _inherit = ["crm.single.record"]

    _first_state = "draft"
    _flow_fields = frozenset({"state"})
    _fixed_fields = frozenset()
    _writable_in = {}

    def _begin(self, *states):
        """Check that the user may act on one record in one of the states.

        :return: the same record with all rights: what moves is for the flow to write
        """
        self._require_one()
        self.check_access("write")
        # whoever acts on it at this moment comes first
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = %s FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                self.id,
            )
        )
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(record)s is “%(state)s”. This can be done only with: "
                    "%(states)s.",
                    record=self.display_name,
                    state=labels[self.state],
                    states=", ".join(labels[state] for state in states),
                )
            )
        return self.sudo()

    def _require_filled(self, *names):
        """Refuse to go on while one of the fields is empty, and say which."""
        self.ensure_one()
        missing = [self._get_label(name) for name in names if not self[name]]
        if missing:
            raise UserError(self.env._("First fill in: %s.", ", ".join(missing)))

    @api.model
    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            defaults = self.default_get(sorted(self._flow_fields))
            for vals in vals_list:
                given = {**defaults, **vals}
                self._refuse_to_set(
                    name
                    for name in self._flow_fields & set(given)
                    if given[name]
                    and (name, given[name]) != ("state", self._first_state)
                )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_to_set((self._flow_fields | self._fixed_fields) & set(vals))
            self._check_writable(vals)
        return super().write(vals)

    @api.model
    def _refuse_to_set(self, names):
        for name in sorted(names):
            raise AccessError(
                self.env._(
                    "“%s” follows from what is done, and is not written by hand. Use "
                    "the buttons.",
                    self._get_label(name),
                )
            )

    def _check_writable(self, names):
        usual = self._writable_in.get(None)
        for name in names:
            states = self._writable_in.get(name, usual)
            field = self._fields.get(name)
            # conversation, reminders and the like are nobody's file
            if states is None or field is None or field._module in ("mail", "base"):
                continue
            if any(record.state not in states for record in self):
                raise UserError(
                    self.env._(
                        "“%s” cannot be changed any more at this stage: others rely "
                        "on it.",
                        self._get_label(name),
                    )
                )
