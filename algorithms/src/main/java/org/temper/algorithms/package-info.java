/**
 * Trainers, one package an algorithm, and {@link org.temper.algorithms.run}, the training loop that
 * they share. The packages of two algorithms never use one another.
 */
@NullMarked
package org.temper.algorithms;

import org.jspecify.annotations.NullMarked;
