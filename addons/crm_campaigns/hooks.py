from odoo.tools import SQL

from odoo.addons.crm_gateway.hooks import forget_models


def uninstall_hook(env):
    forget_models(env, "crm_campaigns")
    _forget_chatter_of_campaigns(env)


def _forget_chatter_of_campaigns(env):
    """Let the host forget that its campaigns had a chatter.

    Of what comes with it each module of the host took a note in its own name, which
    it would keep; the fields go with us.
    """
    for target, query in (
        (
            "ir.model.inherit",
            """SELECT part.id FROM ir_model_inherit part
                 JOIN ir_model model ON model.id = part.model_id
                 JOIN ir_model parent ON parent.id = part.parent_id
                WHERE model.model = 'utm.campaign'
                  AND parent.model IN ('mail.thread', 'mail.activity.mixin')""",
        ),
        (
            "ir.model.fields.selection",
            """SELECT part.id FROM ir_model_fields_selection part
                 JOIN ir_model_fields field ON field.id = part.field_id
                WHERE field.model = 'utm.campaign' AND field.name LIKE 'activity%%'""",
        ),
    ):
        env.cr.execute(
            SQL(
                "DELETE FROM ir_model_data WHERE model = %s AND res_id IN (%s)",
                target,
                SQL(query),
            )
        )
    env.cr.execute(
        """DELETE FROM ir_model_inherit part
            USING ir_model model, ir_model parent
            WHERE model.id = part.model_id AND parent.id = part.parent_id
              AND model.model = 'utm.campaign'
              AND parent.model IN ('mail.thread', 'mail.activity.mixin')"""
    )
