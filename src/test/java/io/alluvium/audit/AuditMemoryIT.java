package io.alluvium.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.Inspection;
import io.alluvium.source.LandedTable;
import io.alluvium.sources.SourceTypes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit in little memory, which reads the target part by part, finds what one in much memory finds. */
class AuditMemoryIT {
    private static final long MUCH = 1L << 30;
    private static final long LITTLE = 20_000;

    @TempDir
    Path folder;

    private static AuditedTable table(PostgresFixture database) {
        String url = "postgres://postgres@127.0.0.1:" + database.port() + "/" + database.database();
        Inspection.Address address = new Inspection.Address(
                "--source", url, "nobody", Optional.empty(), Optional.empty(), Path.of("/"), Path.of("/"), List.of());
        return SourceTypes.all().list().stream()
                .flatMap(type -> type.inspection().stream())
                .filter(one -> one.takes(url))
                .findFirst()
                .orElseThrow()
                .audited(address, "items")
                .orElseThrow();
    }

    private static AuditResult found(AuditedTable source, LandedTable target, boolean log, long memory) {
        AuditOptions options = new AuditOptions(
                List.of(), List.of(), List.of(), log, List.of(), Optional.empty(), false, Integer.MAX_VALUE);
        return new Audit(source, target, options, memory).run();
    }

    @Test
    void partsFindTheSameKeysAlsoWhereAllRowsLieInOneRangeAndOfLogs() {
        var spark = SparkFixture.plain(SparkFixture.on(folder));
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table items (tenant text, id bigint, name text, primary key (tenant, id))",
                    "insert into items select 'one', i, 'n' || i % 17 from generate_series(1, 4000) i");
            Properties login = new Properties();
            login.setProperty("user", PostgresFixture.OWNER);
            Dataset<Row> rows = spark.read()
                    .jdbc("jdbc:postgresql://127.0.0.1:" + database.port() + "/" + database.database(), "items", login)
                    .selectExpr("*", "2 as _sdc_sequence")
                    .where("id % 50 <> 0")
                    .selectExpr("tenant", "id", "if(id % 70 = 0, 'stale', name) as name", "_sdc_sequence");
            String path = folder.resolve("t").toString();
            rows.union(rows.where("id % 90 = 1"))
                    .union(rows.limit(9).selectExpr("tenant", "-id", "name", "_sdc_sequence"))
                    .union(rows.where("id % 3 = 0").selectExpr("tenant", "id", "'before'", "1"))
                    .repartition(4)
                    .write()
                    .parquet(path);
            LandedTable target = AuditTarget.open(path, folder, Optional.empty());
            AuditedTable source = table(database);

            for (boolean log : List.of(true, false)) {
                AuditResult much = found(source, target, log, MUCH);
                assertThat(found(source, target, log, LITTLE)).isEqualTo(sorted(much, source, target, log));
                assertThat(much.count(AuditResult.Kind.MISSING)).isEqualTo(80);
                assertThat(much.count(AuditResult.Kind.EXTRA)).isEqualTo(9);
                assertThat(much.count(AuditResult.Kind.TWICE))
                        .isEqualTo(log ? 0 : much.rows().target() - 3929);
                assertThat(much.count(AuditResult.Kind.STALE)).isEqualTo(46);
            }
        }
    }

    /** Parts come one after the other, each with its keys in order: counts are the same, and keys as sets. */
    private static AuditResult sorted(AuditResult much, AuditedTable source, LandedTable target, boolean log) {
        AuditResult little = found(source, target, log, LITTLE);
        for (AuditResult.Kind kind : AuditResult.Kind.values()) {
            assertThat(little.keys().get(kind))
                    .as(kind.name())
                    .containsExactlyInAnyOrderElementsOf(much.keys().getOrDefault(kind, List.of()));
        }
        assertThat(little.counts()).isEqualTo(much.counts());
        assertThat(little.rows()).isEqualTo(much.rows());
        return little;
    }
}
