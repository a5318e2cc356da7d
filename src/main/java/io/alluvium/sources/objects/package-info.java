/**
 * Files of a local folder or a bucket as a source. What is new is found by what each file is known by:
 * key, etag and size in a bucket; path, size and time on a disk, and its content where the time differs. Start at {@link io.alluvium.sources.objects.FilesSource}.
 */
@NullMarked
package io.alluvium.sources.objects;

import org.jspecify.annotations.NullMarked;
