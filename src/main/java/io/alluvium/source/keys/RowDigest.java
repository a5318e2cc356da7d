package io.alluvium.source.keys;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One row.
 *
 * @param key the canonical text of all key columns, see {@link SourceContent}
 * @param first the first key column's value; absent where it is null
 * @param digest of the whole row
 * @param version as in {@code _source_version}, where the rows have one
 * @param newer whether the row is at its source and raw need not have it yet as it is
 */
public record RowDigest(
        int range, String key, Optional<String> first, long digest, OptionalLong version, boolean newer) {}
