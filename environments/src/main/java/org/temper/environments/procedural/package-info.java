/** Families of tasks that a seed and a difficulty make, with what checks their answers. */
@NullMarked
package org.temper.environments.procedural;

import org.jspecify.annotations.NullMarked;
