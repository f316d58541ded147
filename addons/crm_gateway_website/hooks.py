from odoo.tools import SQL


def uninstall_hook(env):
    """Close the door behind us: the host keeps what a model allows to forms.

    It lets nobody write fields of Python models; whitelisting them is SQL as well.
    """
    env["ir.model"]._get("crm.request").write(
        {
            "website_form_access": False,
            "website_form_key": False,
            "website_form_label": False,
            "website_form_default_field_id": False,
        }
    )
    env.cr.execute(
        SQL(
            "UPDATE ir_model_fields SET website_form_blacklisted = TRUE"
            " WHERE model = 'crm.request'"
        )
    )
