import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatDate, formatFloat, formatInteger} from "@web/views/fields/formatters";
import {ValueChartField} from "./value_chart_field";

/** A dashed vertical line with a label; `weeks` is where, on the x axis. */
const splitMarker = {
    id: "valueSplitMarker",
    defaults: {weeks: null, label: "", color: "#000"},
    afterDatasetsDraw(chart, _args, {weeks, label, color, rtl}) {
        const {ctx, chartArea, scales} = chart;
        if (weeks === null || weeks < scales.x.min || weeks > scales.x.max) {
            return;
        }
        const x = scales.x.getPixelForValue(weeks);
        ctx.save();
        ctx.strokeStyle = color;
        ctx.setLineDash([5, 4]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.fillStyle = color;
        ctx.font = `12px ${chart.options.font.family}`;
        ctx.direction = rtl ? "rtl" : "ltr";
        // Where the lines, which only rise, are not.
        ctx.textAlign = rtl ? "left" : "right";
        ctx.fillText(label, x + (rtl ? 6 : -6), chartArea.top + 14);
        ctx.restore();
    },
};

export class ValueTrackingChart extends ValueChartField {
    get explanation() {
        return _t(
            "Repeat purchases of all customers added up week by week: the closer the two lines run after the split, the better the model foresaw what it did not know."
        );
    }

    get isEmpty() {
        return !this.value?.weeks?.length;
    }

    get splitDate() {
        return formatDate(this.props.record.data.holdout_date);
    }

    /** @returns {number|null} weeks from the first purchase to the split */
    get splitWeeks() {
        const {first_order_date: first, holdout_date: split} = this.props.record.data;
        return first && split ? split.diff(first, "days").days / 7 : null;
    }

    get chartConfig() {
        const {weeks, actual, expected} = this.value;
        const {actual: actualColor, expected: expectedColor, text} = this.colors;
        const toPoints = (values) => weeks.map((x, index) => ({x, y: values[index]}));
        const line = {
            borderWidth: 2,
            pointHitRadius: 8,
            pointRadius: 0,
            pointStyle: "line",
        };
        return {
            type: "line",
            plugins: [splitMarker],
            data: {
                datasets: [
                    {
                        ...line,
                        label: _t("Actual"),
                        backgroundColor: actualColor,
                        borderColor: actualColor,
                        data: toPoints(actual),
                    },
                    {
                        ...line,
                        label: _t("Expected by the model"),
                        backgroundColor: expectedColor,
                        borderColor: expectedColor,
                        borderDash: [8, 4],
                        data: toPoints(expected),
                    },
                ],
            },
            options: {
                interaction: {intersect: false, mode: "index"},
                plugins: {
                    tooltip: {
                        callbacks: {
                            title: ([item]) =>
                                _t("Week %s", formatInteger(item.parsed.x)),
                            label: ({dataset, parsed}) =>
                                _t("%(label)s: %(value)s", {
                                    label: dataset.label,
                                    value: formatFloat(parsed.y, {digits: [16, 1]}),
                                }),
                        },
                    },
                    valueSplitMarker: {
                        color: text,
                        label: _t("Split on %(date)s", {date: this.splitDate}),
                        rtl: this.isRtl,
                        weeks: this.splitWeeks,
                    },
                },
                scales: {
                    x: this.makeScale("x", _t("Weeks since the first purchase"), {
                        type: "linear",
                        max: weeks.at(-1),
                        ticks: {callback: (week) => formatInteger(week)},
                    }),
                    y: this.makeScale("y", _t("Repeat purchases so far"), {
                        ticks: {callback: (count) => formatInteger(count)},
                    }),
                },
            },
        };
    }
}

registry.category("fields").add("value_tracking_chart", {
    component: ValueTrackingChart,
    displayName: _t("Tracking chart"),
    fieldDependencies: [
        {name: "first_order_date", type: "date"},
        {name: "holdout_date", type: "date"},
    ],
    supportedTypes: ["json"],
});
