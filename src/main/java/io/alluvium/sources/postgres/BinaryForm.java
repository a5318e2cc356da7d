package io.alluvium.sources.postgres;

import io.alluvium.column.ColumnValues;
import io.alluvium.source.image.UnfitValue;
import java.io.Serializable;
import java.util.Optional;

/** How values of one type, in the binary form that the server sends, become values of a column. */
interface BinaryForm extends Serializable {

    /** Appends values to its column. */
    interface Decoder {
        /**
         * Appends one value.
         *
         * @param at where the value begins
         * @param length its bytes, which the array holds
         * @throws UnfitValue when the bytes are not such a value; the column may have it in part
         */
        void append(byte[] bytes, int at, int length);

        /**
         * Appends the values of several rows. Types that are met often have a loop of their own, in which nothing is
         * called that the compiler could not see through.
         *
         * @param fields in order
         * @throws UnfitValue as {@link #append}
         */
        default void appendAll(byte[] bytes, FieldSpans fields, ColumnValues column) {
            for (int i = 0; i < fields.count(); i++) {
                if (fields.isNull(i)) {
                    column.appendNull();
                } else {
                    append(bytes, fields.begin(i), fields.length(i));
                }
            }
        }
    }

    /**
     * Finds the values of the type that do not fit.
     *
     * @param column SQL
     * @return a condition in SQL, for people; empty where every value fits
     */
    default Optional<String> unfit(String column) {
        return Optional.empty();
    }

    /** @return for one thread at a time */
    Decoder into(ColumnValues column);
}
