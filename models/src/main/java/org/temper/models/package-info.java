/** Policies that run on libtorch, and the optimizer that trains them. */
@NullMarked
package org.temper.models;

import org.jspecify.annotations.NullMarked;
