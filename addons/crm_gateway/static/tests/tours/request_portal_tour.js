import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const CHATTER = "#chatterRoot:shadow";

tours.add("crm_gateway_customer_files_request", {
    steps: () => [
        {
            trigger: "a[href='/my/requests/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_crm_request_form .form-check:contains(Prices) input",
            run: "click",
        },
        {
            trigger: ".o_crm_request_form input[name='name']",
            run: "edit Two hundred boxes",
        },
        {
            trigger: ".o_crm_request_form textarea[name='description']",
            run: "edit Green tea, by Nowruz",
        },
        {
            trigger: ".o_crm_request_form button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it has arrived, and has a number",
            trigger: "dl dd:contains(REQ)",
        },
        {
            content:
                "the first step runs, the next is to come, the inner one is hidden",
            trigger:
                ".o_crm_request_steps:not(:contains(margin)) li:contains(Clarify):contains(Running) ~ li:contains(Offer):contains(To come)",
        },
        {
            trigger: "dt:contains(Expected) + dd:contains(/)",
        },
    ],
});

tours.add("crm_gateway_customer_answers", {
    steps: () => [
        {
            trigger: ".alert-warning:contains(waiting for your answer)",
        },
        {
            trigger: `${CHATTER} .o-mail-Composer-input`,
            run: "edit Rather black tea",
        },
        {
            trigger: `${CHATTER} .o-mail-Composer-send:enabled`,
            run: "click",
        },
        {
            content: "the server has it",
            trigger: `${CHATTER} .o-mail-Message[data-persistent]:contains(Rather black tea)`,
        },
    ],
});

tours.add("crm_gateway_customer_closes_and_reopens", {
    steps: () => [
        {
            content: "the answer is there, and nobody waits any more",
            trigger: `${CHATTER} .o-mail-Message:contains(Rather black tea)`,
        },
        {
            trigger: "#wrap:not(:has(.alert-warning))",
        },
        {
            trigger: "form[action$='/close'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".badge:contains(Cancelled)",
        },
        {
            trigger: "form[action$='/reopen'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".badge:contains(In Progress)",
        },
        {
            trigger: "form[action$='/close'] button[type='submit']",
        },
    ],
});
