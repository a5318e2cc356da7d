@NullMarked
package io.alluvium.lake;

import org.jspecify.annotations.NullMarked;
