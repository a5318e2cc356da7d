package io.alluvium.extract.postgres;

import io.alluvium.column.ColumnValues;
import java.io.Serializable;
import java.util.Optional;

/** How values of one type, in the binary form that the server sends, become values of a column. */
interface BinaryForm extends Serializable {

    /** Appends one value to its column. */
    interface Decoder {
        /**
         * @param at where the value begins
         * @param length its bytes, which the array holds
         * @throws UnfitValue when the bytes are not such a value; the column may have it in part
         */
        void append(byte[] bytes, int at, int length);
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
