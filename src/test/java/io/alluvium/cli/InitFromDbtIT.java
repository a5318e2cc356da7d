package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dbt project with seeds becomes one that validates, runs, follows changes and equals a whole computation. */
class InitFromDbtIT {
    @TempDir
    Path folder;

    private Program program = new Program(Path.of("."));

    @BeforeEach
    void start() {
        SparkFixture.on(folder);
        program = new Program(folder);
        program.write("jaffle/dbt_project.yml", """
                name: jaffle
                models: { jaffle: { +materialized: table, staging: { +materialized: view } } }
                """);
        program.write(
                "jaffle/seeds/raw_orders.csv", "id,user_id,paid\n1,1,2024-01-01\n2,1,2024-01-02\n3,2,2024-01-03\n");
        program.write(
                "jaffle/seeds/raw_payments.csv", "id,order_id,method,cents\n1,1,card,100\n2,2,cash,250\n3,3,card,70\n");
        program.write("jaffle/models/staging/stg_orders.sql", """
                with source as (select * from {{ ref('raw_orders') }})
                select id as order_id, user_id as customer_id, paid as order_date from source
                """);
        program.write(
                "jaffle/models/staging/stg_payments.sql",
                "select id as payment_id, order_id, method, cents / 100 as amount from {{ ref('raw_payments') }}\n");
        program.write("jaffle/models/orders.sql", """
                {{ config(materialized='incremental', unique_key='order_id') }}
                {% set methods = ['card', 'cash'] %}
                select o.order_id, o.customer_id,
                {% for m in methods %}
                  sum(case when p.method = '{{ m }}' then p.amount else 0 end) as {{ m }}_amount,
                {% endfor %}
                  sum(p.amount) as amount
                from {{ ref('stg_orders') }} o left join {{ ref('stg_payments') }} p on p.order_id = o.order_id
                {% if is_incremental() %} where o.order_date > (select max(order_date) from {{ this }}) {% endif %}
                group by o.order_id, o.customer_id
                """);
        program.write("jaffle/models/schema.yml", """
                models:
                  - name: orders
                    columns: [ { name: order_id, tests: [ unique, not_null ] } ]
                """);
    }

    private String orders() {
        program.succeeds(
                "sql",
                "--project",
                "moved",
                "--json",
                "select order_id, card_amount, amount from aggregate.orders order by 1");
        return program.screen();
    }

    @Test
    void theMovedProjectFollowsItsSeedsAndEqualsAWholeComputation() throws IOException {
        program.succeeds("init", "--from-dbt", "jaffle", "moved");
        assertThat(program.screen())
                .contains("wrote  3 of 3 models and snapshots, 2 seeds, 2 rules")
                .contains("Next: alluvium validate --project moved");
        assertThat(program.file("moved/project.conf")).contains("path = \"../jaffle\"");
        // Small tables are computed as a whole where strict does not ask for the other.
        Path orders = folder.resolve("moved/aggregate/orders.sql");
        Files.writeString(
                orders, Files.readString(orders).replace("strategy = auto", "strategy = auto\nstrict = true"));
        program.succeeds("validate", "--project", "moved");
        program.succeeds("run", "--project", "moved");
        String before = orders();
        assertThat(before).contains("\"amount\":2.5");

        program.write(
                "jaffle/seeds/raw_payments.csv",
                "id,order_id,method,cents\n1,1,card,100\n2,2,cash,250\n3,3,card,80\n4,1,cash,500\n");
        program.succeeds("run", "--project", "moved");

        assertThat(program.screen()).containsPattern("incremental +aggregate.orders");
        assertThat(orders()).isNotEqualTo(before).contains("\"amount\":6.0");
        program.succeeds("verify", "--project", "moved");
        assertThat(program.screen()).containsPattern("equal +aggregate.orders");
    }
}
