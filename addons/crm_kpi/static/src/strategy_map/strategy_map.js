import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/views/fields/formatters";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useEffect, useRef, useState} from "@odoo/owl";

import {LIGHTS} from "../board/kpi_board";
import {formatValue} from "../board/format_value";

const DAMPING = 0.5; // How far an arrow bends, of the way between its ends

/** Whether the figures of cause and effect moved together: no proof of a cause. */
function describeEvidence({rho, months, lag}) {
    if (rho === null) {
        return _t("Too few months to see whether figures move together.");
    }
    const value = `\u200e${formatFloat(rho, {digits: [16, 2]})}`;
    return lag
        ? _t(
              "Rank correlation %(value)s, %(lag)s months later, over %(months)s months.",
              {value, lag, months}
          )
        : _t("Rank correlation %(value)s over %(months)s months.", {value, months});
}

function describeTrend({score, score_before: before}) {
    if (score === null || before === null || score === before) {
        return null;
    }
    return score > before
        ? {icon: "fa-arrow-up text-success", label: _t("Better than last month")}
        : {icon: "fa-arrow-down text-danger", label: _t("Worse than last month")};
}

export class StrategyMap extends Component {
    static template = "crm_kpi.StrategyMap";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.canvasRef = useRef("canvas");
        this.display = {controlPanel: {}};
        const params = this.props.action.params || {};
        const kept = this.props.state || {};
        this.state = useState({
            data: null,
            strategyId: kept.strategyId || params.strategy_id || false,
            openId: kept.openId || false,
            isDrawing: false,
            causeId: false,
            arrows: [],
        });
        useSetupAction({
            getLocalState: () => ({
                strategyId: this.state.strategyId,
                openId: this.state.openId,
            }),
        });
        onWillStart(() => this.load());
        useEffect(
            (canvas) => {
                if (!canvas) {
                    return;
                }
                const observer = new ResizeObserver(() => this.drawArrows());
                observer.observe(canvas);
                return () => observer.disconnect();
            },
            () => [this.canvasRef.el, this.state.data]
        );
    }

    async load() {
        this.state.data = await this.orm.call("crm.strategy", "get_map", [
            this.state.strategyId,
        ]);
        this.state.strategyId = this.state.data.strategy && this.state.data.strategy.id;
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    get bands() {
        const {perspectives, objectives} = this.state.data;
        return perspectives.map((perspective) => ({
            ...perspective,
            objectives: objectives
                .filter((one) => one.perspective_id === perspective.id)
                .map((one) => this.describe(one)),
        }));
    }

    describe(objective) {
        return {
            ...objective,
            lightInfo: LIGHTS[objective.light],
            scoreText:
                objective.score === null
                    ? "–"
                    : formatValue(objective.score, {unit: "percent", digits: 0}),
            trend: describeTrend(objective),
            coverageText:
                objective.score !== null && objective.coverage < 1
                    ? _t(
                          "of %s of its weight",
                          formatValue(100 * objective.coverage, {
                              unit: "percent",
                              digits: 0,
                          })
                      )
                    : "",
        };
    }

    get openObjective() {
        const found = this.state.data.objectives.find(
            (one) => one.id === this.state.openId
        );
        return found && this.describe(found);
    }

    get openKpis() {
        const {currency_id: currencyId} = this.state.data;
        return this.openObjective.kpis.map((tile) => ({
            ...tile,
            lightInfo: LIGHTS[tile.light],
            text: formatValue(tile.value, tile, currencyId, true),
            targetText: formatValue(tile.target, tile, currencyId, true),
        }));
    }

    get effects() {
        return this.state.data.links
            .filter((link) => link.cause_id === this.state.openId)
            .map((link) => ({
                ...link,
                name: this.state.data.objectives.find(
                    (one) => one.id === link.effect_id
                )?.name,
                evidence: describeEvidence(link),
            }));
    }

    /** Arrows from the upper edge of a cause to the lower edge of its effect. */
    drawArrows() {
        const canvas = this.canvasRef.el;
        if (!canvas || !this.state.data) {
            return;
        }
        const frame = canvas.getBoundingClientRect();
        const place = (id) => {
            const card = canvas.querySelector(`[data-objective="${id}"]`);
            return card && card.getBoundingClientRect();
        };
        this.state.arrows = this.state.data.links.flatMap((link) => {
            const cause = place(link.cause_id);
            const effect = place(link.effect_id);
            if (!cause || !effect) {
                return [];
            }
            const path =
                cause.bottom <= effect.top || effect.bottom <= cause.top
                    ? this.drawBetweenRows(cause, effect, frame)
                    : this.drawWithinRow(cause, effect, frame);
            return [
                {
                    id: link.id,
                    title: [link.hypothesis, describeEvidence(link)]
                        .filter(Boolean)
                        .join(" "),
                    path,
                },
            ];
        });
    }

    drawBetweenRows(cause, effect, frame) {
        const isUpwards = effect.bottom <= cause.top;
        const x1 = cause.left + cause.width / 2 - frame.left;
        const y1 = (isUpwards ? cause.top : cause.bottom) - frame.top;
        const x2 = effect.left + effect.width / 2 - frame.left;
        const y2 = (isUpwards ? effect.bottom : effect.top) - frame.top;
        const bend = (y2 - y1) * DAMPING;
        return `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
    }

    /** Side by side: from the edge of the one to the facing edge of the other. */
    drawWithinRow(cause, effect, frame) {
        const isRightwards = effect.left >= cause.right;
        const x1 = (isRightwards ? cause.right : cause.left) - frame.left;
        const x2 = (isRightwards ? effect.left : effect.right) - frame.left;
        const y1 = cause.top + cause.height / 2 - frame.top;
        const y2 = effect.top + effect.height / 2 - frame.top;
        const bend = (x2 - x1) * DAMPING;
        return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
    }

    // -------------------------------------------------------------------------
    // What is done
    // -------------------------------------------------------------------------

    async chooseStrategy(ev) {
        this.state.strategyId = parseInt(ev.target.value, 10);
        this.state.openId = false;
        await this.load();
    }

    async onObjective(objective) {
        if (!this.state.isDrawing) {
            this.state.openId = objective.id;
            return;
        }
        if (!this.state.causeId) {
            this.state.causeId = objective.id;
            return;
        }
        const causeId = this.state.causeId;
        this.state.causeId = false;
        const link = await this.draw({
            cause_id: causeId,
            effect_id: objective.id,
            hypothesis: false,
            lag: 0,
        });
        this.offerUndo(_t("The effect is drawn."), () => this.removeLink(link));
    }

    toggleDrawing() {
        this.state.isDrawing = !this.state.isDrawing;
        this.state.causeId = false;
        this.state.openId = false;
    }

    async removeLink(link) {
        await this.orm.unlink("crm.objective.link", [link.id]);
        await this.load();
        this.offerUndo(_t("The effect is removed."), () => this.draw(link));
    }

    async draw({cause_id, effect_id, hypothesis, lag}) {
        const [id] = await this.orm.create("crm.objective.link", [
            {cause_id, effect_id, hypothesis, lag},
        ]);
        await this.load();
        return this.state.data.links.find((link) => link.id === id);
    }

    offerUndo(message, undo) {
        const close = this.notification.add(message, {
            type: "success",
            buttons: [
                {
                    name: _t("Undo"),
                    onClick: async () => {
                        close();
                        await undo();
                    },
                },
            ],
        });
    }

    async editLink(link) {
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Cause and Effect"),
                res_model: "crm.objective.link",
                res_id: link.id,
                views: [[false, "form"]],
                target: "new",
            },
            {onClose: () => this.load()}
        );
    }

    async openRecords(tile) {
        const {period} = this.state.data;
        const action = await this.orm.call("crm.kpi", "get_records_action", [
            [tile.id],
            period.date_from,
            period.date_to,
        ]);
        await this.action.doAction(action);
    }

    async act(tile) {
        const action = await this.orm.call("crm.initiative", "act_on", [
            tile.id,
            this.openObjective.id,
        ]);
        await this.action.doAction(action);
    }

    openForm(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    create(model) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            views: [[false, "form"]],
            context: {default_strategy_id: this.state.strategyId || undefined},
        });
    }
}

registry.category("actions").add("crm_kpi.strategy_map", StrategyMap);
