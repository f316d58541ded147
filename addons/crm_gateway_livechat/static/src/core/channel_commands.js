import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry.category("discuss.channel_commands").add("request", {
    condition: ({store, thread}) =>
        store.has_access_create_request && thread?.channel_type === "livechat",
    help: _t("Create a new request (/request subject)"),
    methodName: "execute_command_request",
});
