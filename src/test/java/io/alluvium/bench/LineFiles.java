package io.alluvium.bench;

import io.trino.tpch.Distributions;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.TextPool;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/** TPC-H's {@code lineitem} as one file of a kind. */
enum LineFiles {
    CSV("lineitem.csv"),
    GZIP("lineitem.csv.gz"),
    JSON("lineitem.json"),
    /** Written by Spark out of the first. */
    PARQUET("lineitem.parquet");

    /** The columns as Spark's DDL has them. */
    static final String SCHEMA =
            "orderkey bigint, partkey bigint, suppkey bigint, linenumber int, quantity decimal(15,2),"
                    + " extendedprice decimal(15,2), discount decimal(15,2), tax decimal(15,2), returnflag string, linestatus string,"
                    + " shipdate date, commitdate date, receiptdate date, shipinstruct string, shipmode string, comment string";

    private static final int TEXT_BYTES = 8 << 20;

    private final String file;

    LineFiles(String file) {
        this.file = file;
    }

    /** The file's name in its folder. */
    String file() {
        return file;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The word of a project for the format. */
    String format() {
        return this == GZIP ? CSV.word() : word();
    }

    /** Writes the file into a folder. */
    void write(Path folder, double scale) throws IOException {
        Files.createDirectories(folder);
        Distributions words = Distributions.getDefaultDistributions();
        Function<LineItem, String> line = this == JSON ? LineFiles::json : LineFiles::csv;
        try (OutputStream bytes = Files.newOutputStream(folder.resolve(file));
                OutputStream packed = this == GZIP ? new GZIPOutputStream(bytes, 1 << 16) : bytes;
                BufferedWriter out =
                        new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8), 1 << 16)) {
            if (this != JSON) {
                out.write(
                        "orderkey,partkey,suppkey,linenumber,quantity,extendedprice,discount,tax,returnflag,linestatus,"
                                + "shipdate,commitdate,receiptdate,shipinstruct,shipmode,comment\n");
            }
            for (LineItem item : new LineItemGenerator(scale, 1, 1, words, new TextPool(TEXT_BYTES, words))) {
                out.write(line.apply(item));
                out.write('\n');
            }
        }
    }

    private static String csv(LineItem item) {
        String comment = item.getComment();
        return String.join(
                ",",
                Long.toString(item.getOrderKey()),
                Long.toString(item.getPartKey()),
                Long.toString(item.getSupplierKey()),
                Integer.toString(item.getLineNumber()),
                Long.toString(item.getQuantity()),
                cents(item.getExtendedPriceInCents()),
                cents(item.getDiscountPercent()),
                cents(item.getTaxPercent()),
                item.getReturnFlag(),
                item.getStatus(),
                day(item.getShipDate()),
                day(item.getCommitDate()),
                day(item.getReceiptDate()),
                item.getShipInstructions(),
                item.getShipMode(),
                comment.indexOf(',') >= 0 ? "\"" + comment + "\"" : comment);
    }

    private static String json(LineItem item) {
        return "{\"orderkey\":" + item.getOrderKey() + ",\"partkey\":" + item.getPartKey() + ",\"suppkey\":"
                + item.getSupplierKey() + ",\"linenumber\":" + item.getLineNumber() + ",\"quantity\":"
                + item.getQuantity()
                + ",\"extendedprice\":" + cents(item.getExtendedPriceInCents()) + ",\"discount\":"
                + cents(item.getDiscountPercent()) + ",\"tax\":" + cents(item.getTaxPercent()) + ",\"returnflag\":\""
                + item.getReturnFlag() + "\",\"linestatus\":\"" + item.getStatus() + "\",\"shipdate\":\""
                + day(item.getShipDate()) + "\",\"commitdate\":\"" + day(item.getCommitDate()) + "\",\"receiptdate\":\""
                + day(item.getReceiptDate()) + "\",\"shipinstruct\":\"" + item.getShipInstructions()
                + "\",\"shipmode\":\""
                + item.getShipMode() + "\",\"comment\":\"" + item.getComment() + "\"}";
    }

    private static String cents(long cents) {
        long part = cents % 100;
        return cents / 100 + (part < 10 ? ".0" : ".") + part;
    }

    /** The generator counts days from 1970. */
    private static String day(int date) {
        return LocalDate.ofEpochDay(date).toString();
    }
}
