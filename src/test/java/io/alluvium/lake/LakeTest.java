package io.alluvium.lake;

import static io.alluvium.lake.LakeTables.CURATED;
import static io.alluvium.lake.LakeTables.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs written by hand, so that no Spark is needed to break them. */
final class LakeTest {
    @TempDir
    private Path folder = Path.of(".");

    private final Map<TableName, Long> epochs = new HashMap<>();

    private static final String PROTOCOL = "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}";
    private static final String METADATA = "{\"metaData\":{\"id\":\"%s\",\"format\":{\"provider\":\"parquet\","
            + "\"options\":{}},\"schemaString\":\"{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":[{\\\"name\\\":\\\"id\\\","
            + "\\\"type\\\":\\\"integer\\\",\\\"nullable\\\":true,\\\"metadata\\\":{\\\"comment\\\":\\\"the id\\\"}}]}\","
            + "\"partitionColumns\":[],\"configuration\":{\"alluvium.project\":\"shop\"},\"createdTime\":1}}";

    private Lake lake() {
        return new Lake(Storage.at(folder.toUri()), table -> epochs.getOrDefault(table, 0L));
    }

    private static String transaction(String writer, long number) {
        return "{\"txn\":{\"appId\":\"" + writer + "\",\"version\":" + number + "}}";
    }

    private Path log(TableName table) {
        return folder.resolve(table.layer().label()).resolve(table.name()).resolve("_delta_log");
    }

    private void commit(TableName table, long version, String... actions) throws IOException {
        Files.createDirectories(log(table));
        Files.writeString(log(table).resolve(String.format("%020d.json", version)), String.join("\n", actions) + "\n");
    }

    private static void refuses(Runnable call, ErrorCode code, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void aTableIsWhatItsLogSays() throws IOException {
        commit(RAW, 0, PROTOCOL, METADATA.formatted("one"), transaction("shop/orders/1", 3));
        commit(RAW, 1, transaction("shop/orders/1", 4), transaction("shop/orders/2", 1));

        TableVersion version = lake().current(RAW).orElseThrow();

        assertThat(version)
                .isEqualTo(new TableVersion(
                        RAW,
                        "raw/orders",
                        "one",
                        1,
                        new StructType().add("id", "int", true, "the id"),
                        Map.of("alluvium.project", "shop")));
        assertThat(lake().committed(version, "shop/orders/1")).hasValue(4);
        assertThat(lake().committed(version, "shop/orders/2")).hasValue(1);
        assertThat(lake().committed(version, "nobody")).isEmpty();
    }

    @Test
    void whatAWriterCommittedIsAskedAtAVersion() throws IOException {
        commit(RAW, 0, PROTOCOL, METADATA.formatted("one"), transaction("shop/orders/1", 3));
        Lake lake = lake();
        TableVersion first = lake.current(RAW).orElseThrow();
        commit(RAW, 1, transaction("shop/orders/1", 4));
        TableVersion second = lake.current(RAW).orElseThrow();

        assertThat(second.version()).isEqualTo(1);
        assertThat(lake.committed(first, "shop/orders/1")).hasValue(3);
        assertThat(lake.committed(second, "shop/orders/1")).hasValue(4);
    }

    @Test
    void aTableThatWasMadeAgainIsSeenAnew() throws IOException {
        commit(RAW, 0, PROTOCOL, METADATA.formatted("one"), transaction("shop/orders/1", 3));
        Lake lake = lake();
        lake.current(RAW);
        commit(RAW, 0, PROTOCOL, METADATA.formatted("two"));

        TableVersion again = lake.current(RAW).orElseThrow();

        assertThat(again.tableId()).isEqualTo("two");
        assertThat(lake.committed(again, "shop/orders/1")).isEmpty();
    }

    @Test
    void aFolderWithoutALogOrWithAnEmptyOneIsNoTable() throws IOException {
        assertThat(lake().current(RAW)).isEmpty();
        Files.createDirectories(log(RAW).getParent());
        assertThat(lake().current(RAW)).isEmpty();
        Files.createDirectories(log(RAW));
        assertThat(lake().current(RAW)).isEmpty();
    }

    @Test
    void aLogThatIsNotOneIsUnreadable() throws IOException {
        commit(RAW, 0, PROTOCOL, METADATA.formatted("one"));
        commit(RAW, 2, transaction("shop/orders/1", 3));
        refuses(() -> lake().current(RAW), ErrorCode.TABLE_UNREADABLE, "raw.orders is not a readable Delta table");

        commit(CURATED, 0, "\u0089PNG is no JSON");
        refuses(
                () -> lake().current(CURATED),
                ErrorCode.TABLE_UNREADABLE,
                "curated.orders is not a readable Delta table");

        commit(CURATED, 0, PROTOCOL);
        refuses(
                () -> lake().current(CURATED),
                ErrorCode.TABLE_UNREADABLE,
                "curated.orders is not a readable Delta table");

        commit(
                CURATED,
                0,
                "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,"
                        + "\"readerFeatures\":[\"tomorrow\"],\"writerFeatures\":[\"tomorrow\"]}}",
                METADATA.formatted("one"));
        refuses(
                () -> lake().current(CURATED),
                ErrorCode.TABLE_UNREADABLE,
                "curated.orders is not a readable Delta table");
    }

    @Test
    void tablesAreListedByLayerAndName() throws IOException {
        assertThat(lake().tables()).isEmpty();
        commit(CURATED, 0, PROTOCOL, METADATA.formatted("one"));
        commit(new TableName(io.alluvium.domain.Layer.RAW, "zebra"), 0, PROTOCOL, METADATA.formatted("two"));
        commit(RAW, 0, PROTOCOL, METADATA.formatted("three"));
        Files.createDirectories(folder.resolve("raw").resolve("no_table"));
        Files.createDirectories(folder.resolve("raw").resolve("Not-A-Name").resolve("_delta_log"));

        assertThat(lake().tables().stream().map(TableName::toString))
                .containsExactly("raw.orders", "raw.zebra", "curated.orders");
    }

    @Test
    void aTableIsTheOneOfItsCurrentEpochAndTheOthersStayReadable() throws IOException {
        commit(RAW, 0, PROTOCOL, METADATA.formatted("one"), transaction("shop/orders/0", 3));
        Lake lake = lake();
        TableVersion first = lake.current(RAW).orElseThrow();
        epochs.put(RAW, 2L);

        assertThat(lake.current(RAW)).isEmpty();
        assertThat(lake.tables()).isEmpty();
        assertThat(lake.path(RAW)).isEqualTo("file:" + folder.resolve("raw/orders.2"));
        assertThat(lake.place(RAW)).isEqualTo(folder.resolve("raw/orders.2").toString());

        Files.createDirectories(folder.resolve("raw/orders.1/_delta_log"));
        Path second = folder.resolve("raw/orders.2/_delta_log");
        Files.createDirectories(second);
        Files.writeString(
                second.resolve("00000000000000000000.json"), PROTOCOL + "\n" + METADATA.formatted("two") + "\n");
        assertThat(lake.tables()).containsExactly(RAW);
        assertThat(lake.current(RAW).orElseThrow().tableId()).isEqualTo("two");
        assertThat(lake.current(RAW).orElseThrow().folder()).isEqualTo("raw/orders.2");
        assertThat(lake.current(RAW, 0)).contains(first);
        assertThat(lake.committed(first, "shop/orders/0")).hasValue(3);

        epochs.put(RAW, 0L);
        assertThat(lake.current(RAW)).contains(first);
        assertThat(lake.tables()).containsExactly(RAW);
    }

    @Test
    void aFolderWithADotThatIsNoEpochIsNoTable() throws IOException {
        for (String name : List.of("orders.bak", "orders.0", "orders.01", "orders.1.2", ".orders", "orders.")) {
            Files.createDirectories(folder.resolve("raw").resolve(name).resolve("_delta_log"));
        }
        assertThat(lake().tables()).isEmpty();
    }

    @Test
    void aLogCountsRowsAndBytesWhereItKnowsThem() throws IOException {
        String file = "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":1,"
                + "\"dataChange\":true%s}}";
        String counted = ",\"stats\":\"{\\\"numRecords\\\":%d}\"";
        commit(
                RAW,
                0,
                PROTOCOL,
                METADATA.formatted("one"),
                file.formatted("a", 10, counted.formatted(3)),
                file.formatted("b", 20, counted.formatted(4)));
        Lake lake = lake();
        assertThat(lake.size(lake.current(RAW).orElseThrow())).isEqualTo(new TableSize(OptionalLong.of(7), 30));
        commit(RAW, 1, file.formatted("c", 5, ""));
        assertThat(lake.size(lake.current(RAW).orElseThrow())).isEqualTo(new TableSize(OptionalLong.empty(), 35));
    }

    @Test
    void aWarehouseIsAnAbsolutePathOrAFileUri() {
        for (String root : List.of("/data/my%20shop", "file:/data/my%20shop", "file:///data/my%20shop/")) {
            assertThat(new Lake(Storage.at(URI.create(root)), table -> 0).path(RAW))
                    .isEqualTo("file:/data/my shop/raw/orders");
        }
        refuses(
                () -> Storage.at(URI.create("gs://bucket/shop")),
                ErrorCode.WAREHOUSE_REFUSED,
                "a warehouse on gs:// is not supported");
    }
}
