import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const CARD = ".o_kanban_record:contains(Two hundred boxes)";

tours.add("crm_gateway_clerk_records_request", {
    steps: () => [
        {
            content: "the board says what to do while it is empty",
            trigger: ".o_kanban_view",
        },
        {
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_quick_create .o_field_widget[name='name'] input, .o_form_view .o_field_widget[name='name'] input",
            run: "edit Two hundred boxes",
        },
        {
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Cyrus Trading",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Cyrus Trading)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='type_id'] input",
            run: "edit Through three",
        },
        {
            trigger:
                ".o-autocomplete--dropdown-item:contains(Through three departments)",
            run: "click",
        },
        {
            trigger: ".o_kanban_edit, .o_form_button_save",
            run: "click",
        },
        {
            content: "the form opens, and the plan runs",
            trigger: ".o_form_view .o_field_widget[name='number']:contains(REQ)",
        },
        {
            trigger: ".o_notebook_headers a[name='steps']",
            run: "click",
        },
        {
            content: "the first department has it",
            trigger: ".o_data_row:contains(Clarify):contains(Sam):contains(To Do)",
        },
        {
            content: "the next ones wait",
            trigger: ".o_data_row:contains(Deliver):contains(Waiting)",
        },
    ],
});

tours.add("crm_gateway_employee_does_step", {
    steps: () => [
        {
            content: "my steps show the customer and the request",
            trigger: `${CARD}:contains(Cyrus Trading)`,
            run: "click",
        },
        {
            trigger: ".o_form_view button[name='action_done']",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)",
        },
    ],
});

tours.add("crm_gateway_manager_sees_overdue_step", {
    steps: () => [
        {
            trigger: `${CARD}:contains(Overdue):contains(Deliver)`,
        },
    ],
});

tours.add("crm_gateway_customer_follows_request", {
    steps: () => [
        {
            content: "the steps, as far as they concern the customer",
            trigger:
                ".o_crm_request_steps li:contains(Clarify):contains(Done) ~ li:contains(Deliver):contains(Running)",
        },
        {
            trigger: "body:not(:contains(Haggle))",
        },
        {
            trigger: "button:contains(I do not need it any more)",
        },
    ],
});
