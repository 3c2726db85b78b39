/** Multiple-choice questions, as benchmarks publish them. */
@NullMarked
package org.temper.environments.choices;

import org.jspecify.annotations.NullMarked;
