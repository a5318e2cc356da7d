package io.alluvium.sources.objects.csv;

import io.alluvium.sources.objects.value.TextFormat;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.types.StructType;

/**
 * A file of CSV and how it is to be read.
 *
 * @param columns of the table; without a header, one for each value of a record
 * @param file characters are bytes
 * @param mostBytes of a record
 * @param drip the most bytes that are given at a time
 */
record CsvSample(CsvFormat format, TextFormat text, StructType columns, String file, int mostBytes, int drip) {
    byte[] bytes() {
        return file.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** On one line, to tell a file from others. */
    @Override
    public String toString() {
        return String.join(", ", format.toString(), text.toString(), columns.toDDL(), "record <= " + mostBytes)
                .concat(": " + file)
                .replace("\r", "\\r")
                .replace("\n", "\\n")
                .replace("\0", "\\0");
    }
}
