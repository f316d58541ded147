import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useState} from "@odoo/owl";

import {SatisfactionChart} from "./satisfaction_chart";
import {QUADRANTS, makeMapConfig} from "./satisfaction_map";

const PERIODS = [3, 6, 12, 24];

export class SatisfactionBoard extends Component {
    static template = "crm_complaints.SatisfactionBoard";
    static components = {Layout, SatisfactionChart};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.display = {controlPanel: {}};
        const {state = {}} = this.props;
        this.state = useState({
            board: null,
            programmeId: state.programmeId || false,
            months: state.months || 12,
        });
        useSetupAction({
            getLocalState: () => ({
                programmeId: this.state.programmeId,
                months: this.state.months,
            }),
        });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.board = await this.orm.call("crm.satisfaction.board", "get_board", [
            this.state.programmeId,
            this.state.months,
        ]);
        this.state.programmeId = this.state.board.programme_id;
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    get board() {
        return this.state.board;
    }

    get periods() {
        return PERIODS.map((months) => ({
            months,
            label: _t("%s months", months),
        }));
    }

    get isEmpty() {
        return !this.board.measures.length;
    }

    format(value, digits = 1) {
        return value === null ? "–" : formatFloat(value, {digits: [16, digits]});
    }

    formatUnit(value, unit) {
        if (value === null) {
            return "–";
        }
        const texts = {
            percent: `${this.format(value)}%`,
            points: `${value > 0 ? "+" : ""}${this.format(value, 0)}`,
            mean: this.format(value, 2),
            per_thousand: this.format(value),
        };
        // Isolated, or a sign changes sides in a right-to-left sentence.
        return `\u2066${texts[unit]}\u2069`;
    }

    get tiles() {
        const tiles = this.board.measures.map((measure) => ({
            key: `${measure.kind}-${measure.high_is_easy}`,
            label: measure.label,
            text: this.formatUnit(measure.value, measure.unit),
            detail: _t("%(low)s to %(high)s, answers: %(n)s", {
                low: this.formatUnit(measure.low, measure.unit),
                high: this.formatUnit(measure.high, measure.unit),
                n: formatInteger(measure.n),
            }),
            title: this.explain(measure),
            open: () => this.openAnswers(measure.label, [["kind", "=", measure.kind]]),
        }));
        const {sent, answered, value} = this.board.response;
        tiles.push({
            key: "response",
            label: _t("Response rate"),
            text: this.formatUnit(value, "percent"),
            detail: _t("%(answered)s of %(sent)s who were asked", {
                answered: formatInteger(answered),
                sent: formatInteger(sent),
            }),
            title: _t("Mails that came back are not counted."),
            open: () => this.openAnswers(_t("Answers"), []),
        });
        const {map} = this.board;
        if (map && map.index !== null) {
            tiles.push({
                key: "index",
                label: _t("Satisfaction index"),
                text: this.format(map.index),
                detail: _t("0 to 100, graded by %s customers", formatInteger(map.n)),
                title: _t(
                    "Mean grade of what customers expect, weighted by how much it matters."
                ),
                open: () =>
                    this.openAnswers(map.programme, [
                        ["programme_id", "=", map.programme_id],
                    ]),
            });
        }
        return tiles;
    }

    explain({kind, high_is_easy: isEasy}) {
        return {
            csat: _t("Share of the answers 4 and 5 of 5."),
            nps: _t("Share of the answers 9 and 10 less that of 0 to 6, in points."),
            ces: isEasy
                ? _t("Mean answer from 1 to 7; 7 is easy.")
                : _t("Mean answer from 1 to 7; 1 is easy."),
            process: _t(
                "Share of the answers 4 and 5 of 5 to how complaints are handled."
            ),
        }[kind];
    }

    get indicators() {
        return this.board.indicators.map((indicator) => ({
            ...indicator,
            text: this.formatUnit(indicator.value, indicator.unit),
            detail: _t("%(part)s of %(whole)s", {
                part: formatInteger(indicator.part),
                whole: formatInteger(indicator.whole),
            }),
        }));
    }

    get mapRows() {
        return this.board.map.points.map((point) => ({
            ...point,
            place: QUADRANTS[point.quadrant]?.label || "–",
            importanceText: this.formatUnit(point.importance, "percent"),
            performanceText: this.format(point.performance, 2),
        }));
    }

    get hasMap() {
        return this.board.map?.points.some((point) => point.quadrant);
    }

    get mapNote() {
        return this.board.map.is_derived
            ? _t(
                  "Importance follows from the answers: how strongly each grade goes with the whole."
              )
            : _t(
                  "Importance is what was stated: there are not answers enough to derive it."
              );
    }

    get mapConfig() {
        return makeMapConfig(this.board.map, (point) => this.openCharacteristic(point));
    }

    get trends() {
        return this.board.trend.series.map((series) => ({
            ...series,
            key: `${series.kind}-${series.high_is_easy}`,
            summary: series.points
                .map(
                    (point, index) =>
                        `${this.board.trend.labels[index]}: ${
                            point ? this.formatUnit(point.value, point.unit) : "–"
                        }`
                )
                .join("; "),
            makeConfig: this.makeTrendConfig(series),
        }));
    }

    makeTrendConfig({kind, label, points}) {
        const {labels} = this.board.trend;
        const range = {
            csat: [0, 100],
            process: [0, 100],
            nps: [-100, 100],
            ces: [1, 7],
        };
        const [min, max] = range[kind];
        const pick = (name) => points.map((point) => (point ? point[name] : null));
        return (look) => ({
            type: "line",
            data: {
                labels,
                datasets: [
                    {
                        label,
                        data: pick("value"),
                        borderColor: look.color(0),
                        backgroundColor: look.color(0),
                        spanGaps: true,
                        tension: 0.2,
                    },
                    {
                        label: _t("from"),
                        data: pick("low"),
                        borderWidth: 0,
                        pointRadius: 0,
                        spanGaps: true,
                    },
                    {
                        label: _t("to"),
                        data: pick("high"),
                        borderWidth: 0,
                        pointRadius: 0,
                        backgroundColor: `${look.color(0)}22`,
                        fill: "-1",
                        spanGaps: true,
                    },
                ],
            },
            options: {
                interaction: {mode: "index", intersect: false},
                plugins: {legend: {display: false}},
                scales: {
                    x: {
                        reverse: look.isRtl,
                        grid: {display: false},
                        ticks: {color: look.text, maxRotation: 0, autoSkip: true},
                    },
                    y: {
                        min,
                        max,
                        position: look.isRtl ? "right" : "left",
                        grid: {color: look.grid},
                        ticks: {color: look.text, maxTicksLimit: 5},
                    },
                },
            },
        });
    }

    // -------------------------------------------------------------------------
    // Handlers
    // -------------------------------------------------------------------------

    async setProgramme(event) {
        this.state.programmeId = Number(event.target.value) || false;
        await this.load();
    }

    async setMonths(months) {
        this.state.months = months;
        await this.load();
    }

    async openAnswers(name, domain) {
        const action = await this.action.loadAction(
            "crm_complaints.crm_satisfaction_response_action"
        );
        await this.action.doAction({
            ...action,
            name,
            display_name: name,
            context: {},
            domain: [...this.board.domain, ...domain],
        });
    }

    async openCharacteristic(point) {
        await this.openAnswers(point.name, [
            ["grade_ids.characteristic_id", "=", point.id],
        ]);
    }

    async openTheme(theme) {
        await this.openAnswers(theme.name, [["theme_ids", "in", [theme.id]]]);
    }

    async createProgramme() {
        await this.action.doAction("crm_complaints.crm_satisfaction_programme_action");
    }
}

registry
    .category("actions")
    .add("crm_complaints.satisfaction_board", SatisfactionBoard);
