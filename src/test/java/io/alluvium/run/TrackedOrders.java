package io.alluvium.run;

import io.alluvium.fixture.PostgresFixture;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A table of PostgreSQL that writes down its own history by a trigger: what a history in the lake is held to. */
final class TrackedOrders {
    /** As a project declares it. */
    static final String TABLE = "orders { from = \"public.orders\", key = [id], mode = snapshot }";

    private static final List<String> STATES = List.of("new", "paid", "sent", "hidden");
    private static final int ROWS = 14;

    private final PostgresFixture database;
    private final SplittableRandom random;

    TrackedOrders(PostgresFixture database, long seed) {
        this.database = database;
        this.random = new SplittableRandom(seed);
        database.run(
                "create table orders (id int primary key, state text, note text, at timestamp, amount int,"
                        + " changed timestamptz)",
                "create table log (seq serial, round int, id int, state text, note text, changed timestamptz,"
                        + " told_at timestamptz default clock_timestamp())",
                "create table found (id int, at timestamptz)",
                "create table round (n int)",
                "insert into round values (0)",
                """
                create function told() returns trigger language plpgsql as $$ begin
                  if tg_op = 'DELETE' then
                    insert into log (round, id) select n, old.id from round;
                    return old;
                  end if;
                  new.changed = clock_timestamp();
                  insert into log (round, id, state, note, changed)
                    select n, new.id, new.state, new.note, new.changed from round;
                  return new;
                end $$""",
                "create trigger told before insert or update or delete on orders for each row execute function told()",
                "insert into orders select i, 'new', 'n' || i, timestamp '2026-01-10' + i % 6 * interval '1 month', i"
                        + " from generate_series(0, 12) i");
    }

    /**
     * At most one change a row, since a load sees the last one alone. Row 0 moves to the next month, the others change
     * at random, are deleted, come again.
     */
    void change() {
        database.run(
                "update round set n = n + 1",
                "update orders set at = at + interval '1 month', amount = 1 where id = 0");
        for (int id = 1; id <= ROWS; id++) {
            String state = STATES.get(random.nextInt(STATES.size()));
            int note = random.nextInt(2);
            int month = random.nextInt(6);
            switch (random.nextInt(7)) {
                case 0 -> database.run("delete from orders where id = " + id);
                case 1, 2 ->
                    database.run(
                            ("insert into orders select %1$d, '%2$s', 'm%3$d', timestamp '2026-01-10' + %4$d * interval"
                                            + " '1 month', %3$d where not exists (select from orders where id = %1$d)")
                                    .formatted(id, state, note, month));
                case 3, 4 ->
                    database.run(
                            "update orders set state = '%s', note = 'm%d' where id = %d".formatted(state, note, id));
                case 5 ->
                    database.run("update orders set at = timestamp '2026-01-20' + %d * interval '1 month' where id = %d"
                            .formatted(month, id));
                default -> {}
            }
        }
    }

    /** Takes over when deletions were found, of which the database knows nothing. */
    void foundIn(ProjectFolder project) {
        database.run("truncate found");
        project.rows("select id, unix_micros(_loaded_at) from raw.orders where _op = 'D'").stream()
                .map(row -> row.split("\\|"))
                .forEach(row -> database.run(
                        "insert into found values (%s, timestamptz 'epoch' + %s * interval".formatted(row[0], row[1])
                                + " '1 microsecond')"));
    }

    /**
     * The history of the rows that are not hidden as id, state, note, and the two times in microseconds: runs of versions
     * that are equal in some columns, each from the first one's time to that of what follows. For a deletion that is the
     * time when it was found.
     */
    List<String> history(String... tracked) {
        return history("""
                seen as (select distinct on (round, id) * from log order by round, id, seq desc),
                timed as (select seq, id, state, note, changed is not null and state <> 'hidden' as present,
                    coalesce(changed, (select min(f.at) from found f where f.id = seen.id and f.at > seen.told_at)) as since
                  from seen)
                """, List.of(tracked));
    }

    /** The same of the versions that raw has, some of which may have come again or been lost. */
    List<String> historyOfRaw(ProjectFolder project, String... tracked) {
        database.run(
                "drop table if exists raw",
                "create table raw (id int, state text, note text, changed bigint, op text, batch bigint, loaded bigint)");
        project
                .rows(
                        "select id, state, note, unix_micros(changed), _op, _batch, unix_micros(_loaded_at) from raw.orders")
                .stream()
                .map(row -> "'" + row.replace("|", "','") + "'")
                .map(row -> row.replace("'null'", "null"))
                .forEach(row -> database.run("insert into raw values (" + row + ")"));
        return history("""
                own as (select *, row_number() over line as seq, lag(changed) over line as earlier from raw
                  window line as (partition by id order by changed nulls first, batch, op is distinct from 'D')),
                begun as (select *, max(case when op is not distinct from 'D' and changed <= earlier then loaded else changed end)
                    over (partition by id order by seq) as micros from own),
                timed as (select distinct on (id, micros) seq, id, state, note,
                    op is distinct from 'D' and state <> 'hidden' as present,
                    timestamptz 'epoch' + micros * interval '1 microsecond' as since
                  from begun order by id, micros, seq desc)
                """, List.of(tracked));
    }

    /** @param timed defines a relation of that name: versions in their order, each with the time at which it begins */
    private List<String> history(String timed, List<String> tracked) {
        String before =
                tracked.stream().map(column -> "lag(" + column + ") over line").collect(Collectors.joining(", "));
        return database.texts("with " + timed + """
                , marked as (select *, present and lag(present) over line and row(%s) is not distinct from row(%s) as goes_on
                  from timed where since is not null window line as (partition by id order by seq)),
                numbered as (select *, count(*) filter (where not coalesce(goes_on, false)) over
                    (partition by id order by seq) as part, lead(since) over (partition by id order by seq) as until from marked),
                joined as (select id, (array_agg(state order by seq desc))[1] as state,
                    (array_agg(note order by seq desc))[1] as note, min(since) as since,
                    (array_agg(until order by seq desc))[1] as until
                  from numbered where present group by id, part)
                select concat_ws('|', id, state, note, (extract(epoch from since) * 1000000)::bigint,
                    coalesce((extract(epoch from until) * 1000000)::bigint::text, 'open'))
                from joined order by id, since
                """.formatted(String.join(", ", tracked), before));
    }

    /** The same of a table in the lake. */
    static List<String> history(ProjectFolder project, String table, String from, String to) {
        return project.rows(
                ("select id, state, note, unix_micros(%2$s), coalesce(cast(unix_micros(%3$s) as string), 'open')"
                                + " from %1$s order by id, %2$s")
                        .formatted(table, from, to));
    }
}
