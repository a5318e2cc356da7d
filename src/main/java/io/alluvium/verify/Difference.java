package io.alluvium.verify;

import java.util.Optional;

/**
 * Rows of one range of keys that are not alike.
 *
 * @param first the smallest value of the first key column among them, as a person writes it; absent where it is null
 * @param last the greatest one
 * @param missing in raw
 * @param differing in both, with other values
 * @param superfluous in raw only; 0 where deletes are not seen
 */
public record Difference(
        Optional<String> first, Optional<String> last, long missing, long differing, long superfluous) {}
