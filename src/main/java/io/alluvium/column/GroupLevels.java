package io.alluvium.column;

import org.jspecify.annotations.Nullable;

/**
 * The levels of what lies in a struct or a list, found once for all columns in it.
 *
 * <p>This is how Dremel takes nested records apart (Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets",
 * VLDB 2010, section 4), in the form {@code optional group (LIST) { repeated group list { optional element } }}. There is
 * an entry for each thing that there is, and one for each place where there is none, further out or here. Its
 * definition level counts what there is on the way to it: a struct 1, a list 1, an element's place in it 1, a value 1. Its
 * repetition level tells which list goes on with it: 0 where a row begins, else how many lists lie around its elements,
 * itself included.
 */
final class GroupLevels {
    private int[] definition = new int[0];
    /** Only where there are lists around; all others are 0. */
    private int[] repetition = new int[0];

    private int count;
    /** The definition level of entries that the group has; the others lack something further out. */
    private int present;
    /** How many lists there are around. */
    private int lists;

    private int rows;
    /** Rows without the outermost list. */
    private int nulls;
    /** For the groups in this one, one after the other. */
    private @Nullable GroupLevels inner;

    /** Rows themselves: all are there. Good until the next call. */
    GroupLevels ofRows(int rowCount) {
        // Never anything but zeros.
        definition = room(definition, rowCount);
        count = rowCount;
        rows = rowCount;
        return this;
    }

    /** What lies in structs that are values of this group. Good until the next call. */
    GroupLevels in(StructValues structs) {
        GroupLevels inside = inner(count, present + 1, lists);
        int[] levels = inside.definition;
        int struct = 0;
        for (int i = 0; i < count; i++) {
            int level = definition[i];
            levels[i] = level == present && !structs.isNull(struct++) ? level + 1 : level;
        }
        if (lists > 0) {
            System.arraycopy(repetition, 0, inside.repetition, 0, count);
        }
        inside.count = count;
        return inside;
    }

    /** What lies in lists that are values of this group. Good until the next call. */
    GroupLevels in(ListValues values) {
        GroupLevels inside = inner(Math.addExact(count, values.elements().rows()), present + 2, lists + 1);
        if (lists == 0) {
            inside.nulls = rows - values.values();
        }
        int row = 0;
        int list = 0;
        int added = 0;
        for (int i = 0; i < count; i++) {
            int level = definition[i];
            int elements = 0;
            if (level == present && !values.isNull(row++)) {
                elements = values.end(list) - values.start(list);
                list++;
                level += elements == 0 ? 1 : 2;
            }
            inside.definition[added] = level;
            inside.repetition[added++] = lists == 0 ? 0 : repetition[i];
            for (int element = 1; element < elements; element++) {
                inside.definition[added] = level;
                inside.repetition[added++] = inside.lists;
            }
        }
        inside.count = added;
        return inside;
    }

    private GroupLevels inner(int most, int innerPresent, int innerLists) {
        GroupLevels inside = inner;
        if (inside == null) {
            inside = new GroupLevels();
            inner = inside;
        }
        inside.definition = room(inside.definition, most);
        if (innerLists > 0) {
            inside.repetition = room(inside.repetition, most);
        }
        inside.present = innerPresent;
        inside.lists = innerLists;
        inside.rows = rows;
        inside.nulls = nulls;
        return inside;
    }

    private static int[] room(int[] levels, int most) {
        return levels.length < most
                ? new int[Math.max(most, (int) Math.min(Integer.MAX_VALUE - 16L, levels.length * 2L))]
                : levels;
    }

    int count() {
        return count;
    }

    /** Whether the group has a value or a null at this entry. */
    boolean isPresent(int entry) {
        return definition[entry] == present;
    }

    /** The definition level of an entry, which a value adds 1 to. */
    int definition(int entry) {
        return definition[entry];
    }

    /** Whether a row begins with the entry. */
    boolean beginsRow(int entry) {
        return lists == 0 || repetition[entry] == 0;
    }

    int[] repetition() {
        return repetition;
    }

    /** The definition level of values. */
    int mostDefinition() {
        return present + 1;
    }

    /** 0 where there are no repetition levels. */
    int mostRepetition() {
        return lists;
    }

    /** The rows in which {@code values}, which lie in this group, have no value, or not even the outermost list. */
    int nulls(ColumnValues values) {
        return lists == 0 ? rows - values.values() : nulls;
    }
}
