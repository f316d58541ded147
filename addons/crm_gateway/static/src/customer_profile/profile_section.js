import {Component} from "@odoo/owl";

import {ProfileChart} from "./profile_chart";
import {formatDay, formatFigure} from "./profile_format";

const TOUCHPOINT_ICONS = {
    message: "fa-envelope-o",
    call: "fa-phone",
    meeting: "fa-users",
    opportunity: "fa-star-o",
    quotation: "fa-file-text-o",
    order: "fa-shopping-cart",
    invoice: "fa-file-text",
    credit_note: "fa-undo",
    payment: "fa-money",
    delivery: "fa-truck",
    return: "fa-reply",
    request: "fa-inbox",
    complaint: "fa-exclamation-circle",
    campaign: "fa-bullhorn",
    survey: "fa-smile-o",
};
const LINKS = {email: "mailto:", phone: "tel:", url: ""};

/** One section of the profile; what is in it, the server says. */
export class ProfileSection extends Component {
    static template = "crm_gateway.ProfileSection";
    static components = {ProfileChart};
    static props = {
        section: Object,
        currencyId: Number,
        openItem: Function,
        pressItem: Function,
        openMore: Function,
        create: Function,
        schedule: Function,
    };

    get section() {
        return this.props.section;
    }

    get facts() {
        return (this.section.facts || []).map((fact) => ({
            ...fact,
            text: formatFigure(fact, this.props.currencyId),
            href: fact.kind in LINKS && `${LINKS[fact.kind]}${fact.value}`,
            isNumber: ["integer", "float", "percentage", "monetary"].includes(
                fact.kind
            ),
        }));
    }

    get items() {
        return (this.section.items || []).map((item, index) => ({
            ...item,
            key: item.id || index,
            day: item.date && formatDay(item.date),
            amount:
                typeof item.value === "number" &&
                formatFigure(item, item.currency_id || this.props.currencyId),
            icon:
                item.touchpoint && (TOUCHPOINT_ICONS[item.touchpoint] || "fa-circle-o"),
        }));
    }

    get isEmpty() {
        return !this.section.items?.length && !this.section.chart;
    }
}
