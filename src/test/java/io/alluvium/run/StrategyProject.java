package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.domain.InputVersion;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Pass;
import io.alluvium.journal.TableJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** A table a strategy over one database, which says what has to be in each of them. */
final class StrategyProject implements AutoCloseable {
    static final TableName MONTHLY = new TableName(Layer.AGGREGATE, "monthly");

    /** One table a strategy; what those in aggregate read is no one of them. */
    static final Set<String> TABLES =
            Set.of("curated.present", "curated.history", "aggregate.totals", "aggregate.monthly", "aggregate.booked");

    private final Path folder;
    private final PostgresFixture database = PostgresFixture.fresh();
    private final TrackedOrders orders;
    private final ProjectFolder project;
    private int events;

    StrategyProject(Path folder, long seed) {
        this.folder = folder;
        orders = new TrackedOrders(database, seed);
        database.run(
                "create table events (id int primary key, place text)",
                "insert into events select i, 'p' || i % 3 from generate_series(1, 9) i",
                "create table places (name text primary key, land text)",
                "insert into places values ('p0', 'north'), ('p1', 'south')");
        project = new ProjectFolder(folder);
        project.over(
                database,
                "",
                TrackedOrders.TABLE,
                "events { from = \"public.events\", key = [id], mode = snapshot }",
                "places { from = \"public.places\", key = [name], mode = snapshot }");
        model("curated/orders", "strategy = apply", "select id, state, at, amount from raw.orders");
        model("curated/present", "strategy = apply", "select id, state, note from raw.orders");
        model(
                "curated/history",
                "strategy = apply, stored_as = scd2, sequence_by = changed",
                "select id, state, note from raw.orders where state <> 'hidden'");
        model(
                "aggregate/totals",
                "strategy = full",
                "select state, sum(amount) as total from curated.orders group by 1");
        model(
                "aggregate/monthly",
                "strategy = partition, window_by = month, window = month\nwindows { curated.orders { by = at } }",
                "select date_trunc('month', at) as month, count(*) as n, sum(amount) as total from curated.orders"
                        + " where at >= :window_start and at < :window_end group by 1");
        model(
                "aggregate/booked",
                "strategy = append, frozen = [raw.places]",
                "select e.id, p.land from raw.events e left join raw.places p on p.name = e.place");
    }

    private void model(String name, String front, String select) {
        project.write(name + ".sql", "/*---\n" + front + "\n---*/\n" + select + "\n");
    }

    ProjectFolder project() {
        return project;
    }

    PostgresFixture database() {
        return database;
    }

    /** Something for each of the tables; of the one that is kept by windows at least two are touched. */
    void change() {
        orders.change();
        database.run("insert into events values (%d, 'p%d')".formatted(100 + events, events % 3));
        events++;
    }

    void allIsRight() {
        orders.foundIn(project);
        assertThat(TrackedOrders.history(project, "curated.history", "valid_from", "valid_to"))
                .isEqualTo(orders.history("state", "note"));
        presentIsRight();
    }

    /** All of it, the history as of what raw has. */
    void allIsRightAsOfRaw() {
        assertThat(TrackedOrders.history(project, "curated.history", "valid_from", "valid_to"))
                .isEqualTo(orders.historyOfRaw(project, "state", "note"));
        presentIsRight();
    }

    private void presentIsRight() {
        equal("select id, state, note from curated.present", "select id, state, note from orders");
        equal(
                "select id, state, note from curated.history where valid_to is null",
                "select id, state, note from orders where state <> 'hidden'");
        equal(
                "select state, total from aggregate.totals",
                "select state, sum(amount), null::text from orders group by state");
        equal(
                "select unix_seconds(month), n, total from aggregate.monthly",
                "select extract(epoch from date_trunc('month', at))::bigint, count(*), sum(amount) from orders group by 1");
        equal(
                "select id, land from aggregate.booked",
                "select e.id, coalesce(p.land, 'null'), null::text from events e left join places p on p.name = e.place");
        eachWindowHasOneNumber();
    }

    private void equal(String ours, String theirs) {
        assertThat(project.rows(ours))
                .as(ours)
                .containsExactlyInAnyOrderElementsOf(
                        database.texts("select concat_ws('|', a, b, c) from (" + theirs + ") answer (a, b, c)"));
    }

    /**
     * Numbers that Delta's log counts, each once; over one set of inputs each window has one of them. Those of the last
     * pass's inputs are the windows that it names: none where what changed left all rows as they were.
     */
    private void eachWindowHasOneNumber() {
        Glance glance = project.glance();
        String table = glance.current(MONTHLY).orElseThrow().tableId();
        TableJournal journal = glance.journal(MONTHLY);
        List<Long> numbers = numbers();
        assertThat(numbers).doesNotHaveDuplicates().isSorted();
        Map<Map<TableName, InputVersion>, List<String>> windows = new HashMap<>();
        for (long number : numbers) {
            Intent.Publish intent = (Intent.Publish)
                    journal.intent(OptionalLong.of(number), table).orElseThrow();
            windows.computeIfAbsent(intent.inputs(), inputs -> new ArrayList<>())
                    .add(intent.step().window().orElseThrow());
        }
        assertThat(windows.values()).allSatisfy(done -> assertThat(done).doesNotHaveDuplicates());
        Pass pass = journal.pass(table).orElseThrow();
        assertThat(windows.getOrDefault(pass.inputs(), List.of())).containsExactlyElementsOf(pass.windows());
    }

    /** The transaction numbers of the table's commits, in their order. */
    private List<Long> numbers() {
        ObjectMapper mapper = new ObjectMapper();
        List<Long> numbers = new ArrayList<>();
        for (Path commit : commits(warehouse().resolve("aggregate/monthly/_delta_log"))) {
            try {
                for (String line : Files.readAllLines(commit)) {
                    JsonNode transaction = mapper.readTree(line).path("txn");
                    if (transaction.has("version")) {
                        numbers.add(transaction.path("version").asLong());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return numbers;
    }

    private Path warehouse() {
        return folder.resolve("warehouse");
    }

    /** All commits of all tables. */
    long commits() {
        return commits(warehouse()).size();
    }

    private static List<Path> commits(Path under) {
        try (Stream<Path> files = Files.walk(under)) {
            return files.filter(file -> file.toString().matches(".*/_delta_log/[0-9]{20}\\.json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
