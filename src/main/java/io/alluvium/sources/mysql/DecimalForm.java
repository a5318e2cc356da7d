package io.alluvium.sources.mysql;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.image.WrittenDecimal;

/** Decimals as text, of a fixed scale. Those of up to 18 digits, written with it, are read digit by digit. */
record DecimalForm(int precision, int scale) implements ValueForm {
    private static final int LONG_DIGITS = 18;

    @Override
    public Decoder into(ColumnValues values) {
        WrittenDecimal form = new WrittenDecimal(precision, scale);
        if (precision > LONG_DIGITS) {
            BytesValues wide = (BytesValues) values;
            return (row, column) -> {
                byte[] text = row.getBytes(column);
                if (text == null) {
                    wide.appendNull();
                } else {
                    wide.append(form.wide(text, 0, text.length));
                }
            };
        }
        LongValues numbers = (LongValues) values;
        return (row, column) -> {
            byte[] text = row.getBytes(column);
            if (text == null) {
                numbers.appendNull();
            } else {
                numbers.append(unscaled(text, form));
            }
        };
    }

    private long unscaled(byte[] text, WrittenDecimal form) {
        boolean negative = text.length > 0 && text[0] == '-';
        int point = scale == 0 ? text.length : text.length - scale - 1;
        boolean usual = text.length <= LONG_DIGITS && point > 0 && (scale == 0 || text[point] == '.');
        long number = 0;
        for (int i = negative ? 1 : 0; usual && i < text.length; i++) {
            if (i == point) {
                continue;
            }
            int digit = text[i] - '0';
            usual = digit >= 0 && digit <= 9;
            number = number * 10 + digit;
        }
        if (!usual || digits(text, negative) > precision) {
            return form.unscaled(text, 0, text.length);
        }
        return negative ? -number : number;
    }

    private int digits(byte[] text, boolean negative) {
        return text.length - (negative ? 1 : 0) - (scale == 0 ? 0 : 1);
    }
}
