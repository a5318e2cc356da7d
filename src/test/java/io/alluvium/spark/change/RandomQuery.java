package io.alluvium.spark.change;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * SELECTs over three tables, of columns {@code t, k, g, x} each. Everything that brings rows together has {@code t} among
 * its columns, so that a table holds as many tables as {@code t} has values, which know nothing of each other.
 */
final class RandomQuery {
    private final SplittableRandom random;
    private final Map<String, Integer> uses = new TreeMap<>();
    private int names;

    RandomQuery(SplittableRandom random) {
        this.random = random;
    }

    /** How often each construct was written. */
    Map<String, Integer> uses() {
        return uses;
    }

    /** @param number of the construct that the query ends with; so that each has its turn */
    String select(int number) {
        return relation(1 + random.nextInt(3), CONSTRUCTS.get(number % CONSTRUCTS.size()));
    }

    private String name() {
        return "q" + names++;
    }

    private String table() {
        return "select t, k, g, x from raw." + "abc".charAt(random.nextInt(3));
    }

    private String relation(int depth) {
        return depth == 0 ? table() : relation(depth, CONSTRUCTS.get(random.nextInt(CONSTRUCTS.size())));
    }

    private String relation(int depth, Construct construct) {
        uses.merge(construct.name(), 1, Integer::sum);
        String one = "(" + relation(depth - 1) + ") " + name();
        String two = "(" + relation(depth - 1 - random.nextInt(depth)) + ") " + name();
        return construct
                .sql()
                .write(
                        this,
                        one,
                        two,
                        one.substring(one.lastIndexOf(' ') + 1),
                        two.substring(two.lastIndexOf(' ') + 1));
    }

    private String condition(String of) {
        return switch (random.nextInt(5)) {
            case 0 -> of + ".x > " + random.nextInt(4);
            case 1 -> of + ".g is null or " + of + ".g < 2";
            case 2 -> "coalesce(" + of + ".k, 7) % 2 = 0";
            case 3 -> "case when " + of + ".x = 1 then false else true end";
            default -> of + ".k <=> " + of + ".g or " + of + ".x < 3";
        };
    }

    private String key(String l, String r) {
        return l + ".t = " + r + ".t and "
                + (random.nextBoolean() ? l + ".k = " + r + ".k" : l + ".g <=> " + r + ".k")
                + (random.nextInt(3) == 0 ? " and " + l + ".x >= " + r + ".x" : "");
    }

    private String joined(String type, String one, String two, String l, String r) {
        String columns = switch (type) {
            case "right" -> r + ".t, " + r + ".k, " + l + ".g, " + r + ".x";
            case "full" ->
                "coalesce(" + l + ".t, " + r + ".t) as t, coalesce(" + l + ".k, " + r + ".k) as k, " + l + ".g, " + r
                        + ".x";
            default -> l + ".t, " + l + ".k, " + r + ".g, " + l + ".x";
        };
        return "select " + columns + " from " + one + " " + type + " join " + two + " on " + key(l, r);
    }

    interface Sql {
        String write(RandomQuery query, String one, String two, String l, String r);
    }

    record Construct(String name, Sql sql) {}

    static final List<Construct> CONSTRUCTS = List.of(
            new Construct("filter", (q, one, two, l, r) -> "select * from " + one + " where " + q.condition(l)),
            new Construct(
                    "project", (q, one, two, l, r) -> "select t, g as k, coalesce(k, 0) as g, x + 1 as x from " + one),
            new Construct("inner join", (q, one, two, l, r) -> q.joined("inner", one, two, l, r)),
            new Construct("left join", (q, one, two, l, r) -> q.joined("left", one, two, l, r)),
            new Construct("right join", (q, one, two, l, r) -> q.joined("right", one, two, l, r)),
            new Construct("full join", (q, one, two, l, r) -> q.joined("full", one, two, l, r)),
            new Construct(
                    "semi join",
                    (q, one, two, l, r) -> "select * from " + one + " left semi join " + two + " on " + q.key(l, r)),
            new Construct(
                    "anti join",
                    (q, one, two, l, r) -> "select * from " + one + " left anti join " + two + " on " + q.key(l, r)),
            new Construct(
                    "exists",
                    (q, one, two, l, r) -> "select * from " + one + " where exists (select 1 from " + two + " where "
                            + q.key(l, r) + ")"),
            new Construct(
                    "not exists or",
                    (q, one, two, l, r) -> "select * from " + one + " where x = 1 or not exists (select 1 from " + two
                            + " where " + q.key(l, r) + ")"),
            new Construct(
                    "in",
                    (q, one, two, l, r) -> "select * from " + one + " where k in (select " + r + ".g from " + two
                            + " where " + r + ".t = " + l + ".t)"),
            new Construct(
                    "not in",
                    (q, one, two, l, r) -> "select * from " + one + " where k not in (select " + r + ".g from " + two
                            + " where " + r + ".t = " + l + ".t)"),
            new Construct(
                    "scalar subquery",
                    (q, one, two, l, r) -> "select t, k, g, (select max(" + r + ".x) from " + two + " where " + r
                            + ".t = " + l + ".t and " + r + ".k = " + l + ".k) as x from " + one),
            new Construct(
                    "condition on one answer for all",
                    (q, one, two, l, r) -> "select * from " + one + " where x < (select count(*) % 4 from " + two
                            + " where " + r + ".x <> 2)"),
            new Construct(
                    "one answer for all",
                    (q, one, two, l, r) ->
                            "select t, k, g, x + (select count(*) % 2 from " + two + ") as x from " + one),
            new Construct(
                    "group",
                    (q, one, two, l, r) -> "select t, k, min(g) as g, sum(x) as x from " + one + " group by t, k"),
            new Construct(
                    "group by expression",
                    (q, one, two, l, r) -> "select t, coalesce(g, 1) % 2 as k, count(*) as g,"
                            + " count(distinct x) as x from " + one + " group by t, coalesce(g, 1) % 2"),
            new Construct(
                    "having",
                    (q, one, two, l, r) -> "select t, g as k, max(k) as g, avg(x) as x from " + one
                            + " group by t, g having count(*) > 1"),
            new Construct(
                    "rollup",
                    (q, one, two, l, r) -> "select t, k, g, sum(x) as x from " + one + " group by t, rollup(k, g)"),
            new Construct(
                    "group by an aggregate",
                    (q, one, two, l, r) -> "select t, n as k, max(m) as g, count(*) as x from"
                            + " (select t, k, count(*) as n, min(g) as m from " + one
                            + " group by t, k) group by t, n"),
            new Construct(
                    "join by an aggregate",
                    (q, one, two, l, r) -> "select " + l + ".t, " + l + ".k, " + l + ".g, c.n as"
                            + " x from " + one + " join (select t, g, max(x) as n from " + two
                            + " group by t, g) c on c.t = " + l
                            + ".t and c.n = " + l + ".x"),
            new Construct("distinct", (q, one, two, l, r) -> "select distinct t, k, g, x from " + one),
            new Construct(
                    "union all",
                    (q, one, two, l, r) -> "select * from " + one + " union all select t, g, k, x from " + two),
            new Construct(
                    "union", (q, one, two, l, r) -> "select * from " + one + " union select t, k, x, g from " + two),
            new Construct(
                    "intersect",
                    (q, one, two, l, r) ->
                            "select t, k, g, x from " + one + " intersect select t, k, g, x from " + two),
            new Construct(
                    "except",
                    (q, one, two, l, r) -> "select t, k, g, x from " + one + " except select t, k, g, x from " + two),
            new Construct(
                    "except all",
                    (q, one, two, l, r) ->
                            "select t, k, g, x from " + one + " except all select t, k, g, x from " + two),
            new Construct(
                    "window",
                    (q, one, two, l, r) -> "select t, k, g, sum(x) over (partition by t, k) as x from " + one),
            new Construct(
                    "rank",
                    (q, one, two, l, r) ->
                            "select t, k, g, rank() over (partition by t, g order by x, k) as" + " x from " + one),
            new Construct(
                    "explode",
                    (q, one, two, l, r) ->
                            "select t, k, e as g, x from " + one + " lateral view explode(array(k, g)) v as e"),
            new Construct("with", (q, one, two, l, r) -> {
                String name = q.name();
                return "with " + name + " as (select * from " + one + ") select " + name + ".* from " + name
                        + " inner join (select t, k, count(*) as n from " + name
                        + " group by t, k) c on c.t = " + name + ".t and c.k <=> " + name + ".k and c.n > 1";
            }));
}
