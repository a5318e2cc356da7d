package io.alluvium.extract.postgres;

import io.alluvium.column.ColumnValues;
import java.io.Serializable;

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

    /** @return for one thread at a time */
    Decoder into(ColumnValues column);
}
