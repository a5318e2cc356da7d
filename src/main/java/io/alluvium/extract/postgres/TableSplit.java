package io.alluvium.extract.postgres;

import java.util.ArrayList;
import java.util.List;

/** Ranges of a heap's pages, so that several sessions read one table, each row once. */
final class TableSplit {
    /** 64 MB with usual pages. */
    private static final long PAGES = 8192;

    private static final int MOST = 64;

    private TableSplit() {}

    /** How many ranges are worth their connections. */
    static int wanted(Relation relation) {
        return (int) Math.max(1, Math.min(MOST, relation.pages() / PAGES));
    }

    /** Conditions on a row's place; together they hold every row, pages added since the count included. */
    static List<String> conditions(Relation relation, int ranges) {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < ranges; i++) {
            String from = "t.ctid >= '(" + relation.pages() * i / ranges + ",0)'::pg_catalog.tid";
            String to = "t.ctid < '(" + relation.pages() * (i + 1) / ranges + ",0)'::pg_catalog.tid";
            conditions.add(i == ranges - 1 ? (i == 0 ? "true" : from) : i == 0 ? to : from + " and " + to);
        }
        return conditions;
    }
}
