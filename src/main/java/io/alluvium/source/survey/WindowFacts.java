package io.alluvium.source.survey;

import java.util.Optional;

/**
 * What the database itself computes of a window, in the snapshot that is read.
 *
 * @param rows how many
 * @param fingerprint of the window's rows, where it was asked for: it costs hashes of each row
 * @param nextFingerprint of the rows that the next window would hold
 * @param keysWithNull rows with a null in the key
 */
public record WindowFacts(long rows, Optional<String> fingerprint, String nextFingerprint, long keysWithNull) {}
