package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that Airbyte, Fivetran, Stitch, dlt and AWS DMS wrote: their columns order versions and mark deleted rows. */
class InitFromLandingsIT {
    private static final String AIRBYTE = "_airbyte_raw_id,_airbyte_extracted_at,_airbyte_generation_id,_airbyte_meta,"
            + "id,name,_ab_cdc_lsn,_ab_cdc_updated_at,_ab_cdc_deleted_at\n";
    private static final String STITCH =
            "id,name,_sdc_batched_at,_sdc_received_at,_sdc_sequence,_sdc_table_version,_sdc_deleted_at\n";
    private static final String FIVETRAN = "sku,price,_fivetran_id,_fivetran_deleted,_fivetran_synced\n";

    @TempDir
    Path folder;

    private Program program = new Program(Path.of("."));

    @BeforeEach
    void start() {
        SparkFixture.on(folder);
        program = new Program(folder);
    }

    private void write(String name, String text) {
        program.write("in/" + name, text);
    }

    private static String airbyte(int record, long extracted, String values) {
        return "0b5ff5d2-2f1c-4c5e-9d3c-%012d,%d,0,\"{\"\"sync_id\"\":7,\"\"changes\"\":[]}\",%s\n"
                .formatted(record, extracted, values);
    }

    private static String stitch(long sequence, long version, String row, String deleted) {
        return row + ",2026-11-20T01:00:05Z,2026-11-20T01:00:01Z," + sequence + "," + version + "," + deleted + "\n";
    }

    /** As they lie there after the first syncs. */
    private void land() throws IOException {
        write(
                "airbyte/public/customers/2026_11_20_1795132800000_0.csv",
                AIRBYTE
                        + airbyte(1, 1795132800001L, "1,Ada,100,2026-11-20T00:00:00.000000Z,")
                        + airbyte(2, 1795132800001L, "2,Bob,100,2026-11-20T00:00:00.000000Z,"));
        write(
                "airbyte/public/visits/2026_11_20_1795132800000_0.csv",
                AIRBYTE
                        + airbyte(3, 1795132800002L, "1,door,100,2026-11-20T00:00:00.000000Z,")
                        + airbyte(4, 1795132800003L, "1,desk,101,2026-11-20T00:00:00.000000Z,"));
        write(
                "stitch/shop-prod/accounts/1_1795132800000.csv",
                STITCH + stitch(1795132800000000001L, 1, "1,Ada", "") + stitch(1795132800000000002L, 1, "2,Bob", ""));
        write(
                "fivetran/prices/data_0_0_0.csv",
                FIVETRAN + "a,1.10,k1,false,2026-11-20T01:00:00.123Z\nb,2.00,k2,false,2026-11-20T01:00:00.123Z\n");
        write("dms/sales/orders/LOAD00000001.csv", "id,total\n1,1.50\n2,2.00\n");
        write("dms/sales/orders/LOAD0000000A.csv", "id,total\n3,3.00\n");
        write("dms/sales/orders/20261120-101010123.csv", "Op,id,total\nU,1,9.50\nI,4,4.00\nD,2,2.00\n");
        write("lake/sales/_delta_log/00000000000000000000.json", "{}");
        write("lake/sales/part-00000-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f-c000.snappy.parquet", "PAR1");
        copy("/landings/dlt", folder.resolve("in/dlt/shop"));
    }

    private static void copy(String resource, Path to) throws IOException {
        Path from = Path.of(Objects.requireNonNull(InitFromLandingsIT.class.getResource(resource))
                .getPath());
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private String section(String table) {
        String text = program.file("shop/project.conf");
        int start = text.indexOf("\n      " + table + " {\n");
        assertThat(start).as(text).isPositive();
        return text.substring(start, text.indexOf("\n      }\n", start));
    }

    private String rows(String sql) {
        return program.json("sql", sql, "--json", "--project", "shop").toString();
    }

    @Test
    void whatToolsLandIsReadAsVersionsWithTheirOrderAndTheirMarks() throws IOException {
        land();

        program.succeeds("init", "--from", "in", "shop");

        assertThat(program.screen()).contains("not loaded  lake/sales/: a table of Delta, whose log says");
        declared();
        program.succeeds("validate", "--project", "shop");
        assertThat(program.screen()).doesNotContain("warning");
        program.succeeds("plan", "--project", "shop");
        assertThat(program.screen()).contains("1 file waits for the next run, behind LOAD*");
        program.succeeds("run", "--project", "shop");
        first();

        landMore();
        program.succeeds("run", "--project", "shop");
        second();
    }

    private void declared() {
        assertThat(section("customers"))
                .contains("# rows of Airbyte, key proved by all rows")
                .contains("key = [id]");
        assertThat(program.file("shop/curated/customers.sql"))
                .contains("strategy    = apply\n"
                        + "sequence_by = [_airbyte_generation_id, _ab_cdc_lsn, _airbyte_extracted_at]\n"
                        + "apply_as_delete_when = \"_ab_cdc_deleted_at is not null\"\n");
        assertThat(section("visits")).contains("# key = [id]   # not proved: 1 value in more than one row");
        assertThat(program.file("shop/curated/visits.sql"))
                .contains("description = \"All versions of rows of raw.visits\"\nstrategy    = full\n")
                .contains("# strategy    = apply\n# sequence_by = [");
        assertThat(section("accounts")).contains("key = [id]");
        assertThat(program.file("shop/curated/accounts_latest.sql")).contains("sequence_by = [_sdc_sequence]");
        assertThat(section("prices"))
                .contains("# rows of Fivetran, key as the tool says")
                .contains("key = [_fivetran_id]");
        assertThat(section("sales_orders"))
                .contains("glob = \"dms/sales/orders/*.csv\"")
                .contains("first = \"LOAD*\"");
        assertThat(program.file("shop/curated/sales_orders.sql")).contains("apply_as_delete_when = \"Op = 'D'\"");
        assertThat(section("orders"))
                .contains("rows of dlt, key as the tool says")
                .contains("types { _dlt_load_id = \"decimal(38,18)\" }")
                .contains("key = [id]");
        assertThat(section("countries")).contains("load = replace");
        assertThat(section("orders_items")).contains("these rows are elements of a list");
    }

    private void first() {
        assertThat(rows("select id, name from curated.customers order by id"))
                .isEqualTo("[{\"id\":1,\"name\":\"Ada\"},{\"id\":2,\"name\":\"Bob\"}]");
        assertThat(rows("select count(*) as n from curated.visits")).isEqualTo("[{\"n\":2}]");
        assertThat(rows("select id, cast(total as string) as total from curated.sales_orders order by id"))
                .isEqualTo(
                        "[{\"id\":1,\"total\":\"1.50\"},{\"id\":2,\"total\":\"2.00\"},{\"id\":3,\"total\":\"3.00\"}]");
        assertThat(rows("select id, total from curated.orders order by id"))
                .as("dlt loaded 1 twice and deleted 2")
                .isEqualTo("[{\"id\":1,\"total\":9.5},{\"id\":3,\"total\":3.0}]");
        assertThat(rows("select code from curated.countries")).isEqualTo("[{\"code\":\"DE\"}]");
    }

    private void landMore() {
        write(
                "airbyte/public/customers/2026_11_21_1795219200000_0.csv",
                AIRBYTE
                        + airbyte(
                                5, 1795219200001L, "2,Bob,250,2026-11-21T00:00:00.000000Z,2026-11-21T00:00:00.000000Z")
                        + airbyte(6, 1795219200001L, "1,Ada L,260,2026-11-21T00:00:00.000000Z,")
                        + airbyte(7, 1795219200001L, "1,Ada K,240,2026-11-21T00:00:00.000000Z,"));
        write(
                "stitch/shop-prod/accounts/1_1795219200000.csv",
                STITCH
                        + stitch(1795219200000000001L, 2, "1,Ada L", "")
                        + stitch(1795219200000000002L, 2, "3,Cyd", "")
                        + stitch(1795219200000000003L, 2, "4,Dan", "")
                        + stitch(1795219200000000004L, 2, "4,Dan", "2026-11-21T00:00:00Z"));
        write(
                "fivetran/prices/data_0_0_1.csv",
                FIVETRAN + "a,1.10,k1,true,2026-11-21T01:00:00.123Z\nb,2.50,k2,false,2026-11-21T01:00:00.123Z\n");
    }

    private void second() {
        assertThat(rows("select id, name from curated.customers")).isEqualTo("[{\"id\":1,\"name\":\"Ada L\"}]");
        assertThat(rows("select id, name from curated.accounts order by id"))
                .as("2 is of a table version that is gone, 4 is deleted")
                .isEqualTo("[{\"id\":1,\"name\":\"Ada L\"},{\"id\":3,\"name\":\"Cyd\"}]");
        assertThat(rows("select sku, cast(price as string) as price from curated.prices"))
                .isEqualTo("[{\"sku\":\"b\",\"price\":\"2.50\"}]");
        assertThat(rows("select id, cast(total as string) as total from curated.sales_orders order by id"))
                .as("the changes came behind the full load")
                .isEqualTo(
                        "[{\"id\":1,\"total\":\"9.50\"},{\"id\":3,\"total\":\"3.00\"},{\"id\":4,\"total\":\"4.00\"}]");
    }

    /** The same as Parquet, by {@code landings/parquet.py}: types come from the files, and Airbyte's metadata is a struct. */
    @Test
    void parquetFilesOfToolsAreReadAsVersionsToo() throws IOException {
        copy("/landings/parquet", folder.resolve("in"));

        program.succeeds("init", "--from", "in", "shop");

        assertThat(section("customers")).contains("# rows of Airbyte, key proved by all rows", "key = [id]");
        assertThat(program.file("shop/curated/customers.sql"))
                .contains("sequence_by = [_airbyte_generation_id, _ab_cdc_lsn, _airbyte_extracted_at]\n"
                        + "apply_as_delete_when = \"_ab_cdc_deleted_at is not null\"\n");
        assertThat(section("prices")).contains("# rows of Fivetran, key as the tool says", "key = [_fivetran_id]");
        assertThat(section("orders")).contains("rows of dlt, key as the tool says", "key = [id]");
        assertThat(section("countries")).contains("load = replace");
        program.succeeds("validate", "--project", "shop");
        assertThat(program.screen()).doesNotContain("warning");
        program.succeeds("run", "--project", "shop");
        assertThat(rows("select id, name, balance, cast(born as string) as born, _airbyte_meta.sync_id as sync,"
                        + " size(_airbyte_meta.changes) as changes, cast(_airbyte_extracted_at as string) as at"
                        + " from curated.customers order by id"))
                .isEqualTo(
                        "[{\"id\":1,\"name\":\"Ada\",\"balance\":1.25,\"born\":\"1815-12-10\",\"sync\":7,\"changes\":0,"
                                + "\"at\":\"2026-11-20 01:00:00\"},"
                                + "{\"id\":2,\"name\":\"Bob\",\"balance\":null,\"born\":null,\"sync\":7,\"changes\":1,"
                                + "\"at\":\"2026-11-20 01:00:00\"}]");
        assertThat(rows("select id, cast(total as string) as total from curated.orders order by id"))
                .as("dlt loaded 1 twice and deleted 2")
                .isEqualTo("[{\"id\":1,\"total\":\"9.500000000\"},{\"id\":3,\"total\":\"3.000000000\"}]");
        assertThat(rows("select code from curated.countries")).isEqualTo("[{\"code\":\"DE\"}]");

        copy("/landings/parquet-later", folder.resolve("in"));
        program.succeeds("run", "--project", "shop");
        assertThat(rows("select id, name, balance from curated.customers"))
                .isEqualTo("[{\"id\":1,\"name\":\"Ada L\",\"balance\":2.5}]");
        assertThat(rows("select sku, cast(price as string) as price from curated.prices"))
                .isEqualTo("[{\"sku\":\"b\",\"price\":\"2.50\"}]");
    }

    /** A table that Delta's log tells is no folder of Parquet files, whatever else lies beside it. */
    @Test
    void aFolderThatIsATableOfALogIsRefused() {
        write("_delta_log/00000000000000000000.json", "{}");
        write("part-00000-c000.snappy.parquet", "PAR1");

        program.succeeds("init", "--from", "in", "shop");

        assertThat(program.screen()).contains("not loaded  .: a table of Delta, whose log says which files are of it");
        assertThat(List.of(program.file("shop/project.conf").split("\n"))).noneMatch(line -> line.contains("glob ="));
    }
}
