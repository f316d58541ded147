from odoo import api, models
from odoo.exceptions import AccessError


class CrmCompanyBound(models.AbstractModel):
    """Something that nobody hands to a company in which they do not work.

    The host looks at the rules before a record is written, and not at what comes of
    it: whoever writes a record of theirs could put it under an owner of another
    company, or name a company beside an owner that belongs to a different one.
    """

    _name = "crm.company.bound"
    _description = "Record That Stays in the User's Companies"

    @api.model
    def _get_company_path(self):
        """Return the names of the fields that the company of a record comes by.

        The company of something that belongs to an owner is related: then the field
        of the owner, and what that is related to, are among them.
        """
        path = ["company_id"]
        while self._fields[path[-1]].related:
            path.append(self._fields[path[-1]].related.split(".")[0])
        return path

    def write(self, vals):
        path = [] if self.env.su else self._get_company_path()
        if not set(path) & set(vals):
            return super().write(vals)
        # what follows from the owner is not for anybody to write
        follows = {name for name in path if self._fields[name].related}
        vals = {name: value for name, value in vals.items() if name not in follows}
        result = super().write(vals)
        self._check_company_is_ours()
        return result

    def _check_company_is_ours(self):
        if self.sudo().company_id - self.env.companies:
            raise AccessError(
                self.env._(
                    "This would belong to a company in which you do not work. Choose "
                    "what belongs to one of yours."
                )
            )
