package io.alluvium.sources.objects;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.replace;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.url_decode;
import static org.apache.spark.sql.functions.when;

import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows as Spark's readers parse them, brought to the table's columns. A row that cannot be parsed, or only with loss,
 * has its text in {@code _corrupt} and null elsewhere.
 */
final class ParsedRows {
    private static final int MOST_DIGITS = DecimalType.MAX_PRECISION();

    private final FilesTable table;
    private final Folder folder;
    private final SparkSession spark;

    ParsedRows(FilesTable table, Folder folder, SparkSession spark) {
        this.table = table;
        this.folder = folder;
        this.spark = spark;
    }

    /** A reader of exactly the paths it is given: no globs, no columns from folder names, nothing left out. */
    DataFrameReader reader() {
        Map<String, String> options = Map.of(
                "__globPaths__", "false",
                "recursiveFileLookup", "true",
                "ignoreCorruptFiles", "false",
                "ignoreMissingFiles", "false",
                "encoding", "UTF-8",
                "mode", "PERMISSIVE",
                "columnNameOfCorruptRecord", RawColumns.CORRUPT);
        DataFrameReader reader = spark.read().options(options).options(folder.settings());
        return reader;
    }

    /**
     * @param inFile the columns as the files have them
     * @param wanted the table's columns
     */
    Dataset<Row> rows(List<String> paths, StructType inFile, StructType wanted) {
        StructType parsed = new StructType();
        for (StructField field : inFile.fields()) {
            parsed = parsed.add(field.name(), parsedAs(field.dataType()));
        }
        DataFrameReader reader = reader().schema(parsed.add(RawColumns.CORRUPT, DataTypes.StringType));
        String[] files = paths.stream().map(folder::address).toArray(String[]::new);
        Dataset<Row> rows = reader.json(files);
        Column corrupt = corrupt(inFile);
        List<Column> kept = new ArrayList<>();
        for (StructField field : wanted.fields()) {
            Optional<StructField> present = RowShape.find(inFile, field.name());
            Column value = present.map(found -> when(corrupt.isNull(), SqlNames.column(found.name())))
                    .orElse(lit(null));
            kept.add(value.cast(field.dataType()).as(field.name()));
        }
        kept.add(file(rows).as(RawColumns.FILE));
        kept.add(corrupt.as(RawColumns.CORRUPT));
        return rows.select(kept.toArray(Column[]::new));
    }

    /** Spark rounds what has too many digits; parsed wider, the loss can be seen. */
    private static DataType parsedAs(DataType type) {
        if (type instanceof DecimalType decimal) {
            return DataTypes.createDecimalType(MOST_DIGITS, MOST_DIGITS - decimal.precision() + decimal.scale());
        }
        return type;
    }

    private static Column corrupt(StructType inFile) {
        Column corrupt = col(RawColumns.CORRUPT);
        for (StructField field : inFile.fields()) {
            if (field.dataType() instanceof DecimalType) {
                Column exact = SqlNames.column(field.name());
                Column lossy = not(exact.eqNullSafe(exact.try_cast(field.dataType())));
                corrupt = when(lossy.and(col(RawColumns.CORRUPT).isNull()), asText(inFile))
                        .otherwise(corrupt);
            }
        }
        return corrupt;
    }

    private static Column asText(StructType inFile) {
        return to_json(
                struct(Arrays.stream(inFile.fieldNames()).map(SqlNames::column).toArray(Column[]::new)));
    }

    /** The path below the source's folder; Spark gives it as an address. */
    private Column file(Dataset<Row> rows) {
        // Asked of the rows, not by name: a file may have a column of that name itself.
        Column inSpark = rows.metadataColumn("_metadata").getField("file_path");
        Column address = url_decode(replace(inSpark, lit("+"), lit("%2B")));
        Column path = regexp_replace(address, "^file:/+", "/");
        String root = folder.address("");
        String above = root.endsWith("/") ? root : root + "/";
        return substring(path, above.codePointCount(0, above.length()) + 1, Integer.MAX_VALUE);
    }
}
