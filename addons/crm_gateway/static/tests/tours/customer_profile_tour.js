import {registry} from "@web/core/registry";

const PAGE = ".o_customer_profile";
const section = (name) => `${PAGE} .o_profile_section[data-section='${name}']`;
const back = {
    content: "go back to the profile",
    trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb .breadcrumb-item a",
    run: "click",
};

registry.category("web_tour.tours").add("crm_gateway_customer_profile", {
    steps: () => [
        {
            content: "the contact's form leads to the profile",
            trigger: ".oe_stat_button:has(.fa-id-card-o)",
            run: "click",
        },
        {
            content: "it is that of the company, and its address names it",
            trigger: `${PAGE} h2:contains(Northern Mills)`,
            run: () => {
                if (!/customer-profile\/\d+/.test(browserPath())) {
                    throw new Error(`The page is at ${browserPath()}.`);
                }
            },
        },
        {
            content: "sums on top",
            trigger: `${PAGE} .o_customer_profile_tile:contains(Sales, 12 months):contains(300)`,
        },
        {content: "bars of the orders", trigger: `${section("orders")} canvas`},
        {
            content: "what is planned",
            trigger: `${section("coming")} .o_profile_item:contains(Send the catalogue)`,
        },
        {
            content: "nothing of what a colleague sells",
            trigger: `${PAGE}:not(:contains(Canary))`,
        },
        {
            content: "open a touchpoint",
            trigger: `${section("timeline")} .o_profile_item:contains(Ten machines) .o_profile_open`,
            run: "click",
        },
        {
            content: "the opportunity opens, and knows the way back",
            trigger:
                ".o_form_view .o_field_widget[name='name'] :value(Ten machines), .o_form_view .o_field_widget[name='name']:contains(Ten machines)",
        },
        {
            content: "through its own button",
            trigger: ".oe_stat_button:has(.fa-id-card-o)",
            run: "click",
        },
        {
            content: "plan something",
            trigger: `${PAGE} .o_customer_profile_schedule`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='summary'] input",
            run: "edit Ask how it went",
        },
        {
            trigger: ".modal .modal-footer button[name='action_schedule_activities']",
            run: "click",
        },
        {
            content: "it is there at once",
            trigger: `${section("coming")} .o_profile_item:contains(Ask how it went)`,
        },
        {
            content: "a new quotation knows the customer",
            trigger: `${PAGE} .o_customer_profile_buttons button[data-model='sale.order']`,
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name='partner_id'] input:value(Northern Mills)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_gateway_customer_profile_empty", {
    steps: () => [
        {
            content: "each section says what to do",
            trigger: `${section("coming")} .o_profile_empty button`,
        },
        {trigger: `${section("orders")}:has(.o_profile_empty):not(:has(canvas))`},
        {trigger: `${section("timeline")} .o_profile_empty`},
    ],
});

registry.category("web_tour.tours").add("crm_gateway_timeline", {
    steps: () => [
        {
            content: "of this customer alone",
            trigger: ".o_facet_value:contains(Northern Mills)",
        },
        {
            content: "open the order from its line",
            trigger: ".o_list_view .o_data_row:contains(Order) td[name='name']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_statusbar_status:contains(Sales Order)",
        },
        back,
        {
            trigger: ".o_list_view .o_data_row",
        },
    ],
});

function browserPath() {
    return window.location.pathname;
}
