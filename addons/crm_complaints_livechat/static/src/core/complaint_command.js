import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry.category("discuss.channel_commands").add("complaint", {
    condition: ({store, thread}) =>
        store.has_access_create_complaint && thread?.channel_type === "livechat",
    help: _t("Record a complaint (/complaint subject)"),
    methodName: "execute_command_complaint",
});
