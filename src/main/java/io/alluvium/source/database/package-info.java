/**
 * What projects and command lines say of databases and their tables, whichever database it is, and how one logs in. Start at
 * {@link io.alluvium.source.database.DatabaseTable}; sections are read with {@link
 * io.alluvium.source.database.DatabaseSection}.
 */
@NullMarked
package io.alluvium.source.database;

import org.jspecify.annotations.NullMarked;
