package io.alluvium.column;

/** A column without lists: level 1 where there is a value, 0 where there is none. */
final class FlatLevels implements Levels {
    private final ColumnValues column;
    private int row;
    private int endRow;
    private int value;
    private int endValue;

    FlatLevels(ColumnValues column) {
        this.column = column;
    }

    @Override
    public boolean next(ValueEncoder encoder, int pageBytes, PageBuffers page) {
        row = endRow;
        value = endValue;
        if (row == column.rows()) {
            return false;
        }
        if (encoder.plainBytes(column, value, column.values()) <= pageBytes) {
            endRow = column.rows();
            endValue = column.values();
        } else {
            cut(encoder, pageBytes);
        }
        write(page);
        return true;
    }

    private void cut(ValueEncoder encoder, int pageBytes) {
        while (endRow < column.rows()) {
            if (!column.isNull(endRow)) {
                if (endRow > row && encoder.plainBytes(column, value, endValue + 1) > pageBytes) {
                    return;
                }
                endValue++;
            }
            endRow++;
        }
    }

    private void write(PageBuffers page) {
        int count = endRow - row;
        int nulls = count - (endValue - value);
        if (nulls == 0 || nulls == count) {
            Levels.repeat(nulls == 0 ? 1 : 0, count, 1, page.body());
            return;
        }
        int[] levels = page.levels(count);
        for (int i = 0; i < count; i++) {
            levels[i] = column.isNull(row + i) ? 0 : 1;
        }
        Levels.write(levels, 0, count, 1, page.body());
    }

    @Override
    public int count() {
        return endRow - row;
    }

    @Override
    public ColumnValues values() {
        return column;
    }

    @Override
    public int firstValue() {
        return value;
    }

    @Override
    public int lastValue() {
        return endValue;
    }

    @Override
    public int nulls() {
        return column.nulls();
    }
}
