/**
 * The training loop that all trainers share: epochs, evaluation, metrics, curves, checkpoints that
 * survive a crash at any moment, and exact resume.
 *
 * <p>A run writes into one directory: {@code run.json}, {@code metrics.jsonl}, {@code
 * timings.jsonl} and {@code checkpoints/}.
 */
@NullMarked
package org.temper.algorithms.run;

import org.jspecify.annotations.NullMarked;
