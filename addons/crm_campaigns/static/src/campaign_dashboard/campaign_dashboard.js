import {deserializeDate} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {
    formatDate,
    formatInteger,
    formatMonetary,
    formatPercentage,
} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useState} from "@odoo/owl";

// Keeps a minus before its number within text that runs from right to left.
const LEFT_TO_RIGHT_MARK = "\u200e";

/** A year of campaigns: what they brought, what they cost, and which run now. */
export class CampaignDashboard extends Component {
    static template = "crm_campaigns.CampaignDashboard";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.display = {controlPanel: {}};
        this.state = useState({board: null});
        onWillStart(async () => {
            this.state.board = await this.orm.call(
                "crm.campaign.dashboard",
                "get_dashboard",
                []
            );
        });
    }

    get board() {
        return this.state.board;
    }

    get isEmpty() {
        return !this.board.running.length && !this.board.best.length;
    }

    get since() {
        return _t("since %(date)s", {
            date: formatDate(deserializeDate(this.board.since)),
        });
    }

    get tiles() {
        return this.board.tiles.map((tile) => ({
            ...tile,
            ...this.formatTile(tile),
        }));
    }

    formatTile({kind, value}) {
        if (value === null) {
            return {text: _t("n/a"), title: _t("There is nothing to divide by yet.")};
        }
        if (kind === "money") {
            return {
                text: this.formatMoney(value, {
                    digits: [16, value ? 1 : 0],
                    humanReadable: true,
                }),
                title: this.formatMoney(value),
            };
        }
        const text =
            kind === "share"
                ? this.markSign(formatPercentage(value, {digits: [16, 0]}))
                : formatInteger(value);
        return {text, title: text};
    }

    get months() {
        const values = this.board.months.flatMap((m) => [m.net_revenue, m.cost]);
        const largest = Math.max(1, ...values);
        const height = (value) => Math.round((100 * Math.max(0, value)) / largest);
        return this.board.months.map((month) => {
            const label = deserializeDate(month.date).toFormat("LLL");
            return {
                ...month,
                label,
                revenueHeight: height(month.net_revenue),
                costHeight: height(month.cost),
                title: _t("%(month)s: %(revenue)s net invoiced, %(cost)s cost", {
                    month: label,
                    revenue: this.formatMoney(month.net_revenue),
                    cost: this.formatMoney(month.cost),
                }),
            };
        });
    }

    get running() {
        return this.board.running.map((campaign) => {
            const money = (value) => this.formatMoney(value, {}, campaign.currency_id);
            const used = campaign.budget > 0 ? campaign.cost / campaign.budget : null;
            return {
                ...campaign,
                end: campaign.date_end
                    ? formatDate(deserializeDate(campaign.date_end))
                    : "–",
                budgetText: money(campaign.budget),
                costText: money(campaign.cost),
                revenueText: money(campaign.net_revenue),
                used,
                usedWidth: used === null ? 0 : Math.min(100, Math.round(100 * used)),
                usedText:
                    used === null ? "" : formatPercentage(used, {digits: [16, 0]}),
                roiText: this.formatRoi(campaign.roi),
            };
        });
    }

    get best() {
        return this.board.best.map((campaign) => ({
            ...campaign,
            revenueText: this.formatMoney(campaign.net_revenue),
            costText: this.formatMoney(campaign.cost),
            resultText: this.formatMoney(campaign.result),
            roiText: this.formatRoi(campaign.roi),
        }));
    }

    formatRoi(roi) {
        return roi === null
            ? _t("n/a")
            : this.markSign(formatPercentage(roi, {digits: [16, 0]}));
    }

    formatMoney(value, options = {}, currencyId = this.board.currency_id) {
        return this.markSign(formatMonetary(value, {currencyId, ...options}));
    }

    markSign(text) {
        return localization.direction === "rtl" ? `${LEFT_TO_RIGHT_MARK}${text}` : text;
    }

    async openTile(tile) {
        await this.action.doAction({...tile.action, name: tile.label});
    }

    async openMonth(month) {
        const start = deserializeDate(month.date);
        await this.action.doAction({
            type: "ir.actions.act_window",
            name: month.label,
            res_model: "crm.campaign.report",
            views: [
                [false, "list"],
                [false, "pivot"],
            ],
            domain: [["date", "=", start.toISODate()]],
        });
    }

    async openCampaign(id) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "utm.campaign",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async createCampaign() {
        await this.openCampaign(false);
    }
}

registry.category("actions").add("crm_campaigns.dashboard", CampaignDashboard);
