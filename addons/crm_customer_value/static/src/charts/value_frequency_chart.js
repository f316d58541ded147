import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {ValueChartField} from "./value_chart_field";

export class ValueFrequencyChart extends ValueChartField {
    get explanation() {
        return _t(
            "Purchases per customer in the test period, by how often they had bought again before: the two bars of a group should be about equally high."
        );
    }

    get isEmpty() {
        return !this.value?.frequency?.length;
    }

    /**
     * The last group is open: that many purchases or more.
     *
     * @param {(count: string) => string} formatLast
     */
    getLabels(formatLast) {
        const labels = this.value.frequency.map((count) => formatInteger(count));
        return [...labels.slice(0, -1), formatLast(labels.at(-1))];
    }

    get tableColumns() {
        return [
            _t("Repeat purchases before"),
            _t("Customers"),
            _t("Actual purchases"),
            _t("Expected purchases"),
        ];
    }

    get tableRows() {
        const {customers, actual, expected} = this.value;
        const labels = this.getLabels((count) => _t("%s or more", count));
        return labels.map((label, index) => [
            label,
            formatInteger(customers[index]),
            // Without customers there is no mean, and no 0 either.
            customers[index] ? this.formatMean(actual[index]) : "–",
            customers[index] ? this.formatMean(expected[index]) : "–",
        ]);
    }

    formatMean(value) {
        return formatFloat(value, {digits: [16, 3]});
    }

    get chartConfig() {
        const {customers, actual, expected} = this.value;
        const {actual: actualColor, expected: expectedColor} = this.colors;
        const known = (values) =>
            values.map((value, index) => (customers[index] ? value : null));
        const datasets = [
            {
                label: _t("Actual"),
                backgroundColor: actualColor,
                data: known(actual),
            },
            {
                label: _t("Expected by the model"),
                backgroundColor: expectedColor,
                data: known(expected),
            },
        ];
        return {
            type: "bar",
            data: {
                // Short, and in one piece whatever the direction of the text.
                labels: this.getLabels((count) => `\u2066${count}+\u2069`),
                datasets: this.isRtl ? datasets.reverse() : datasets,
            },
            options: {
                interaction: {mode: "index"},
                plugins: {
                    legend: {labels: {pointStyle: "rect"}, reverse: this.isRtl},
                    tooltip: {
                        itemSort: (a, b) =>
                            (a.datasetIndex - b.datasetIndex) * (this.isRtl ? -1 : 1),
                        callbacks: {
                            label: ({dataset, parsed}) =>
                                _t("%(label)s: %(value)s", {
                                    label: dataset.label,
                                    value: this.formatMean(parsed.y),
                                }),
                        },
                    },
                },
                scales: {
                    x: this.makeScale("x", _t("Repeat purchases before the split")),
                    y: this.makeScale("y", _t("Purchases per customer"), {
                        ticks: {
                            callback: (value) =>
                                formatFloat(value, {
                                    digits: [16, 2],
                                    trailingZeros: false,
                                }),
                        },
                    }),
                },
            },
        };
    }
}

registry.category("fields").add("value_frequency_chart", {
    component: ValueFrequencyChart,
    displayName: _t("Chart by former purchases"),
    supportedTypes: ["json"],
});
