package io.alluvium.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Strings, byte strings and long decimals. */
final class BytesVector extends ValuesVector {
    private final BytesValues values;

    BytesVector(BytesValues values, DataType type) {
        super(values, type);
        this.values = values;
    }

    @Override
    public UTF8String getUTF8String(int row) {
        int place = place(row);
        int start = values.start(place);
        return UTF8String.fromBytes(values.array(), start, values.end(place) - start);
    }

    @Override
    public byte[] getBinary(int row) {
        int place = place(row);
        return Arrays.copyOfRange(values.array(), values.start(place), values.end(place));
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        int place = place(row);
        int start = values.start(place);
        BigInteger unscaled = new BigInteger(values.array(), start, values.end(place) - start);
        return Decimal.apply(new BigDecimal(unscaled, scale), precision, scale);
    }
}
