from odoo import api, models
from odoo.exceptions import AccessError, ValidationError


class CrmKpi(models.Model):
    """Who may see a figure: on the board, by RPC, in files, mails and formulas."""

    _inherit = "crm.kpi"

    def _check_visible(self):
        """Raise AccessError unless the user may see these KPIs and their parts."""
        hidden = self - self._filter_visible()
        if hidden:
            raise AccessError(
                self.env._(
                    "You may not see these figures. Ask your administrator for the "
                    "group that they are kept for."
                )
            )

    def _filter_visible(self):
        """Return those of ``self`` whose own rules and all parts let the user in."""
        readable = self._filtered_access("read")
        parts = readable.sudo()._get_parts()
        seen = parts.with_env(self.env)._filtered_access("read").sudo()
        hidden = set((parts - seen).mapped("code"))
        names = {
            kpi.code: set((kpi.formula_names or "").split())
            for kpi in readable.sudo() | parts
        }
        # What is made of something hidden is hidden, and so on
        found = hidden
        while found:
            found = {code for code in names if names[code] & hidden} - hidden
            hidden |= found
        return readable.filtered(lambda kpi: kpi.code not in hidden)

    def _get_parts(self):
        """Return all KPIs that a formula needs, directly or not, without itself."""
        found = self.browse()
        todo = self
        while todo:
            codes = {code for kpi in todo for code in (kpi.formula_names or "").split()}
            todo = (
                self.with_context(active_test=False).search(
                    [("code", "in", sorted(codes))]
                )
                - found
            )
            found |= todo
        return found

    @api.constrains("formula", "kind", "group_ids")
    def _check_groups_of_formulas(self):
        """A formula must not tell everybody what its parts tell a few."""
        formulas = (
            self.sudo()
            .with_context(active_test=False)
            .search([("kind", "=", "formula")])
        )
        for kpi in formulas:
            for part in kpi._get_parts():
                allowed = part.group_ids
                if allowed and (
                    not kpi.group_ids
                    or any(
                        not group.all_implied_ids & allowed for group in kpi.group_ids
                    )
                ):
                    raise ValidationError(
                        self.env._(
                            "“%(kpi)s” is computed from “%(part)s”, which is only for "
                            "%(groups)s. Keep it for the same groups.",
                            kpi=kpi.name,
                            part=part.name,
                            groups=", ".join(allowed.mapped("full_name")),
                        )
                    )
