package org.temper.evaluation.recalibration;

/**
 * An effect that a recalibrator has on an order: of confidences, for a {@link
 * ConfidenceRecalibrator}; of the options of one row, for a {@link LogitRecalibrator}.
 *
 * <p>It is said of real numbers. In float64 numbers that lie closer than their rounding, or within
 * a recalibrator's margin of 0 or 1, may become equal, but never change their order.
 */
public enum OrderEffect {
  /** What was larger stays larger, what was equal stays equal: AUROC and the answers stay. */
  RANK_PRESERVING,
  /** What was larger never becomes smaller, but may become equal. */
  MONOTONE,
  /** What was larger may become smaller. */
  MAY_REORDER
}
