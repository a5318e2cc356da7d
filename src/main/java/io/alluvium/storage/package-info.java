/**
 * Files under one root, in whatever store they lie: a disk of this machine, a bucket of S3, or HDFS. Start at
 * {@link io.alluvium.storage.Storage}.
 */
@NullMarked
package io.alluvium.storage;

import org.jspecify.annotations.NullMarked;
