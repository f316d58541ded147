import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {localization} from "@web/core/l10n/localization";

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

import {formatMoney, formatShortMoney} from "./profile_format";

/** Bars of money, by month. */
export class ProfileChart extends Component {
    static template = "crm_gateway.ProfileChart";
    static props = {
        chart: Object,
        currencyId: Number,
        title: String,
    };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (canvas) => {
                const chart = new Chart(canvas, this.config);
                return () => chart.destroy();
            },
            () => [this.canvasRef.el, this.props.chart]
        );
    }

    get isRtl() {
        return localization.direction === "rtl";
    }

    /** The same figures for those who cannot see the bars. */
    get summary() {
        const {labels, series} = this.props.chart;
        return series
            .map(({label, values}) => {
                const months = labels.map(
                    (month, index) =>
                        `${month} ${formatMoney(values[index], this.props.currencyId)}`
                );
                return `${label}: ${months.join(", ")}`;
            })
            .join("; ");
    }

    get config() {
        const {chart, currencyId} = this.props;
        const scheme = cookie.get("color_scheme");
        const grid = getCustomColor(scheme, "#d8dadd", "#3C3E4B");
        const text = getCustomColor(scheme, "#111827", "#E4E4E4");
        const direction = {rtl: this.isRtl, textDirection: localization.direction};
        const {stacked = false} = chart;
        // beside each other two must differ, above each other each from the next
        const colors = stacked
            ? chart.series.map((_series, index) => getColor(index, scheme, "sm"))
            : [getColor(0, scheme, "sm"), getColor(3, scheme, "sm")];
        const datasets = chart.series.map(({label, values}, index) => ({
            label,
            data: values,
            backgroundColor: colors[index % colors.length],
            borderRadius: 3,
            maxBarThickness: 32,
        }));
        return {
            type: "bar",
            data: {
                // month over year: they need no slanting
                labels: chart.labels.map((label) => label.split(" ")),
                datasets: this.isRtl ? datasets.reverse() : datasets,
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: {mode: "index", intersect: false},
                plugins: {
                    legend: {
                        ...direction,
                        display: datasets.length > 1,
                        reverse: this.isRtl,
                        labels: {color: text, usePointStyle: true, pointStyle: "rect"},
                    },
                    tooltip: {
                        ...direction,
                        callbacks: {
                            title: ([{dataIndex}]) => chart.labels[dataIndex],
                            label: ({dataset, parsed}) =>
                                `${dataset.label}: ${formatMoney(parsed.y, currencyId)}`,
                        },
                    },
                },
                scales: {
                    x: {
                        stacked,
                        reverse: this.isRtl,
                        border: {color: grid},
                        grid: {display: false},
                        ticks: {color: text, maxRotation: 0},
                    },
                    y: {
                        stacked,
                        beginAtZero: true,
                        position: this.isRtl ? "right" : "left",
                        border: {display: false},
                        grid: {color: grid},
                        ticks: {
                            color: text,
                            maxTicksLimit: 5,
                            callback: (value) => formatShortMoney(value, currencyId),
                        },
                    },
                },
            },
        };
    }
}
