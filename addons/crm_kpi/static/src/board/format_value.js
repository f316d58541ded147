import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";

// Keeps a sign before its number within text that runs from right to left; a unit that
// is a word of that script stands where its script has it
const LEFT_TO_RIGHT_MARK = "\u200e";
const RIGHT_TO_LEFT = /[\u0590-\u08ff]/;
const NO_BREAK = "\u00a0";
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
            text = SIGNS[unit] ? `${number}${NO_BREAK}${SIGNS[unit]}` : number;
        }
    }
    return localization.direction === "rtl" && !RIGHT_TO_LEFT.test(text)
        ? `${LEFT_TO_RIGHT_MARK}${text}`
        : text;
}
