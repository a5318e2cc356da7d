package io.alluvium.cli;

import io.alluvium.report.RowText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Prints the rows of a query. They stream, so a result may be larger than memory. */
final class QueryOutput {
    /** Times to the microsecond, as tables keep them. */
    private static final Map<String, String> JSON_OPTIONS = Map.of(
            "ignoreNullFields",
            "false",
            "timestampFormat",
            "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
            "timestampNTZFormat",
            "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

    private final Screen screen;
    private final RowText.Format format;

    QueryOutput(Screen screen, RowText.Format format) {
        this.screen = screen;
        this.format = format;
    }

    void print(Dataset<Row> rows) {
        if (format == RowText.Format.JSON) {
            json(rows);
            return;
        }
        StructField[] fields = rows.schema().fields();
        List<String> names = Arrays.stream(fields).map(StructField::name).toList();
        List<Boolean> numeric = Arrays.stream(fields)
                .map(field -> field.dataType() instanceof NumericType)
                .toList();
        Iterator<List<@Nullable String>> texts = texts(rows, fields);
        RowText text = new RowText(names, numeric, screen::answer);
        switch (format) {
            case TABLE -> text.table(texts);
            case CSV -> text.csv(texts);
            case MARKDOWN -> text.markdown(texts);
            case JSON -> throw new IllegalStateException("JSON is made by Spark");
        }
    }

    /** Every value as Spark's own text of it, in the session's time zone; bytes in hexadecimal. */
    private static Iterator<List<@Nullable String>> texts(Dataset<Row> rows, StructField[] fields) {
        Dataset<Row> numbered = rows.toDF(numbers(fields.length));
        Column[] columns = IntStream.range(0, fields.length)
                .mapToObj(i -> {
                    Column column = functions.col("c" + i);
                    return (fields[i].dataType() instanceof BinaryType ? functions.hex(column) : column.cast("string"))
                            .as("c" + i);
                })
                .toArray(Column[]::new);
        Iterator<Row> each = numbered.select(columns).toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public List<@Nullable String> next() {
                Row row = each.next();
                List<@Nullable String> values = new ArrayList<>(row.size());
                for (int i = 0; i < row.size(); i++) {
                    values.add(row.isNullAt(i) ? null : row.getString(i));
                }
                return values;
            }
        };
    }

    /** An object's members differ: a name that comes again has a number behind it. */
    private static List<String> told(List<String> columns) {
        Set<String> names = new LinkedHashSet<>();
        for (String column : columns) {
            String name = column;
            for (int i = 2; names.contains(name) || (i > 2 && columns.contains(name)); i++) {
                name = column + "_" + i;
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    /** Those of structs within a value, at whatever depth. */
    private static DataType told(DataType type) {
        if (type instanceof StructType struct) {
            StructField[] fields = struct.fields();
            List<String> names = told(List.of(struct.fieldNames()));
            return new StructType(IntStream.range(0, fields.length)
                    .mapToObj(i -> new StructField(
                            names.get(i), told(fields[i].dataType()), fields[i].nullable(), fields[i].metadata()))
                    .toArray(StructField[]::new));
        }
        if (type instanceof ArrayType array) {
            return new ArrayType(told(array.elementType()), array.containsNull());
        }
        return type instanceof MapType map
                ? new MapType(map.keyType(), told(map.valueType()), map.valueContainsNull())
                : type;
    }

    private static Column told(String name, DataType type) {
        DataType told = told(type);
        return told.equals(type) ? functions.col(name) : functions.col(name).cast(told);
    }

    private static String[] numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "c" + i).toArray(String[]::new);
    }

    private void json(Dataset<Row> rows) {
        List<String> names = told(List.of(rows.columns()));
        StructField[] fields = rows.schema().fields();
        Dataset<Row> numbered = rows.toDF(numbers(names.size()));
        Column all = functions.struct(IntStream.range(0, names.size())
                .mapToObj(i -> told("c" + i, fields[i].dataType()).as(names.get(i)))
                .toArray(Column[]::new));
        Iterator<Row> each =
                numbered.select(functions.to_json(all, JSON_OPTIONS)).toLocalIterator();
        screen.answer("[");
        while (each.hasNext()) {
            String row = each.next().getString(0);
            screen.answer("  " + row + (each.hasNext() ? "," : ""));
        }
        screen.answer("]");
    }
}
