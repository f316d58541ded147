import {registry} from "@web/core/registry";

function checkWidthAndDirection() {
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth > clientWidth + 1) {
        throw new Error(`${scrollWidth} px wide on ${clientWidth} px`);
    }
    if (!document.body.classList.contains("o_rtl")) {
        throw new Error("Persian is not written from right to left");
    }
}

/** From the map to the red figure, its records, and an action: four clicks. */
registry.category("web_tour.tours").add("crm_kpi_four_clicks", {
    steps: () => [
        {
            content: "1: the objective that is not reached",
            trigger: ".o_strategy_map_objective.o_kpi_red:contains(Grow)",
            run: "click",
        },
        {
            content: "its figure is red",
            trigger: ".o_strategy_map_kpi[data-code=order_revenue]:has(.text-danger)",
        },
        {
            content: "2: the records behind it",
            trigger:
                ".o_strategy_map_kpi[data-code=order_revenue] .o_strategy_map_records",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row",
        },
        {
            content: "3: back to the map, which is as it was",
            trigger: ".o_back_button a, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "4: act",
            trigger: ".o_strategy_map_kpi[data-code=order_revenue] .o_strategy_map_act",
            run: "click",
        },
        {
            content: "it stands, with the owner of the figure and a day",
            trigger:
                ".o_form_view .o_field_widget[name=owner_id] input:value(Kpi Owner)",
        },
    ],
});

/** An effect is drawn, taken back, removed, and brought back. */
registry.category("web_tour.tours").add("crm_kpi_draw_effect", {
    steps: () => [
        {
            trigger: ".o_strategy_map_draw",
            run: "click",
        },
        {
            trigger: ".o_strategy_map_objective:contains(Please)",
            run: "click",
        },
        {
            trigger: "[role=status]:contains(Now choose)",
        },
        {
            trigger: ".o_strategy_map_objective:contains(Grow)",
            run: "click",
        },
        {
            content: "an arrow",
            trigger:
                ".o_strategy_map_arrows path[marker-end]:hidden, .o_strategy_map_arrows path[marker-end]",
        },
        {
            content: "taken back",
            trigger: ".o_notification button:contains(Undo)",
            run: "click",
        },
        {
            trigger: ".o_strategy_map_arrows:not(:has(path[marker-end]))",
        },
        {
            content: "and brought back again",
            trigger: ".o_notification:contains(removed) button:contains(Undo)",
            run: "click",
        },
        {
            trigger: ".o_strategy_map_arrows:has(path[marker-end])",
        },
        {
            trigger: ".o_strategy_map_draw.active",
            run: "click",
        },
        {
            trigger: ".o_strategy_map_objective:contains(Please)",
            run: "click",
        },
        {
            content: "too little is known of it yet",
            trigger: ".o_strategy_map_panel:contains(Too few months)",
        },
    ],
});

/** The map reads from right to left, and on a phone. */
registry.category("web_tour.tours").add("crm_kpi_map_persian", {
    steps: () => [
        {
            trigger:
                "body:has(.o_strategy_map) .o_strategy_map_objective:contains(Grow)",
            run: "click",
        },
        {
            content: "the panel is there, and nothing goes beyond the screen",
            trigger: ".o_strategy_map_panel .o_strategy_map_kpi",
            run: checkWidthAndDirection,
        },
    ],
});

registry.category("web_tour.tours").add("crm_kpi_board", {
    steps: () => [
        {
            content: "the figure, its light and its value",
            trigger: ".o_kpi_tile[data-code=order_revenue].o_kpi_red",
        },
        {
            content: "only what a team sold",
            trigger: ".o_kpi_board_filters select[data-name=team_id]",
            run: "selectByLabel North",
        },
        {
            trigger: ".o_kpi_tile[data-code=orders] .o_kpi_tile_value:contains(1)",
        },
        {
            trigger: ".o_kpi_tile[data-code=orders]",
            run: "click",
        },
        {
            content: "what it means",
            trigger: ".o_kpi_panel dl dd",
        },
        {
            trigger: ".o_kpi_panel canvas",
        },
        {
            trigger: ".o_kpi_panel_records",
            run: "click",
        },
        {
            content: "one order, that of the team",
            trigger:
                ".o_list_view:has(.o_data_row:nth-child(1)):not(:has(.o_data_row:nth-child(2)))",
        },
    ],
});

registry.category("web_tour.tours").add("crm_kpi_board_persian", {
    steps: () => [
        {
            trigger: ".o_rtl .o_kpi_board, body:has(.o_kpi_board)",
        },
        {
            content: "the month is that of the Jalali calendar",
            trigger: ".o_kpi_board_period:contains(1405)",
        },
        {
            trigger: ".o_kpi_tile[data-code=order_revenue]",
            run: "click",
        },
        {
            trigger: ".o_kpi_panel table tbody tr",
        },
    ],
});

registry.category("web_tour.tours").add("crm_kpi_board_phone", {
    steps: () => [
        {
            trigger: ".o_kpi_tile[data-code=order_revenue]",
            run: checkWidthAndDirection,
        },
        {
            trigger: ".o_kpi_tile[data-code=order_revenue]",
            run: "click",
        },
        {
            trigger: ".o_kpi_panel canvas",
            run: checkWidthAndDirection,
        },
    ],
});
