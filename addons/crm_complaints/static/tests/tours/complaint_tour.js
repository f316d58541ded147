import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const CHATTER = "#chatterRoot:shadow";
const FORM = ".o_complaint_form";

tours.add("crm_complaints_visitor_complains", {
    steps: () => [
        {
            trigger: "a[href='/complaints/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: `${FORM} select[name='category_id']`,
            run: "selectByLabel Cold tea",
        },
        {
            trigger: `${FORM} input[name='name']`,
            run: "edit The tea came late",
        },
        {
            trigger: `${FORM} textarea[name='description']`,
            run: "edit A week after Nowruz",
        },
        {
            trigger: `${FORM} input[name='is_anonymous']`,
            run: "check",
        },
        {
            trigger: `${FORM} button[type='submit']`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "number and secret are there, this once",
            trigger: ".o_complaint_number:contains(CMP)",
            run() {
                const read = (name) =>
                    document.querySelector(`.o_complaint_${name}`).textContent.trim();
                sessionStorage.setItem("complaint_number", read("number"));
                sessionStorage.setItem("complaint_secret", read("secret"));
            },
        },
        {
            trigger: ".alert a[href='/complaints/track']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_complaint_track input[name='number']",
            run: ({anchor}) => {
                anchor.value = sessionStorage.getItem("complaint_number");
            },
        },
        {
            trigger: ".o_complaint_track input[name='secret']",
            run: ({anchor}) => {
                anchor.value = sessionStorage.getItem("complaint_secret");
            },
        },
        {
            trigger: ".o_complaint_track button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".badge:contains(We have it)",
        },
        {
            trigger: ".o_complaint_answer textarea",
            run: "edit It was cold, too",
        },
        {
            trigger: ".o_complaint_answer button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains(noted)",
        },
        {
            content: "it is in the conversation, which takes nothing itself",
            trigger: `${CHATTER} .o-mail-Message:contains(It was cold)`,
        },
        {
            trigger: `${CHATTER} .o-mail-Chatter:not(:has(.o-mail-Composer-input))`,
        },
    ],
});

tours.add("crm_complaints_customer_is_not_content", {
    steps: () => [
        {
            trigger: "table a:contains(CMP)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_complaint_decision:contains(Upheld)",
        },
        {
            trigger: `${CHATTER} .o-mail-Composer-input`,
            run: "edit One more thing",
        },
        {
            trigger: `${CHATTER} .o-mail-Composer-send:enabled`,
            run: "click",
        },
        {
            content: "the server has it",
            trigger: `${CHATTER} .o-mail-Message[data-persistent]:contains(One more thing)`,
        },
        {
            trigger: ".o_complaint_refuse textarea",
            run: "edit It is still cold",
        },
        {
            trigger: ".o_complaint_refuse button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".badge:contains(Somebody else looks at it)",
        },
        {
            trigger: `${CHATTER} .o-mail-Message:contains(It is still cold)`,
        },
        {
            trigger: ".o_complaint_accept button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".badge:contains(Closed)",
        },
    ],
});
