package io.alluvium.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.source.TableOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbtProjectTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        write("dbt_project.yml", """
                name: shop
                vars: { least: 10, since: '2024-01-01', table_suffix: _eu }
                models:
                  shop:
                    staging: { +materialized: view }
                    marts: { +materialized: table }
                """);
        write("seeds/raw_orders.csv", "id,total\n1,2\n");
    }

    private void write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Moved moved() {
        return DbtProject.read(folder)
                .moved(
                        "shop",
                        folder.resolveSibling("moved"),
                        seed -> new TableOffer.Declared(
                                "",
                                "s",
                                "s",
                                List.of("glob = \"s.csv\"", "format = csv", "schema = \"id bigint, total bigint\""),
                                List.of("id", "total"),
                                Optional.empty(),
                                List.of()));
    }

    private static List<String> left(Moved moved) {
        return moved.left().stream().map(Remark::toString).toList();
    }

    private void staging() {
        write("models/staging/stg_orders.sql", "select id as order_id, total from {{ ref('raw_orders') }}\n");
    }

    @Test
    void modelsReadEachOtherByLayerAndName() {
        staging();
        write(
                "models/marts/orders.sql",
                "{{ config(materialized='incremental', unique_key='order_id') }}\n"
                        + "select * from {{ ref('stg_orders') }}\n"
                        + "{% if is_incremental() %} where order_id > (select max(order_id) from {{ this }}) {% endif %}\n");

        Moved moved = moved();

        assertThat(moved.left()).isEmpty();
        assertThat(moved.files())
                .containsEntry(
                        "curated/stg_orders.sql",
                        "/*---\nstrategy = view\n---*/\nselect id as order_id, total from curated.raw_orders\n")
                .containsEntry(
                        "aggregate/orders.sql", "/*---\nstrategy = auto\n---*/\nselect * from curated.stg_orders\n")
                .containsEntry(
                        "curated/raw_orders.sql",
                        "/*---\nstrategy = view\n---*/\nselect * except (_batch, _run_id, _loaded_at, _file, _position)\n"
                                + "from raw.raw_orders\n");
        assertThat(moved.files().get("project.conf"))
                .contains("glob = \"seeds/raw_orders.csv\"", "load = replace", "schema = \"id bigint, total bigint\"");
        assertThat(moved.counts()).isEqualTo(new Moved.Counts(2, 2, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void whatACuratedModelReadsIsCuratedToo() {
        staging();
        write("models/marts/orders.sql", "select order_id from {{ ref('stg_orders') }}");
        write("models/intermediate/int_late.sql", "select order_id from {{ ref('orders') }}");

        assertThat(moved().files()).containsKeys("curated/orders.sql", "curated/int_late.sql");
    }

    @Test
    void testsBecomeRulesAndTheRestStaysAsComments() {
        staging();
        write("models/staging/schema.yml", """
                models:
                  - name: stg_orders
                    description: "{{ doc('orders') }}"
                    columns:
                      - name: order_id
                        description: Its number
                        tests: [unique, not_null]
                      - name: total
                        data_tests:
                          - accepted_values: { values: [1, 2], config: { severity: warn } }
                          - relationships: { to: ref('x'), field: total }
                          - not_null: { where: "order_id > 1" }
                    tests:
                      - dbt_utils.expression_is_true: { expression: "total >= 0" }
                      - dbt_utils.expression_is_true: { expression: "sum(total) >= 0" }
                """);
        write("models/docs.md", "{% docs orders %}\nAll of /* them */\n{% enddocs %}");

        Moved moved = moved();

        assertThat(moved.files().get("curated/stg_orders.sql")).startsWith("""
                /*---
                description = "All of / * them * /"
                strategy = view
                columns {
                  order_id = "Its number"
                }
                expect {
                  order_id_unique { unique = [order_id] }
                  order_id_not_null { not_null = [order_id] }
                  total_accepted_values { that = "total in ('1', '2')", else = warn }
                  expression_is_true { that = "total >= 0" }
                }
                # tests of dbt that no rule here stands for:
                # models/staging/schema.yml:11 relationships of total: {'relationships': {'to': 'ref('x')', 'field': 'total'}}
                """);
        assertThat(left(moved))
                .hasSize(3)
                .anySatisfy(
                        line -> assertThat(line).startsWith("models/staging/schema.yml:12: the test not_null of total"))
                .anySatisfy(line -> assertThat(line).startsWith("models/staging/schema.yml:15: the test dbt_utils"));
    }

    @Test
    void valuesBecomeMarkersWhereOneCanStand() {
        write(
                "models/big.sql",
                "select id from {{ ref('raw_orders') }} where total > {{ var('least') }}"
                        + " and '{{ var('since') }}' < 'x{{ var('since') }}' and {{ var('other', 3) }} > 2");

        Moved moved = moved();

        assertThat(moved.files().get("aggregate/big.sql"))
                .contains("where total > :least and :since < 'x2024-01-01' and :other > 2");
        assertThat(moved.files().get("project.conf")).contains("least = 10", "since = \"2024-01-01\"", "other = 3");
        assertThat(moved.remarks())
                .extracting(Remark::toString)
                .contains("models/big.sql: the present value of since is written into the SQL");
    }

    @Test
    void aModelThatCannotBeTranslatedIsNamedAndOthersWaitForIt() {
        write("models/staging/stg_odd.sql", "select\n  {{ dbt_utils.pivot('a') }}\nfrom {{ ref('raw_orders') }}");
        write("models/marts/late.sql", "select * from {{ ref('stg_odd') }}");
        write("models/marts/wrong.sql", "select iff(id > 1, 1, 2) as x from {{ ref('raw_orders') }} qualify 1");

        Moved moved = moved();

        assertThat(moved.files())
                .containsKeys("curated/stg_odd.sql.todo", "aggregate/late.sql.todo", "aggregate/wrong.sql.todo");
        assertThat(moved.files().get("curated/stg_odd.sql.todo"))
                .contains(
                        "-- models/staging/stg_odd.sql:2: {{ dbt_utils.pivot('a') }}: dbt_utils.pivot is of a package")
                .contains("from curated.raw_orders");
        assertThat(moved.files().get("aggregate/late.sql.todo"))
                .contains("-- it waits for curated.stg_odd\nselect * from curated.stg_odd");
        assertThat(moved.counts()).isEqualTo(new Moved.Counts(3, 0, 2, 1, 1, 0, 0, 0));
        assertThat(left(moved)).anySatisfy(line -> assertThat(line).startsWith("models/marts/wrong.sql: "));
    }

    @Test
    void aSourceIsDeclaredWhereTheProfileSaysItIs() {
        write("profiles.yml", """
                shop:
                  target: dev
                  outputs:
                    dev: { type: postgres, host: "{{ env_var('SHOP_HOST') }}", port: 5433, user: etl, dbname: shop,
                           password: "{{ env_var('SHOP_PW') }}" }
                """);
        write("models/sources.yml", """
                sources:
                  - name: app
                    schema: public
                    tables: [ { name: users, identifier: Users } ]
                """);
        write("models/stg_users.sql", "select \"Id\" as id from {{ source('app', 'users') }}");
        write(
                "snapshots/users.sql",
                "{% snapshot users_history %}{{ config(unique_key='id', strategy='timestamp',"
                        + " updated_at='at') }}\nselect * from {{ source('app', 'users') }}\n{% endsnapshot %}");

        Moved moved = moved();

        assertThat(moved.left()).isEmpty();
        assertThat(moved.files().get("project.conf"))
                .contains("type = postgres, host = ${SHOP_HOST}", "port = 5433, database = \"shop\"")
                .contains("user = \"etl\", password = \"env:SHOP_PW\"")
                .contains("users { from = \"public.\\\"Users\\\"\", key = [id], mode = snapshot }");
        assertThat(moved.files().get("curated/users_history.sql"))
                .contains("stored_as = scd2", "sequence_by = [at]", "valid_from = dbt_valid_from", "from raw.users");
        assertThat(moved.files().get("curated/users.sql")).contains("strategy = apply", "_op)");
        assertThat(moved.files().get("curated/stg_users.sql")).contains("select `Id` as id from curated.users");
    }

    @Test
    void aSourceWithoutAPlaceIsToBeFilledIn() {
        write("models/sources.yml", "sources: [ { name: app, tables: [ { name: users } ] } ]");
        write("models/stg_users.sql", "select id from {{ source('app', 'users') }}");

        Moved moved = moved();

        assertThat(moved.files().get("project.conf")).contains("# Fill in where the tables of app are");
        assertThat(moved.counts().sources()).isEqualTo(1);
    }

    @Test
    void aFolderWithoutADbtProjectIsRefused() {
        assertThatThrownBy(() -> DbtProject.read(folder.resolve("seeds")))
                .isInstanceOf(AlluviumException.class)
                .hasMessageStartingWith("ALV-1001: there is no dbt_project.yml in " + folder.resolve("seeds"));
    }
}
