import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_customer_value_plan_activities", {
    steps: () => [
        {
            content: "nothing to plan on before somebody is selected",
            trigger:
                ".o_list_view:not(:has(button[name='action_schedule_activity'])) .o_data_row .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name='action_schedule_activity']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='summary'] input",
            run: "edit Ask what changed",
        },
        {
            trigger: ".modal button[name='action_schedule_activities']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_list_view",
        },
    ],
});
