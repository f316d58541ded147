import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry.category("website.form_editor_actions").add("create_request", {
    formFields: [
        {
            type: "char",
            required: true,
            name: "partner_name",
            fillWith: "name",
            string: _t("Name"),
        },
        {
            type: "tel",
            name: "phone",
            fillWith: "phone",
            string: _t("Phone"),
        },
        {
            type: "email",
            required: true,
            name: "email_from",
            fillWith: "email",
            string: _t("E-mail"),
        },
        {
            type: "char",
            modelRequired: true,
            name: "name",
            string: _t("Subject"),
        },
        {
            type: "text",
            required: true,
            name: "description",
            string: _t("What do you need?"),
        },
    ],
    fields: [
        {
            name: "type_id",
            type: "many2one",
            relation: "crm.request.type",
            domain: [["portal_published", "=", true]],
            string: _t("Request Type"),
            title: _t("Empty: the first type that is published."),
        },
    ],
    successPage: "/request-received",
});
