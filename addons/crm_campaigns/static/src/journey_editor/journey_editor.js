import {Component, onWillStart, onWillUnmount, useRef, useState} from "@odoo/owl";
import {NODE_HEIGHT, NODE_WIDTH, arrange, drawLine, heightOf} from "./journey_layout";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const NODE_FIELDS = [
    "name",
    "kind",
    "channel",
    "detail",
    "fault",
    "x",
    "y",
    "outcome_keys",
    "participant_count",
    "passed_count",
    "skipped_count",
];
const COUNT_FIELDS = ["participant_count", "passed_count", "skipped_count"];
const ICONS = {
    trigger: "fa-play",
    wait: "fa-clock-o",
    condition: "fa-question",
    event: "fa-hourglass-half",
    split: "fa-random",
    goal: "fa-trophy",
    exit: "fa-sign-out",
    email: "fa-envelope-o",
    sms: "fa-mobile",
    call: "fa-phone",
    todo: "fa-check-square-o",
    letter: "fa-file-text-o",
    post: "fa-share-alt",
    action: "fa-cogs",
};
const REFRESH_MS = 15000;
const STEP = 20;

/** Draws a journey: steps that can be moved, tied, opened and removed. */
export class JourneyEditor extends Component {
    static template = "crm_campaigns.JourneyEditor";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.display = {controlPanel: {}};
        this.journeyId =
            this.props.action.params?.journey_id || this.props.action.context.active_id;
        this.state = useState({
            journey: {},
            versions: [],
            versionId: null,
            nodes: [],
            edges: [],
            tie: null,
            width: 0,
            height: 0,
        });
        onWillStart(async () => {
            const fields = await this.orm.call("crm.journey.edge", "fields_get", [
                ["outcome"],
                ["selection"],
            ]);
            this.outcomes = Object.fromEntries(fields.outcome.selection);
            const kinds = await this.orm.call("crm.journey.node", "fields_get", [
                ["kind", "channel"],
                ["selection"],
            ]);
            this.kinds = kinds.kind.selection.filter(([kind]) => kind !== "channel");
            this.channels = kinds.channel.selection;
            await this.load();
        });
        this.timer = setInterval(() => this.refreshCounts(), REFRESH_MS);
        onWillUnmount(() => clearInterval(this.timer));
    }

    get palette() {
        const channels = this.channels.map(([channel, label]) => ({
            label,
            icon: ICONS[channel],
            values: {kind: "channel", channel},
        }));
        const kinds = this.kinds
            .filter(([kind]) => kind !== "trigger")
            .map(([kind, label]) => ({label, icon: ICONS[kind], values: {kind}}));
        return [...channels, ...kinds];
    }

    get isDraft() {
        const version = this.state.versions.find(
            (found) => found.id === this.state.versionId
        );
        return version?.state === "draft";
    }

    get isRtl() {
        return localization.direction === "rtl";
    }

    // ------------------------------------------------------------------
    // Data
    // ------------------------------------------------------------------

    async load(versionId) {
        const [journey] = await this.orm.read(
            "crm.journey",
            [this.journeyId],
            ["name", "state", "version_id", "draft_version_id"]
        );
        const versions = await this.orm.searchRead(
            "crm.journey.version",
            [["journey_id", "=", this.journeyId]],
            ["number", "state"]
        );
        const wanted =
            versionId ||
            (versions.some((found) => found.id === this.state.versionId) &&
                this.state.versionId) ||
            journey.draft_version_id?.[0] ||
            journey.version_id?.[0];
        const [nodes, edges] = await Promise.all([
            this.orm.searchRead(
                "crm.journey.node",
                [["version_id", "=", wanted]],
                NODE_FIELDS,
                {order: "id"}
            ),
            this.orm.searchRead(
                "crm.journey.edge",
                [["version_id", "=", wanted]],
                ["source_id", "target_id", "outcome"]
            ),
        ]);
        Object.assign(this.state, {
            journey,
            versions,
            versionId: wanted,
            nodes,
            edges: edges.map((edge) => ({
                id: edge.id,
                source: edge.source_id[0],
                target: edge.target_id[0],
                outcome: edge.outcome,
            })),
            tie: null,
        });
        this.measure();
    }

    async refreshCounts() {
        const ids = this.state.nodes.map((node) => node.id);
        if (!ids.length || document.hidden) {
            return;
        }
        const rows = await this.orm.silent.read("crm.journey.node", ids, COUNT_FIELDS);
        for (const row of rows) {
            const node = this.state.nodes.find((found) => found.id === row.id);
            if (node) {
                Object.assign(node, row);
            }
        }
    }

    measure() {
        const right = Math.max(0, ...this.state.nodes.map((node) => node.x));
        const bottom = Math.max(0, ...this.state.nodes.map((node) => node.y));
        this.state.width = Math.max(900, right + NODE_WIDTH + 120);
        this.state.height = Math.max(420, bottom + NODE_HEIGHT + 120);
    }

    // ------------------------------------------------------------------
    // Drawing
    // ------------------------------------------------------------------

    iconOf(node) {
        return (
            ICONS[node.kind === "channel" ? node.channel : node.kind] || "fa-circle-o"
        );
    }

    // Persian is read from the right: so goes the journey
    leftOf(node) {
        return this.isRtl ? this.state.width - node.x - NODE_WIDTH : node.x;
    }

    styleOf(node) {
        return `left: ${this.leftOf(node)}px; top: ${node.y}px; width: ${NODE_WIDTH}px; min-height: ${NODE_HEIGHT}px;`;
    }

    outcomesOf(node) {
        return node.outcome_keys ? node.outcome_keys.split(",") : [];
    }

    labelOf(outcome) {
        return this.outcomes[outcome];
    }

    hasWay(node, outcome) {
        return this.state.edges.some(
            (edge) => edge.source === node.id && edge.outcome === outcome
        );
    }

    get lines() {
        const byId = new Map(this.state.nodes.map((node) => [node.id, node]));
        const direction = this.isRtl ? -1 : 1;
        return this.state.edges
            .filter((edge) => byId.has(edge.source) && byId.has(edge.target))
            .map((edge) => {
                const source = byId.get(edge.source);
                const target = byId.get(edge.target);
                const keys = this.outcomesOf(source);
                const place = (keys.indexOf(edge.outcome) + 1) / (keys.length + 1);
                const from = {
                    x: this.leftOf(source) + (this.isRtl ? 0 : NODE_WIDTH),
                    y: source.y + heightOf(keys) * place,
                };
                const to = {
                    x: this.leftOf(target) + (this.isRtl ? NODE_WIDTH : 0),
                    y: target.y + NODE_HEIGHT / 2,
                };
                return {
                    id: edge.id,
                    path: drawLine(from, to, direction),
                    label: keys.length > 1 ? this.labelOf(edge.outcome) : "",
                    x: (from.x + to.x) / 2,
                    y: (from.y + to.y) / 2,
                };
            });
    }

    // ------------------------------------------------------------------
    // What the marketer does
    // ------------------------------------------------------------------

    async addNode(item) {
        const bottom = Math.max(0, ...this.state.nodes.map((node) => node.y));
        const [id] = await this.orm.create("crm.journey.node", [
            {
                ...item.values,
                name: item.label,
                version_id: this.state.versionId,
                x: 40,
                y: this.state.nodes.length ? bottom + NODE_HEIGHT + 30 : 40,
            },
        ]);
        await this.load();
        this.openNode({id});
    }

    openNode(node) {
        this.dialog.add(FormViewDialog, {
            resModel: "crm.journey.node",
            resId: node.id,
            title: _t("Step"),
            readonly: !this.isDraft,
            onRecordSaved: () => this.load(),
        });
    }

    removeNode(node) {
        if (!this.isDraft || node.kind === "trigger") {
            return;
        }
        this.dialog.add(ConfirmationDialog, {
            body: _t("Remove “%s” and the ways to and from it?", node.name),
            confirmLabel: _t("Remove"),
            confirm: async () => {
                await this.orm.unlink("crm.journey.node", [node.id]);
                await this.load();
            },
            cancel: () => {},
        });
    }

    async removeEdge(line) {
        if (this.isDraft) {
            await this.orm.unlink("crm.journey.edge", [line.id]);
            await this.load();
        }
    }

    /** First an exit, then the step that it leads to. */
    beginTie(node, outcome) {
        if (this.isDraft) {
            const same =
                this.state.tie?.source === node.id &&
                this.state.tie.outcome === outcome;
            this.state.tie = same ? null : {source: node.id, outcome};
        }
    }

    async endTie(node) {
        const tie = this.state.tie;
        if (!tie || tie.source === node.id) {
            return;
        }
        this.state.tie = null;
        const old = this.state.edges.find(
            (edge) => edge.source === tie.source && edge.outcome === tie.outcome
        );
        if (old) {
            await this.orm.write("crm.journey.edge", [old.id], {target_id: node.id});
        } else {
            await this.orm.create("crm.journey.edge", [
                {source_id: tie.source, target_id: node.id, outcome: tie.outcome},
            ]);
        }
        await this.load();
    }

    onNodePointerDown(ev, node) {
        if (this.state.tie) {
            this.endTie(node);
            return;
        }
        if (!this.isDraft || ev.target.closest("button")) {
            return;
        }
        const start = {x: ev.clientX, y: ev.clientY, left: node.x, top: node.y};
        const direction = this.isRtl ? -1 : 1;
        const move = (moved) => {
            node.x = Math.max(0, start.left + direction * (moved.clientX - start.x));
            node.y = Math.max(0, start.top + moved.clientY - start.y);
        };
        const stop = () => {
            window.removeEventListener("pointermove", move);
            window.removeEventListener("pointerup", stop);
            if (node.x !== start.left || node.y !== start.top) {
                this.savePlaces([node]);
            }
        };
        window.addEventListener("pointermove", move);
        window.addEventListener("pointerup", stop);
    }

    onNodeKeydown(ev, node) {
        const moves = {
            ArrowLeft: [this.isRtl ? STEP : -STEP, 0],
            ArrowRight: [this.isRtl ? -STEP : STEP, 0],
            ArrowUp: [0, -STEP],
            ArrowDown: [0, STEP],
        };
        if (ev.target !== ev.currentTarget) {
            return;
        }
        if (ev.key === "Enter") {
            if (this.state.tie) {
                this.endTie(node);
            } else {
                this.openNode(node);
            }
        } else if (ev.key === "Delete") {
            this.removeNode(node);
        } else if (ev.key === "Escape") {
            this.state.tie = null;
        } else if (moves[ev.key] && this.isDraft) {
            node.x = Math.max(0, node.x + moves[ev.key][0]);
            node.y = Math.max(0, node.y + moves[ev.key][1]);
            this.savePlaces([node]);
        } else {
            return;
        }
        ev.preventDefault();
    }

    async savePlaces(nodes) {
        this.measure();
        await Promise.all(
            nodes.map((node) =>
                this.orm.write("crm.journey.node", [node.id], {
                    x: Math.round(node.x),
                    y: Math.round(node.y),
                })
            )
        );
    }

    async arrangeAll() {
        const boxes = this.state.nodes.map((node) => ({
            id: node.id,
            height: heightOf(this.outcomesOf(node)),
        }));
        const places = arrange(boxes, this.state.edges);
        for (const node of this.state.nodes) {
            Object.assign(node, places.get(node.id));
        }
        await this.savePlaces(this.state.nodes);
    }

    async callJourney(method) {
        await this.orm.call("crm.journey", method, [[this.journeyId]]);
        this.state.versionId = null;
        await this.load();
    }

    publish() {
        this.dialog.add(ConfirmationDialog, {
            body: _t(
                "From now on whoever meets the start goes this way, and messages are sent. Go on?"
            ),
            confirmLabel: _t("Publish"),
            confirm: () => this.callJourney("action_publish"),
            cancel: () => {},
        });
    }

    testRun() {
        this.action.doAction("crm_campaigns.crm_journey_try_action", {
            additionalContext: {
                default_journey_id: this.journeyId,
                default_version_id: this.state.versionId,
            },
        });
    }

    openParticipants(node) {
        this.action.doAction("crm_campaigns.crm_journey_task_action", {
            additionalContext: {search_default_node_id: node.id},
        });
    }

    openJourney() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.journey",
            res_id: this.journeyId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_journey_editor", JourneyEditor);
