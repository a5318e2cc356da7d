/**
 * References to secrets, resolved at the last moment into a value that does not print itself. Start at
 * {@link io.alluvium.secret.SecretReference}.
 */
@NullMarked
package io.alluvium.secret;

import org.jspecify.annotations.NullMarked;
