package io.alluvium.sources.objects;

import io.alluvium.config.HoconSection;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.columns.StoredNames;
import io.alluvium.source.fault.NamedTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which columns the rows of a table have, whatever file they come from. */
final class RowShape {
    /** One name where two or more were meant. */
    private static final Pattern DELIMITED = Pattern.compile("[^;\t|]*([;\t|])[^;\t|]*(?:\\1[^;\t|]*)*");

    private final FilesTable table;

    RowShape(FilesTable table) {
        this.table = table;
    }

    /** What the project says of columns, to be held to those that there are. */
    StoredNames names() {
        return new StoredNames(
                table.name(), new NamedTable("the files of " + table.name(), table.place()), table.stored());
    }

    /** The columns that the project declares. */
    Optional<StructType> declared() {
        return table.schema()
                .map(schema -> new StructType(Arrays.stream(schema.fields())
                        .filter(field -> table.stored().storesInRaw(field.name()))
                        .toArray(StructField[]::new)))
                .map(this::checked);
    }

    /** Text for every column that any header names, but where the project says more, and what raw has beyond. */
    StructType ofHeaders(List<List<String>> headers, Optional<StructType> raw) {
        StructType columns = new StructType();
        for (List<String> header : headers) {
            StructType texts = new StructType(header.stream()
                    .map(name -> DataTypes.createStructField(name, DataTypes.StringType, true))
                    .toArray(StructField[]::new));
            columns = withMissing(columns, stored(texts));
        }
        return checked(withMissing(spelled(columns, sourceColumns(raw)), sourceColumns(raw)));
    }

    /** Columns as raw spells them: the case of a header's letters is no news. */
    private static StructType spelled(StructType columns, StructType raw) {
        return new StructType(Arrays.stream(columns.fields())
                .map(field -> DataTypes.createStructField(
                        find(raw, field.name()).map(StructField::name).orElse(field.name()), field.dataType(), true))
                .toArray(StructField[]::new));
    }

    /** What the files have, in the types that raw has wherever these can hold it, and what raw has beyond. */
    StructType ofTypes(StructType types, Optional<StructType> raw, BiPredicate<DataType, DataType> holds) {
        return checked((StructType) merged(stored(types), sourceColumns(raw), holds));
    }

    /** Columns of files as raw gets them. */
    private StructType stored(StructType written) {
        List<StructField> fields = Arrays.stream(written.fields())
                .filter(field -> table.stored().stores(field.name()))
                .toList();
        requireNames(fields.stream().map(StructField::name).toList());
        return new StructType(fields.stream().map(this::inRaw).toArray(StructField[]::new));
    }

    private StructField inRaw(StructField written) {
        String name = table.stored().name(written.name());
        DataType type = table.stored().maskInRaw(name).isPresent()
                ? DataTypes.StringType
                : table.stored().type(written.name()).orElse(written.dataType());
        return DataTypes.createStructField(name, type, true);
    }

    /** Raw must be able to have the names; the way out is written with what the files have. */
    private void requireNames(List<String> written) {
        StoredNames names = names();
        names.refusal(written).ifPresent(problem -> {
            throw problem.at(table.place())
                    .marking(table.glob())
                    .fixedBy(fix(written, StoredNames.line(names.proposed(written))))
                    .asException();
        });
    }

    private String fix(List<String> written, String renames) {
        if (written.size() == 1 && written.get(0).startsWith("sep=")) {
            return "this line is Excel's own: skip = 1, delimiter = \""
                    + written.get(0).substring("sep=".length()) + "\"";
        }
        boolean isCsv = table.format() instanceof FileFormat.Csv;
        if (isCsv && written.size() == 1 && DELIMITED.matcher(written.get(0)).matches()) {
            String delimiter = DELIMITED.matcher(written.get(0)).replaceFirst("$1");
            return "where this stands between values: delimiter = \"" + delimiter.replace("\t", "\\t") + "\"";
        }
        long different = written.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        if (isCsv && different < written.size()) {
            return "name the values yourself: skip = 1, header = false, schema = \"…\"";
        }
        String section = "write into its section under tables: " + renames;
        Optional<String> blank = written.stream().filter(String::isBlank).findFirst();
        if (blank.isPresent()) {
            return section + ", or exclude = [" + HoconSection.key(blank.get()) + "]";
        }
        return section + (table.stored().spelling().snakeCase() ? "" : ", or rename = snake_case");
    }

    private static StructType sourceColumns(Optional<StructType> raw) {
        return new StructType(
                raw.map(RawColumns::sourceColumns).orElse(List.of()).toArray(StructField[]::new));
    }

    private static StructType withMissing(StructType columns, StructType others) {
        List<StructField> all = new ArrayList<>(Arrays.asList(columns.fields()));
        // A file may have a hundred thousand of them.
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(Arrays.asList(columns.fieldNames()));
        for (StructField field : others.fields()) {
            if (known.add(field.name())) {
                all.add(DataTypes.createStructField(field.name(), field.dataType(), true));
            }
        }
        return new StructType(all.toArray(StructField[]::new));
    }

    static Optional<StructField> find(StructType columns, String name) {
        return Arrays.stream(columns.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static DataType merged(DataType seen, DataType known, BiPredicate<DataType, DataType> holds) {
        if (seen instanceof StructType fresh && known instanceof StructType before) {
            List<StructField> fields = new ArrayList<>();
            for (StructField field : before.fields()) {
                DataType type = find(fresh, field.name())
                        .map(now -> merged(now.dataType(), field.dataType(), holds))
                        .orElse(field.dataType());
                fields.add(DataTypes.createStructField(field.name(), type, true));
            }
            return withMissing(new StructType(fields.toArray(StructField[]::new)), fresh);
        }
        if (seen instanceof ArrayType fresh && known instanceof ArrayType before) {
            return DataTypes.createArrayType(merged(fresh.elementType(), before.elementType(), holds));
        }
        return holds.test(known, seen) ? known : seen;
    }

    /** Whether every value that is written as text, and looked like {@code seen}, may fit. */
    static boolean holdsTexts(DataType known, DataType seen) {
        if (known instanceof StringType || known.equals(seen)) {
            return true;
        }
        if (seen instanceof LongType) {
            return known instanceof DoubleType || known instanceof FloatType || known instanceof DecimalType;
        }
        if (seen instanceof DecimalType || seen instanceof DoubleType) {
            // The digits of each value are looked at when it is read.
            return known instanceof DecimalType || known instanceof FloatType && seen instanceof DoubleType;
        }
        // A column without any value looks like text.
        return false;
    }

    private StructType checked(StructType columns) {
        RawColumns.refusal(table.name(), Arrays.asList(columns.fieldNames())).ifPresent(problem -> {
            throw problem.at(table.place()).marking(table.glob()).asException();
        });
        for (StructField field : columns.fields()) {
            checkNested(field.dataType());
        }
        return columns;
    }

    private void checkNested(DataType type) {
        if (type instanceof StructType nested) {
            checked(nested);
        } else if (type instanceof ArrayType array) {
            checkNested(array.elementType());
        }
    }

    /** @throws io.alluvium.failure.AlluviumException when a key column is missing */
    void requireKey(StructType columns) {
        for (String key : table.key()) {
            if (find(columns, key).isEmpty()) {
                List<String> names = Arrays.asList(columns.fieldNames());
                throw Problem.of(
                                ErrorCode.SOURCE_COLUMN_MISSING,
                                "the key column " + key + " does not exist in the files of " + table.name())
                        .at(table.place())
                        .marking(key)
                        .because("not a column of the files")
                        .didYouMean(DidYouMean.amongNames(names, key))
                        .asException();
            }
        }
    }
}
