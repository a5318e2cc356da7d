package io.alluvium.demo;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The folder that the web shop drops its files into: orders as JSON, some delivered twice, some corrected later, and the
 * cost of campaigns as CSV. What a file says is also put into PostgreSQL's schema {@code truth}.
 */
public final class LandingFiles {
    private static final List<String> CHANNELS = List.of("app", "mail", "search", "social");
    private static final LocalDate FIRST_DAY = LocalDate.of(1998, 7, 1);
    private static final int DAYS_A_DELIVERY = 7;

    private record WebOrder(
            long id, int revision, long customer, OffsetDateTime placed, String channel, BigDecimal amount) {
        String json() {
            return "{\"web_order_id\":%d,\"revision\":%d,\"custkey\":%d,\"placed_at\":\"%s\",\"channel\":\"%s\",\"amount\":%s}"
                    .formatted(id, revision, customer, placed.toInstant(), channel, amount);
        }
    }

    private final Path folder;
    private final Connection truth;
    private final long customers;
    private final SplittableRandom random = new SplittableRandom(20261121);
    private final List<WebOrder> ordered = new ArrayList<>();
    private int delivery;

    /** @param customers web orders are made for customers 1 to this */
    public LandingFiles(Path folder, Connection truth, long customers) throws IOException {
        this.folder = folder;
        this.truth = truth;
        this.customers = customers;
        Files.createDirectories(folder.resolve("orders"));
        Files.createDirectories(folder.resolve("campaigns"));
    }

    /** Puts what {@code seeds/markets.csv} says into the truth. */
    public void markets(Path csv) throws IOException, SQLException {
        try (PreparedStatement insert = truth.prepareStatement("insert into truth.markets values (?, ?, ?)")) {
            for (String line : Files.readAllLines(csv).stream().skip(1).toList()) {
                String[] values = line.split(",", -1);
                for (int i = 0; i < values.length; i++) {
                    insert.setString(i + 1, values[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /**
     * A week of orders and campaigns, as new files. From the second week on, some earlier orders come again with a
     * corrected amount.
     *
     * @param corrupt how many lines that are cut off, as by a writer that died, are in the file
     */
    public void deliver(int orders, int corrupt) throws IOException, SQLException {
        delivery++;
        List<WebOrder> week = new ArrayList<>();
        for (int i = 0; i < orders / 50 && !ordered.isEmpty(); i++) {
            week.add(corrected(ordered.get(random.nextInt(ordered.size()))));
        }
        for (int i = 0; i < orders; i++) {
            WebOrder order = order(ordered.size() + 1L);
            ordered.add(order);
            week.add(order);
            if (i % 40 == 0) {
                week.add(order);
            }
        }
        StringBuilder lines = new StringBuilder();
        week.forEach(order -> lines.append(order.json()).append('\n'));
        for (int i = 0; i < corrupt; i++) {
            lines.append("{\"web_order_id\":").append(900_000_000 + i).append(",\"revision\":1,\"cust\n");
        }
        drop("orders/week-%02d.json".formatted(delivery), lines.toString());
        remember(week);
        campaigns();
    }

    private WebOrder order(long id) {
        return new WebOrder(
                id,
                1,
                1 + random.nextLong(customers),
                firstDay()
                        .atStartOfDay()
                        .plusSeconds(random.nextInt(DAYS_A_DELIVERY * 86_400))
                        .atOffset(ZoneOffset.UTC),
                CHANNELS.get(random.nextInt(CHANNELS.size())),
                BigDecimal.valueOf(100 + random.nextInt(100_000), 2));
    }

    private WebOrder corrected(WebOrder order) {
        return new WebOrder(
                order.id(),
                delivery,
                order.customer(),
                order.placed(),
                order.channel(),
                BigDecimal.valueOf(100 + order.id() % 1000, 2));
    }

    private LocalDate firstDay() {
        return FIRST_DAY.plusDays((long) DAYS_A_DELIVERY * (delivery - 1));
    }

    private void remember(List<WebOrder> orders) throws SQLException {
        try (PreparedStatement insert =
                truth.prepareStatement("insert into truth.web_orders values (?, ?, ?, ?, ?, ?)")) {
            for (WebOrder order : orders) {
                insert.setLong(1, order.id());
                insert.setInt(2, order.revision());
                insert.setLong(3, order.customer());
                insert.setObject(4, order.placed());
                insert.setString(5, order.channel());
                insert.setBigDecimal(6, order.amount());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void campaigns() throws IOException, SQLException {
        StringBuilder lines = new StringBuilder("day,channel,spend\n");
        try (PreparedStatement insert = truth.prepareStatement("insert into truth.campaigns values (?, ?, ?)")) {
            for (int i = 0; i < DAYS_A_DELIVERY; i++) {
                LocalDate day = firstDay().plusDays(i);
                for (String channel : CHANNELS.subList(1, CHANNELS.size())) {
                    BigDecimal spend = BigDecimal.valueOf(random.nextInt(50_000), 2);
                    lines.append(day)
                            .append(',')
                            .append(channel)
                            .append(',')
                            .append(spend)
                            .append('\n');
                    insert.setDate(1, Date.valueOf(day));
                    insert.setString(2, channel);
                    insert.setBigDecimal(3, spend);
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
        drop("campaigns/week-%02d.csv".formatted(delivery), lines.toString());
    }

    /** A file appears whole, under its final name, as well-behaved writers do it. */
    private void drop(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Path part = folder.resolve("writing");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
