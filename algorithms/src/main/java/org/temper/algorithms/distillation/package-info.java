/**
 * Distillation of several teachers into one policy, on what the policy itself says: each prompt is
 * scored by the teacher of its domain, or all by the sum of all teachers' rewards.
 */
@NullMarked
package org.temper.algorithms.distillation;

import org.jspecify.annotations.NullMarked;
