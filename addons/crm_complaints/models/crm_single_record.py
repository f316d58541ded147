from odoo import models
from odoo.exceptions import UserError


class CrmSingleRecord(models.AbstractModel):
    """What is decided record by record: a program may press a button for several."""

    _name = "crm.single.record"
    _description = "Record That Is Moved by Itself"

    def _require_one(self):
        """Refuse to do something with several records at once, or with none."""
        if len(self) != 1:
            raise UserError(
                self.env._(
                    "This is done with one at a time. Open one, and do it there."
                )
            )
