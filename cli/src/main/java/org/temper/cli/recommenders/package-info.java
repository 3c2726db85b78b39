/** What the recipes of recommenders share: their data, training, measuring and reporting. */
@NullMarked
package org.temper.cli.recommenders;

import org.jspecify.annotations.NullMarked;
