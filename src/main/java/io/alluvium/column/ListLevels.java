package io.alluvium.column;

/**
 * A column of lists of values that are not nested, in the form {@code optional group (LIST) { repeated group list { optional element } }}. Repetition:
 * 0 where a row begins, 1 where its list goes on.
 */
final class ListLevels implements Levels {
    private static final int NO_LIST = 0;
    private static final int EMPTY_LIST = 1;
    private static final int NULL_ELEMENT = 2;
    private static final int ELEMENT = 3;
    /** What the levels of a value cost about, in bytes; so pages of nothing but nulls end as well. */
    private static final int LEVEL_BYTES = 1;

    private final ListValues lists;
    private int row;
    private int list;
    private int value;
    private int endValue;
    private int count;

    ListLevels(ListValues lists) {
        this.lists = lists;
    }

    @Override
    public boolean next(ValueEncoder encoder, int pageBytes, PageBuffers page) {
        value = endValue;
        count = 0;
        if (row == lists.rows()) {
            return false;
        }
        // A level for each element, and one for each list that has none.
        int most = lists.rows() + lists.elements().rows();
        int[] definition = page.levels(most);
        int[] repetition = page.indexes(most);
        do {
            addRow(definition, repetition);
        } while (row < lists.rows() && fits(encoder, pageBytes));
        Levels.write(repetition, 0, count, 1, page.body());
        Levels.write(definition, 0, count, 2, page.body());
        return true;
    }

    private boolean fits(ValueEncoder encoder, int pageBytes) {
        int valuesOfNext = lists.isNull(row) ? 0 : lists.end(list) - lists.start(list);
        int last = Math.min(lists.elements().values(), endValue + valuesOfNext);
        return encoder.plainBytes(lists.elements(), value, last) + (count + valuesOfNext) * (long) LEVEL_BYTES
                <= pageBytes;
    }

    private void addRow(int[] definition, int[] repetition) {
        if (lists.isNull(row++)) {
            repetition[count] = 0;
            definition[count++] = NO_LIST;
            return;
        }
        int start = lists.start(list);
        int end = lists.end(list);
        list++;
        if (start == end) {
            repetition[count] = 0;
            definition[count++] = EMPTY_LIST;
            return;
        }
        ColumnValues elements = lists.elements();
        for (int element = start; element < end; element++) {
            boolean isNull = elements.isNull(element);
            repetition[count] = element == start ? 0 : 1;
            definition[count++] = isNull ? NULL_ELEMENT : ELEMENT;
            endValue += isNull ? 0 : 1;
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public ColumnValues values() {
        return lists.elements();
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
        return lists.nulls();
    }
}
