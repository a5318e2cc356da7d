package io.alluvium.source.survey;

import java.util.Optional;

/**
 * A window as the database sees it before it is read, in the same snapshot.
 *
 * @param rows how many
 * @param keysWithNull rows with a null in the key
 * @param fingerprint of the content that is known when the window has been read; absent where that cannot be told
 */
public record Seen(long rows, long keysWithNull, Optional<String> fingerprint) {}
