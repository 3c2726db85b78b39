package org.temper.cli.recommenders.experiment;

/**
 * The sizes of a recommender.
 *
 * @param width of a state
 * @param layers how many
 * @param heads attention heads of a layer, a divisor of the width
 * @param maxLength the most events of a sequence
 * @param dropout the share of activations that are dropped in training
 */
public record ModelShape(int width, int layers, int heads, int maxLength, double dropout) {}
