import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_campaigns_dashboard", {
    steps: () => [
        {
            content: "what was invoiced",
            trigger: ".o_campaign_dashboard_tile[data-tile=net_revenue]:contains(100)",
        },
        {
            content: "half of the budget is used",
            trigger: ".o_campaign_dashboard_running .progress-bar:contains(50)",
        },
        {
            content: "the best comes first",
            trigger: ".o_campaign_dashboard_best tbody tr:first-child:contains(Spring)",
        },
        {
            content: "open what the figure is the sum of",
            trigger: ".o_campaign_dashboard_tile[data-tile=net_revenue]",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row:contains(Cyrus Trading)"},
        {
            content: "go back",
            trigger: ".breadcrumb-item:contains(Campaign Dashboard) a",
            run: "click",
        },
        {
            content: "open the campaign",
            trigger: ".o_campaign_dashboard_running button:contains(Spring)",
            run: "click",
        },
        {
            content: "its results",
            trigger: ".o_form_view .nav-link[name=results]",
            run: "click",
        },
        {
            content: "one order was invoiced",
            trigger: ".o_campaign_funnel tr:contains(Invoiced):contains(1)",
        },
        {
            content: "open it",
            trigger: ".o_campaign_funnel_step[data-step=orders]",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row"},
    ],
});
