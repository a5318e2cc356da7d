package io.alluvium.spark.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class SmallQueriesIT {
    private static final String ADAPTIVE = "spark.sql.adaptive.enabled";

    @TempDir
    Path folder;

    private SparkSession session;

    @BeforeEach
    void start() {
        session = SparkFixture.plain(SparkFixture.on(folder));
    }

    private Map<String, String> settings() {
        return CollectionConverters.asJava(session.conf().getAll()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private boolean isSmall(String sql) {
        Dataset<Row> rows = session.sql(sql);
        return SmallQueries.of(rows, same -> session.conf().get(ADAPTIVE).equals("false"));
    }

    @Test
    void theSessionHasItsOwnSettingsAgainWhateverHappens() {
        session.conf().set("spark.sql.shuffle.partitions", "17");
        Dataset<Row> rows = session.sql("values 1");
        // The first query of a session sets some of Delta's own.
        assertThat(rows.collectAsList()).hasSize(1);
        Map<String, String> before = settings();
        List<Row> same = SmallQueries.of(rows, Dataset::collectAsList);
        assertThat(same).hasSize(1);
        assertThat(settings()).isEqualTo(before);
        try {
            SmallQueries.of(rows, given -> {
                throw new IllegalStateException("broken off");
            });
        } catch (IllegalStateException e) {
            assertThat(settings()).isEqualTo(before);
        }
    }

    @Test
    void whatReadsLittleAndMakesLittleIsSmall() {
        assertThat(isSmall("select k, count(*) from values (1), (2) as t (k) group by k"))
                .isTrue();
        assertThat(isSmall("select a.k from values (1) as a (k) join values (1) as b (k) on a.k = b.k"))
                .isTrue();
    }

    @Test
    void whatMakesMuchOfLittleIsNot() {
        assertThat(isSmall("select explode(sequence(1, 1000000))")).isFalse();
        assertThat(isSmall("select a.k from values (1) as a (k) cross join values (1) as b (k)"))
                .isFalse();
        assertThat(isSmall("select (select max(k) from values (1) as a (k)) as k"))
                .isFalse();
        assertThat(isSmall("select id from range(1000000)")).isFalse();
    }
}
