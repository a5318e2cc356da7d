package io.alluvium.load;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.LongValues;
import io.alluvium.column.StructValues;
import io.alluvium.domain.KeyIdentity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows as byte strings. Rows whose values are the same, bit by bit but for NaNs, have equal bytes, others have not; images
 * of keys are equal where {@link KeyIdentity} says that the keys are the same. Only for as many rows as memory holds.
 */
final class RowImage {
    private final int[] columns;
    private final boolean isKey;

    private RowImage(int[] columns, boolean isKey) {
        this.columns = columns.clone();
        this.isKey = isKey;
    }

    /** @param columns of a batch, in the order in which the image has them */
    static RowImage ofValues(int... columns) {
        return new RowImage(columns, false);
    }

    /** @param columns of a batch, in the order in which the image has them */
    static RowImage ofKey(int... columns) {
        return new RowImage(columns, true);
    }

    /** Where the next value of a column lies; there are such places among the elements of lists and in fields too. */
    private static final class Place {
        private final ColumnValues values;
        private final List<Place> inner = new ArrayList<>();
        private int row;
        private int value;

        Place(ColumnValues values) {
            this.values = values;
            if (values instanceof ListValues lists) {
                inner.add(new Place(lists.elements()));
            } else if (values instanceof StructValues structs) {
                for (int i = 0; i < structs.fieldCount(); i++) {
                    inner.add(new Place(structs.field(i)));
                }
            }
        }
    }

    /** The images of a batch's rows, one after the other. */
    final class Reading {
        private final Place[] places;
        private ByteBuffer out = ByteBuffer.allocate(256);

        private Reading(ColumnBatch batch) {
            places = Arrays.stream(columns)
                    .mapToObj(column -> new Place(batch.column(column)))
                    .toArray(Place[]::new);
        }

        /** The next row; there is one for each of the batch. */
        ByteBuffer next() {
            out.clear();
            for (Place place : places) {
                write(place);
            }
            return ByteBuffer.wrap(Arrays.copyOf(out.array(), out.position()));
        }

        private void write(Place place) {
            reserve(1 + Long.BYTES);
            if (place.values.isNull(place.row++)) {
                out.put((byte) 0);
                return;
            }
            out.put((byte) 1);
            int index = place.value++;
            if (place.values instanceof LongValues longs) {
                out.putLong(longs.value(index));
            } else if (place.values instanceof DoubleValues doubles) {
                double value = doubles.value(index);
                out.putLong(Double.doubleToLongBits(isKey ? KeyIdentity.of(value) : value));
            } else if (place.values instanceof BytesValues bytes) {
                int length = bytes.end(index) - bytes.start(index);
                reserve(Integer.BYTES + length);
                out.putInt(length).put(bytes.array(), bytes.start(index), length);
            } else if (place.values instanceof ListValues lists) {
                int length = lists.end(index) - lists.start(index);
                out.putInt(length);
                for (int i = 0; i < length; i++) {
                    write(place.inner.get(0));
                }
            } else if (place.values instanceof StructValues) {
                place.inner.forEach(this::write);
            }
        }

        private void reserve(int bytes) {
            if (out.remaining() < bytes) {
                ByteBuffer larger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes));
                out = larger.put(out.flip());
            }
        }
    }

    /** Begins to read a batch, which must not change meanwhile. */
    Reading of(ColumnBatch batch) {
        return new Reading(batch);
    }

    /** Appends the values of an image to the columns that it was made of; the row is not ended. Keys have no values. */
    void append(ByteBuffer image, ColumnBatch to) {
        ByteBuffer in = image.duplicate();
        for (int column : columns) {
            append(in, to.column(column));
        }
    }

    private static void append(ByteBuffer in, ColumnValues to) {
        if (in.get() == 0) {
            to.appendNull();
        } else if (to instanceof LongValues longs) {
            longs.append(in.getLong());
        } else if (to instanceof DoubleValues doubles) {
            doubles.append(Double.longBitsToDouble(in.getLong()));
        } else if (to instanceof BytesValues bytes) {
            int length = in.getInt();
            bytes.append(in.array(), in.arrayOffset() + in.position(), length);
            in.position(in.position() + length);
        } else if (to instanceof ListValues lists) {
            int length = in.getInt();
            for (int i = 0; i < length; i++) {
                append(in, lists.elements());
            }
            lists.append();
        } else if (to instanceof StructValues structs) {
            for (int i = 0; i < structs.fieldCount(); i++) {
                append(in, structs.field(i));
            }
            structs.append();
        }
    }
}
