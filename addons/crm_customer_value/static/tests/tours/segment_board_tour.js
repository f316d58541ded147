import {registry} from "@web/core/registry";

const CELL = ".o_segment_board_cell[data-recency='5'][data-frequency='1']";
const ROW = ".o_segment_board_list tr[data-segment='New Customers']";

function assertCustomers(...expected) {
    const names = [...document.querySelectorAll(".o_data_row td[name='partner_id']")];
    const shown = names.map((cell) => cell.textContent.trim()).sort();
    if (shown.join() !== expected.join()) {
        throw new Error(`The list shows ${shown.join()}, not ${expected.join()}.`);
    }
}

registry.category("web_tour.tours").add("crm_customer_value_segment_board", {
    steps: () => [
        {
            content: "all customers are counted",
            trigger: ".o_segment_board_tile[data-measure='customers'] dd:text(17)",
        },
        {
            content: "a manager may configure",
            trigger: ".o_segment_board_refresh:enabled",
        },
        {
            content: "the map has 25 cells",
            trigger: ".o_segment_board_map:has(.o_segment_board_cell:count(25))",
        },
        {
            content: "the three new buyers are in the cell of their scores",
            trigger: `${CELL}:has(.o_segment_board_figure:text(3)):has(.o_segment_board_name:text(New Customers))`,
        },
        {
            content: "and in the list of segments",
            trigger: `${ROW} td:eq(1):text(17.6%)`,
        },
        {
            content: "a cell without customers cannot be opened",
            trigger:
                ".o_segment_board_cell:disabled:has(.o_segment_board_figure:text(0))",
        },
        {
            content: "show money instead",
            trigger: ".o_segment_board_measures button[data-measure='net_revenue']",
            run: "click",
        },
        {
            content: "the cell shows the sales, and still the customers",
            trigger: `${CELL}:has(.o_segment_board_figure:contains(600)):has(.o_segment_board_count:text(3))`,
        },
        {
            content: "the exact amount is read to who cannot see the map",
            trigger: `${CELL}[aria-label*='600.00']`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(New Buyer 3)",
            run: () => assertCustomers("New Buyer 1", "New Buyer 2", "New Buyer 3"),
        },
        {
            content: "go back to the board",
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb .breadcrumb-item a",
            run: "click",
        },
        {
            content: "it still shows money; open the segment from the list",
            trigger: `.o_segment_board:has(button[data-measure='net_revenue'].active) ${ROW} button`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(New Buyer 1)",
            run: () => assertCustomers("New Buyer 1", "New Buyer 2", "New Buyer 3"),
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .o_breadcrumb .breadcrumb-item a",
            run: "click",
        },
        {
            trigger: ".o_segment_board_edit",
            run: "click",
        },
        {
            content: "the grid opens",
            trigger: ".o_form_view .o_field_widget[name='cell_ids'] .o_data_row",
        },
    ],
});

registry
    .category("web_tour.tours")
    .add("crm_customer_value_segment_board_salesperson", {
        steps: () => [
            {
                content: "the board without what only a manager may do",
                trigger:
                    ".o_segment_board:has(.o_segment_board_map):not(:has(.o_segment_board_edit, .o_segment_board_refresh))",
            },
            {
                content: "the figures are the same",
                trigger: `${CELL} .o_segment_board_figure:text(3)`,
            },
        ],
    });

registry.category("web_tour.tours").add("crm_customer_value_segment_board_empty", {
    steps: () => [
        {
            content: "nothing is there yet, and one button says what to do",
            trigger:
                ".o_segment_board:not(:has(.o_segment_board_map)) .o_segment_board_empty button",
            run: "click",
        },
        {
            content: "the refresh waits, and cannot be asked for again",
            trigger:
                ".o_segment_board:has(.o_segment_board_refresh:disabled) .o_segment_board_progress [role='progressbar'][aria-valuenow='0']",
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer_value_segment_board_failed", {
    steps: () => [
        {
            content: "the board says why, and keeps the figures",
            trigger:
                ".o_segment_board:has(.o_segment_board_map) .alert-danger:contains(The sky fell down.) button",
            run: "click",
        },
        {
            content: "the refresh opens",
            trigger: ".o_form_view .o_field_widget[name='message']:contains(The sky)",
        },
    ],
});
