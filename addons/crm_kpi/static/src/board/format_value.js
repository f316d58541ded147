import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";

// Keeps a sign before its number within text that runs from right to left
const LEFT_TO_RIGHT_MARK = "\u200e";
const SIGNS = {percent: "%", permille: "‰", times: "×"};

/**
 * @param {Number|null} value
 * @param {Object} tile with its unit and digits
 * @param {Number} currencyId
 * @param {Boolean} [isShort] 12.3k instead of 12,345
 * @returns {String} the value as people write it
 */
export function formatValue(value, {unit, digits}, currencyId, isShort = false) {
    if (value === null || value === undefined) {
        return "–";
    }
    let text = "";
    if (unit === "money" || unit === "money_per_day") {
        text = formatMonetary(value, {
            currencyId,
            digits: [16, isShort ? 1 : digits],
            humanReadable: isShort && Math.abs(value) >= 1000,
        });
        if (unit === "money_per_day") {
            text = _t("%s a day", text);
        }
    } else {
        const number = formatFloat(value, {
            digits: [16, digits],
            humanReadable: isShort && Math.abs(value) >= 10000,
        });
        if (unit === "days") {
            text = _t("%s days", number);
        } else if (unit === "hours") {
            text = _t("%s h", number);
        } else if (unit === "minutes") {
            text = _t("%s min", number);
        } else {
            text = SIGNS[unit] ? `${number} ${SIGNS[unit]}` : number;
        }
    }
    return localization.direction === "rtl" ? `${LEFT_TO_RIGHT_MARK}${text}` : text;
}
