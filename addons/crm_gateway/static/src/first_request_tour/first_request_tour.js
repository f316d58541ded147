import {_t} from "@web/core/l10n/translation";
import {markup} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

/** A step of the request's plan, by its place. */
const planned = (place) =>
    `.o_form_view .o_field_widget[name='step_ids'] .o_data_row:nth-child(${place})`;
const document = (place) => `${planned(place)} button[name='action_open_document']`;

/**
 * Leads a newcomer through one request, from the phone call to the paid invoice.
 *
 * The plan is that of the type *Order with delivery*: enter the order, confirm it,
 * deliver, invoice, receive the payment.
 */
registry.category("web_tour.tours").add("crm_gateway_first_request", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='crm.crm_menu_root']",
            content: _t("The phone rings. Whatever a customer wants begins in CRM."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='crm_gateway.crm_gateway_menu_requests']",
            content: _t("Open the requests of your customers."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='crm_gateway.crm_gateway_menu_requests_all']",
            content: _t("Here is all that customers asked for."),
            tooltipPosition: "right",
            run: "click",
        },
        {
            // Before its columns are there, the button opens the whole form
            trigger: ".o_crm_request_kanban .o_kanban_group",
        },
        {
            trigger: ".o_crm_request_kanban .o-kanban-button-new",
            content: _t("Record the call."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_kanban_quick_create .o_field_widget[name='name'] input",
            content: _t("What does the customer want? A few words are enough."),
            tooltipPosition: "right",
            run: "edit Forty desks",
        },
        {
            trigger: ".o_kanban_quick_create .o_field_widget[name='partner_id'] input",
            content: _t("Who is calling?"),
            tooltipPosition: "right",
            run: "edit Cyrus Trading",
        },
        {
            isActive: ["auto"],
            trigger: ".o-autocomplete--dropdown-item:contains(Cyrus Trading)",
            run: "click",
        },
        {
            trigger: ".o_kanban_quick_create .o_field_widget[name='type_id'] input",
            content: markup(
                _t("Choose <b>Order with delivery</b>: it brings its plan.")
            ),
            tooltipPosition: "right",
            run: "edit Order with delivery",
        },
        {
            isActive: ["auto"],
            trigger: ".o-autocomplete--dropdown-item:contains(Order with delivery)",
            run: "click",
        },
        {
            trigger: ".o_kanban_quick_create .o_kanban_edit",
            content: _t("Save, and see what happens."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_notebook_headers a[name='steps']",
            content: _t("The plan is running. Every department has its step."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger: document(1),
            content: _t("Its first step has made a quotation. Open it."),
            tooltipPosition: "left",
            run: "click",
        },
        {
            trigger: ".o_sale_order .o_field_x2many_list_row_add > a",
            content: _t("Add what was ordered."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger:
                ".o_sale_order .o_field_widget[name='product_id'] input, .o_sale_order .o_field_widget[name='product_template_id'] input",
            content: _t("Choose a product."),
            tooltipPosition: "right",
            run: "edit Desk of the tour",
        },
        {
            isActive: ["auto"],
            trigger: ".o-autocomplete--dropdown-item:contains(Desk of the tour)",
            run: "click",
        },
        {
            isActive: ["auto"],
            trigger:
                ".o_sale_order .o_field_cell[name='price_subtotal']:contains(10.00)",
        },
        {
            trigger: ".o_sale_order .o_statusbar_buttons button[name='action_confirm']",
            content: _t("The customer agrees: confirm the order."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_sale_order .o_arrow_button_current[data-value='sale']",
        },
        {
            trigger: ".o_back_button a, .breadcrumb-item:last-of-type a",
            content: _t("Go back to the request."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: `${planned(2)}.text-success`,
            content: _t("Two steps have ended by themselves."),
        },
        {
            isActive: [document(3)],
            trigger: document(3),
            content: _t("The warehouse has the delivery. Open it."),
            tooltipPosition: "left",
            run: "click",
        },
        {
            // Without Inventory somebody reports it as done
            trigger: `.o_form_view button[name='button_validate'], ${planned(3)} button[name='action_done']`,
        },
        {
            isActive: [".o_form_view button[name='button_validate']"],
            trigger: ".o_form_view button[name='button_validate']",
            content: _t("The goods leave: validate the delivery."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: `.o_form_view .o_arrow_button_current[data-value='done'], ${planned(3)} button[name='action_done']`,
        },
        {
            isActive: ["body:not(:has(.o_field_widget[name='step_ids']))"],
            trigger: ".o_back_button a, .breadcrumb-item:last-of-type a",
            content: _t("Go back to the request."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            isActive: [`${planned(3)} button[name='action_done']`],
            trigger: `${planned(3)} button[name='action_done']`,
            content: _t("The warehouse has sent the goods: report it as done."),
            tooltipPosition: "left",
            run: "click",
        },
        {
            trigger: document(4),
            content: _t("Finance has a draft invoice already. Open it."),
            tooltipPosition: "left",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name='action_post']",
            content: _t("Check the invoice and confirm it."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name='action_register_payment']",
            content: _t("The customer pays."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_create_payments']",
            content: _t("Record the payment."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view button[name='action_reverse']",
        },
        {
            trigger: ".o_back_button a, .breadcrumb-item:last-of-type a",
            content: _t("Go back to the request: everything is done."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current[data-value='done']",
        },
    ],
});
