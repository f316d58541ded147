"""Languages, users and ready-made pages of the demo database.

Run inside Odoo's shell; safe to run again.
"""

LANGUAGES = ("en_US", "fa_IR")
PERSIAN = {"name": "کاربر فارسی", "login": "fa", "password": "fa", "lang": "fa_IR"}

# The wizard, with overwrite: terms of data records (stages, types, templates)
# are translated only by it, not by --load-language alone.
languages = (
    env["res.lang"]  # noqa: F821 - Odoo's shell gives env
    .with_context(active_test=False)
    .search([("code", "in", LANGUAGES)])
)
env["base.language.install"].create(  # noqa: F821
    {"lang_ids": languages.ids, "overwrite": True}
).lang_install()
# The demo's requests copied their plans before these languages were there.
env["crm.request.step"].search([("template_id", "!=", False)])._take_translations()  # noqa: F821
if "website" in env:  # noqa: F821
    for website in env["website"].search([]):  # noqa: F821
        website.language_ids |= languages

admin = env.ref("base.user_admin")  # noqa: F821
users = env["res.users"].with_context(no_reset_password=True)  # noqa: F821
persian = users.search([("login", "=", PERSIAN["login"])])
if not persian:
    persian = users.create(PERSIAN)
# whatever an administrator of the demo may do, also after new add-ons
persian.group_ids |= admin.group_ids
persian.company_ids |= admin.company_ids

env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
env.cr.commit()  # noqa: F821
