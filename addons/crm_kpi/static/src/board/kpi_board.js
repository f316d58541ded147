import {browser} from "@web/core/browser/browser";
import {deserializeDate, serializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {formatFloat, formatPercentage} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {formatValue} from "./format_value";
import {KpiPanel} from "./kpi_panel";
import {Sparkline} from "./sparkline";

const KINDS = {
    day: _t("Day"),
    week: _t("Week"),
    month: _t("Month"),
    quarter: _t("Quarter"),
    year: _t("Year"),
    fiscal_year: _t("Fiscal Year"),
};
// Units whose change is told in themselves: from 10 % to 12 % is 2, not a fifth
const ABSOLUTE = ["percent", "permille", "points", "score"];
// Light, its icon for those who do not tell colours apart, and its name
export const LIGHTS = {
    green: {icon: "fa-check-circle", tone: "success", label: _t("On target")},
    yellow: {icon: "fa-exclamation-triangle", tone: "warning", label: _t("Close")},
    red: {icon: "fa-times-circle", tone: "danger", label: _t("Off target")},
    grey: {icon: "fa-circle-o", tone: "muted", label: _t("No target or no data")},
};

export class KpiBoard extends Component {
    static template = "crm_kpi.KpiBoard";
    static components = {DateTimeInput, KpiPanel, Layout, Sparkline};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.rootRef = useRef("root");
        this.display = {controlPanel: {}};
        this.kinds = Object.entries(KINDS).map(([name, label]) => ({name, label}));
        const params = this.props.action.params || {};
        const kept = this.props.state || this.readAddress() || {};
        this.state = useState({
            data: null,
            boardId: kept.boardId || params.board_id || false,
            kind: kept.kind || false,
            day: kept.day || false,
            filters: kept.filters || {},
            openId: false,
        });
        useSetupAction({getLocalState: () => this.view});
        onWillStart(() => this.load());
    }

    /** What a link has to say for somebody else to see the same view. */
    get view() {
        const {boardId, kind, day, filters} = this.state;
        return {boardId, kind, day, filters};
    }

    readAddress() {
        const text = new URLSearchParams(browser.location.search).get("board");
        try {
            return text && JSON.parse(text);
        } catch {
            return null;
        }
    }

    async load() {
        const {boardId, kind, day, filters} = this.state;
        const data = await this.orm.call("crm.kpi.board", "get_board", [], {
            board_id: boardId,
            kind,
            day,
            filters,
        });
        this.state.data = data;
        this.state.boardId = data.board && data.board.id;
        this.state.kind = data.kind;
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    get period() {
        return this.state.data.periods.at(-1);
    }

    get day() {
        return deserializeDate(this.period.date_from);
    }

    get tiles() {
        const {currency_id: currencyId} = this.state.data;
        return this.state.data.tiles.map((tile) => ({
            ...tile,
            text: tile.by_zero
                ? _t("Division by zero")
                : formatValue(tile.value, tile, currencyId, true),
            title: formatValue(tile.value, tile, currencyId),
            targetText:
                tile.target === null
                    ? ""
                    : _t("Target %s", formatValue(tile.target, tile, currencyId, true)),
            lightInfo: LIGHTS[tile.light],
            change: this.describeChange(tile, currencyId),
            lastYear:
                tile.last_year === null
                    ? ""
                    : _t(
                          "A year ago %s",
                          formatValue(tile.last_year, tile, currencyId, true)
                      ),
            forecastText: this.describeForecast(tile, currencyId),
        }));
    }

    describeChange(tile, currencyId) {
        if (tile.change === null || tile.previous === null) {
            return null;
        }
        const isUp = tile.change > 0;
        const isGood = isUp === (tile.direction === "higher");
        const relative =
            tile.previous && !ABSOLUTE.includes(tile.unit)
                ? formatPercentage(tile.change / Math.abs(tile.previous), {
                      digits: [16, 0],
                  })
                : formatFloat(tile.change, {digits: [16, tile.digits]});
        return {
            text:
                tile.change === 0
                    ? _t("unchanged")
                    : `\u200e${isUp ? "+" : ""}${relative}`,
            icon:
                tile.change === 0
                    ? "fa-arrows-h"
                    : isUp
                      ? "fa-arrow-up"
                      : "fa-arrow-down",
            tone: tile.change === 0 ? "muted" : isGood ? "success" : "danger",
            title: _t("Before: %s", formatValue(tile.previous, tile, currencyId)),
        };
    }

    describeForecast(tile, currencyId) {
        const forecast = tile.forecast;
        if (!forecast) {
            return "";
        }
        const point = formatValue(forecast.point, tile, currencyId, true);
        if (forecast.probability === null) {
            return _t("Forecast %s", point);
        }
        return _t("Forecast %(point)s, target reached with %(probability)s", {
            point,
            probability: formatPercentage(forecast.probability, {digits: [16, 0]}),
        });
    }

    /** How far the targets of the board are reached together. */
    get score() {
        const {score} = this.state.data;
        const asPercent = (value) => formatValue(value, {unit: "percent", digits: 0});
        return (
            score && {
                ...score,
                info: LIGHTS[score.light],
                text: _t("Score %s", asPercent(score.value)),
                title: _t(
                    "Weighted mean of how far targets are reached; %s of their weight has data.",
                    asPercent(100 * score.coverage)
                ),
            }
        );
    }

    get openTile() {
        return this.state.data.tiles.find((tile) => tile.id === this.state.openId);
    }

    get hasNext() {
        return !this.period.is_running;
    }

    // -------------------------------------------------------------------------
    // What is done
    // -------------------------------------------------------------------------

    async change(values) {
        Object.assign(this.state, values);
        await this.load();
    }

    async setFilter(name, ev) {
        const filters = {...this.state.filters};
        const id = parseInt(ev.target.value, 10);
        if (id) {
            filters[name] = id;
        } else {
            delete filters[name];
        }
        await this.change({filters});
    }

    async setDay(date) {
        if (date) {
            await this.change({day: serializeDate(date)});
        }
    }

    async move(direction) {
        const edge =
            direction < 0
                ? deserializeDate(this.period.date_from).minus({days: 1})
                : deserializeDate(this.period.date_to).plus({days: 1});
        await this.change({day: serializeDate(edge)});
    }

    async openRecords(tile) {
        const action = await this.orm.call("crm.kpi", "get_records_action", [
            [tile.id],
            this.period.date_from,
            this.period.date_to,
            this.state.filters,
        ]);
        await this.action.doAction(action);
    }

    async act(tile) {
        const action = await this.orm.call("crm.initiative", "act_on", [tile.id]);
        await this.action.doAction(action);
    }

    async openFigures(tile) {
        const action = await this.orm.call("crm.kpi", "action_open_values", [
            [tile.id],
        ]);
        await this.action.doAction(action);
    }

    async countNow() {
        await this.orm.call("crm.kpi", "action_count_all", []);
        await this.load();
    }

    editBoard() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.kpi.board",
            res_id: this.state.boardId,
            views: [[false, "form"]],
        });
    }

    async copyLink() {
        const url = new URL(browser.location.href);
        url.searchParams.set("board", JSON.stringify(this.view));
        await browser.navigator.clipboard.writeText(url.toString());
    }

    toggleFullScreen() {
        if (document.fullscreenElement) {
            return document.exitFullscreen();
        }
        return this.rootRef.el.requestFullscreen();
    }

    print() {
        browser.print();
    }

    get exportUrl() {
        const companies = user.context.allowed_company_ids;
        const view = encodeURIComponent(JSON.stringify({...this.view, companies}));
        return `/crm_kpi/board/xlsx?view=${view}`;
    }
}

registry.category("actions").add("crm_kpi.board", KpiBoard);
