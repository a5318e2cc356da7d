package io.alluvium.column;

/** A column within structs and lists. */
final class NestedLevels implements Levels {
    /** What the levels of a value cost about, in bytes; so pages of nothing but nulls end as well. */
    private static final int LEVEL_BYTES = 1;

    private final GroupLevels around;
    private final ColumnValues column;
    private int entry;
    private int endEntry;
    private int value;
    private int endValue;

    NestedLevels(GroupLevels around, ColumnValues column) {
        this.around = around;
        this.column = column;
    }

    @Override
    public boolean next(ValueEncoder encoder, int pageBytes, PageBuffers page) {
        entry = endEntry;
        value = endValue;
        if (entry == around.count()) {
            return false;
        }
        int[] definition = page.levels(around.count());
        if (entry == 0) {
            define(definition);
        }
        if (fits(encoder, pageBytes, around.count(), column.values())) {
            endEntry = around.count();
            endValue = column.values();
        } else {
            cut(encoder, pageBytes, definition);
        }
        if (around.mostRepetition() > 0) {
            Levels.write(around.repetition(), entry, endEntry, BitPacking.width(around.mostRepetition()), page.body());
        }
        Levels.write(definition, entry, endEntry, BitPacking.width(around.mostDefinition()), page.body());
        return true;
    }

    /** For all pages of the column: nobody else uses these buffers between them. */
    private void define(int[] definition) {
        int row = 0;
        for (int i = 0; i < around.count(); i++) {
            int level = around.definition(i);
            definition[i] = around.isPresent(i) && !column.isNull(row++) ? level + 1 : level;
        }
    }

    private boolean fits(ValueEncoder encoder, int pageBytes, int toEntry, int toValue) {
        return encoder.plainBytes(column, value, toValue) + (toEntry - entry) * (long) LEVEL_BYTES <= pageBytes;
    }

    /** Whole rows: readers skip pages by them. */
    private void cut(ValueEncoder encoder, int pageBytes, int[] definition) {
        int rowEnd = entry;
        int rowEndValue = value;
        while (rowEnd < around.count()) {
            do {
                rowEndValue += definition[rowEnd++] == around.mostDefinition() ? 1 : 0;
            } while (rowEnd < around.count() && !around.beginsRow(rowEnd));
            if (endEntry > entry && !fits(encoder, pageBytes, rowEnd, rowEndValue)) {
                return;
            }
            endEntry = rowEnd;
            endValue = rowEndValue;
        }
    }

    @Override
    public int count() {
        return endEntry - entry;
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
        return around.nulls(column);
    }
}
