import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {localization} from "@web/core/l10n/localization";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

/**
 * A chart of the figures in a JSON field, with a sentence on how to read it.
 *
 * A subclass says what is drawn: `chartConfig`, `explanation`, `isEmpty`, and
 * `tableColumns` and `tableRows` where exact figures are to be listed beneath.
 */
export class ValueChartField extends Component {
    static template = "crm_customer_value.ValueChartField";
    static props = {...standardFieldProps};

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (canvas) => {
                if (canvas) {
                    const chart = this.renderChart(canvas);
                    return () => chart.destroy();
                }
            },
            () => [this.canvasRef.el, this.value, this.props.record.resId]
        );
    }

    // -------------------------------------------------------------------------
    // For subclasses
    // -------------------------------------------------------------------------

    /** @returns {Object} configuration of Chart.js without the common options */
    get chartConfig() {
        throw new Error("A value chart must say what it draws.");
    }

    /** @returns {string} one sentence on how to read the chart */
    get explanation() {
        return "";
    }

    get isEmpty() {
        return !this.value;
    }

    /** @returns {string[]} */
    get tableColumns() {
        return [];
    }

    /** @returns {string[][]} */
    get tableRows() {
        return [];
    }

    // -------------------------------------------------------------------------
    // Common to all charts
    // -------------------------------------------------------------------------

    get value() {
        return this.props.record.data[this.props.name];
    }

    get isRtl() {
        return localization.direction === "rtl";
    }

    get colors() {
        const scheme = cookie.get("color_scheme");
        return {
            actual: getColor(0, scheme, "sm"),
            expected: getColor(3, scheme, "sm"),
            grid: getCustomColor(scheme, "#d8dadd", "#3C3E4B"),
            text: getCustomColor(scheme, "#111827", "#E4E4E4"),
        };
    }

    /**
     * Scale options that the browser's direction does not turn round by itself.
     *
     * @param {"x"|"y"} axis
     * @param {string} title
     * @param {Object} [options]
     */
    makeScale(axis, title, {ticks = {}, ...options} = {}) {
        const {grid, text} = this.colors;
        return {
            beginAtZero: true,
            border: {color: grid},
            grid: {color: grid},
            position: axis === "x" ? "bottom" : this.isRtl ? "right" : "left",
            reverse: axis === "x" && this.isRtl,
            ticks: {color: text, ...ticks},
            title: {color: text, display: true, text: title},
            ...options,
        };
    }

    renderChart(canvas) {
        const {data, options = {}, ...config} = this.chartConfig;
        const {plugins = {}, ...otherOptions} = options;
        const direction = {
            rtl: this.isRtl,
            textDirection: localization.direction,
        };
        return new Chart(canvas, {
            ...config,
            data,
            options: {
                animation: false,
                font: {family: getComputedStyle(canvas).fontFamily},
                maintainAspectRatio: false,
                ...otherOptions,
                plugins: {
                    ...plugins,
                    legend: {
                        ...direction,
                        ...plugins.legend,
                        labels: {
                            color: this.colors.text,
                            pointStyleWidth: 24,
                            usePointStyle: true,
                            ...plugins.legend?.labels,
                        },
                    },
                    tooltip: {...direction, ...plugins.tooltip},
                },
            },
        });
    }
}
