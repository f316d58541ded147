import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const FORM = ".o_form_view";

function button(name) {
    return {
        trigger: `${FORM} .o_statusbar_buttons button[name='${name}']:enabled`,
        run: "click",
    };
}

function state(label) {
    return {
        trigger: `${FORM} .o_arrow_button_current:contains(${label})`,
    };
}

function choose(name, value, parent = FORM) {
    return [
        {
            trigger: `${parent} .o_field_widget[name='${name}'] input`,
            run: `edit ${value}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item:contains(${value})`,
            run: "click",
        },
    ];
}

tours.add("crm_complaints_agent_handles_a_call", {
    steps: () => [
        {
            content: "the work list says what to do while it is empty",
            trigger: ".o_view_nocontent:contains(Nothing waits for you)",
        },
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: `${FORM} .o_field_widget[name='name'] input`,
            run: "edit The tea came late",
        },
        ...choose("partner_id", "Cyrus Trading"),
        ...choose("category_id", "Cold tea"),
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it has a number, an owner and a deadline",
            trigger: `${FORM} .o_field_widget[name='number']:contains(CMP)`,
        },
        {
            trigger: `${FORM} .o_field_widget[name='next_deadline']`,
        },
        button("action_assess"),
        {
            content: "what is missing is named",
            trigger: ".o_error_dialog:contains(Severity), .modal:contains(Severity)",
        },
        {
            trigger: ".modal footer button",
            run: "click",
        },
        {
            trigger: `${FORM} .o_notebook_headers a[name='assessment']`,
            run: "click",
        },
        {
            trigger: `${FORM} .o_field_widget[name='severity'] input`,
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(High)",
            run: "click",
        },
        {
            trigger: `${FORM} .o_field_widget[name='impact'] input`,
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Medium)",
            run: "click",
        },
        {
            trigger: `${FORM} .o_notebook_headers a[name='involved']`,
            run: "click",
        },
        ...choose("accused_employee_ids", "Somebody Else"),
        button("action_assess"),
        state("Assessed"),
        button("action_investigate"),
        state("Investigating"),
        button("action_wait"),
        {
            trigger: ".modal .o_field_widget[name='reason']:contains(answer)",
        },
        {
            trigger: ".modal .o_field_widget[name='note'] input",
            run: "edit Asked for a photo",
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${FORM}`,
        },
        button("action_respond"),
        {
            trigger: ".modal .o_field_widget[name='decision'] label:contains(Upheld)",
            run: "click",
        },
        ...choose("cause_id", "Forgotten", ".modal"),
        {
            trigger: ".modal .o_field_widget[name='reason'] .odoo-editor-editable",
            run: "editor We forgot it",
        },
        {
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        state("Responded"),
        {
            content: "the letter is in the conversation",
            trigger: ".o-mail-Message:contains(We forgot it)",
        },
        button("action_accept"),
        state("Closed"),
    ],
});

tours.add("crm_complaints_auditor_looks", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(The tea came late)",
        },
        {
            trigger: ".o_data_row:contains(The tea came late) td[name='name']",
            run: "click",
        },
        {
            content: "the case is there; who complains, and what to do, is not",
            trigger: `${FORM} .o_field_widget[name='name']:contains(The tea came late)`,
        },
        {
            trigger: `${FORM}:not(:has([name='partner_id'])):not(:has(.o_statusbar_buttons button:visible))`,
        },
        {
            trigger: `body:not(:contains(Cyrus Trading))`,
        },
    ],
});
