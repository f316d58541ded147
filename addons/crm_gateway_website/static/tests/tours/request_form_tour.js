import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_gateway_website_request", {
    steps: () => [
        {
            trigger: "#request_form input[name='partner_name']",
            run: "edit Dara",
        },
        {
            trigger: "#request_form input[name='email_from']",
            run: "edit dara@example.com",
        },
        {
            trigger: "#request_form input[name='name']",
            run: "edit Two hundred boxes",
        },
        {
            trigger: "#request_form textarea[name='description']",
            run: "edit By Nowruz, please",
        },
        {
            trigger: ".s_website_form_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the visitor is told the number",
            trigger: "#wrap:contains(REQ)",
        },
    ],
});
