import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_gateway_livechat_request", {
    steps: () => [
        {
            trigger: ".o-mail-DiscussSidebarChannel:contains(Visitor)",
            run: "click",
        },
        {
            content: "what the visitor wrote",
            trigger: ".o-mail-Message:contains(I need boxes)",
        },
        {
            content: "the button for those who do not know commands",
            trigger: "button[name='create-request']",
        },
        {
            trigger: ".o-mail-Composer-input",
            run: "edit /request Two hundred boxes",
        },
        {
            trigger: ".o-mail-Composer-input",
            run: "press Enter",
        },
        {
            trigger: ".o-mail-Thread:contains(Two hundred boxes)",
        },
    ],
});
