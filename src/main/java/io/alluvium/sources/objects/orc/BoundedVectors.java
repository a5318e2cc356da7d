package io.alluvium.sources.objects.orc;

import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DateColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.StructColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;

/**
 * Vectors of what is in lists, which take memory up to a bound. How many elements there are is what a file says; of a broken one the
 * library would take gigabytes.
 */
final class BoundedVectors {
    /** Of all lists of a batch, which have some thousands of rows at most. */
    private static final int MOST_ELEMENTS = 1 << 24;

    private BoundedVectors() {}

    /** Gives lists and maps, at whatever depth, bounded vectors for what is in them. */
    static void bound(ColumnVector vector) {
        if (vector instanceof ListColumnVector list) {
            list.child = bounded(list.child);
            bound(list.child);
        } else if (vector instanceof MapColumnVector map) {
            map.keys = bounded(map.keys);
            map.values = bounded(map.values);
            bound(map.keys);
            bound(map.values);
        } else if (vector instanceof StructColumnVector struct) {
            for (ColumnVector field : struct.fields) {
                bound(field);
            }
        }
    }

    private static void require(int elements) {
        if (elements < 0 || elements > MOST_ELEMENTS) {
            throw new IllegalStateException("more than " + MOST_ELEMENTS + " elements of lists at once");
        }
    }

    private static ColumnVector bounded(ColumnVector vector) {
        int size = vector.isNull.length;
        if (vector instanceof ListColumnVector list) {
            return new Lists(size, list.child);
        }
        if (vector instanceof MapColumnVector map) {
            return new Maps(size, map.keys, map.values);
        }
        if (vector instanceof StructColumnVector struct) {
            return new Structs(size, struct.fields);
        }
        if (vector instanceof DecimalColumnVector decimals) {
            return new Decimals(size, decimals.precision, decimals.scale);
        }
        if (vector instanceof TimestampColumnVector times) {
            return new Times(size, times.isUTC());
        }
        if (vector instanceof BytesColumnVector) {
            return new Bytes(size);
        }
        if (vector instanceof DoubleColumnVector) {
            return new Doubles(size);
        }
        if (vector instanceof DateColumnVector) {
            return new Dates(size);
        }
        // Of other kinds are only columns that are not read.
        return vector instanceof LongColumnVector ? new Longs(size) : vector;
    }

    private static final class Lists extends ListColumnVector {
        Lists(int size, ColumnVector child) {
            super(size, child);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }

    private static final class Maps extends MapColumnVector {
        Maps(int size, ColumnVector keys, ColumnVector values) {
            super(size, keys, values);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }

    private static final class Structs extends StructColumnVector {
        Structs(int size, ColumnVector[] fields) {
            super(size, fields);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }

    private static final class Decimals extends DecimalColumnVector {
        Decimals(int size, int precision, int scale) {
            super(size, precision, scale);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }

    private static final class Times extends TimestampColumnVector {
        Times(int size, boolean utc) {
            super(size);
            setIsUTC(utc);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }

    private static final class Bytes extends BytesColumnVector {
        Bytes(int size) {
            super(size);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }

    private static final class Doubles extends DoubleColumnVector {
        Doubles(int size) {
            super(size);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }

    private static final class Dates extends DateColumnVector {
        Dates(int size) {
            super(size);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }

    private static final class Longs extends LongColumnVector {
        Longs(int size) {
            super(size);
        }

        @Override
        public void ensureSize(int elements, boolean preserves) {
            require(elements);
            super.ensureSize(elements, preserves);
        }
    }
}
