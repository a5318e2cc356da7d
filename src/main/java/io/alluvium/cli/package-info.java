/**
 * The command line: commands, options, what is printed where, exit statuses, signals. The only package that owns the
 * terminal and may end the process. Results go to standard output, errors to standard error. Start at
 * {@link io.alluvium.cli.CommandLineInterface}.
 */
@NullMarked
package io.alluvium.cli;

import org.jspecify.annotations.NullMarked;
