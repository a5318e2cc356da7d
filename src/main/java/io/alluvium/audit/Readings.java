package io.alluvium.audit;

import io.alluvium.source.AuditedTable;
import io.alluvium.source.AuditedTable.TextForm;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Says for two columns whether and how their values are compared: exactly, or not at all. */
final class Readings {
    /** Decimal numbers of so many digits each have a double, and a float, of their own. */
    private static final int DIGITS_OF_DOUBLE = 15;

    private static final int DIGITS_OF_FLOAT = 6;

    private Readings() {}

    /**
     * How a column is compared.
     *
     * @param target its type there
     * @param asked whether a person named the column: texts of values are then compared whoever made them
     */
    static Reading of(AuditedTable.Column source, DataType target, boolean asked) {
        if (source.untold().isPresent()) {
            return Reading.none(source.untold().get());
        }
        if (source.type().isEmpty()) {
            return Reading.none("is " + source.written() + " in the source, of which nothing is an exact image");
        }
        DataType type = source.type().get();
        if (type instanceof StringType) {
            return ofText(source, target, asked);
        }
        if (isWhole(type) || type instanceof DecimalType) {
            return ofNumber(source, type, target);
        }
        if (type instanceof BooleanType) {
            return ofTruth(source, target);
        }
        if (type instanceof DoubleType || type instanceof FloatType) {
            return ofFloating(source, type, target);
        }
        if (type instanceof DateType) {
            return ofDay(source, target);
        }
        if (isTime(type)) {
            return ofTime(source, type, target);
        }
        if (type instanceof ArrayType list) {
            return ofList(source, list, target, asked);
        }
        return type instanceof BinaryType && target instanceof BinaryType
                ? Reading.by(PlainTexts.BYTES)
                : Reading.unlike(source, target);
    }

    private static boolean isWhole(DataType type) {
        return type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType;
    }

    private static boolean isTime(DataType type) {
        return type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    private static int digits(DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal.precision();
        }
        return type instanceof ByteType ? 3 : type instanceof ShortType ? 5 : type instanceof IntegerType ? 10 : 19;
    }

    private static int scale(DataType type) {
        return type instanceof DecimalType decimal ? decimal.scale() : 0;
    }

    private static Reading ofText(AuditedTable.Column source, DataType target, boolean asked) {
        if (source.form() == TextForm.NUMBER && (target instanceof DecimalType || isWhole(target))) {
            DataType told = DataTypes.createDecimalType(digits(target), scale(target));
            return ofNumber(source, told, target).as(told);
        }
        if (!(target instanceof StringType)) {
            return Reading.unlike(source, target);
        }
        return switch (source.form()) {
            case EXACT -> Reading.by(PlainTexts.TEXT);
            case NUMBER, OWN ->
                asked
                        ? Reading.by(PlainTexts.TEXT)
                                .telling("is " + source.written()
                                        + " in the source: compared as the text that its database makes")
                        : Reading.none("is " + source.written()
                                + " in the source and text in the target: one value has several texts;"
                                + " --columns compares them as they are");
        };
    }

    private static Reading ofNumber(AuditedTable.Column source, DataType type, DataType target) {
        int scale = scale(type);
        if (isWhole(target)) {
            return Reading.by(new NumberTexts.Whole(scale));
        }
        if (target instanceof BooleanType && scale == 0) {
            return Reading.by(new NumberTexts.Whole(0)).telling("is a number in the source and a truth in the target");
        }
        if (target instanceof DecimalType decimal) {
            return Reading.by(new NumberTexts.Decimal(decimal, scale));
        }
        if (target instanceof StringType) {
            return Reading.by(new NumberTexts.Written(scale));
        }
        boolean single = target instanceof FloatType;
        if (!single && !(target instanceof DoubleType)) {
            return Reading.unlike(source, target);
        }
        int most = single ? DIGITS_OF_FLOAT : DIGITS_OF_DOUBLE;
        String there = source.written() + " in the source and " + target.simpleString() + " in the target";
        return digits(type) <= most
                ? Reading.by(new NumberTexts.Rounded(scale, single))
                        .telling("is " + there + ": each value is compared, but sums there are not exact")
                : Reading.none("is " + there + ", which keeps " + most + " digits: the rest is lost");
    }

    private static Reading ofTruth(AuditedTable.Column source, DataType target) {
        if (target instanceof BooleanType || isWhole(target)) {
            return Reading.by(new NumberTexts.Whole(0));
        }
        return target instanceof StringType ? Reading.by(PlainTexts.TRUTH) : Reading.unlike(source, target);
    }

    private static Reading ofFloating(AuditedTable.Column source, DataType type, DataType target) {
        boolean single = type instanceof FloatType;
        if (target instanceof FloatType && !single) {
            return Reading.none("is " + source.written() + " in the source and float in the target: digits are lost");
        }
        return target instanceof FloatType || target instanceof DoubleType
                ? Reading.by(new NumberTexts.Bits(single))
                : Reading.unlike(source, target);
    }

    private static Reading ofDay(AuditedTable.Column source, DataType target) {
        if (target instanceof DateType) {
            return Reading.by(new NumberTexts.Whole(0));
        }
        if (isTime(target)) {
            return Reading.by(TimeTexts.DAY_OF_TIME);
        }
        return target instanceof StringType ? Reading.by(TimeTexts.WRITTEN_DAY) : Reading.unlike(source, target);
    }

    private static Reading ofTime(AuditedTable.Column source, DataType type, DataType target) {
        if (target instanceof StringType) {
            return Reading.by(TimeTexts.WRITTEN_TIME);
        }
        if (!isTime(target)) {
            return Reading.unlike(source, target);
        }
        Reading reading = Reading.by(new NumberTexts.Whole(0));
        return type.equals(target)
                ? reading
                : reading.telling(
                        type instanceof TimestampType
                                ? "is a moment in the source and a time without zone in the target: taken for one in UTC"
                                : "is a time without zone in the source and a moment in the target: taken for one in"
                                        + " UTC");
    }

    private static Reading ofList(AuditedTable.Column source, ArrayType list, DataType target, boolean asked) {
        if (!(target instanceof ArrayType other)) {
            return Reading.unlike(source, target);
        }
        AuditedTable.Column element = new AuditedTable.Column(
                source.name(), source.written(), Optional.of(list.elementType()), source.form(), Optional.empty());
        Reading each = of(element, other.elementType(), asked);
        return each.type().isPresent()
                ? Reading.unlike(source, target)
                : each.text()
                        .map(text -> Reading.by(new PlainTexts.List(text)).telling(each.words()))
                        .orElse(each);
    }
}
