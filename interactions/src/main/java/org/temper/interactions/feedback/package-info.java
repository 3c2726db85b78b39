/**
 * The simple ways to know a reward: predictors of feedback that any reward model must beat, and
 * feedback freed of its unit or of the length of what was watched.
 */
@NullMarked
package org.temper.interactions.feedback;

import org.jspecify.annotations.NullMarked;
