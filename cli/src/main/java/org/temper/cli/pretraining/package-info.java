/** What the recipe {@code pretrain} trains on. */
@NullMarked
package org.temper.cli.pretraining;

import org.jspecify.annotations.NullMarked;
