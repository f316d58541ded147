from odoo import api, models


class CrmNamelessRecord(models.AbstractModel):
    """What may be read without knowing who it is, which its files tell."""

    _name = "crm.nameless.record"
    _description = "Record That Is Read Without Knowing Who It Is"

    @api.model
    def _get_nameless_models(self):
        """Return the names of all models whose files name people."""
        registry = self.env.registry
        names = registry.descendants(["crm.nameless.record"], "_inherit")
        return {name for name in names if not registry[name]._abstract}
