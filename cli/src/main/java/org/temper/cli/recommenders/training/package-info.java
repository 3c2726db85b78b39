/** Trainings of recommenders and reward models, each in a directory of its own, done once. */
@NullMarked
package org.temper.cli.recommenders.training;

import org.jspecify.annotations.NullMarked;
