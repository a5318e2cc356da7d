package io.alluvium.sources.objects.csv;

import io.alluvium.sources.objects.value.TextFormat;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVHeaderChecker;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** What Spark's reader of CSV makes of a file: with the schema given, in its mode of every day. */
final class SparkCsv {
    private SparkCsv() {}

    /** Each row's values; those of columns that the table has not are left out. */
    static List<Map<String, String>> rows(CsvSample sample, List<String> names) {
        StructType schema = schema(sample.columns(), names);
        CSVOptions options = options(sample);
        byte[] records = PlainCsv.records(sample.file(), sample.format().skip()).getBytes(StandardCharsets.ISO_8859_1);
        Iterator<InternalRow> rows = UnivocityParser.parseStream(
                new ByteArrayInputStream(records),
                new UnivocityParser(schema, schema, options),
                new CSVHeaderChecker(schema, options, "sample", true),
                schema);
        List<Map<String, String>> found = new ArrayList<>();
        while (rows.hasNext()) {
            List<String> cells = ReadCsv.cells(rows.next(), schema);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                row.put(schema.fieldNames()[i], cells.get(i));
            }
            found.add(row);
        }
        return found;
    }

    /** The file's columns in its order, as somebody who knows both file and table would declare them. */
    private static StructType schema(StructType columns, List<String> names) {
        StructType schema = new StructType();
        for (String name : names) {
            StructType known = schema;
            schema = java.util.Arrays.stream(columns.fields())
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .findFirst()
                    .map(known::add)
                    .orElseGet(() -> known.add(name, DataTypes.StringType));
        }
        return schema;
    }

    private static CSVOptions options(CsvSample sample) {
        CsvFormat format = sample.format();
        TextFormat text = sample.text();
        Map<String, String> options = new HashMap<>();
        options.put("sep", format.delimiter());
        options.put("quote", format.quote() == CsvFormat.NONE ? "" : String.valueOf(format.quote()));
        char escape = format.escape() == CsvFormat.NONE ? format.quote() : format.escape();
        options.put("escape", escape == CsvFormat.NONE ? "\\" : String.valueOf(escape));
        if (format.comment() != CsvFormat.NONE) {
            options.put("comment", String.valueOf(format.comment()));
        }
        options.put("header", String.valueOf(format.header()));
        options.put("multiLine", "true");
        options.put(
                "nullValue",
                format.nulls().isEmpty()
                        ? ""
                        : format.nulls().get(format.nulls().size() - 1));
        if (!text.dateFormats().isEmpty()) {
            options.put("dateFormat", text.dateFormats().get(0));
        }
        if (!text.timestampFormats().isEmpty()) {
            options.put("timestampFormat", text.timestampFormats().get(0));
        }
        if (text.decimalMark() == ',') {
            options.put("locale", "de-DE");
        }
        options.put("mode", "PERMISSIVE");
        return new CSVOptions(
                scala.collection.immutable.Map.from(CollectionConverters.asScala(options)),
                false,
                text.zone().getId(),
                "_corrupt_record");
    }
}
