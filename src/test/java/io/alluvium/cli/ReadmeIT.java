package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project that README.md writes by hand, copied from the page and run. */
class ReadmeIT {
    private static final Pattern FILE = Pattern.compile("(?m)^`(shop/[^`]+)`\\n+```\\w*\\n(?<text>(?s:.*?))^```$");

    @TempDir
    Path folder;

    private Program program = new Program(Path.of("."));

    @BeforeEach
    void inAFolder() {
        SparkFixture.on(folder);
        program = new Program(folder);
    }

    private List<String> copyFiles() throws IOException {
        List<String> copied = new ArrayList<>();
        Matcher file = FILE.matcher(Files.readString(Path.of("README.md")));
        while (file.find()) {
            program.write(file.group(1), file.group("text"));
            copied.add(file.group(1));
        }
        return copied;
    }

    @Test
    void theProjectOfTheReadmeRunsAsItIsPrinted() throws IOException {
        assertThat(copyFiles())
                .containsExactly("shop/project.conf", "shop/curated/orders.sql", "shop/aggregate/revenue_daily.sql");
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table orders (order_id bigint primary key, customer_id bigint, order_date date,"
                            + " total numeric(12,2), discount numeric(12,2), updated_at timestamptz not null default now())",
                    "insert into orders select i, i, date '2026-11-01' + i % 2, 10, 1 from generate_series(1, 7) i",
                    "create table customers (id bigint primary key, name text)");
            Path secret = Files.writeString(folder.resolve("secret"), "no password is asked for\n");
            List<String> here = List.of(
                    "--project",
                    "shop",
                    "--set",
                    "warehouse.path=" + folder.resolve("warehouse"),
                    "--set",
                    "sources.shop.port=" + database.port(),
                    "--set",
                    "sources.shop.database=" + database.database(),
                    "--set",
                    "sources.shop.user=" + PostgresFixture.OWNER,
                    "--set",
                    "sources.shop.password=\"file:" + secret + "\"");

            program.succeeds(with(here, "validate"));
            assertThat(program.screen())
                    .doesNotContain("warning")
                    .contains("valid: shop, 1 source with 2 tables, 2 models");
            program.succeeds(with(here, "plan"));
            program.succeeds(with(here, "run"));
            program.succeeds(with(here, "show", "aggregate.revenue_daily", "--format", "csv"));
            assertThat(program.screen().lines()).hasSize(3).contains("2026-11-01,3,27.00", "2026-11-02,4,36.00");
            program.succeeds(with(here, "verify", "--source"));
        }
    }

    private static String[] with(List<String> options, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(options);
        return all.toArray(String[]::new);
    }
}
