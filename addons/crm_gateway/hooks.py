from odoo.tools import SQL


def uninstall_hook(env):
    forget_models(env, "crm_gateway")


def forget_models(env, module):
    """Let the host forget what its modules noted of an add-on's models.

    A model with a chatter gets external ids of the modules that the chatter comes
    from; the host drops what they stand for, and would keep the ids.
    """
    ours = [name for name, model in env.items() if model._original_module == module]
    for target, query in (
        (
            "ir.model.inherit",
            "SELECT part.id FROM ir_model_inherit part"
            "  JOIN ir_model model ON model.id = part.model_id",
        ),
        (
            "ir.model.fields.selection",
            "SELECT part.id FROM ir_model_fields_selection part"
            "  JOIN ir_model_fields field ON field.id = part.field_id"
            "  JOIN ir_model model ON model.id = field.model_id",
        ),
    ):
        env.cr.execute(
            SQL(
                "DELETE FROM ir_model_data WHERE module <> %s"
                " AND model = %s AND res_id IN (%s WHERE model.model = ANY(%s))",
                module,
                target,
                SQL(query),
                ours,
            )
        )
