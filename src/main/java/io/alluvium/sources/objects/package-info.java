/**
 * Folders of CSV and JSON files as a source; what is new is found by path, size and time of change, never by the newest
 * time alone. Start at {@link io.alluvium.sources.objects.FilesSource}.
 */
@NullMarked
package io.alluvium.sources.objects;

import org.jspecify.annotations.NullMarked;
