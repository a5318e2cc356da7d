package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Look;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows over a cursor that is only as good as what the user says of it. */
class PostgresLookbackIT {
    private static final DatabaseTable ORDERS = Declared.lookback("orders", "orders", "at", Duration.ofHours(2), "id");

    private PostgresFixture database;
    private RawLog raw = new RawLog();

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run("create table orders (id int primary key, at timestamptz not null)");
        raw = new RawLog();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Look run() {
        return raw.run(database, ORDERS);
    }

    @Test
    void whatComesWithinTheLookbackIsReadAndWhatComesLaterIsMissedAsTheReportSays() {
        database.run("insert into orders values (1, now() - interval '1 day')");
        run();
        database.run(
                "insert into orders values (2, now() - interval '119 minutes')",
                "insert into orders values (3, now() - interval '121 minutes')",
                "insert into orders values (4, now() + interval '1 day')");

        Look second = run();

        assertThat(raw.rows().stream().map(row -> row.split(" ")[0])).containsExactly("1", "2", "4");
        assertThat(Tables.changed(second).guarantee())
                .isEqualTo("complete only where every write sets at and commits within 2 hours;"
                        + " later ones are missed; deletes are not seen; an updated key leaves the old one");
    }

    @Test
    void aRowOfTheFutureDoesNotMoveTheBound() {
        database.run("insert into orders values (1, now() + interval '1 year')");
        run();
        database.run("insert into orders values (2, now())");

        run();

        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "orders")).hasSize(2);
    }

    @Test
    void withoutANewRowNothingChanged() {
        database.run("insert into orders values (1, now())");
        run();

        assertThat(run()).isInstanceOf(Look.Unchanged.class);
    }
}
