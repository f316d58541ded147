import {_t} from "@web/core/l10n/translation";
import {formatFloat, formatPercentage} from "@web/views/fields/formatters";

export const QUADRANTS = {
    concentrate: {label: _t("Improve first"), color: 1},
    keep_up: {label: _t("Keep it up"), color: 3},
    low_priority: {label: _t("Leave for later"), color: 0},
    overkill: {label: _t("More than they need"), color: 2},
};

/** Lines through the cuts, the names of the four fields, and those of the points. */
function drawFields({importance, performance}, look) {
    return {
        id: "satisfactionFields",
        beforeDatasetsDraw(chart) {
            const {ctx, chartArea: area, scales} = chart;
            const x = scales.x.getPixelForValue(performance);
            const y = scales.y.getPixelForValue(importance);
            ctx.save();
            ctx.strokeStyle = look.grid;
            ctx.setLineDash([5, 4]);
            ctx.beginPath();
            ctx.moveTo(x, area.top);
            ctx.lineTo(x, area.bottom);
            ctx.moveTo(area.left, y);
            ctx.lineTo(area.right, y);
            ctx.stroke();
            ctx.fillStyle = look.text;
            ctx.globalAlpha = 0.6;
            const near = look.isRtl ? area.right - 6 : area.left + 6;
            const far = look.isRtl ? area.left + 6 : area.right - 6;
            const corners = [
                ["concentrate", near, area.top + 14, "start"],
                ["keep_up", far, area.top + 14, "end"],
                ["low_priority", near, area.bottom - 8, "start"],
                ["overkill", far, area.bottom - 8, "end"],
            ];
            ctx.direction = look.isRtl ? "rtl" : "ltr";
            for (const [name, left, top, align] of corners) {
                ctx.textAlign = align;
                ctx.fillText(String(QUADRANTS[name].label), left, top);
            }
            ctx.restore();
        },
        afterDatasetsDraw(chart) {
            const {ctx, chartArea: area} = chart;
            ctx.save();
            ctx.fillStyle = look.text;
            ctx.textAlign = "center";
            chart.getDatasetMeta(0).data.forEach((element, index) => {
                const {name} = chart.data.datasets[0].data[index];
                const half = ctx.measureText(name).width / 2;
                const left = Math.max(
                    area.left + half,
                    Math.min(area.right - half, element.x)
                );
                ctx.fillText(name, left, element.y - 12);
            });
            ctx.restore();
        },
    };
}

/** Room around the points for their names, within the scale, to round figures. */
function span(values, least, most, step) {
    const low = Math.min(...values);
    const high = Math.max(...values);
    const margin = Math.max((high - low) * 0.3, step);
    return {
        min: Math.max(least, Math.floor((low - margin) / step) * step),
        max: Math.min(most, Math.ceil((high + margin) / step) * step),
    };
}

/**
 * The importance-performance map.
 *
 * @param {Object} map as the server returns it
 * @param {Function} open called with the point that was clicked
 * @returns {Function} configuration of the chart, by its look
 */
export function makeMapConfig(map, open) {
    const points = map.points.filter(
        (point) => point.importance !== null && point.performance !== null
    );
    return (look) => {
        const scale = (title, range) => ({
            ...range,
            border: {color: look.grid},
            grid: {display: false},
            ticks: {color: look.text, maxTicksLimit: 6},
            title: {color: look.text, display: true, text: title},
        });
        return {
            type: "scatter",
            data: {
                datasets: [
                    {
                        data: points.map((point) => ({
                            ...point,
                            x: point.performance,
                            y: point.importance,
                        })),
                        pointRadius: 7,
                        pointHoverRadius: 9,
                        backgroundColor: points.map(({quadrant}) =>
                            look.color(QUADRANTS[quadrant]?.color || 0)
                        ),
                    },
                ],
            },
            options: {
                onClick: (_event, [element]) => element && open(points[element.index]),
                plugins: {
                    legend: {display: false},
                    tooltip: {
                        callbacks: {
                            label: ({raw}) =>
                                _t(
                                    "%(name)s: importance %(importance)s, performance %(performance)s, grades %(n)s",
                                    {
                                        name: raw.name,
                                        importance: formatPercentage(
                                            raw.importance / 100
                                        ),
                                        performance: formatFloat(raw.performance, {
                                            digits: [16, 2],
                                        }),
                                        n: raw.n,
                                    }
                                ),
                        },
                    },
                },
                scales: {
                    x: {
                        ...scale(
                            _t("Performance: mean grade"),
                            span(
                                points.map((p) => p.performance),
                                1,
                                5,
                                0.5
                            )
                        ),
                        reverse: look.isRtl,
                    },
                    y: {
                        ...scale(
                            _t("Importance in %"),
                            span(
                                points.map((p) => p.importance),
                                0,
                                100,
                                10
                            )
                        ),
                        position: look.isRtl ? "right" : "left",
                    },
                },
            },
            plugins: [
                drawFields(
                    {importance: map.importance_cut, performance: map.performance_cut},
                    look
                ),
            ],
        };
    };
}
