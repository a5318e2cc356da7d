package io.alluvium.sources.objects.value;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** Numbers of a fixed scale. Zeros beyond the scale are no loss, other digits there are. */
final class DecimalDecoder implements ValueDecoder {
    private final NumberText number;
    private final int precision;
    private final int scale;
    /** The largest number of the precision, unscaled, as far as 64 bits go. */
    private final long most;

    private final @Nullable LongValues narrow;
    private final @Nullable BytesValues broad;
    private final WideNumber wide = new WideNumber();

    DecimalDecoder(DecimalType type, TextFormat format, ColumnValues column) {
        this.number = new NumberText(format);
        this.precision = type.precision();
        this.scale = type.scale();
        boolean isShort = ColumnValues.isShort(type);
        this.most = isShort ? NumberText.power(precision) - 1 : Long.MAX_VALUE;
        this.narrow = isShort ? (LongValues) column : null;
        this.broad = isShort ? null : (BytesValues) column;
    }

    @Override
    public boolean append(byte[] text, int offset, int length) {
        if (!number.read(text, offset, length)) {
            return false;
        }
        long value = number.scaled(scale);
        if (value >= 0) {
            if (value > most) {
                return false;
            }
            append(number.isNegative() ? -value : value);
            return true;
        }
        if (!number.scaled(precision, scale, wide)) {
            return false;
        }
        if (broad != null) {
            broad.append(wide.bytes());
        } else {
            append(wide.longValue());
        }
        return true;
    }

    private void append(long unscaled) {
        if (narrow != null) {
            narrow.append(unscaled);
        } else if (broad != null) {
            wide.set(unscaled);
            broad.append(wide.bytes());
        }
    }
}
