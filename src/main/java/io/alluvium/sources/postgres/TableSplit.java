package io.alluvium.sources.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * Ranges of heaps' pages, so that several sessions read one table, each row once. A range is one of page numbers, the same
 * in each partition: it needs no right on partitions, and the server reads just these pages of each (from version 14 on).
 */
final class TableSplit {
    /** 64 MB with usual pages. */
    private static final long PAGES = 8192;

    private static final int MOST = 64;

    private TableSplit() {}

    /** How many ranges are worth their connections. */
    static int wanted(Relation relation) {
        return (int) Math.max(1, Math.min(MOST, relation.pages().total() / PAGES));
    }

    /** Conditions on a row's place; together they hold every row, pages added since the count included. */
    static List<String> conditions(Relation relation, int ranges) {
        HeapPages pages = relation.pages();
        long total = pages.total();
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < ranges; i++) {
            String from = "t.ctid >= '(" + pages.cut(total * i / ranges) + ",0)'::pg_catalog.tid";
            String to = "t.ctid < '(" + pages.cut(total * (i + 1) / ranges) + ",0)'::pg_catalog.tid";
            conditions.add(i == ranges - 1 ? (i == 0 ? "true" : from) : i == 0 ? to : from + " and " + to);
        }
        return conditions;
    }
}
