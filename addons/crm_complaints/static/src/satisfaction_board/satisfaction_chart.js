import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {localization} from "@web/core/l10n/localization";

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

/** A chart of the board; `makeConfig` says what is drawn, with these colours. */
export class SatisfactionChart extends Component {
    static template = "crm_complaints.SatisfactionChart";
    static props = {label: String, makeConfig: Function, data: Object};

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (canvas) => {
                const chart = new Chart(canvas, this.config);
                return () => chart.destroy();
            },
            () => [this.canvasRef.el, this.props.data]
        );
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const isRtl = localization.direction === "rtl";
        const look = {
            isRtl,
            color: (number) => getColor(number, scheme, "sm"),
            grid: getCustomColor(scheme, "#d8dadd", "#3C3E4B"),
            text: getCustomColor(scheme, "#111827", "#E4E4E4"),
        };
        const direction = {rtl: isRtl, textDirection: localization.direction};
        const {options = {}, ...config} = this.props.makeConfig(look);
        const {plugins = {}} = options;
        return {
            ...config,
            options: {
                animation: false,
                maintainAspectRatio: false,
                ...options,
                plugins: {
                    ...plugins,
                    legend: {
                        ...direction,
                        labels: {color: look.text, usePointStyle: true},
                        ...plugins.legend,
                    },
                    tooltip: {...direction, ...plugins.tooltip},
                },
            },
        };
    }
}
