/**
 * The recipe {@code tracks}: capabilities that are trained apart from one start, joined in several
 * ways, and what each way is worth.
 */
@NullMarked
package org.temper.cli.tracks;

import org.jspecify.annotations.NullMarked;
