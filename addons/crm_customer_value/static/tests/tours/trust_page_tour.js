import {registry} from "@web/core/registry";

const BLUE = [0x4e, 0xa7, 0xf2]; // what happened
const ORANGE = [0xf4, 0xa2, 0x61]; // what the model expected

/** Axes, titles and legend alone are no chart: look for the figures' colours inside. */
function assertDrawn(canvas, ...colors) {
    const {chartArea, currentDevicePixelRatio: ratio} = Chart.getChart(canvas);
    const {data} = canvas
        .getContext("2d")
        .getImageData(
            chartArea.left * ratio,
            chartArea.top * ratio,
            chartArea.width * ratio,
            chartArea.height * ratio
        );
    for (const color of colors) {
        let pixels = 0;
        for (let start = 0; start < data.length; start += 4) {
            const isNear = color.every(
                (value, index) => Math.abs(value - data[start + index]) < 6
            );
            pixels += isNear && data[start + 3] > 150;
        }
        if (pixels < 50) {
            throw new Error(`Only ${pixels} pixels of the chart are rgb(${color}).`);
        }
    }
}

function openPage(title) {
    return {
        content: `open ${title}`,
        trigger: `.o_notebook .nav-link:contains(${title})`,
        run: "click",
    };
}

registry.category("web_tour.tours").add("crm_customer_value_trust_page", {
    steps: () => [
        openPage("Tracking"),
        {
            trigger: ".o_field_widget[name='tracking'] canvas[aria-label]",
            run: ({anchor}) => assertDrawn(anchor, BLUE, ORANGE),
        },
        openPage("Calibration"),
        {
            trigger: ".o_field_widget[name='calibration'] canvas[aria-label]",
            run: ({anchor}) => assertDrawn(anchor, BLUE),
        },
        openPage("By Former Purchases"),
        {
            trigger: ".o_field_widget[name='by_frequency'] canvas[aria-label]",
            run: ({anchor}) => assertDrawn(anchor, BLUE, ORANGE),
        },
        {
            content: "the exact figures are beneath",
            trigger:
                ".o_value_chart_table:has(tbody tr:count(8)) tbody tr:last:contains(7 or more)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer_value_trust_page_rtl", {
    steps: () => [
        {
            trigger: ".o_rtl .o_field_widget[name='tracking'] canvas[aria-label]",
            run: ({anchor}) => {
                const split = document.querySelector("[name='holdout_date'] span");
                const date = split.textContent.trim();
                const {label} = Chart.getChart(anchor).options.plugins.valueSplitMarker;
                if (!/1[345]\d\d/.test(date) || !label.includes(date)) {
                    throw new Error(`The chart says ${label}, the field ${date}.`);
                }
            },
        },
        {
            trigger: ".o_field_widget[name='bias'] span:contains(-10.8)",
            run: ({anchor}) => {
                const {direction, unicodeBidi} = getComputedStyle(anchor);
                if (direction !== "ltr" || unicodeBidi !== "isolate") {
                    throw new Error(`The number is ${direction}, ${unicodeBidi}.`);
                }
            },
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer_value_trust_page_empty", {
    steps: () => [
        openPage("Calibration"),
        {
            trigger:
                ".o_field_widget[name='calibration']:not(:has(canvas)) .o_value_chart_empty",
        },
        openPage("By Former Purchases"),
        {
            trigger:
                ".o_field_widget[name='by_frequency']:not(:has(canvas)) .o_value_chart_empty",
        },
    ],
});
