/**
 * Logs of who met which item when, and what came of it: the columnar log, its filters, its splits
 * into training events and held-out targets.
 *
 * <p>Readers lie in {@code files}, evaluation of rankings in {@code ranking}, simple predictors of
 * feedback in {@code rewards}, a log whose truth is known in {@code simulation}.
 */
@NullMarked
package org.temper.interactions;

import org.jspecify.annotations.NullMarked;
