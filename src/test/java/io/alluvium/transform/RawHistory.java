package io.alluvium.transform;

import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.lake.CommitMark;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableChange;
import io.alluvium.lake.TableVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A raw log of seeded histories: versions in and out of order, again, deleted, with nulls in key and order. PostgreSQL has
 * the same rows in its table {@code log}.
 */
final class RawHistory {
    static final TableName RAW = new TableName(Layer.RAW, "events");
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static final String COLUMNS = "id bigint, region string, at timestamp, code string, turn int, gone boolean,"
            + " amount bigint, _op string, _batch bigint, _source_version bigint, _loaded_at timestamp";

    /** What statistics keep of it is the same for all regions. */
    private static final String REGION = "a name that is longer than what statistics keep of it: ";

    private static final long HOUR = 3_600_000_000L;

    private final LakeSession lake;
    private final PostgresFixture database;
    private final Random random;
    private final Map<String, String> properties;
    private final List<Version> all = new ArrayList<>();
    private Optional<TableVersion> raw = Optional.empty();
    private long batch;

    /** @param at microseconds after {@link #BEGIN} */
    private record Version(
            @Nullable Long id,
            @Nullable String region,
            @Nullable Long at,
            @Nullable Integer turn,
            boolean gone,
            long amount,
            @Nullable String operation) {}

    RawHistory(LakeSession lake, PostgresFixture database, long seed, Map<String, String> properties) {
        this.properties = new TreeMap<>(properties);
        this.properties.put("delta.appendOnly", "true");
        this.lake = lake;
        this.database = database;
        this.random = new Random(seed);
        database.run(
                "drop table if exists log",
                "create table log (id bigint, region text, at timestamptz, code text, turn int,"
                        + " gone boolean, amount bigint, _op text, _batch bigint, _source_version bigint, _loaded_at timestamptz)");
    }

    TableVersion raw() {
        return raw.orElseThrow();
    }

    long batch() {
        return batch;
    }

    /** When a batch was loaded. */
    static Instant loaded(long batch) {
        return BEGIN.plusSeconds(3600 * (batch + 1));
    }

    /** Half of the batches are in order of time, some hold a few late keys, some are in disorder. */
    void append() {
        batch++;
        int kind = random.nextInt(4);
        int from = random.nextInt(160);
        int latePercent = kind < 2 ? 0 : kind == 2 ? 3 : 25;
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Version version = version(from, latePercent);
            versions.add(version);
            if (random.nextInt(10) == 0) {
                versions.add(moved(version));
            }
        }
        all.addAll(versions);
        write(versions);
    }

    private Version version(int from, int latePercent) {
        boolean isLate = random.nextInt(100) < latePercent && batch > 1;
        Long id = random.nextInt(40) == 0 ? null : Long.valueOf(from + random.nextInt(60));
        String region = random.nextInt(40) == 0 ? null : REGION + random.nextInt(2);
        long hour = isLate ? random.nextLong(batch) : batch;
        // Few milliseconds, and microseconds within them: many versions differ by what statistics cut off.
        Long at = random.nextInt(30) == 0 && latePercent > 0
                ? null
                : Long.valueOf(hour * HOUR + 1000L * random.nextInt(50) + random.nextInt(3));
        Integer turn = random.nextInt(20) == 0 ? null : Integer.valueOf((int) batch / 2 + random.nextInt(3));
        if (isLate && random.nextInt(3) == 0) {
            Version earlier = all.get(random.nextInt(all.size()));
            return new Version(
                    earlier.id,
                    earlier.region,
                    earlier.at,
                    earlier.turn,
                    random.nextInt(6) == 0,
                    amount(),
                    operation());
        }
        return new Version(id, region, at, turn, random.nextInt(12) == 0, amount(), operation());
    }

    private long amount() {
        return random.nextInt(100);
    }

    private @Nullable String operation() {
        int drawn = random.nextInt(12);
        return drawn == 0 ? null : drawn < 3 ? "D" : drawn < 6 ? "I" : "U";
    }

    /** What a source tells of a key that was changed: the row under the old key is gone. */
    private static Version moved(Version version) {
        Long id = version.id == null ? Long.valueOf(7) : Long.valueOf(version.id + 1);
        return new Version(id, version.region, version.at, version.turn, false, version.amount, "D");
    }

    private void write(List<Version> versions) {
        SparkSession session = lake.session("load", Map.of());
        boolean hasNote = batch > 3;
        List<Row> rows = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            Version v = versions.get(i);
            Instant at = v.at == null ? null : BEGIN.plusNanos(v.at * 1000);
            String code = at == null ? null : code(at);
            List<Object> row = new ArrayList<>();
            row.addAll(java.util.Arrays.asList(v.id, v.region, at == null ? null : java.sql.Timestamp.from(at), code));
            row.addAll(java.util.Arrays.asList(v.turn, v.gone, v.amount, v.operation, batch, (long) i));
            row.add(java.sql.Timestamp.from(loaded(batch)));
            if (hasNote) {
                row.add("note");
            }
            rows.add(RowFactory.create(row.toArray()));
            values.add("(" + v.id + "," + text(v.region) + "," + text(at) + "," + text(code) + "," + v.turn + ","
                    + v.gone + "," + v.amount + "," + text(v.operation) + "," + batch + "," + i + ","
                    + text(loaded(batch)) + ")");
        }
        database.run(values.stream().collect(Collectors.joining(",", "insert into log values ", "")));
        StructType columns = StructType.fromDDL(COLUMNS + (hasNote ? ", note string" : ""));
        raw = Optional.of(lake.stage(
                        session,
                        RAW,
                        raw,
                        new TableChange.Append(session.createDataFrame(rows, columns)),
                        mark("raw", batch, properties))
                .commit());
    }

    /** What the earlier batches wrote in several files is in one, among other things. */
    void optimize() {
        SparkSession session = lake.session("optimize", Map.of());
        session.sql("optimize delta.`" + lake.lake().path(RAW) + "`");
        raw = lake.lake().current(RAW);
    }

    static CommitMark mark(String writer, long number, Map<String, String> more) {
        Map<String, String> properties = new TreeMap<>(more);
        properties.put("alluvium.project", "test");
        return new CommitMark(
                writer, number, "id-of-" + writer, new RunId(1), Map.of(), properties, Optional.empty(), Map.of());
    }

    /** ISO 8601 with six digits, always. */
    private static String code(Instant at) {
        return String.format(
                "%sT%s",
                at.toString().substring(0, 10),
                java.time.format.DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS'Z'")
                        .withZone(java.time.ZoneOffset.UTC)
                        .format(at));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "null" : "'" + value + "'";
    }
}
