package io.alluvium.bench;

import io.trino.tpch.Distributions;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.TextPool;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** Orders and lines of TPC-H as files of CSV, in the columns that {@link ChangeCost} has of them. */
final class ChangeFiles {
    private static final int TEXT_BYTES = 8 << 20;

    private ChangeFiles() {}

    static void write(Path landing, double scale) throws IOException {
        Distributions words = Distributions.getDefaultDistributions();
        TextPool texts = new TextPool(TEXT_BYTES, words);
        Files.createDirectories(landing.resolve("lines"));
        Files.createDirectories(landing.resolve("orders"));
        try (BufferedWriter lines = Files.newBufferedWriter(landing.resolve("lines/0.csv"))) {
            lines.write("orderkey,linenumber,partkey,net,version\n");
            for (LineItem line : new LineItemGenerator(scale, 1, 1, words, texts)) {
                long cents = line.getExtendedPriceInCents();
                lines.write("%d,%d,%d,%d.%02d,0%n"
                        .formatted(
                                line.getOrderKey(), line.getLineNumber(), line.getPartKey(), cents / 100, cents % 100));
            }
        }
        try (BufferedWriter orders = Files.newBufferedWriter(landing.resolve("orders/0.csv"))) {
            orders.write("orderkey,custkey,orderdate,version\n");
            for (Order order : new OrderGenerator(scale, 1, 1, words, texts)) {
                orders.write("%d,%d,%s,0%n"
                        .formatted(
                                order.getOrderKey(),
                                order.getCustomerKey(),
                                LocalDate.ofEpochDay(order.getOrderDate())));
            }
        }
    }
}
