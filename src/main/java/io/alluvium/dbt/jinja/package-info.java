/**
 * The part of Jinja that dbt's models are written in and that depends on nothing but the project's own text: expressions,
 * {@code if}, {@code for}, {@code set} and macros. What is beyond it is named and stays as it stands. Start at
 * {@link io.alluvium.dbt.jinja.Template}.
 */
@NullMarked
package io.alluvium.dbt.jinja;

import org.jspecify.annotations.NullMarked;
