/** What several recipes do: train a stage, sample pairs, measure, report. */
@NullMarked
package org.temper.cli.training;

import org.jspecify.annotations.NullMarked;
