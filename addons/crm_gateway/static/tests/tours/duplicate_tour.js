import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_gateway_entering_a_customer_twice", {
    steps: () => [
        {
            trigger:
                ".o_form_view .o_field_widget[name='name'] input, .o_form_view .o_field_widget[name='name'] textarea",
            run: "edit كيميا گستر",
        },
        {
            trigger: ".o_field_widget[name='phone'] input",
            run: "edit ۰۹۱۲۱۲۳۴۵۶۷",
        },
        {
            trigger: ".o_field_widget[name='email'] input",
            run: "click",
        },
        {
            content: "who is entered already comes up before anything is saved",
            trigger:
                ".o_duplicate_hint:contains(شرکت کیمیا گستر):contains(Phone, Name)",
        },
        {
            trigger: ".o_duplicate_hint .o_duplicate",
            run: "click",
        },
        {
            trigger: ".modal .o_form_view",
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='phone'] input",
            run: "edit 12",
        },
        {
            trigger: ".o_field_widget[name='email'] input",
            run: "click",
        },
        {
            content: "one reason is left",
            trigger: ".o_duplicate_hint:contains((Name))",
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
    ],
});

tours.add("crm_gateway_seller_merges_duplicates", {
    steps: () => [
        {
            content: "two pairs to decide on",
            trigger: ".o_data_row:contains(Twice Trading) td[name='partner_id']",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name='reasons']:contains(Email, Name)",
        },
        {
            trigger: ".o_form_view button[name='action_merge']",
            run: "click",
        },
        {
            content: "the host's wizard has both",
            trigger: ".modal .o_data_row:contains(TWICE TRADING)",
        },
        {
            trigger: ".modal button[name='action_merge']",
            run: "click",
        },
        {
            content: "the pair is closed",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name='merged_name']:contains(TWICE)",
        },
        {
            trigger: ".o_back_button, .o_breadcrumb .o_back_button a",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Others)",
        },
        {
            trigger: ".o_data_row button[name='action_keep_apart']",
            run: "click",
        },
        {
            content: "nothing is left to decide",
            trigger: ".o_view_nocontent",
        },
    ],
});

tours.add("crm_gateway_key_data_tells_duplicates", {
    steps: () => [
        {
            trigger: ".o_notebook_headers a[name='key_data']",
            run: "click",
        },
        {
            trigger: ".o_key_data_wrong:contains(merge them)",
        },
        {
            trigger: ".o_key_data_summary .o_duplicate:contains(TWICE)",
        },
        {
            content: "what was agreed with them is one click away",
            trigger: ".o_key_data_summary button[name='action_open_contracts']",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb .active:contains(Contracts)",
        },
    ],
});
