package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.TableRead;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.window.Window;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/** What a warehouse would hold of one table with a key {@code id}, and know of it, after batches. */
final class RawLog {
    private static final SparkSession SPARK = LocalSpark.session();

    private Known known = Known.NOTHING;
    private final Set<String> rows = new TreeSet<>();

    /** One run: survey, read, drop what is there, remember. */
    Look run(PostgresFixture database, DatabaseTable table) {
        return run(database, PostgresFixture.OWNER, table);
    }

    /** The same as another user of the database. */
    Look run(PostgresFixture database, String user, DatabaseTable table) {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, user, table))) {
            extractor.connect();
            Look fact = extractor.look(table, known);
            if (fact instanceof Look.Changed changed) {
                try (TableRead extracted = changed.reader().read()) {
                    take(changed, extracted);
                }
            }
            return fact;
        }
    }

    private void take(Look.Changed changed, TableRead extracted) {
        Window window = Tables.window(changed);
        List<String> read =
                extracted.rows(SPARK).selectExpr("concat_ws(' ', id, _source_version)").collectAsList().stream()
                        .map(row -> row.getString(0))
                        .toList();
        assertThat(extracted.sourceCount()).hasValue(read.size());
        assertThat(extracted.overlap())
                .isEqualTo(
                        !isOfTheTableBefore(window)
                                ? new Overlap.None()
                                : changed.reason().isPresent()
                                        ? new Overlap.ByValues()
                                        : new Overlap.BySourceVersion());
        rows.addAll(read);
        known = Tables.known(window, extracted.fingerprint());
    }

    private boolean isOfTheTableBefore(Window window) {
        return known.reached()
                .map(WindowJson::window)
                .flatMap(Window::subject)
                .filter(before -> before.isSameTable(window.subject().orElseThrow()))
                .isPresent();
    }

    /** Each as key and version. */
    Set<String> rows() {
        return rows;
    }

    Known known() {
        return known;
    }

    void remember(Known other) {
        known = other;
    }

    /** What the table holds now, as {@link #rows}. */
    static Set<String> current(PostgresFixture database, String table) {
        return new TreeSet<>(database.texts("select id || ' ' || xmin from " + table));
    }
}
