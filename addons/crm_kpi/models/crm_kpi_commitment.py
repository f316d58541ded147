from odoo import api, fields, models
from odoo.exceptions import AccessError

FOLLOW_UP = "crm_kpi.mail_activity_type_follow_up"
# Written by the mechanisms of messages and activities, whoever acts
MECHANICAL = ("mail.thread", "mail.activity.mixin")


class CrmKpiCommitment(models.AbstractModel):
    """Something that somebody has promised to do by a day: it is on their list.

    Owners say how it goes; what was agreed is changed by those who may plan.
    """

    _name = "crm.kpi.commitment"
    _description = "Commitment"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    # By what it is due, and what its owner may write
    _due_field = None
    _owner_fields = frozenset()

    name = fields.Char(required=True, tracking=True)
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        tracking=True,
        index=True,
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        late = self.filtered_domain(self._get_late_domain(today))
        late.is_late = True
        (self - late).is_late = False

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._get_late_domain(fields.Date.context_today(self))
        return late if True in value else ["!", "&", *late]

    @api.model
    def _get_late_domain(self, today):
        """Return the two conditions of what is open beyond its day."""
        raise NotImplementedError

    def _is_open(self):
        """Whether there is still something to do."""
        raise NotImplementedError

    def _may_plan(self):
        """Whether the user may change what was agreed."""
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        """Put it on its owner's list."""
        made = super().create(vals_list)
        for one in made.filtered(lambda one: one._is_open()):
            one._ask_owner()
        return made

    def write(self, vals):
        """Change it; the owner's list follows.

        :raise AccessError: when owners change what was agreed
        """
        mechanical = {name for model in MECHANICAL for name in self.env[model]._fields}
        agreed = vals.keys() - self._owner_fields - mechanical
        if agreed and not self.env.su and not self._may_plan():
            raise AccessError(
                self.env._(
                    "You say how it goes. Who does what by when is changed by those "
                    "who planned it."
                )
            )
        was_open = {one: one._is_open() for one in self}
        result = super().write(vals)
        is_moved = vals.keys() & {"owner_id", self._due_field}
        for one in self:
            if was_open[one] and (is_moved or not one._is_open()):
                one._take_off_list(is_moved)
            if one._is_open() and (is_moved or not was_open[one]):
                one._ask_owner()
        return result

    def _take_off_list(self, is_moved):
        if is_moved:
            self.activity_unlink([FOLLOW_UP])
        else:
            self.activity_feedback([FOLLOW_UP])

    def _ask_owner(self):
        self.activity_schedule(
            FOLLOW_UP,
            date_deadline=self[self._due_field],
            summary=self.name,
            user_id=self.owner_id.id,
        )
