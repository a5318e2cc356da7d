/**
 * A project's runs on other machines: what those are told, the rights they need, and how a submitted run is followed. Start at
 * {@link io.alluvium.deploy.Deployment}.
 */
@NullMarked
package io.alluvium.deploy;

import org.jspecify.annotations.NullMarked;
