import {_t} from "@web/core/l10n/translation";
import {formatPercentage} from "@web/views/fields/formatters";
import {DashboardChart} from "@crm_complaints/dashboard/dashboard_chart";

import {Component} from "@odoo/owl";

import {formatValue} from "./format_value";

const LINE = "#2f7d8c";
const TARGET = "#b8860b";

/** One KPI at large: its course, what it means, and what can be done. */
export class KpiPanel extends Component {
    static template = "crm_kpi.KpiPanel";
    static components = {DashboardChart};
    static props = {
        tile: Object,
        periods: Array,
        currencyId: Number,
        onClose: Function,
        onRecords: Function,
        onFigures: Function,
        onAct: Function,
        canAct: Boolean,
    };

    get chart() {
        const {tile, periods} = this.props;
        const labels = periods.map((period) => period.label);
        const datasets = [
            {
                label: tile.name,
                type: "line",
                data: tile.series,
                borderColor: LINE,
                backgroundColor: LINE,
                spanGaps: false,
                pointRadius: 3,
            },
        ];
        if (tile.targets.some((target) => target !== null)) {
            datasets.push({
                label: _t("Target"),
                type: "line",
                data: tile.targets,
                borderColor: TARGET,
                backgroundColor: TARGET,
                borderDash: [4, 4],
                pointRadius: 0,
            });
        }
        return {
            labels,
            datasets,
            text: this.rows.map((row) => `${row.label}: ${row.text}`).join("; "),
        };
    }

    get rows() {
        const {tile, periods, currencyId} = this.props;
        return periods.map((period, place) => ({
            key: period.key,
            label: period.label,
            text: formatValue(tile.series[place], tile, currencyId),
            target: formatValue(tile.targets[place], tile, currencyId),
            isBreak: tile.breaks.includes(place),
            isRunning: period.is_running,
        }));
    }

    /** What the running month comes to by the forecast made before it. */
    get outlook() {
        const {tile, currencyId} = this.props;
        const forecast = tile.forecast;
        if (!forecast) {
            return "";
        }
        const point = formatValue(forecast.point, tile, currencyId);
        if (forecast.low === null) {
            return _t("Forecast of the month: %s.", point);
        }
        return _t("Forecast of the month: %(point)s, between %(low)s and %(high)s.", {
            point,
            low: formatValue(forecast.low, tile, currencyId),
            high: formatValue(forecast.high, tile, currencyId),
        });
    }

    /** What the open opportunities add, each with its probability. */
    get pipeline() {
        const {tile, currencyId} = this.props;
        const found = tile.pipeline;
        if (!found || !found.deals) {
            return "";
        }
        const values = {
            deals: found.deals,
            expected: formatValue(found.expected, tile, currencyId),
            low: formatValue(found.low, tile, currencyId),
            high: formatValue(found.high, tile, currencyId),
        };
        const text = _t(
            "With the %(deals)s opportunities due by then: %(expected)s, between %(low)s and %(high)s.",
            values
        );
        if (found.probability === null) {
            return text;
        }
        const chance = _t(
            "The target is reached with %s.",
            formatPercentage(found.probability, {digits: [16, 0]})
        );
        return `${text} ${chance}`;
    }

    get interval() {
        const {tile, currencyId} = this.props;
        if (tile.low === null) {
            return "";
        }
        return _t("%(low)s to %(high)s with 95 % confidence, of %(cases)s cases", {
            low: formatValue(tile.low, tile, currencyId),
            high: formatValue(tile.high, tile, currencyId),
            cases: tile.cases,
        });
    }
}
