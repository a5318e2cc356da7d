package io.alluvium.sources.objects.survey;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether columns identify rows, by all rows that were seen. Of plain rows no two may share a value. Of changes,
 * each row is inserted at most once more than it is deleted, and what is updated or deleted was inserted.
 */
public final class KeyProof {
    /** More rows than these are not looked at: 160 MB would be held for them. */
    private static final int MOST = 20 << 20;

    private static final int CHANGE_BITS = 2;
    private static final long CHANGE = 3;
    private static final long ROW = 0;
    private static final long UPDATE = 1;
    private static final long DELETE = 2;

    private final List<String> columns;
    private final Optional<String> operation;
    private final boolean repeats;
    private long[] seen = new long[1 << 10];
    private int size;
    private long missing;
    private boolean tooMany;
    private boolean unknown;

    /**
     * @param columns that may identify a row
     * @param operation a column that says of each row whether it was inserted, updated or deleted: I, U, D; null is I
     */
    public KeyProof(List<String> columns, Optional<String> operation) {
        this(columns, operation, false);
    }

    private KeyProof(List<String> columns, Optional<String> operation, boolean repeats) {
        this.columns = List.copyOf(columns);
        this.operation = operation;
        this.repeats = repeats;
    }

    /** Of a key that is known: only that each row has it is left to be seen. */
    public static KeyProof ofValues(List<String> columns) {
        return new KeyProof(columns, Optional.empty(), true);
    }

    public List<String> columns() {
        return columns;
    }

    /** Looks at the rows of a batch. */
    public void see(ColumnBatch batch) {
        List<String> names = Arrays.asList(batch.schema().fieldNames());
        ColumnValues[] values =
                columns.stream().map(name -> batch.column(names.indexOf(name))).toArray(ColumnValues[]::new);
        Optional<ColumnValues> changes = operation.map(name -> batch.column(names.indexOf(name)));
        int[] next = new int[values.length];
        int change = 0;
        for (int row = 0; row < batch.rows(); row++) {
            long hash = 0;
            boolean isMissing = false;
            for (int i = 0; i < values.length; i++) {
                if (values[i].isNull(row)) {
                    isMissing = true;
                } else {
                    hash = mixed(31 * hash + hash(values[i], next[i]++));
                }
            }
            long kind = ROW;
            if (changes.isPresent() && !changes.get().isNull(row)) {
                kind = kind(changes.get(), change++);
            }
            if (isMissing) {
                missing++;
            } else if (!repeats) {
                add(hash << CHANGE_BITS | kind);
            }
        }
    }

    private long hash(ColumnValues values, int index) {
        if (values instanceof LongValues numbers) {
            return numbers.value(index);
        }
        if (values instanceof BytesValues texts) {
            long hash = 0xcbf29ce484222325L;
            for (int i = texts.start(index); i < texts.end(index); i++) {
                hash = (hash ^ texts.array()[i]) * 0x100000001b3L;
            }
            return hash;
        }
        unknown = true;
        return 0;
    }

    private long kind(ColumnValues changes, int index) {
        if (changes instanceof BytesValues texts && texts.end(index) - texts.start(index) == 1) {
            switch (texts.array()[texts.start(index)]) {
                case 'I':
                    return ROW;
                case 'U':
                    return UPDATE;
                case 'D':
                    return DELETE;
                default:
                    break;
            }
        }
        unknown = true;
        return ROW;
    }

    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    private void add(long entry) {
        if (size == MOST) {
            tooMany = true;
            return;
        }
        if (size == seen.length) {
            seen = Arrays.copyOf(seen, Math.min(MOST, size * 2));
        }
        seen[size++] = entry;
    }

    /** Why they do not identify rows, in a few words without any value; empty where they do. */
    public Optional<String> refutation() {
        if (missing > 0) {
            return Optional.of(rows(missing) + " without a value");
        }
        if (unknown) {
            return Optional.of("values that cannot be compared");
        }
        if (tooMany) {
            return Optional.of("more than " + MOST + " rows");
        }
        Arrays.sort(seen, 0, size);
        long doubted = 0;
        for (int start = 0; start < size; ) {
            int end = start;
            int alive = 0;
            boolean changed = false;
            boolean inserted = false;
            while (end < size && seen[end] >>> CHANGE_BITS == seen[start] >>> CHANGE_BITS) {
                long kind = seen[end++] & CHANGE;
                alive += kind == ROW ? 1 : kind == DELETE ? -1 : 0;
                inserted |= kind == ROW;
                changed |= kind != ROW;
            }
            if (alive < 0 || alive > 1 || changed && !inserted) {
                doubted++;
            }
            start = end;
        }
        return doubted == 0
                ? Optional.empty()
                : Optional.of(
                        operation.isPresent()
                                ? "the changes of " + values(doubted) + " are not those of one row"
                                : values(doubted) + " in more than one row");
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row" : " rows");
    }

    private static String values(long count) {
        return count + (count == 1 ? " value" : " values");
    }
}
