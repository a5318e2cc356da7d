package io.alluvium.column;

import java.io.IOException;
import java.util.List;

/** A column of batches: one column of the file or, where it is nested, all that lie in it. */
final class BatchColumn {
    private final List<BatchLeaf> leaves;
    private final GroupLevels rows;

    /**
     * @param leaves in the order in which the column's type names them
     * @param rows memory for levels, shared by the columns of a file
     */
    BatchColumn(List<BatchLeaf> leaves, GroupLevels rows) {
        this.leaves = List.copyOf(leaves);
        this.rows = rows;
    }

    /** Adds the rows of a batch. */
    void write(ColumnValues column) throws IOException {
        if (isLeaf(column)) {
            leaves.get(0).write(new FlatLevels(column));
        } else if (column instanceof ListValues lists && isLeaf(lists.elements())) {
            leaves.get(0).write(new ListLevels(lists));
        } else {
            write(column, rows.ofRows(column.rows()), 0);
        }
    }

    private static boolean isLeaf(ColumnValues values) {
        return !(values instanceof ListValues) && !(values instanceof StructValues);
    }

    /** Returns which leaf is the next one. */
    private int write(ColumnValues values, GroupLevels around, int leaf) throws IOException {
        if (values instanceof ListValues lists) {
            return write(lists.elements(), around.in(lists), leaf);
        }
        if (values instanceof StructValues structs) {
            GroupLevels inside = around.in(structs);
            int next = leaf;
            for (int i = 0; i < structs.fieldCount(); i++) {
                next = write(structs.field(i), inside, next);
            }
            return next;
        }
        leaves.get(leaf).write(new NestedLevels(around, values));
        return leaf + 1;
    }
}
