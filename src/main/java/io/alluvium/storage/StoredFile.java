package io.alluvium.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * Describes a file as a store lists it.
 *
 * @param path relative to the root of whoever listed it
 * @param size in bytes
 * @param modified when it was last written, as precisely as the store keeps that
 * @param etag what the store changes whenever the content changes; empty where a store has none
 */
public record StoredFile(String path, long size, Instant modified, Optional<String> etag) {}
