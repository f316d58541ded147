import {deserializeDate, serializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {
    formatFloat,
    formatInteger,
    formatPercentage,
} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useState} from "@odoo/owl";

import {DashboardChart} from "./dashboard_chart";
import {openRecords} from "./open_records";

const VITAL = "#e46f78";
const TRIVIAL = "#9aa6b2";
const LINE = "#4c7f8c";
const LIMIT = "#b8860b";
const SIGNAL = "#d44c59";

const GROUPS = {
    category_id: _t("Category"),
    cause_id: _t("Root Cause"),
    department_id: _t("Department Concerned"),
    channel: _t("Channel"),
    team_id: _t("Team"),
};

export class ComplaintDashboard extends Component {
    static template = "crm_complaints.ComplaintDashboard";
    static components = {DashboardChart, DateTimeInput, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.display = {controlPanel: {}};
        this.groups = Object.entries(GROUPS).map(([name, label]) => ({name, label}));
        const kept = this.props.state || {};
        this.state = useState({
            data: null,
            groupBy: kept.groupBy || "category_id",
            dateFrom: kept.dateFrom || false,
            dateTo: kept.dateTo || false,
        });
        useSetupAction({
            getLocalState: () => ({
                groupBy: this.state.groupBy,
                dateFrom: this.state.dateFrom,
                dateTo: this.state.dateTo,
            }),
        });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call(
            "crm.complaint.dashboard",
            "get_dashboard",
            [],
            {
                date_from: this.state.dateFrom || null,
                date_to: this.state.dateTo || null,
                group_by: this.state.groupBy,
            }
        );
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    get figures() {
        return this.state.data.figures.map((figure) => ({
            ...figure,
            text: this.formatFigure(figure),
            interval: this.formatInterval(figure),
            objectiveText: figure.objective && this.formatObjective(figure),
            tone: this.getTone(figure),
        }));
    }

    formatObjective({kind, objective}) {
        const value = this.formatValue(objective.value, kind);
        return objective.direction === "least"
            ? _t("at least %s", value)
            : _t("at most %s", value);
    }

    getTone({tone, objective}) {
        if (!objective || objective.is_reached === null) {
            return tone;
        }
        return objective.is_reached ? "success" : "danger";
    }

    formatValue(value, kind) {
        if (value === null || value === undefined) {
            return "–";
        }
        if (value < 0) {
            // The minus stays before its number between words from right to left
            return `\u2066-${this.formatValue(-value, kind)}\u2069`;
        }
        if (kind === "percentage") {
            return formatPercentage(value, {digits: [16, 1]});
        }
        if (kind === "hours" || kind === "decimal") {
            return formatFloat(value, {digits: [16, 1]});
        }
        return formatInteger(value);
    }

    formatFigure({value, kind, low, high}) {
        if (kind === "range") {
            return _t("%(low)s to %(high)s", {
                low: formatInteger(low),
                high: formatInteger(high),
            });
        }
        return this.formatValue(value, kind);
    }

    formatInterval({kind, low, high, n, value}) {
        const parts = [];
        if (kind === "percentage" && value !== null && low !== null) {
            parts.push(
                _t("%(low)s to %(high)s", {
                    low: this.formatValue(low, kind),
                    high: this.formatValue(high, kind),
                })
            );
        }
        if (n !== undefined && n !== null) {
            parts.push(_t("of %s", formatInteger(n)));
        }
        return parts.join(", ");
    }

    get dateFrom() {
        return deserializeDate(this.state.data.date_from);
    }

    get dateTo() {
        return deserializeDate(this.state.data.date_to);
    }

    get pareto() {
        const {rows} = this.state.data.pareto;
        const labels = rows.map((row) => row.label);
        return {
            labels,
            text: rows.map((row) => `${row.label}: ${row.count}`).join("; "),
            datasets: [
                {
                    label: _t("Complaints"),
                    data: rows.map((row) => row.count),
                    backgroundColor: rows.map((row) =>
                        row.is_vital ? VITAL : TRIVIAL
                    ),
                },
                {
                    label: _t("Together"),
                    type: "line",
                    data: rows.map((row) => row.cumulative),
                    xAxisID: "share",
                    order: -1,
                    borderColor: LINE,
                    backgroundColor: LINE,
                    pointRadius: 3,
                },
            ],
        };
    }

    get chart() {
        const {rows} = this.state.data.chart;
        const labels = rows.map((row) =>
            deserializeDate(row.month).toFormat("MMM yyyy")
        );
        const limit = (name, label) => ({
            label,
            type: "line",
            data: rows.map((row) => row[name]),
            borderColor: LIMIT,
            backgroundColor: LIMIT,
            borderDash: [4, 4],
            borderWidth: 1,
            pointRadius: 0,
            stepped: "middle",
        });
        return {
            labels,
            text: rows
                .filter((row) => row.value !== null)
                .map((row) => `${row.month}: ${row.value.toFixed(1)}`)
                .join("; "),
            datasets: [
                {
                    label: _t("For 1,000 orders"),
                    type: "line",
                    data: rows.map((row) => row.value),
                    borderColor: LINE,
                    backgroundColor: rows.map((row) =>
                        row.signals.length ? SIGNAL : LINE
                    ),
                    pointRadius: rows.map((row) => (row.signals.length ? 7 : 3)),
                },
                limit("upper", _t("Upper limit")),
                limit("centre", _t("Mean")),
                limit("lower", _t("Lower limit")),
            ],
        };
    }

    get hasChart() {
        return this.state.data.chart.rows.some((row) => row.value !== null);
    }

    get backlog() {
        const rows = this.state.data.backlog;
        return {
            labels: rows.map((row) => row.label),
            text: rows.map((row) => `${row.label}: ${row.count}`).join("; "),
            datasets: [
                {
                    label: _t("Open"),
                    data: rows.map((row) => row.count),
                    backgroundColor: LINE,
                },
            ],
        };
    }

    get hasBacklog() {
        return this.state.data.backlog.some((row) => row.count);
    }

    // -------------------------------------------------------------------------
    // What is done
    // -------------------------------------------------------------------------

    async setGroupBy(ev) {
        this.state.groupBy = ev.target.value;
        await this.load();
    }

    async setDate(name, date) {
        if (date) {
            this.state[name] = serializeDate(date);
            await this.load();
        }
    }

    open(name, domain, resModel = "crm.complaint") {
        return openRecords(this.action, name, resModel, domain);
    }

    openFigure(figure) {
        if (figure.domain) {
            this.open(figure.label, figure.domain, figure.res_model);
        }
    }

    openRow(rows, index) {
        const row = rows[index];
        this.open(row.label || row.month, row.domain);
    }
}

registry.category("actions").add("crm_complaints.dashboard", ComplaintDashboard);
