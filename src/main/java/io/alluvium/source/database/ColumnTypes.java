package io.alluvium.source.database;

import io.alluvium.config.Form;
import io.alluvium.config.Key;
import io.alluvium.source.columns.ColumnsSection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types that columns may be stored in instead of their own. */
public final class ColumnTypes {
    public static final Key<Map<String, String>> TYPES = Key.optional(
            "types",
            Form.textByName(),
            "Columns that are stored in another type, exactly: `{ amount = \"decimal(18,2)\" }` of numbers, or of text"
                    + " that is a number without exponent; `int` and `bigint` of smaller whole numbers; `string`, the"
                    + " database's text, of anything. Values that do not fit are treated as `unfit` says, `text` as"
                    + " `fail`.");

    public static final ColumnsSection.Types ALL = new ColumnsSection.Types(
            TYPES,
            written -> type(written.toLowerCase(Locale.ROOT)),
            "one of decimal(p,s) with up to 38 digits, int, bigint, string");

    private static final Pattern DECIMAL =
            Pattern.compile("decimal\\s*\\(\\s*(\\d{1,2})\\s*(?:,\\s*(\\d{1,2})\\s*)?\\)");
    private static final int MOST_DIGITS = 38;

    private ColumnTypes() {}

    private static Optional<DataType> type(String text) {
        Matcher decimal = DECIMAL.matcher(text);
        if (decimal.matches()) {
            int precision = Integer.parseInt(decimal.group(1));
            int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
            boolean good = precision >= 1 && precision <= MOST_DIGITS && scale <= precision;
            return good ? Optional.of(DataTypes.createDecimalType(precision, scale)) : Optional.empty();
        }
        return switch (text) {
            case "int" -> Optional.of(DataTypes.IntegerType);
            case "bigint" -> Optional.of(DataTypes.LongType);
            case "string" -> Optional.of(DataTypes.StringType);
            default -> Optional.empty();
        };
    }
}
