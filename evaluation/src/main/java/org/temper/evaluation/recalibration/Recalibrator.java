package org.temper.evaluation.recalibration;

/** A map, fitted on held-out data, from what a model claims to what comes true. */
public sealed interface Recalibrator permits ConfidenceRecalibrator, LogitRecalibrator {

  /**
   * The effect on an order, as these fitted numbers have it.
   *
   * @return the strongest that can be promised
   */
  OrderEffect orderEffect();
}
