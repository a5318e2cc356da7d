/**
 * Files under one root, in whatever store they lie. What is built so far is a disk of this machine. Start at
 * {@link io.alluvium.storage.Storage}.
 */
@NullMarked
package io.alluvium.storage;

import org.jspecify.annotations.NullMarked;
