/**
 * Learned rewards of a recommender: models of feedback, trained beside next-item prediction, and
 * ensembles of them. See {@code docs/algorithms/feedback.md}.
 */
@NullMarked
package org.temper.algorithms.feedback;

import org.jspecify.annotations.NullMarked;
