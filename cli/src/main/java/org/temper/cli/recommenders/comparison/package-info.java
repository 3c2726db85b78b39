/** Comparisons of models and of post-training methods: trials, figures, tables and pictures. */
@NullMarked
package org.temper.cli.recommenders.comparison;

import org.jspecify.annotations.NullMarked;
