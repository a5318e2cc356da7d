/**
 * References to secrets, resolved at the last moment into a value that does not print itself. Start at
 * {@link io.alluvium.secret.SecretReference}; what a database takes in its place is a {@link io.alluvium.secret.Password}.
 * {@code AwsStore} asks AWS's services, by a client of our own over AWS's SDK.
 */
@NullMarked
package io.alluvium.secret;

import org.jspecify.annotations.NullMarked;
