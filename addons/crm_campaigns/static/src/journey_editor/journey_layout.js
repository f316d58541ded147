export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 84;
// two exits to a line, and one line within the usual height
const EXIT_LINE = 24;
const GAP_X = 70;
const GAP_Y = 30;
const MARGIN = 30;

/**
 * @param {string[]} outcomes of a step
 * @returns {number} height of its box
 */
export function heightOf(outcomes) {
    return NODE_HEIGHT + EXIT_LINE * Math.max(0, Math.ceil(outcomes.length / 2) - 1);
}

/**
 * Place steps in columns: each one right of all that lead to it.
 *
 * @param {{id: number, height: number}[]} nodes
 * @param {{source: number, target: number}[]} edges
 * @returns {Map<number, {x: number, y: number}>}
 */
export function arrange(nodes, edges) {
    const column = new Map(nodes.map((node) => [node.id, 0]));
    // as many rounds as there are steps; a circle stops there
    for (let round = 0; round < nodes.length; round++) {
        let moved = false;
        for (const {source, target} of edges) {
            const wanted = Math.min(column.get(source) + 1, nodes.length - 1);
            if (column.get(target) < wanted) {
                column.set(target, wanted);
                moved = true;
            }
        }
        if (!moved) {
            break;
        }
    }
    const rows = new Map();
    const places = new Map();
    for (const node of nodes) {
        const x = column.get(node.id);
        const y = rows.get(x) || MARGIN;
        rows.set(x, y + node.height + GAP_Y);
        places.set(node.id, {x: MARGIN + x * (NODE_WIDTH + GAP_X), y});
    }
    return places;
}

/**
 * A line from the side of one step to the side of another.
 *
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {number} direction 1 from left to right, -1 from right to left
 * @returns {string} path for SVG
 */
export function drawLine(from, to, direction) {
    const bend = direction * Math.max(40, Math.abs(to.x - from.x) / 2);
    return `M ${from.x} ${from.y} C ${from.x + bend} ${from.y}, ${to.x - bend} ${to.y}, ${to.x} ${to.y}`;
}
