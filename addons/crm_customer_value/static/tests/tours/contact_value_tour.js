import {registry} from "@web/core/registry";

const PAGE = ".o_notebook_content .o_widget_customer_value_summary";

registry.category("web_tour.tours").add("crm_customer_value_contact_page", {
    steps: () => [
        {
            content:
                "the button shows the lifetime value; the figures are not yet read",
            trigger: `.oe_stat_button[name='action_open_customer_value']:not(:has(${PAGE}))`,
        },
        {
            trigger: ".o_notebook_headers a[name='customer_value']",
            run: "click",
        },
        {
            content: "what the customer bought",
            trigger: `${PAGE} .o_field_widget[name='net_revenue']:contains(300.00)`,
        },
        {
            trigger: `${PAGE} .o_field_widget[name='order_days']:text(3)`,
        },
        {
            content: "percentages are percentages",
            trigger: `${PAGE} .o_field_widget[name='churn_risk']:contains(%)`,
        },
        {
            content: "margins are not for this salesperson",
            trigger: `${PAGE}:not(:has(.o_field_widget[name='margin']))`,
        },
        {
            content: "what the customer buys from all suppliers can be told here",
            trigger: ".o_field_widget[name='known_wallet'] input",
            run: "edit 5000",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            content: "the button leads to the whole value",
            trigger: ".oe_stat_button[name='action_open_customer_value']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_inner_group:contains(Outlook)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer_value_contact_page_margin", {
    steps: () => [
        {
            trigger: ".o_notebook_headers a[name='customer_value']",
            run: "click",
        },
        {
            trigger: `${PAGE} .o_field_widget[name='margin']:contains(90.00)`,
        },
    ],
});
