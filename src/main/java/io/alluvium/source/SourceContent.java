package io.alluvium.source;

import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.keys.RowDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * A table's content at its source, as the source itself digests it, for comparison with raw; all answers in the
 * source's one state.
 *
 * <p>What is compared are the rows that raw must have after its last batch. A row's digest is the first 8 bytes, as a
 * signed number, of SHA-256 over its canonical text in UTF-8: the texts of its columns, one after the other. {@code N}
 * stands for null and {@code X} for a value that raw cannot have. Strings are {@code V<bytes>:<string>}, with the number of
 * bytes in UTF-8; all else is {@code V<text>;}: numbers in decimal, with the digits of their scale; booleans 0 or 1;
 * floats the hexadecimal digits of their bits, or {@code NaN}; dates the days and times the microseconds since 1970;
 * bytes in hexadecimal digits. Arrays are {@code A<elements>:} and the texts of the elements.
 *
 * <p>Texts of keys are those of the values that stand for all that are the same, see {@link
 * io.alluvium.domain.KeyIdentity}. Values of the first key column are the text without {@code V} and length, but for
 * arrays, see {@link KeyRanges}.
 *
 * <p>Of a table without a key the same rows must be there equally often. A row is then in the range of its digest, see
 * {@link KeyRanges#ofDigests}, has the digest's 16 hexadecimal digits for its key, and no value of a first key column.
 */
public interface SourceContent {

    /** For one row after the other. */
    @FunctionalInterface
    interface RowSink {
        void take(RowDigest row);
    }

    /** The columns that are compared, those of the key among them. */
    StructType columns();

    /** What is not compared, and why, for people. */
    List<String> omitted();

    /** A division into ranges of about equal size. */
    KeyRanges ranges();

    /** Rows that raw need not have yet, which are not compared. */
    long newer();

    /** Whether raw is to have nothing that the source has not; else deleted rows remain in raw. */
    boolean seesDeletes();

    /** Whether raw is to have updates of rows; else it has them as they were first read. */
    boolean seesUpdates();

    /**
     * Digests of the ranges that have rows.
     *
     * @throws io.alluvium.failure.AlluviumException kinds DATA, SOURCE
     */
    List<RangeDigest> digests();

    /**
     * The rows of some ranges, those that raw need not have yet among them, by number of the range, then by the bytes of
     * the key.
     *
     * @throws io.alluvium.failure.AlluviumException kinds DATA, SOURCE
     */
    void rows(Set<Integer> ranges, RowSink sink);

    /** What reads everything again: what raw has already is dropped by the loader. */
    Look again();

    /**
     * What a repair has to do where values may have become others although no row was written: a source that notices reads
     * such a table anew, or refuses it until somebody has looked. Where nothing differs, that is written down.
     *
     * @param same whether the comparison found no value that raw has not
     * @return empty where nothing of that kind happened
     */
    Optional<Look> sinceAltered(boolean same);
}
