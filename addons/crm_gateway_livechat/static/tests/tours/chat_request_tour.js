import {delay} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";

const CHAT = ".o-mail-DiscussSidebarChannel:contains(Visitor)";

registry.category("web_tour.tours").add("crm_gateway_livechat_request", {
    steps: () => [
        {
            content: "Discuss opens a channel by itself some time while it loads",
            trigger: CHAT,
            timeout: 30000,
            async run({click}) {
                for (let calm = 0; calm < 10; calm++) {
                    if (!document.querySelector("button[name='create-request']")) {
                        await click(CHAT);
                        calm = 0;
                    }
                    await delay(100);
                }
            },
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
