import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatInteger, formatPercentage} from "@web/views/fields/formatters";
import {ValueChartField} from "./value_chart_field";

const MIN_RADIUS = 4;
const MAX_RADIUS = 18;

export class ValueCalibrationChart extends ValueChartField {
    get explanation() {
        return _t(
            "Each point is a group of customers with a similar forecast, the larger the more of them: on the diagonal as many bought as the model said, below it fewer, above it more."
        );
    }

    get isEmpty() {
        return !this.value?.forecast?.length;
    }

    get tableColumns() {
        return [_t("Customers"), _t("Forecast"), _t("Bought")];
    }

    get tableRows() {
        const {forecast, happened, customers} = this.value;
        return customers.map((count, index) => [
            formatInteger(count),
            this.formatShare(forecast[index]),
            this.formatShare(happened[index]),
        ]);
    }

    formatShare(value) {
        return formatPercentage(value, {digits: [16, 1]});
    }

    get chartConfig() {
        const {forecast, happened, customers} = this.value;
        const {actual, text} = this.colors;
        const largest = Math.max(...customers);
        const share = {
            min: 0,
            max: 1,
            ticks: {callback: (value) => formatPercentage(value)},
            type: "linear",
        };
        return {
            type: "bubble",
            data: {
                datasets: [
                    {
                        label: _t("Groups of customers"),
                        backgroundColor: `${actual}b0`,
                        borderColor: actual,
                        clip: false,
                        data: forecast.map((x, index) => ({
                            x,
                            y: happened[index],
                            r:
                                MIN_RADIUS +
                                (MAX_RADIUS - MIN_RADIUS) *
                                    Math.sqrt(customers[index] / largest),
                            customers: customers[index],
                        })),
                    },
                    {
                        label: _t("As forecast"),
                        backgroundColor: text,
                        borderColor: text,
                        borderDash: [5, 4],
                        borderWidth: 1,
                        data: [
                            {x: 0, y: 0},
                            {x: 1, y: 1},
                        ],
                        pointHitRadius: 0,
                        pointRadius: 0,
                        pointStyle: "line",
                        type: "line",
                    },
                ],
            },
            options: {
                plugins: {
                    legend: {labels: {pointStyleWidth: 12}}, // a circle, round
                    tooltip: {
                        callbacks: {
                            label: ({raw}) =>
                                _t(
                                    "Customers: %(customers)s. Forecast: %(forecast)s. Bought: %(happened)s.",
                                    {
                                        customers: formatInteger(raw.customers),
                                        forecast: this.formatShare(raw.x),
                                        happened: this.formatShare(raw.y),
                                    }
                                ),
                        },
                        filter: ({datasetIndex}) => datasetIndex === 0,
                    },
                },
                scales: {
                    x: this.makeScale("x", _t("Forecast chance of a purchase"), share),
                    y: this.makeScale("y", _t("Share that bought"), share),
                },
            },
        };
    }
}

registry.category("fields").add("value_calibration_chart", {
    component: ValueCalibrationChart,
    displayName: _t("Calibration chart"),
    supportedTypes: ["json"],
});
