import {localization} from "@web/core/l10n/localization";

import {Component} from "@odoo/owl";

const WIDTH = 120;
const HEIGHT = 32;
const MARGIN = 3;

/** A small line of the last values; holes are holes, and a dashed line the targets. */
export class Sparkline extends Component {
    static template = "crm_kpi.Sparkline";
    static props = {
        values: Array,
        targets: Array,
        breaks: {type: Array, optional: true},
    };

    get viewBox() {
        return `0 0 ${WIDTH} ${HEIGHT}`;
    }

    get scale() {
        const known = [...this.props.values, ...this.props.targets].filter(
            (value) => value !== null
        );
        const low = Math.min(...known);
        const high = Math.max(...known);
        const step = (WIDTH - 2 * MARGIN) / Math.max(this.props.values.length - 1, 1);
        const isRtl = localization.direction === "rtl";
        return {
            x: (place) => {
                const x = MARGIN + place * step;
                return isRtl ? WIDTH - x : x;
            },
            y: (value) =>
                high === low
                    ? HEIGHT / 2
                    : HEIGHT -
                      MARGIN -
                      ((value - low) / (high - low)) * (HEIGHT - 2 * MARGIN),
        };
    }

    path(values) {
        const {x, y} = this.scale;
        let isDrawing = false;
        return values
            .map((value, place) => {
                if (value === null) {
                    isDrawing = false;
                    return "";
                }
                const command = isDrawing ? "L" : "M";
                isDrawing = true;
                return `${command}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
            })
            .join("");
    }

    get line() {
        return this.path(this.props.values);
    }

    get targetLine() {
        return this.path(this.props.targets);
    }

    get last() {
        const value = this.props.values.at(-1);
        const {x, y} = this.scale;
        return value === null
            ? null
            : {x: x(this.props.values.length - 1), y: y(value)};
    }

    get breaks() {
        return (this.props.breaks || []).map((place) => this.scale.x(place - 0.5));
    }

    get bottom() {
        return HEIGHT;
    }
}
