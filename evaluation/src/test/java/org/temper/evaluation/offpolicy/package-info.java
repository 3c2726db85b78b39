/** Estimators beside peers' numbers, by their laws, where the truth is known, and on real logs. */
@NullMarked
package org.temper.evaluation.offpolicy;

import org.jspecify.annotations.NullMarked;
