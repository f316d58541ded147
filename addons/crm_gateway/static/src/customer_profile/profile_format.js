import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {
    formatFloat,
    formatInteger,
    formatMonetary,
    formatPercentage,
} from "@web/views/fields/formatters";

// Keeps a minus before its number within text that runs from right to left.
const LEFT_TO_RIGHT_MARK = "\u200e";
// From here on a tile has no room for all digits.
const LONG = 100_000;

export function formatMoney(value, currencyId, options = {}) {
    const text = formatMonetary(value, {currencyId, ...options});
    return localization.direction === "rtl" ? `${LEFT_TO_RIGHT_MARK}${text}` : text;
}

export function formatShortMoney(value, currencyId) {
    const humanReadable = Math.abs(value) >= LONG;
    const digits = [16, humanReadable ? 1 : 0];
    return formatMoney(value, currencyId, {digits, humanReadable});
}

/**
 * @param {string} value day, or moment in UTC, as the server writes it
 */
export function formatDay(value) {
    const isDay = value.length === 10;
    return formatDate(isDay ? deserializeDate(value) : deserializeDateTime(value));
}

/**
 * @param {{kind: string, value: any}} figure
 * @param {number} currencyId
 */
export function formatFigure({kind, value}, currencyId) {
    if (value === false || value === null) {
        return "–";
    }
    switch (kind) {
        case "monetary":
            return formatMoney(value, currencyId);
        case "integer":
            return formatInteger(value);
        case "float":
            return formatFloat(value, {digits: [16, 1]});
        case "percentage":
            return formatPercentage(value, {digits: [16, 1]});
        case "date":
            return formatDay(value);
        default:
            return value;
    }
}
