import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_gateway_employee_starts_and_ends_step", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(Two hundred boxes):contains(Clarify)",
            run: "click",
        },
        {
            content: "the customer's file is at hand",
            trigger:
                ".o_form_view .o_field_widget[name='request_attachment_ids'] a[href*='/web/content/']:contains(drawing.pdf)",
        },
        {
            trigger: ".o_form_view button[name='action_start']",
            run: "click",
        },
        {
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains(In Progress)",
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

tours.add("crm_gateway_manager_opens_escalation", {
    steps: () => [
        {
            trigger: ".o_menu_systray .o-mail-ActivityMenu-counter:contains(1)",
            run: "click",
        },
        {
            trigger:
                ".o-mail-ActivityGroup[data-model_name='crm.request.step']:contains(1 Today)",
            run: "click",
        },
        {
            content: "only the step that is overdue, of all that the manager may see",
            trigger:
                ".o_list_view:not(:contains(In time)) .o_data_row:contains(Two hundred boxes) .o_data_cell[name='name']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o-mail-Activity:contains(Overdue)",
        },
    ],
});
