import {browser} from "@web/core/browser/browser";
import {deserializeDate} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {
    formatDate,
    formatInteger,
    formatMonetary,
    formatPercentage,
} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillDestroy, onWillStart, useState} from "@odoo/owl";

const REREAD_DELAY = 5000; // ms between two looks at a refresh under way
const MAX_TINT = 0.5; // of the segment's colour, so that text stays readable
const MIN_TINT = 0.08; // of a cell that has customers at all

// Keeps a minus before its number within text that runs from right to left.
const LEFT_TO_RIGHT_MARK = "\u200e";

const MEASURES = {
    customers: _t("Customers"),
    net_revenue: _t("Net sales"),
    cltv: _t("Lifetime value"),
};
const ROW_LABELS = {
    5: _t("R5: bought most recently"),
    4: _t("R4: bought recently"),
    3: _t("R3: bought a while ago"),
    2: _t("R2: bought long ago"),
    1: _t("R1: bought longest ago"),
};

export class SegmentBoard extends Component {
    static template = "crm_customer_value.SegmentBoard";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.measures = Object.entries(MEASURES).map(([name, label]) => ({
            name,
            label,
        }));
        this.columns = [1, 2, 3, 4, 5];
        this.display = {controlPanel: {}};
        this.state = useState({
            board: null,
            measure: this.props.state?.measure || "customers",
            highlightedSegmentId: false,
            isRequesting: false,
        });
        useSetupAction({getLocalState: () => ({measure: this.state.measure})});
        onWillStart(() => this.load(this.orm));
        onWillDestroy(() => browser.clearTimeout(this.timer));
    }

    // -------------------------------------------------------------------------
    // Reading
    // -------------------------------------------------------------------------

    async load(orm) {
        this.state.board = await orm.call("crm.segment.board", "get_board", []);
        this.scheduleReread();
    }

    /** Look again while a refresh is under way, and only then. */
    scheduleReread() {
        browser.clearTimeout(this.timer);
        if (this.isRefreshing) {
            this.timer = browser.setTimeout(() => this.reread(), REREAD_DELAY);
        }
    }

    async reread() {
        try {
            await this.load(this.orm.silent);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.scheduleReread();
            }
            throw error;
        }
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    get board() {
        return this.state.board;
    }

    get isEmpty() {
        return !this.board.total.customers;
    }

    get isRefreshing() {
        return ["waiting", "running"].includes(this.board.refresh?.state);
    }

    get progress() {
        return Math.round(this.board.refresh.progress);
    }

    get progressText() {
        return formatPercentage(this.progress / 100, {digits: [16, 0]});
    }

    get asOf() {
        return _t("as of %(date)s", {
            date: formatDate(deserializeDate(this.board.as_of)),
        });
    }

    get tiles() {
        return this.measures.map(({name, label}) => ({
            name,
            label,
            ...this.formatMeasure(name, this.board.total[name]),
        }));
    }

    get measureLabel() {
        return MEASURES[this.state.measure];
    }

    get columnTitle() {
        return this.board.axis || _t("Frequency");
    }

    get rows() {
        const segments = Object.fromEntries(this.board.segments.map((s) => [s.id, s]));
        const largest = Math.max(...this.board.cells.map((c) => c[this.state.measure]));
        return [5, 4, 3, 2, 1].map((recency) => ({
            recency,
            label: ROW_LABELS[recency],
            shortLabel: `R${recency}`,
            cells: this.board.cells
                .filter((cell) => cell.recency === recency)
                .map((cell) =>
                    this.prepareCell(cell, segments[cell.segment_id], largest)
                ),
        }));
    }

    prepareCell(cell, segment, largest) {
        const segmentName = segment ? segment.name : _t("No segment");
        const value = Math.max(0, cell[this.state.measure]);
        const share = largest > 0 ? value / largest : 0;
        const tint = cell.customers ? MIN_TINT + (MAX_TINT - MIN_TINT) * share : 0;
        return {
            ...cell,
            segmentName,
            color: segment ? segment.color : 0,
            isMuted:
                this.state.highlightedSegmentId &&
                this.state.highlightedSegmentId !== cell.segment_id,
            style: `--o-segment-tint: ${tint.toFixed(3)}`,
            shown: this.formatMeasure(this.state.measure, cell[this.state.measure]),
            count: formatInteger(cell.customers),
            title: _t(
                "%(segment)s, recency %(recency)s, %(axis)s %(column)s. Customers: %(customers)s. Net sales: %(net_revenue)s. Lifetime value: %(cltv)s.",
                {
                    segment: segmentName,
                    recency: cell.recency,
                    axis: this.columnTitle,
                    column: cell.frequency,
                    customers: formatInteger(cell.customers),
                    net_revenue: this.formatMoney(cell.net_revenue),
                    cltv: this.formatMoney(cell.cltv),
                }
            ),
        };
    }

    get segments() {
        const {segments, total} = this.board;
        const rest = {...total};
        for (const segment of segments) {
            for (const name in MEASURES) {
                rest[name] -= segment[name];
            }
        }
        const rows = segments.map((segment) => this.prepareSegment(segment));
        if (rest.customers > 0) {
            rows.push(
                this.prepareSegment({
                    ...rest,
                    id: false,
                    name: _t("Other or no segment"),
                    color: 0,
                    description: _t("Customers of archived segments, or of none."),
                })
            );
        }
        return rows;
    }

    prepareSegment(segment) {
        const {total} = this.board;
        return {
            ...segment,
            count: formatInteger(segment.customers),
            customerShare: this.formatShare(segment.customers, total.customers),
            revenueShare: this.formatShare(segment.net_revenue, total.net_revenue),
            value: this.formatMeasure("cltv", segment.cltv),
            revenue: this.formatMoney(segment.net_revenue),
        };
    }

    /** Rule segments take customers out of the grid: then map and list differ. */
    get hasRuleCustomers() {
        return this.board.segments.some((s) => s.kind === "rule" && s.customers);
    }

    /**
     * @param {string} name measure
     * @param {number} value
     * @returns {{ text: string, title: string }} short text and the exact value
     */
    formatMeasure(name, value) {
        if (name === "customers") {
            return {text: formatInteger(value), title: formatInteger(value)};
        }
        return {
            text: this.formatMoney(value, {
                digits: [16, value ? 1 : 0],
                humanReadable: true,
            }),
            title: this.formatMoney(value),
        };
    }

    formatMoney(value, options = {}) {
        const text = formatMonetary(value, {
            currencyId: this.board.currency_id,
            ...options,
        });
        return localization.direction === "rtl" ? `${LEFT_TO_RIGHT_MARK}${text}` : text;
    }

    formatShare(part, whole) {
        return whole > 0 ? formatPercentage(part / whole, {digits: [16, 1]}) : "–";
    }

    // -------------------------------------------------------------------------
    // Handlers
    // -------------------------------------------------------------------------

    setMeasure(name) {
        this.state.measure = name;
    }

    highlight(segmentId) {
        this.state.highlightedSegmentId = segmentId;
    }

    async openCell(cell) {
        await this.openCustomers(
            _t("%(segment)s (R%(recency)s, %(axis)s %(column)s)", {
                segment: cell.segmentName,
                recency: cell.recency,
                axis: this.columnTitle,
                column: cell.frequency,
            }),
            [
                ["recency_score", "=", cell.recency],
                ["grid_score", "=", cell.frequency],
            ]
        );
    }

    async openSegment(segment) {
        const shown = this.board.segments.map(({id}) => id);
        await this.openCustomers(segment.name, [
            segment.id
                ? ["segment_id", "=", segment.id]
                : ["segment_id", "not in", shown],
        ]);
    }

    async openCustomers(name, domain) {
        const action = await this.action.loadAction(
            "crm_customer_value.crm_customer_value_action"
        );
        await this.action.doAction({
            ...action,
            name,
            display_name: name,
            context: {},
            domain: [
                ["company_id", "=", user.activeCompany.id],
                ["order_days", ">", 0],
                ...domain,
            ],
        });
    }

    async requestRefresh() {
        this.state.isRequesting = true;
        try {
            await this.orm.call("crm.value.refresh", "action_request", []);
            await this.load(this.orm);
        } finally {
            this.state.isRequesting = false;
        }
    }

    async editGrid() {
        await this.action.doAction("crm_customer_value.crm_rfm_grid_action_current");
    }

    async openRefresh() {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.value.refresh",
            res_id: this.board.refresh.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_customer_value.segment_board", SegmentBoard);
