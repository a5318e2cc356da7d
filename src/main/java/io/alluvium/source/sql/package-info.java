/**
 * How tables of a database that speaks SQL are read: the modes that need nothing but what a server gives ({@link
 * io.alluvium.source.sql.ServerView}) and how it writes things. Start at {@link io.alluvium.source.sql.Dialect}.
 */
@NullMarked
package io.alluvium.source.sql;

import org.jspecify.annotations.NullMarked;
