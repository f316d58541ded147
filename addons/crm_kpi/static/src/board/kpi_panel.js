import {_t} from "@web/core/l10n/translation";
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
