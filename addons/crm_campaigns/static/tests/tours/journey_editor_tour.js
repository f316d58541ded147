import {registry} from "@web/core/registry";

const node = (kind) => `.o_journey_node[data-kind='${kind}']`;

function pressPointer() {
    this.anchor.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}));
}

registry.category("web_tour.tours").add("crm_campaigns_journey_editor", {
    steps: () => [
        {
            content: "from the form to the picture",
            trigger: "button[name='action_open_editor']",
            run: "click",
        },
        {
            content: "the start lacks a way on, and says so",
            trigger: `${node("trigger")} .text-warning-emphasis`,
        },
        {
            content: "add a wait",
            trigger: ".o_journey_palette button[data-kind='wait']",
            run: "click",
        },
        {
            content: "of three",
            trigger: ".modal .o_field_widget[name='wait_number'] input",
            run: "edit 3",
        },
        {
            content: "save it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "the picture tells what it does",
            trigger: `body:not(:has(.modal)) ${node("wait")}:contains(3 Days)`,
        },
        {
            content: "the way on from the start",
            trigger: `${node("trigger")} .o_journey_exit`,
            run: "click",
        },
        {
            content: "leads to the wait",
            trigger: `.o_journey_editor:has(.alert-info) ${node("wait")}`,
            run: pressPointer,
        },
        {
            content: "a line is drawn",
            trigger: ".o_journey_canvas:has(path.o_journey_line:count(1))",
        },
        {
            content: "add an end",
            trigger: ".o_journey_palette button[data-kind='exit']",
            run: "click",
        },
        {
            content: "as it is",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "the way on from the wait",
            trigger: `body:not(:has(.modal)) ${node("wait")} .o_journey_exit`,
            run: "click",
        },
        {
            content: "leads to the end",
            trigger: `.o_journey_editor:has(.alert-info) ${node("exit")}`,
            run: pressPointer,
        },
        {
            content: "two lines",
            trigger: ".o_journey_canvas:has(path.o_journey_line:count(2))",
        },
        {
            content: "in order",
            trigger: ".o_journey_arrange",
            run: "click",
        },
        {
            content: "publish",
            trigger: ".o_journey_publish",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "now it shows how many are where",
            trigger: `${node("trigger")} .o_journey_counts`,
        },
        {
            content: "and cannot be drawn any more",
            trigger: ".o_journey_editor:not(:has(.o_journey_palette))",
        },
    ],
});
