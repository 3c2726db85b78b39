/** The recipe {@code one-rec}: items generated as semantic ids, and aligned with a reward. */
@NullMarked
package org.temper.cli.recommenders.onerec;

import org.jspecify.annotations.NullMarked;
