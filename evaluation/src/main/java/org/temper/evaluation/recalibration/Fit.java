package org.temper.evaluation.recalibration;

/**
 * The result of a fit by likelihood.
 *
 * @param <R> the kind of recalibrator
 * @param recalibrator what was fitted
 * @param nllBefore mean negative log-likelihood of the held-out outcomes without it, in nats
 * @param nllAfter the same with it, penalties left out
 * @param ending whether a maximum was found
 */
public record Fit<R extends Recalibrator>(
    R recalibrator, double nllBefore, double nllAfter, FitEnding ending) {}
