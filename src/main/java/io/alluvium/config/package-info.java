/**
 * HOCON to records: what the user wrote in {@code project.conf}, checked as a whole, with the place of each part. The
 * only package that knows Typesafe Config. Start at {@link io.alluvium.config.ProjectReader}.
 */
@NullMarked
package io.alluvium.config;

import org.jspecify.annotations.NullMarked;
