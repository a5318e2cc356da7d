package io.alluvium.sources.objects.json;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Which type holds all numbers of a column, each with every digit that is written. */
final class SeenNumbers {
    private static final int MOST_DIGITS = 38;
    private static final int MOST_EXPONENT = 100_000_000;

    private final ColumnBatch trial =
            new ColumnBatch(new StructType().add("whole", DataTypes.LongType).add("floating", DataTypes.DoubleType), 1);
    private final ValueDecoder whole = ValueDecoder.of(DataTypes.LongType, TextFormat.USUAL, trial.column(0));
    private final ValueDecoder floating = ValueDecoder.of(DataTypes.DoubleType, TextFormat.USUAL, trial.column(1));

    private boolean areWhole = true;
    private boolean fitLong = true;
    private boolean fitDouble = true;
    /** Whether no exponent stands for digits that are not written. */
    private boolean areWrittenOut = true;

    private long digitsBefore;
    private long digitsBehind;
    /** With the zeros at their end, which say how exact a number is meant to be. */
    private long writtenBehind;

    /** @param number as JSON writes it */
    void see(byte[] number, int length) {
        areWhole &= isWhole(number, length);
        fitLong = fitLong && whole.append(number, 0, length);
        fitDouble = fitDouble && floating.append(number, 0, length);
        trial.clear();
        count(number, length);
    }

    private static boolean isWhole(byte[] number, int length) {
        for (int i = 0; i < length; i++) {
            if (number[i] == '.' || number[i] == 'e' || number[i] == 'E') {
                return false;
            }
        }
        return true;
    }

    private void count(byte[] number, int length) {
        long digits = 0;
        long zerosAtEnd = 0;
        long scale = 0;
        boolean behind = false;
        int at = number[0] == '-' ? 1 : 0;
        for (; at < length && number[at] != 'e' && number[at] != 'E'; at++) {
            if (number[at] == '.') {
                behind = true;
                continue;
            }
            scale += behind ? 1 : 0;
            boolean zero = number[at] == '0';
            digits += digits > 0 || !zero ? 1 : 0;
            zerosAtEnd = zero ? zerosAtEnd + 1 : 0;
        }
        if (digits == 0) {
            return;
        }
        scale -= exponent(number, at, length);
        long left = Math.max(0, Math.min(zerosAtEnd, scale));
        areWrittenOut &= scale >= 0;
        digitsBefore = Math.max(digitsBefore, digits - scale);
        digitsBehind = Math.max(digitsBehind, scale - left);
        writtenBehind = Math.max(writtenBehind, scale);
    }

    /** @param from where the exponent's letter stands, or the number ends */
    private static int exponent(byte[] number, int from, int length) {
        int exponent = 0;
        for (int at = from + 1; at < length; at++) {
            if (number[at] >= '0') {
                exponent = Math.min(MOST_EXPONENT, exponent * 10 + number[at] - '0');
            }
        }
        return from + 1 < length && number[from + 1] == '-' ? -exponent : exponent;
    }

    DataType type() {
        if (areWhole && fitLong) {
            return DataTypes.LongType;
        }
        if (!areWhole && fitDouble) {
            return DataTypes.DoubleType;
        }
        if (!areWrittenOut || digitsBefore + digitsBehind > MOST_DIGITS) {
            return DataTypes.StringType;
        }
        return DataTypes.createDecimalType(
                MOST_DIGITS, (int) (digitsBefore + writtenBehind > MOST_DIGITS ? digitsBehind : writtenBehind));
    }
}
