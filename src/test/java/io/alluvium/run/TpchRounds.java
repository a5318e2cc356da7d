package io.alluvium.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * What happens to TPC-H's tables between two runs: its refresh functions, and updates, for it has none. Some rows are picked
 * so that also queries whose conditions few rows satisfy have other answers.
 */
final class TpchRounds {
    private final TpchDatabase database;
    private int round;

    TpchRounds(TpchDatabase database) {
        this.database = database;
    }

    private interface Change {
        void make() throws SQLException, IOException;
    }

    /** @return what it was, for people */
    String next() throws SQLException, IOException {
        round++;
        database.nextVersion();
        List<String> names = List.of("new orders", "old orders deleted", "lines", "orders", "shop and its customers");
        List<Change> changes = List.of(this::refresh1, this::refresh2, this::lines, this::orders, this::masters);
        int turn = (round - 1) % (changes.size() + 1);
        if (turn < changes.size()) {
            changes.get(turn).make();
            return names.get(turn);
        }
        for (Change change : changes) {
            change.make();
            database.nextVersion();
        }
        return "all of these";
    }

    /** About one row in so many, others each round. */
    private String oneIn(int parts, String key) {
        return "%s %% %d = %d".formatted(key, parts, (round * 37) % parts);
    }

    /** RF1: new orders with their lines. */
    private void refresh1() throws SQLException, IOException {
        String part = "orderkey / 32 % 8 = " + round % 8;
        database.insert("orders", "o_" + part);
        database.insert("lineitem", "l_" + part);
    }

    /** RF2: old orders go with their lines. */
    private void refresh2() throws SQLException, IOException {
        database.delete("lineitem", oneIn(331, "l_orderkey"));
        database.delete("orders", oneIn(331, "o_orderkey"));
    }

    private void lines() throws SQLException, IOException {
        database.update(
                "lineitem",
                "l_extendedprice = l_extendedprice * 1.1, l_discount = 0.05 where " + oneIn(503, "l_orderkey"));
        database.update("lineitem", "l_returnflag = 'R', l_linestatus = 'F' where " + oneIn(509, "l_orderkey"));
        database.update("lineitem", "l_receiptdate = l_commitdate + 5 where " + oneIn(401, "l_orderkey"));
        database.update("lineitem", "l_commitdate = l_receiptdate + 5 where " + oneIn(389, "l_orderkey"));
        database.update(
                "lineitem",
                "l_quantity = 50 where l_orderkey in (select l_orderkey from curated.lineitem group by l_orderkey having"
                        + " count(*) = 7 and sum(l_quantity) <= 300 order by l_orderkey limit 2)");
        database.update(
                "lineitem",
                "l_extendedprice = l_extendedprice * 8 where l_shipdate between '1996-01-01' and '1996-03-31' and "
                        + oneIn(307, "l_orderkey"));
        database.update(
                "lineitem",
                "l_partkey = l_partkey % 2000 + 1 where l_partkey in (select p_partkey from curated.part where p_type ="
                        + " 'ECONOMY ANODIZED STEEL' or p_name like 'forest%') and "
                        + oneIn(3, "l_orderkey"));
    }

    private void orders() throws SQLException, IOException {
        database.update(
                "orders", "o_orderstatus = 'F', o_totalprice = o_totalprice + 1 where " + oneIn(97, "o_orderkey"));
        database.update("orders", "o_orderstatus = 'O' where " + oneIn(101, "o_orderkey"));
        database.update("orders", "o_orderdate = o_orderdate + 400 where " + oneIn(103, "o_orderkey"));
        database.update("orders", "o_orderpriority = '1-URGENT' where " + oneIn(107, "o_orderkey"));
        database.update("orders", "o_custkey = o_custkey % 1500 + 1 where " + oneIn(109, "o_orderkey"));
        database.update("orders", "o_comment = 'special requests' where " + oneIn(113, "o_orderkey"));
    }

    private void masters() throws SQLException, IOException {
        database.update("customer", "c_acctbal = c_acctbal + 500.25 where " + oneIn(31, "c_custkey"));
        database.update(
                "customer",
                "c_phone = '13' || substring(c_phone from 3), c_nationkey = 3, c_mktsegment = 'BUILDING' where "
                        + oneIn(61, "c_custkey"));
        database.delete(
                "customer",
                "not exists (select 1 from curated.orders where o_custkey = c_custkey) and " + oneIn(29, "c_custkey"));
        database.update("supplier", "s_nationkey = 7, s_acctbal = s_acctbal - 1 where " + oneIn(33, "s_suppkey"));
        database.update("supplier", "s_nationkey = 3, s_phone = '13' where " + oneIn(34, "s_suppkey"));
        database.update("supplier", "s_nationkey = 20 where " + oneIn(35, "s_suppkey"));
        database.update("supplier", "s_comment = 'such Customer, of Complaints' where " + oneIn(47, "s_suppkey"));
        database.update("partsupp", "ps_supplycost = ps_supplycost * 0.9 where " + oneIn(71, "ps_partkey"));
        database.update("partsupp", "ps_availqty = 1 where " + oneIn(73, "ps_partkey"));
        database.update("part", "p_size = 15 where p_type like '%BRASS' and " + oneIn(11, "p_partkey"));
        database.update("part", "p_brand = 'Brand#23', p_container = 'MED BOX' where " + oneIn(211, "p_partkey"));
        database.update(
                "part", "p_type = 'ECONOMY ANODIZED STEEL', p_name = 'forest green' where " + oneIn(199, "p_partkey"));
    }
}
