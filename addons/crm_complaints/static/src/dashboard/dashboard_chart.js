import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getCustomColor} from "@web/core/colors/colors";
import {localization} from "@web/core/l10n/localization";

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

/**
 * Bars and lines over labels; a click on a point is told by its place.
 *
 * A dataset is one of Chart.js; `text` is the same for those who cannot see it.
 */
export class DashboardChart extends Component {
    static template = "crm_complaints.DashboardChart";
    static props = {
        labels: Array,
        datasets: Array,
        text: String,
        onPoint: Function,
        horizontal: {type: Boolean, optional: true},
        percentAxis: {type: Boolean, optional: true},
    };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (canvas) => {
                const chart = new Chart(canvas, this.config);
                return () => chart.destroy();
            },
            () => [this.canvasRef.el, this.props.datasets]
        );
    }

    get config() {
        const {labels, datasets, horizontal, percentAxis} = this.props;
        const scheme = cookie.get("color_scheme");
        const isRtl = localization.direction === "rtl";
        const color = getCustomColor(scheme, "#111827", "#E4E4E4");
        const grid = {color: getCustomColor(scheme, "#d8dadd", "#3C3E4B")};
        const ticks = {color};
        const index = horizontal ? "y" : "x";
        const value = horizontal ? "x" : "y";
        const scales = {
            [index]: {grid: {display: false}, ticks, reverse: isRtl && !horizontal},
            [value]: {
                beginAtZero: true,
                grid,
                ticks: {...ticks, precision: 0},
                reverse: isRtl && Boolean(horizontal),
            },
        };
        if (horizontal && isRtl) {
            scales.y.position = "right";
        } else if (isRtl) {
            scales.y.position = "right";
        }
        if (percentAxis) {
            scales.share = {
                display: false,
                min: 0,
                max: 1,
                axis: value,
                reverse: scales[value].reverse,
            };
        }
        return {
            type: "bar",
            data: {labels, datasets},
            options: {
                indexAxis: index,
                maintainAspectRatio: false,
                animation: false,
                scales,
                onClick: (_event, points) =>
                    points.length && this.props.onPoint(points[0].index),
                plugins: {
                    legend: {
                        rtl: isRtl,
                        labels: {color, usePointStyle: true},
                        display: datasets.length > 1,
                    },
                    tooltip: {rtl: isRtl},
                },
            },
        };
    }
}
